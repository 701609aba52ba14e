/*
    logger.ts -- Logger: the log as the services use it, one for each source.
*/

import { textOf } from '../core/index.js'
import { emit, isLogged } from './log.js'

/** Named values that belong to a message; appended as `name=value`. */
export type LogData = Readonly<Record<string, unknown>>

/**
 * Logs messages of one source. A message may be a function, which is called only if the message is logged:
 * `log.trace(() => describe(everything))`.
 */
export class Logger {
    /** The source of its messages. */
    readonly source: string

    /** A log of one source, such as `net`. */
    constructor(source: string) {
        this.source = source
    }

    /** Logs a message of type `error`: something failed. */
    error(message: string | (() => string), data?: LogData): void {
        this.log('error', message, data)
    }

    /** Logs a message of type `info`: worth knowing. */
    info(message: string | (() => string), data?: LogData): void {
        this.log('info', message, data)
    }

    /** Logs a message of type `trace`: steps on the way. */
    trace(message: string | (() => string), data?: LogData): void {
        this.log('trace', message, data)
    }

    /** Logs a message of type `debug`: for developers. */
    debug(message: string | (() => string), data?: LogData): void {
        this.log('debug', message, data)
    }

    /** Logs a message of any type. */
    log(type: string, message: string | (() => string), data?: LogData): void {
        if (isLogged(type, this.source)) {
            const text = typeof message === 'string' ? message : message()
            emit(type, this.source, data === undefined ? text : `${text}${describe(data)}`)
        }
    }

    /** Whether messages of this type are logged, for work that is only done for the log. */
    logs(type: string): boolean {
        return isLogged(type, this.source)
    }
}

function describe(data: LogData): string {
    let text = ''
    for (const [name, value] of Object.entries(data)) {
        const shown = textOf(value)
        text += ` ${name}=${/^[^\s"=]+$/.test(shown.slice(0, 200)) ? shown : JSON.stringify(shown)}`
    }
    return text
}
