/*
    head-start.ts -- What all responses of a host begin with: status line, date, fixed headers.

        HTTP/1.1 200 OK CRLF
        Date: Sun, 06 Nov 1994 08:49:37 GMT CRLF
        X-Content-Type-Options: nosniff CRLF          the fixed headers: defaults and `headers` of the configuration

    It changes once a second, so the text for 200 is kept that long. The clock is read for each response: a timer that
    wakes the process each second for the sake of the date would cost a device more than 40 ns here.
*/

import { wallTime } from '../../fiber/index.js'
import { formatHttpDate, statusText } from '../http/index.js'

/** Headers that each response has unless the configuration has one of the same name. */
const defaults: Readonly<Record<string, string>> = { 'X-Content-Type-Options': 'nosniff' }

/** Makes beginnings of heads. */
export class HeadStart {
    /** Wall-clock time, milliseconds, at the latest `text`: that of the present response. */
    now = 0
    readonly #fixed: string
    #second = -1
    #date = ''
    #ok = ''

    /** `headers` are those of the configuration. */
    constructor(headers: Readonly<Record<string, string>>) {
        this.#fixed = fixedLines(headers)
    }

    /** The beginning for a response with `status`, its last line ended. */
    text(status: number, minorVersion: number): string {
        const now = wallTime()
        this.now = now
        const second = Math.floor(now / 1000)
        if (second !== this.#second) {
            this.#second = second
            this.#date = `\r\nDate: ${formatHttpDate(now)}\r\n${this.#fixed}`
            this.#ok = `HTTP/1.1 200 ${statusText(200)}${this.#date}`
        }
        if (status === 200 && minorVersion !== 0) {
            return this.#ok
        }
        // A status of 0 would be no HTTP (spec web.md §17.2).
        const code = status === 0 ? 500 : status
        return `HTTP/1.${minorVersion} ${code} ${statusText(code)}${this.#date}`
    }
}

function fixedLines(headers: Readonly<Record<string, string>>): string {
    const given = new Set(Object.keys(headers).map(name => name.toLowerCase()))
    const lines = [
        ...Object.entries(defaults).filter(([name]) => !given.has(name.toLowerCase())),
        ...Object.entries(headers),
    ]
    return lines.map(([name, value]) => (value === '' ? '' : `${name}: ${value}\r\n`)).join('')
}
