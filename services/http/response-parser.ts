/*
    response-parser.ts -- Bytes in, response heads out.

        head           = status-line *field-line CRLF
        status-line    = "HTTP/" 1*VCHAR SP 3DIGIT [ SP reason ] CRLF

    The version is not judged (spec url.md §6.1): whether the connection can be used again is all that depends on it.
*/

import { BlockParser } from './block-parser.js'
import { skipValue, skipVisible } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import { frameResponse } from './response-framing.js'
import { ResponseHead } from './response-head.js'

/** Bounds of a response head. */
export interface ResponseLimits {
    /** Bytes of the whole head, from the first byte through the empty line. Default 65536 (spec url.md §6.1). */
    readonly head?: number
    /** Number of header fields. Default 500. */
    readonly fields?: number
}

const LF = 10
const CR = 13
const SP = 32

const PREFIX = 0
const VERSION = 1
const STATUS = 2
const AFTER_STATUS = 3
const REASON = 4
const LINE_LF = 5
const FIELDS = 6

const NAME = Uint8Array.from('HTTP/', c => c.charCodeAt(0))

/** Reads response heads. It never throws: see `error`. */
export class ResponseParser extends BlockParser {
    /** The response, valid once complete, until the next `execute`. */
    readonly head: ResponseHead = new ResponseHead(this.fields)

    #state = PREFIX
    #versionStart = 0
    #digits = 0

    constructor(limits: ResponseLimits = {}) {
        super({ bytes: limits.head ?? 65536, fields: limits.fields ?? 500 })
    }

    protected override begin(): void {
        this.#state = PREFIX
        this.#digits = 0
        this.head.clear()
    }

    protected override parse(buf: Uint8Array, base: number, from: number, stop: number): number {
        let pos = from
        if (this.#state !== FIELDS) {
            pos = this.#parseLine(buf, base, pos, stop)
            if (this.#state !== FIELDS || this.error !== null) {
                return pos
            }
        }
        return this.parseFields(buf, base, pos, stop)
    }

    protected override field(
        buf: Uint8Array,
        name: number,
        length: number,
        value: number,
        end: number,
    ): HttpFault | null {
        return frameResponse(this.head, buf, name, length, value, end)
    }

    #parseLine(buf: Uint8Array, base: number, from: number, stop: number): number {
        let pos = from
        while (pos < stop && this.#state !== FIELDS) {
            const byte = buf[pos]!
            switch (this.#state) {
                case PREFIX:
                    if (pos - base === NAME.length) {
                        this.#versionStart = pos - base
                        this.#state = VERSION
                        continue
                    }
                    if (byte !== NAME[pos - base]) {
                        return this.#refuse(pos)
                    }
                    break
                case VERSION:
                    pos = skipVisible(buf, pos, stop)
                    if (pos === stop) {
                        return pos
                    }
                    if (buf[pos] !== SP || pos - base === this.#versionStart) {
                        return this.#refuse(pos)
                    }
                    this.head.old = !isCurrent(buf, base + this.#versionStart, pos)
                    this.#state = STATUS
                    break
                case STATUS:
                    if (byte < 48 || byte > 57) {
                        return this.#refuse(pos)
                    }
                    this.head.status = this.head.status * 10 + byte - 48
                    if (++this.#digits === 3) {
                        if (this.head.status < 100 || this.head.status > 599) {
                            this.error = httpErrors.HTTP_BAD_STATUS
                            return pos
                        }
                        this.#state = AFTER_STATUS
                    }
                    break
                case AFTER_STATUS:
                    // RFC 9112 §4: a client should take a line without the blank before a reason that is empty
                    if (byte !== SP && byte !== CR) {
                        return this.#refuse(pos)
                    }
                    this.#state = byte === SP ? REASON : LINE_LF
                    break
                case REASON:
                    pos = skipValue(buf, pos, stop)
                    if (pos === stop) {
                        return pos
                    }
                    if (buf[pos] !== CR) {
                        return this.#refuse(pos)
                    }
                    this.#state = LINE_LF
                    break
                default:
                    if (byte !== LF) {
                        this.error = httpErrors.HTTP_BARE_CR
                        return pos
                    }
                    this.#state = FIELDS
            }
            pos++
        }
        return pos
    }

    #refuse(pos: number): number {
        this.error = httpErrors.HTTP_BAD_STATUS_LINE
        return pos
    }
}

/** Whether the version is HTTP/1.1 or a later minor one: connections persist (RFC 9112 §9.3). */
function isCurrent(buf: Uint8Array, start: number, end: number): boolean {
    const minor = buf[start + 2]!
    return end - start === 3 && buf[start] === 49 && buf[start + 1] === 46 && minor > 48 && minor <= 57
}
