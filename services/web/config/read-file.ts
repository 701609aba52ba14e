/*
    read-file.ts -- Checks the top of the file of a server of its own, `web.json5` (spec web.md §2.1, §25). What is in `web` and `tls`
    the host checks.
*/

import { Reading, readObject, recordAt } from '../../config/index.js'
import { fileProperties } from './file-properties.js'
import { names } from './names.js'
import { asWebError, warningsOf } from './read-config.js'
import type { WebConfig, WebConfigFile } from './settings.js'

/** What is looked at here. */
interface TopOfFile {
    readonly web?: unknown
}

/** What such a file says. */
export interface WebFile {
    /** For `new WebHost()`. */
    readonly config: WebConfigFile
    /** Fibers at a time; 0: no limit. */
    readonly fibers: number
    /** What is doubtful about the top of it, one sentence each. */
    readonly warnings: readonly string[]
}

/**
 * Takes what such a file holds. One without `web` is that of an agent, whose properties are those of the server. Throws a `WebError`
 * with code `WEB_CONFIG` that names the wrong property, its value and what is wanted.
 */
export function readWebFile(value: unknown): WebFile {
    return asWebError(() => read(value))
}

function read(value: unknown): WebFile {
    const given: TopOfFile = recordAt(value, 'web.json5')
    const isAgents = !('web' in given) && serverNames.some(name => name in given)
    const file: TopOfFile = isAgents ? { web: given } : given
    const reading = new Reading(names)
    const { limits } = readObject(file, '', fileProperties, reading) as { limits: { fibers: number } }
    const web = file.web ?? {}
    recordAt(web, 'web')
    return {
        config: { ...file, web: web as WebConfig } as WebConfigFile,
        fibers: limits.fibers,
        warnings: warningsOf(reading),
    }
}

/** One of them is in every file of an agent, and none at the top of another. */
const serverNames = ['listen', 'routes', 'documents'] as const
