/*
    line.ts -- The layout of a line. Source: spec runtime.md §18.3.
*/

import { hostname } from 'node:os'
import { now, wallTime } from '../core/index.js'
import { formatTime } from '../time/index.js'

/** Default layout. */
export const R_LOG_FORMAT = '%A: %M'
/** Layout of syslog lines. */
export const R_LOG_SYSLOG = '%D %H %A[%P] %T %F %M'

const host = hostname()

/** Lays out a message: `%A` application, `%C` ticks, `%D` date, `%H` host, `%M` message, `%P` process, `%S` source, `%T` type. */
export function layLine(format: string, type: string, source: string, message: string): string {
    let line = ''
    for (let i = 0; i < format.length; i++) {
        const letter = format[i]!
        if (letter !== '%') {
            line += letter
        } else if (++i < format.length) {
            line += part(format[i]!, type, source, message)
        }
    }
    return line
}

function part(letter: string, type: string, source: string, message: string): string {
    switch (letter) {
        case 'A':
            return 'ioto'
        case 'C':
            return String(Math.trunc(now()))
        case 'D':
            return formatTime('%b %e %T', wallTime())
        case 'H':
            return host
        case 'M':
            return message === '' || message.endsWith('\n') ? message : `${message}\n`
        case 'P':
            return String(process.pid)
        case 'S':
            return source
        case 'T':
            return type
        default:
            // Also `%%`.
            return letter
    }
}
