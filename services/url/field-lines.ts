/*
    field-lines.ts -- FieldLines: the header lines that a caller gives, checked, as they are sent.

    What cannot be a header never reaches the wire: a line end in a value would be a header, or a request, of somebody else's choosing
    (RFC 9110 §5.5).
*/

import { UrlError } from './errors.js'

/** Headers as callers give them: lines that end in CRLF, an object, or pairs. Several values: a line each. */
export type UrlHeaders =
    | string
    | Readonly<Record<string, string | number | readonly string[]>>
    | Iterable<readonly [name: string, value: string]>

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/
/** All but control characters, TAB excepted. Text goes out as UTF-8. */
const VALUE = /^(?:\t|\P{Cc})*$/u

/** Headers that say where a request ends, or for whom it is: two of them are two requests for somebody who takes the other one (RFC 9112 §11.2). */
const ONCE: ReadonlySet<string> = new Set(['content-length', 'host', 'transfer-encoding'])

/** Header lines of a request. */
export class FieldLines {
    /** The lines, each with its CRLF. */
    text = ''
    /** Names in lower case with the first value of each. */
    readonly #values = new Map<string, string>()

    /** Throws `URL_HEADER`. */
    constructor(headers: UrlHeaders | null = null) {
        if (typeof headers === 'string') {
            this.#addText(headers)
        } else if (headers !== null) {
            const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
            for (const [name, value] of pairs) {
                for (const one of Array.isArray(value) ? value : [value]) {
                    this.add(name, String(one))
                }
            }
        }
        const coding = this.get('transfer-encoding')
        if (coding !== null && (coding.toLowerCase() !== 'chunked' || this.has('content-length'))) {
            throw refuse(`Transfer-Encoding: ${coding}`, 'chunked, and no Content-Length')
        }
    }

    /** Adds a line. Throws `URL_HEADER`. */
    add(name: string, value: string): void {
        this.#take(name, value, `${name}: ${value}`)
        this.text += `${name}: ${value}\r\n`
    }

    /** Names in lower case. */
    names(): Iterable<string> {
        return this.#values.keys()
    }

    /** Whether there is a line with this name, which is in lower case. */
    has(name: string): boolean {
        return this.#values.has(name)
    }

    /** The first value of a name, which is in lower case; null: there is none. */
    get(name: string): string | null {
        return this.#values.get(name) ?? null
    }

    /** The same lines without those of some names, which are in lower case. */
    without(names: ReadonlySet<string>): FieldLines {
        const rest = new FieldLines()
        for (const line of this.text.split('\r\n').slice(0, -1)) {
            const name = line.slice(0, line.indexOf(':'))
            if (!names.has(name.toLowerCase())) {
                rest.add(name, line.slice(name.length + 1).trim())
            }
        }
        return rest
    }

    /** Finished lines stay as they are, to the last blank (spec url.md §5.1). */
    #addText(text: string): void {
        const ended = text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`
        for (const line of ended.split('\r\n').slice(0, -1)) {
            const colon = line.indexOf(':')
            this.#take(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1), line)
        }
        this.text += ended
    }

    #take(name: string, value: string, line: string): void {
        if (!TOKEN.test(name) || !VALUE.test(value)) {
            throw refuse(line, 'NAME: VALUE without control characters')
        }
        const key = name.toLowerCase()
        if (!this.#values.has(key)) {
            this.#values.set(key, value.trim())
        } else if (ONCE.has(key)) {
            throw refuse(line, `one ${name}`)
        }
    }
}

function refuse(line: string, wanted: string): UrlError {
    const shown = JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line)
    return new UrlError('URL_HEADER', `Cannot send header ${shown}: wanted ${wanted}`)
}
