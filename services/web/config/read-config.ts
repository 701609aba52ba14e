/*
    read-config.ts -- Checks a configuration and completes it.
*/

import { logProperties, tlsProperties, webProperties } from './properties.js'
import { recordAt } from './property.js'
import { Reading } from './reading.js'
import { readObject } from './records.js'
import type { WebSettings, WebTlsSettings } from './settings.js'

/** What was read. */
export interface ReadConfig {
    readonly web: WebSettings
    readonly tls: WebTlsSettings
    /** Letters of what is traced. */
    readonly show: string
    readonly profile: string | null
    /** What is to be told, one sentence each. */
    readonly warnings: readonly string[]
}

/**
 * Reads either form: the properties of the server alone, or an object that has them under `web` beside `tls` and `log`. Throws a
 * `WebError` with code `WEB_CONFIG` that names the wrong property, its value and what is wanted.
 */
export function readConfig(config: unknown): ReadConfig {
    const given = recordAt(config, '')
    const reading = new Reading()
    const isFile = typeof given['web'] === 'object' && given['web'] !== null
    const file: Readonly<Record<string, unknown>> = isFile ? given : { web: given }
    const log = readShow(file['log'], reading)
    return {
        web: readObject(file['web'], isFile ? 'web' : '', webProperties, reading) as WebSettings,
        tls: readObject(file['tls'] ?? {}, 'tls', tlsProperties, reading) as WebTlsSettings,
        show: log,
        profile: typeof file['profile'] === 'string' ? file['profile'] : null,
        warnings: reading.warnings,
    }
}

/** Of `log` the server has one property; the others belong to the log itself. */
function readShow(log: unknown, reading: Reading): string {
    const show = typeof log === 'object' && log !== null ? (log as Readonly<Record<string, unknown>>)['show'] : null
    return (readObject({ show }, 'log', logProperties, reading) as { show: string }).show
}
