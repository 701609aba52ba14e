/*
    machine.ts -- What the machine and the program are.
*/

import {
    arch,
    availableParallelism,
    freemem,
    hostname,
    loadavg,
    platform,
    release,
    totalmem,
    uptime,
    version,
} from 'node:os'
import { version as ownVersion } from '../../package.js'

/** Versions and figures of the machine; sizes in bytes, times in seconds. */
export function machine(): object {
    const { env, versions } = process
    return {
        ...{ ioto: ownVersion(), node: versions, hostname: hostname() },
        system: { platform: platform(), arch: arch(), release: release(), version: version(), uptime: uptime() },
        resources: { processors: availableParallelism(), load: loadavg(), memory: totalmem(), free: freemem() },
        clock: { utc: new Date().toISOString(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
        user: { uid: process.getuid?.() ?? null, gid: process.getgid?.() ?? null, directory: process.cwd() },
        // What they say may be secret; that they are there is worth knowing.
        environment: Object.keys(env).filter(name =>
            /^(?:IOTO_|WEB_|URL_|LOG_|NODE_|PROFILE$|TZ$|https?_proxy$)/i.test(name),
        ),
    }
}
