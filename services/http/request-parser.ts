/*
    request-parser.ts -- Bytes in, request heads out.

    One parser serves one connection at a time; it may be handed to another when `partial` is false and `error` is null.

        head           = *CRLF request-line *field-line CRLF                  CRLF before it: RFC 9112 §2.2
        request-line   = method 1*( SP / HTAB ) target 1*( SP / HTAB ) "HTTP/1." DIGIT CRLF
        field-line     = token ":" OWS *( VCHAR / obs-text / SP / HTAB ) CRLF

    More than one blank, or TAB, between the parts of the request line is what spec web.md §8.1 wants and RFC 9112 §3 allows;
    it cannot move the end of the request, since neither may stand inside a part.
*/

import { BlockParser } from './block-parser.js'
import { isBlank, skipBlanks, skipToken, skipVisible } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import { frameRequest } from './framing.js'
import { methodOf } from './methods.js'
import { RequestHead } from './request-head.js'

/** Bounds of a request head. */
export interface RequestLimits {
    /** Bytes of the request line, empty lines before it included. Default 8192 (RFC 9112 §3 wants 8000 at least). */
    readonly line?: number
    /** Bytes of the whole head, from the first byte through the empty line. Default 10240 (spec web.md §2.3). */
    readonly head?: number
    /** Number of header fields. Default 100. */
    readonly fields?: number
}

const LF = 10
const CR = 13

const EMPTY_LINES = 0
const EMPTY_LINE_END = 1
const METHOD = 2
const BEFORE_TARGET = 3
const TARGET = 4
const BEFORE_VERSION = 5
const VERSION = 6
const LINE_CR = 7
const LINE_LF = 8
const FIELDS = 9

/** What a version begins with; the minor version follows. */
const VERSION_PREFIX = Uint8Array.from('HTTP/1.', c => c.charCodeAt(0))

/** The offset in `VERSION_PREFIX` of the major version. */
const MAJOR = 5

/** Reads request heads. It never throws: see `error`. */
export class RequestParser extends BlockParser {
    /** The request, valid once complete, until the next `execute`. */
    readonly head: RequestHead

    readonly #maxLine: number

    // Offsets count from the first byte of the head.
    #state = EMPTY_LINES
    #methodStart = 0
    #methodEnd = 0
    #targetStart = 0
    #targetEnd = 0
    #versionStart = 0

    constructor(limits: RequestLimits = {}) {
        super({ bytes: limits.head ?? 10240, fields: limits.fields ?? 100 })
        this.#maxLine = limits.line ?? 8192
        this.head = new RequestHead(this.fields)
    }

    protected override begin(): void {
        this.#state = EMPTY_LINES
        this.head.clear()
    }

    protected override parse(buf: Uint8Array, base: number, from: number, stop: number): number {
        let pos = from
        if (this.#state !== FIELDS) {
            const limit = base + this.#maxLine
            pos = this.#parseLine(buf, base, pos, stop < limit ? stop : limit)
            if (this.error !== null) {
                return pos
            }
            if (this.#state !== FIELDS) {
                if (pos === limit) {
                    this.error = httpErrors.HTTP_TARGET_TOO_LONG
                }
                return pos
            }
        }
        pos = this.parseFields(buf, base, pos, stop)
        if (this.complete) {
            const head = this.head
            head.method = methodOf(buf, base + this.#methodStart, base + this.#methodEnd)
            head.target = this.fields.text.slice(this.#targetStart, this.#targetEnd)
        }
        return pos
    }

    protected override field(
        buf: Uint8Array,
        name: number,
        length: number,
        value: number,
        end: number,
    ): HttpFault | null {
        return frameRequest(this.head, buf, name, length, value, end)
    }

    #parseLine(buf: Uint8Array, base: number, from: number, stop: number): number {
        let pos = from
        let state = this.#state
        while (pos < stop) {
            const byte = buf[pos]!
            if (state === EMPTY_LINES) {
                if (byte === CR) {
                    pos++
                    state = EMPTY_LINE_END
                    continue
                }
                this.#methodStart = pos - base
                state = METHOD
            }
            if (state === METHOD) {
                pos = skipToken(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                this.#methodEnd = pos - base
                if (!isBlank(buf[pos]!) || this.#methodEnd === this.#methodStart) {
                    this.error = httpErrors.HTTP_BAD_METHOD
                    break
                }
                state = BEFORE_TARGET
            }
            if (state === BEFORE_TARGET) {
                pos = skipBlanks(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                this.#targetStart = pos - base
                state = TARGET
            }
            if (state === TARGET) {
                pos = skipVisible(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                this.#targetEnd = pos - base
                if (!isBlank(buf[pos]!)) {
                    this.error = targetFault(buf[pos]!, this.#targetEnd === this.#targetStart)
                    break
                }
                state = BEFORE_VERSION
            }
            if (state === BEFORE_VERSION) {
                pos = skipBlanks(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                if (buf[pos] === CR) {
                    this.error = httpErrors.HTTP_NO_VERSION
                    break
                }
                this.#versionStart = pos - base
                state = VERSION
            }
            if (state === VERSION) {
                const version = base + this.#versionStart
                const prefixEnd = Math.min(stop, version + VERSION_PREFIX.length)
                while (pos < prefixEnd && buf[pos] === VERSION_PREFIX[pos - version]) {
                    pos++
                }
                if (pos === stop) {
                    break
                }
                const digit = buf[pos]! - 48
                if (pos - version !== VERSION_PREFIX.length || digit < 0 || digit > 9) {
                    const major = pos - version === MAJOR && digit >= 0 && digit <= 9
                    this.error = major ? httpErrors.HTTP_UNSUPPORTED_VERSION : httpErrors.HTTP_BAD_REQUEST_LINE
                    break
                }
                // RFC 9112 §2.3: a later minor version is read as the highest known
                this.head.minorVersion = digit === 0 ? 0 : 1
                pos++
                state = LINE_CR
                continue
            }
            if (state === LINE_CR) {
                if (byte !== CR) {
                    this.error = byte === LF ? httpErrors.HTTP_BARE_LF : httpErrors.HTTP_BAD_REQUEST_LINE
                    break
                }
                pos++
                state = LINE_LF
                continue
            }
            // EMPTY_LINE_END or LINE_LF
            if (byte !== LF) {
                this.error = httpErrors.HTTP_BARE_CR
                break
            }
            pos++
            if (state === LINE_LF) {
                state = FIELDS
                break
            }
            state = EMPTY_LINES
        }
        this.#state = state
        return pos
    }
}

/** What is wrong at a byte that cannot be part of a target. */
function targetFault(byte: number, first: boolean): HttpFault {
    if (byte === CR || byte === LF) {
        return first ? httpErrors.HTTP_BAD_REQUEST_LINE : httpErrors.HTTP_NO_VERSION
    }
    return httpErrors.HTTP_BAD_TARGET_CHARACTER
}
