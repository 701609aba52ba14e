/*
    reply-head.ts -- ReplyHead: status line and headers of a response.

    Header lines come from three sides: those that the server adds by itself (`HeadStart`, `preset`), those that handlers add, and
    those of which a later one takes the place of an earlier one (cookies). Of a name that a handler has added the server adds
    none by itself (spec web.md §17.3).
*/

import { wallTime } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import { headerKind, isHeaderValue } from './header.js'
import { shows, traceResponse } from './trace.js'

// Lengths that are none: not known, or said by header lines that were made already.
const UNKNOWN = -1

// The latest line for a type: handlers mostly send the same one, as literals, and then it need not be checked and made again.
let latestName = ''
let latestType = ''
let latestLine = ''

/** The head of one response after another. */
export abstract class ReplyHead {
    /** Status code. */
    status = 200
    /** The type that is sent if the handler adds none; '' is none. */
    type = ''
    /** Where neither is there, the extension of the path tells the type. */
    typed = false
    /** Body bytes that were announced; `UNKNOWN`: none. */
    announced = UNKNOWN
    /** Value of the Location header; null: none. */
    location: string | null = null
    /** Bytes of the head that was sent last. */
    headLength = 0
    /** Header lines that the server adds by itself to responses of the route. */
    preset = ''
    /** Without the headers of the configuration: the request was not understood. */
    bare = false
    protected readonly connection: Connection
    /** No body bytes go out: HEAD, 204, 304. */
    protected bodiless = false
    /** Header lines that were added. */
    #fields = ''
    #hasType = false
    /** Names, in lower case, of headers that were added and that the server would add by itself. */
    #given: string[] | null = null
    /** Header lines of which a later one with the same key takes the place; null: none. */
    #keyed: Map<string, string> | null = null

    constructor(connection: Connection) {
        this.connection = connection
    }

    /** Status line and headers are out. */
    abstract get started(): boolean

    /** Drops the headers that were added. */
    discardHeaders(): void {
        this.#fields = ''
        this.#hasType = false
        this.#given = null
        this.#keyed = null
        this.location = null
        this.announced = UNKNOWN
    }

    /** Adds a header line. Returns false for one that may not be sent, and when the head is out. */
    addHeader(name: string, value: string): boolean {
        if (this.started) {
            return false
        }
        if (name === latestName && value === latestType) {
            return this.#addType(latestLine)
        }
        const kind = headerKind(name)
        if (kind === 'bad' || kind === 'reserved' || !isHeaderValue(value)) {
            return false
        }
        if (kind === 'length') {
            return this.#announce(value)
        }
        const line = `${name}: ${value}\r\n`
        if (kind === 'type') {
            latestName = name
            latestType = value
            latestLine = line
            return this.#addType(line)
        }
        if (kind === 'automatic') {
            const given = (this.#given ??= [])
            given.push(name.toLowerCase())
        }
        this.#fields += line
        return true
    }

    /** Whether a header was added; the name is in lower case. */
    hasHeader(name: string): boolean {
        return this.#fields
            .toLowerCase()
            .split('\r\n')
            .some(line => line.startsWith(`${name}:`))
    }

    /**
     * Sets a header line that takes the place of an earlier one with the same key, such as a cookie of the same name and path.
     * Returns false for one that may not be sent, and when the head is out.
     */
    setLine(key: string, name: string, value: string): boolean {
        if (this.started || headerKind(name) === 'bad' || !isHeaderValue(value)) {
            return false
        }
        const keyed = (this.#keyed ??= new Map())
        keyed.set(key, `${name}: ${value}\r\n`)
        return true
    }

    /** Sets a header line in place of one of the configuration. `name` is one of those that `HeadStart` gives up. */
    replaceHeader(name: string, value: string): void {
        const given = (this.#given ??= [])
        given.push(name.toLowerCase())
        this.setLine(name, name, value)
    }

    /** Gets ready for the next response. */
    protected resetHead(): void {
        this.status = 200
        this.type = ''
        this.typed = false
        this.preset = ''
        this.bare = false
        this.bodiless = false
        this.discardHeaders()
    }

    /**
     * Status line and headers through the empty line. `length` is that of the body, or one of the constants; `made` are lines that
     * come last; `chunked`: the body comes in chunks.
     */
    protected head(length: number, made: string, chunked: boolean): string {
        const head = this.#compose(length, made, chunked)
        this.headLength = head.length
        const { host } = this.connection
        host.counters.responses[(this.status / 100) | 0]!++
        if (shows(host.flags)) {
            traceResponse(host.flags, head)
        }
        return head
    }

    #compose(length: number, made: string, chunked: boolean): string {
        const connection = this.connection
        const { status } = this
        const cache = connection.web.route?.cache
        if (cache != null) {
            // On each response of the route, errors too (spec web.md §16.10).
            this.preset += cache.lines(connection.web.ext, connection.head.minorVersion === 0, wallTime())
        }
        const start = connection.headStart(status, this.bare)
        let head = this.#given === null ? start + this.preset + this.#fields : this.#withoutGiven(start)
        if (made !== '' && (this.#given !== null || this.#hasType)) {
            made = this.#withoutGivenLines(made)
        }
        if (this.#keyed !== null) {
            head += [...this.#keyed.values()].join('')
        }
        if (this.location !== null) {
            head += `Location: ${this.location}\r\n`
        }
        if (!this.#hasType) {
            const type = this.type !== '' || !this.typed ? this.type : connection.host.typeOf(connection.target.path)
            if (type !== '') {
                head += `Content-Type: ${type}\r\n`
            }
        }
        if (status < 200 || status === 204 || status === 304) {
            // RFC 9110 §6.4.1, spec web.md §17.2: no body, and nothing that announces one.
            this.bodiless = true
            return `${head}${made}\r\n`
        }
        this.bodiless = this.isHead
        if (length >= 0) {
            return `${head}Content-Length: ${length}\r\n\r\n`
        }
        return `${head}${chunked ? 'Transfer-Encoding: chunked\r\n' : made}\r\n`
    }

    /** The head so far, without the lines that the server would add by itself and that were given (spec web.md §17.3). */
    #withoutGiven(start: string): string {
        const { headStart } = this.connection.host
        let automatic = start
        for (const name of this.#given!) {
            automatic = headStart.without(automatic, name)
        }
        return automatic + this.#withoutGivenLines(this.preset) + this.#fields
    }

    /** Header lines that the server adds by itself, without those that were given. */
    #withoutGivenLines(lines: string): string {
        let rest = this.#hasType ? withoutLines(lines, 'content-type') : lines
        for (const name of this.#given ?? []) {
            rest = withoutLines(rest, name)
        }
        return rest
    }

    #addType(line: string): boolean {
        if (this.#hasType) {
            return false
        }
        this.#hasType = true
        this.#fields = this.#fields === '' ? line : this.#fields + line
        return true
    }

    #announce(value: string): boolean {
        const valid = /^\d{1,15}$/.test(value)
        if (valid) {
            this.announced = Number(value)
        }
        return valid
    }

    /** The request is a HEAD. */
    protected get isHead(): boolean {
        return this.connection.head.method === 'HEAD'
    }
}

/** Header lines without those of one name, which is in lower case. */
function withoutLines(lines: string, name: string): string {
    return lines
        .split(/(?<=\r\n)/)
        .filter(line => !line.toLowerCase().startsWith(`${name}:`))
        .join('')
}
