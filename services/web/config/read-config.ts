/*
    read-config.ts -- Checks a configuration and completes it.
*/

import { ConfigError, Reading, readObject, recordAt } from '../../config/index.js'
import { WebError } from '../errors.js'
import { checkListen, checkRoutes } from './check-routes.js'
import { checkRoles } from './check-roles.js'
import { names } from './names.js'
import { logProperties, tlsProperties, webProperties } from './properties.js'
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

/** What is looked at of a whole file. */
interface WholeFile {
    readonly web?: unknown
    readonly tls?: unknown
    readonly log?: unknown
    readonly profile?: unknown
}

/** Of `log` the server has one property; the others belong to the log itself. */
interface Shown {
    readonly show?: unknown
}

/**
 * Reads either form: the properties of the server alone, or an object that has them under `web` beside `tls` and `log`. Throws a
 * `WebError` with code `WEB_CONFIG` that names the wrong property, its value and what is wanted.
 */
export function readConfig(config: unknown): ReadConfig {
    return asWebError(() => read(config))
}

/** Runs a reading; says whose configuration it is that cannot be used. */
export function asWebError<T>(fn: () => T): T {
    try {
        return fn()
    } catch (cause) {
        if (cause instanceof ConfigError) {
            throw new WebError('WEB_CONFIG', `Cannot use the configuration of the web server: ${cause.reason}`, {
                cause,
            })
        }
        throw cause
    }
}

/** What is doubtful, one sentence each. */
export function warningsOf({ remarks }: Reading): string[] {
    return remarks.map(({ text }) => `Configuration of the web server: ${text}`)
}

function read(config: unknown): ReadConfig {
    const given: WholeFile = recordAt(config, 'web')
    const reading = new Reading(names)
    const isFile = typeof given.web === 'object' && given.web !== null
    const { web, tls, log, profile }: WholeFile = isFile ? given : { web: given }
    const letters: Shown = typeof log === 'object' && log !== null ? log : {}
    const { show } = readObject({ show: letters.show }, 'log', logProperties, reading) as { show: string }
    const path = isFile ? 'web' : ''
    const settings = readObject(web, path, webProperties, reading) as WebSettings
    checkListen(settings, path, reading)
    checkRoutes(settings, path, reading)
    checkRoles(settings, path, reading)
    return {
        web: settings,
        tls: readObject(tls ?? {}, 'tls', tlsProperties, reading) as WebTlsSettings,
        show,
        profile: typeof profile === 'string' ? profile : null,
        warnings: warningsOf(reading),
    }
}
