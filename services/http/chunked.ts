/*
    chunked.ts -- The chunked transfer coding: wire bytes in, spans of body bytes out, nothing copied (RFC 9112 §7.1).

        chunked-body   = *chunk last-chunk trailer-section CRLF
        chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
        chunk-ext      = *( ";" token [ "=" ( token / quoted-string ) ] )        no blanks: spec web.md §13.3

    Extensions are checked and dropped; they are the classic place to hide a second reading of a body. Their bytes are
    bounded per line and per body, since a peer may send many times more of them than of data.
*/

import { BlockParser } from './block-parser.js'
import { hexValue, skipQuoted, skipToken } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import type { Fields } from './fields.js'

/** Bounds of a chunked body; its size is for the caller to bound. */
export interface ChunkedLimits {
    /** Bytes of one chunk line, from the size through CRLF. Default 1024 (spec web.md §13.3). */
    readonly line?: number
    /** Bytes of all extensions of one body. Default 16384. */
    readonly extensions?: number
    /** Bytes of the trailer section. Default 10240 (spec web.md §2.3, limits.header). */
    readonly trailer?: number
    /** Number of trailer fields. Default 100. */
    readonly fields?: number
}

const TAB = 9
const LF = 10
const CR = 13
const SP = 32
const QUOTE = 34
const SEMICOLON = 59
const EQUALS = 61
const BACKSLASH = 92
const DEL = 127

/** Hexadecimal digits of a size (spec web.md §13.3). */
const MAX_DIGITS = 15

const SIZE = 0
const EXTENSION_NAME = 1
const EXTENSION_VALUE = 2
const EXTENSION_TOKEN = 3
const EXTENSION_QUOTED = 4
const EXTENSION_ESCAPE = 5
const EXTENSION_END = 6
const LINE_LF = 7
const DATA = 8
const DATA_CR = 9
const DATA_LF = 10
const LAST = 11
const LAST_LF = 12
const TRAILER = 13

/** The trailer section of a body: field lines that say nothing about framing, whatever their names (RFC 9110 §6.5.1). */
class TrailerParser extends BlockParser {
    protected override parse(buf: Uint8Array, base: number, from: number, stop: number): number {
        return this.parseFields(buf, base, from, stop)
    }

    protected override field(): null {
        return null
    }
}

/** Decodes one body after another. It never throws: see `error`. */
export class ChunkedDecoder {
    /** Why the body was refused, or null. */
    error: HttpFault | null = null
    /** Whether the body and its trailer are complete. */
    complete = false
    /** Where the data that the last `execute` found begins, in the buffer that was given to it. */
    dataStart = 0
    /** Where that data ends; equal to `dataStart` when there was none. */
    dataEnd = 0

    readonly #maxLine: number
    readonly #maxExtensions: number
    readonly #maxTrailer: number
    readonly #maxFields: number

    #state = SIZE
    #digits = 0
    #left = 0
    #line = 0
    #extensions = 0
    #named = false
    #trailer: TrailerParser | null = null

    constructor(limits: ChunkedLimits = {}) {
        this.#maxLine = limits.line ?? 1024
        this.#maxExtensions = limits.extensions ?? 16384
        this.#maxTrailer = limits.trailer ?? 10240
        this.#maxFields = limits.fields ?? 100
    }

    /** Get ready for the next body. */
    reset(): void {
        this.error = null
        this.complete = false
        this.dataStart = 0
        this.dataEnd = 0
        this.#extensions = 0
        this.#trailer = null
        this.#newLine()
    }

    /** Bytes to come of the present chunk. */
    get left(): number {
        return this.#state === DATA ? this.#left : 0
    }

    /** The fields of the trailer section of a complete body; null when it has none. */
    get trailer(): Fields | null {
        return this.#trailer === null ? null : this.#trailer.fields
    }

    /**
     * Read bytes of the body, up to the end of one span of data at most; `dataStart` and `dataEnd` tell where it is.
     *
     * @returns where it stopped: behind the span, behind the body, at the offending byte, else `end`. Call again from
     * there until it is `end` or `complete`.
     */
    execute(buf: Uint8Array, start: number, end: number): number {
        this.dataStart = start
        this.dataEnd = start
        let pos = start
        while (pos < end && !this.complete && this.error === null) {
            if (this.#state < DATA) {
                pos = this.#parseLine(buf, pos, end)
            } else if (this.#state === DATA) {
                const span = Math.min(this.#left, end - pos)
                this.dataStart = pos
                this.dataEnd = pos + span
                this.#left -= span
                if (this.#left === 0) {
                    this.#state = DATA_CR
                }
                return pos + span
            } else {
                pos = this.#parseEnd(buf, pos, end)
            }
        }
        return pos
    }

    /** Read of a chunk line what is there, within its limit. */
    #parseLine(buf: Uint8Array, from: number, end: number): number {
        const limit = from + this.#maxLine - this.#line
        const stop = Math.min(end, limit)
        let pos = from
        while (pos < stop && this.error === null) {
            const byte = buf[pos]!
            if (this.#state === SIZE) {
                const digit = hexValue(byte)
                if (digit >= 0) {
                    this.#addDigit(digit)
                } else if (this.#digits === 0 || (byte !== CR && byte !== SEMICOLON)) {
                    this.error = httpErrors.HTTP_BAD_CHUNK_SIZE
                } else {
                    this.#endElement(byte)
                }
                pos++
            } else if (this.#state === LINE_LF) {
                if (byte !== LF) {
                    this.error = httpErrors.HTTP_BAD_CHUNK_SIZE
                    break
                }
                this.#state = this.#left === 0 ? LAST : DATA
                pos++
                break
            } else {
                pos = this.#parseExtension(buf, pos, stop)
            }
        }
        this.#line += pos - from
        if (pos === limit && this.#state < DATA && this.error === null) {
            this.error = httpErrors.HTTP_CHUNK_LINE_TOO_LONG
        }
        return pos
    }

