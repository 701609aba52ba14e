/*
    head-start.ts -- What all responses of a host begin with: status line, date, fixed headers, whether the connection goes on.

        HTTP/1.1 200 OK CRLF
        Date: Sun, 06 Nov 1994 08:49:37 GMT CRLF
        X-Content-Type-Options: nosniff CRLF          the fixed headers: defaults and `headers` of the configuration
        Connection: keep-alive CRLF
        Keep-Alive: timeout=299, max=999 CRLF

    Most of it changes once a second, so the beginning for 200 is kept that long, also with the line for the latest timeout.
    The time is the monotonic one that the connection has read anyway; the wall clock is only looked at when a second of it is
    over, so a clock that was set shows within a second. A timer that wakes the process each second for the sake of the
    date would cost a device more.
*/

import { formatHttpDate, wallTime } from '../../fiber/index.js'
import { statusText } from '../http/index.js'

/**
 * Headers that each response has unless the configuration or the handler has one of the same name: browsers are not to guess
 * types, and other sites are not to show pages of this one in frames.
 */
const defaults: Readonly<Record<string, string>> = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
}

/** Answers to OPTIONS replace it by the methods of their route (spec web.md §11.4). */
const METHODS = 'access-control-allow-methods'

/** Makes beginnings of heads. */
export class HeadStart {
    readonly #fixed: string
    /** Lines that a response may have in another form: defaults that the configuration has not replaced. By name in lower case. */
    readonly #replaceable: ReadonlyMap<string, string>
    /** `now()` at which the present second of the wall clock is over. */
    #until = -Infinity
    /** What follows the status. */
    #rest = ''
    #ok = ''
    /** `#ok` with the line for `#timeout`, up to the number of requests. */
    #kept = ''
    #timeout = -1

    /** `headers` are those of the configuration. */
    constructor(headers: Readonly<Record<string, string>>) {
        const lines = defaultLines(headers)
        this.#fixed = [...lines.values(), ...Object.entries(headers).map(lineOf)].join('')
        for (const entry of Object.entries(headers)) {
            if (entry[0].toLowerCase() === METHODS) {
                lines.set(METHODS, lineOf(entry))
            }
        }
        this.#replaceable = lines
    }

    /**
     * The beginning of a response after which the connection closes. `time` is `now()`, or a little earlier. `bare`: without the
     * fixed headers, since the request was not understood (spec web.md §6, step 3).
     */
    closing(time: number, status: number, minorVersion: number, bare: boolean): string {
        return `${this.#text(time, status, minorVersion, bare)}Connection: close\r\n`
    }

    /** The beginning of a response after which the connection is a WebSocket. */
    switching(time: number): string {
        return `${this.#text(time, 101, 1, false)}Upgrade: WebSocket\r\nConnection: Upgrade\r\n`
    }

    /** The beginning of an HTTP/1.1 response after which the connection serves `requests` more within `timeout` seconds. */
    keeping(time: number, status: number, timeout: number, requests: number, bare: boolean): string {
        const start = this.#text(time, status, 1, bare)
        if (status !== 200) {
            return `${start}Connection: keep-alive\r\nKeep-Alive: timeout=${timeout}, max=${requests}\r\n`
        }
        if (timeout !== this.#timeout) {
            this.#timeout = timeout
            this.#kept = flat(`${start}Connection: keep-alive\r\nKeep-Alive: timeout=${timeout}, max=`)
        }
        return `${this.#kept}${requests}\r\n`
    }

    /** A beginning without the header of a name, which is in lower case, if that is one that responses may replace. */
    without(start: string, name: string): string {
        const line = this.#replaceable.get(name)
        return line === undefined ? start : start.replace(line, '')
    }

    /** Status line, date and fixed headers. */
    #text(time: number, status: number, minorVersion: number, bare: boolean): string {
        if (time >= this.#until) {
            const wall = wallTime()
            this.#until = time + 1000 - (wall % 1000)
            this.#rest = `\r\nDate: ${formatHttpDate(wall)}\r\n${this.#fixed}`
            this.#ok = `HTTP/1.1 200 ${statusText(200)}${this.#rest}`
            this.#timeout = -1
        }
        if (status === 200 && minorVersion !== 0) {
            return this.#ok
        }
        const rest = bare ? this.#rest.slice(0, this.#rest.length - this.#fixed.length) : this.#rest
        return `HTTP/1.${minorVersion} ${status} ${statusText(status)}${rest}`
    }
}

/** The same text in one piece: V8 would otherwise put it together from its parts for each response. */
function flat(text: string): string {
    return Buffer.from(text, 'latin1').toString('latin1')
}

function defaultLines(headers: Readonly<Record<string, string>>): Map<string, string> {
    const given = new Set(Object.keys(headers).map(name => name.toLowerCase()))
    const lines = Object.entries(defaults).map(entry => [entry[0].toLowerCase(), lineOf(entry)] as const)
    return new Map(lines.filter(([name]) => !given.has(name)))
}

/** The line of a header; none if it has no value. */
function lineOf([name, value]: readonly [name: string, value: string]): string {
    return value === '' ? '' : `${name}: ${value}\r\n`
}
