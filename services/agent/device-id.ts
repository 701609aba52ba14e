/*
    device-id.ts -- The ID of a device that has none: `services.serialize`. Source: spec agent.md §14.
*/

import { existsSync, readFileSync } from 'node:fs'
import { durableWrite, expandPath, type Fiber, fromPromise, Logger, textOf } from '../../fiber/index.js'
import { parse } from '../json/index.js'
import type { AgentConfig } from './config/index.js'

const log = new Logger('ioto')

/** Characters of an ID. */
const LENGTH = 10

/** Keys and passwords may be beside it. */
const MODE = 0o600

/**
 * The configuration with the ID of the device: the one that it has, `former`, or a new one, which is written to device.json5 unless `nosave`.
 * That it cannot be written is told: the device has another ID after its next start then.
 */
export function* withDeviceId(config: AgentConfig, former: string | null, nosave: boolean): Fiber<AgentConfig> {
    const { device, provision } = config.settings
    if ((device.id ?? provision.id) !== null) {
        return config
    }
    if (former !== null) {
        return config.withDeviceId(former)
    }
    const { uid } = yield* fromPromise(import('../crypt/index.js'))
    const completed = config.withDeviceId(uid(LENGTH))
    const { id } = completed.settings.device
    if (!nosave) {
        const path = expandPath('@config/device.json5')
        try {
            // What the command line or the environment says of the device is not of the file.
            const given = existsSync(path) ? (parse(readFileSync(path, 'utf8')) as object) : {}
            yield* durableWrite(path, `${JSON.stringify({ ...given, id }, null, 4)}\n`, { mode: MODE })
        } catch (error) {
            log.error(
                `Cannot keep the device ID ${id} in ${path}: ${textOf(error)}; after the next start it is another one`,
            )
        }
    }
    log.info(`Device Claim ID: ${id}`)
    return completed
}