    #addDigit(digit: number): void {
        this.#left = this.#left * 16 + digit
        this.#digits++
        if (this.#digits > MAX_DIGITS) {
            this.error = httpErrors.HTTP_BAD_CHUNK_SIZE
        } else if (this.#left > Number.MAX_SAFE_INTEGER) {
            this.error = httpErrors.HTTP_CHUNK_TOO_LARGE
        }
    }

    /** Read one element of an extension; at least one byte, or set `error`. */
    #parseExtension(buf: Uint8Array, from: number, end: number): number {
        const allowed = this.#maxExtensions - this.#extensions
        if (allowed <= 0) {
            this.error = httpErrors.HTTP_TOO_MANY_CHUNK_EXTENSIONS
            return from
        }
        const stop = Math.min(end, from + allowed)
        let pos = from
        const byte = buf[pos]!
        switch (this.#state) {
            case EXTENSION_NAME:
            case EXTENSION_TOKEN:
                pos = skipToken(buf, pos, stop)
                this.#named ||= pos > from
                if (pos < stop) {
                    pos = this.#endToken(buf[pos]!, pos)
                }
                break
            case EXTENSION_VALUE:
                if (byte === QUOTE) {
                    this.#state = EXTENSION_QUOTED
                    pos++
                } else {
                    this.#state = EXTENSION_TOKEN
                }
                break
            case EXTENSION_QUOTED:
                pos = skipQuoted(buf, pos, stop)
                if (pos < stop) {
                    if (buf[pos] === QUOTE) {
                        this.#state = EXTENSION_END
                        pos++
                    } else if (buf[pos] === BACKSLASH) {
                        this.#state = EXTENSION_ESCAPE
                        pos++
                    } else {
                        this.error = httpErrors.HTTP_BAD_CHUNK_EXTENSION
                    }
                }
                break
            case EXTENSION_ESCAPE:
                // RFC 9110 §5.6.4: quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )
                if (byte === DEL || (byte < SP && byte !== TAB)) {
                    this.error = httpErrors.HTTP_BAD_CHUNK_EXTENSION
                } else {
                    this.#state = EXTENSION_QUOTED
                    pos++
                }
                break
            default:
                if (byte === CR || byte === SEMICOLON) {
                    this.#endElement(byte)
                    pos++
                } else {
                    this.error = httpErrors.HTTP_BAD_CHUNK_EXTENSION
                }
        }
        this.#extensions += pos - from
        return pos
    }

    /** A name or an unquoted value ends at `byte`; neither may be empty. */
    #endToken(byte: number, pos: number): number {
        if (this.#named && byte === EQUALS && this.#state === EXTENSION_NAME) {
            this.#state = EXTENSION_VALUE
            this.#named = false
        } else if (this.#named && (byte === CR || byte === SEMICOLON)) {
            this.#endElement(byte)
        } else {
            this.error = httpErrors.HTTP_BAD_CHUNK_EXTENSION
            return pos
        }
        return pos + 1
    }

    /** A size or an extension ends at `byte`, which begins what follows. */
    #endElement(byte: number): void {
        this.#named = false
        this.#state = byte === CR ? LINE_LF : EXTENSION_NAME
    }

    /** Read what follows the data of a chunk, or the last chunk. */
    #parseEnd(buf: Uint8Array, pos: number, end: number): number {
        const byte = buf[pos]!
        if (this.#state === LAST && byte !== CR) {
            this.#trailer = new TrailerParser({ bytes: this.#maxTrailer, fields: this.#maxFields })
            this.#state = TRAILER
        }
        if (this.#state === TRAILER) {
            const trailer = this.#trailer!
            const next = trailer.execute(buf, pos, end)
            this.error = trailer.error
            this.complete = trailer.complete
            return next
        }
        if (byte !== (this.#state === DATA_CR || this.#state === LAST ? CR : LF)) {
            this.error = this.#state === LAST_LF ? httpErrors.HTTP_BARE_CR : httpErrors.HTTP_BAD_CHUNK_DATA
        } else if (this.#state === DATA_CR) {
            this.#state = DATA_LF
        } else if (this.#state === LAST) {
            this.#state = LAST_LF
        } else if (this.#state === LAST_LF) {
            this.complete = true
        } else {
            this.#newLine()
        }
        return this.error === null ? pos + 1 : pos
    }

    #newLine(): void {
        this.#state = SIZE
        this.#digits = 0
        this.#left = 0
        this.#line = 0
    }
}
