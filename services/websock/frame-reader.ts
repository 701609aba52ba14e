/*
    frame-reader.ts -- FrameReader: bytes to frames (RFC 6455 §5.2), for both roles.

        0                1                2 ..           .. 4            ..
        |F R R R opcode  |M length        | longer length | masking key | payload
         I S S S          A
         N V V V          S
           1 2 3          K

    `execute` reads up to the end of one frame. A frame that lies in the caller's buffer as a whole stays there: its payload is
    unmasked in place and is valid as long as the buffer is. Others are put together in memory that grows with what has
    come, not with what was announced. What breaks the protocol is told at the byte that breaks it; how the bytes are cut
    never changes the outcome.

    The reader knows what a message is: it counts the bytes of its frames, and checks text as it comes.
*/

import { WS_MAX_CONTROL, WS_MSG_CONT, WS_MSG_PONG, WS_MSG_TEXT } from './constants.js'
import type { WebSocketErrorCode } from './errors.js'
import { mask } from './mask.js'
import { isText, Utf8Checker } from './utf8.js'

/** Longest head: two bytes, eight of length, four of key. */
const HEAD_MAX = 14

/** A frame that is put together begins with at most this much memory. */
const FIRST_ROOM = 65536

const FIN = 0x80
const RESERVED = 0x70
const RSV1 = 0x40
const OPCODE = 0x0f
const CONTROL = 0x08
const MASKED = 0x80
const LENGTH = 0x7f

const NOTHING: Buffer = Buffer.alloc(0)

/** Reads one frame after another. */
export class FrameReader {
    /** A frame is complete. The next `execute` begins another one. */
    complete = false
    /** Why reading has ended; null: it has not. */
    error: WebSocketErrorCode | null = null
    /** What belongs to its text: a number that was wrong. */
    detail: number | null = null

    /** Kind of the frame. */
    opcode = 0
    /** It is the last one of its message. */
    fin = false
    /** Where its payload is: bytes of `payload` from `start` up to `end`. Not masked any more. */
    payload: Buffer = NOTHING
    start = 0
    end = 0
    /** The payload is in memory of its own, which the reader does not use again. */
    owned = false

    /** Kind of the message under way, or that has just ended; 0: none. */
    type = 0
    /** Bytes of its payload so far, compressed or not. */
    messageLength = 0
    /** It is compressed. */
    compressed = false

    /** Bytes that a message may have; Infinity: any number. */
    maxMessage: number
    /** Text is checked. */
    validate: boolean
    /** Messages may be compressed: the first reserved bit is used (RFC 7692 §6). */
    mayCompress = false

    readonly #masked: boolean
    readonly #utf8 = new Utf8Checker()
    #key = 0
    /** Payload bytes of the frame, and how many have come. */
    #length = 0
    #count = 0
    #inPayload = false
    /** A message is under way. */
    #inMessage = false
    /** Beginning of a head that came in pieces. */
    #head: Buffer = NOTHING
    #headLength = 0

    /** `masked`: whether frames must have a mask, which those of clients have, or must not. */
    constructor(masked: boolean, maxMessage: number, validate: boolean) {
        this.#masked = masked
        this.maxMessage = maxMessage
        this.validate = validate
    }

    /** Bytes of the frame's payload. */
    get length(): number {
        return this.#length
    }

    /** Reads the bytes of `bytes` from `start` up to `end`, at most to the end of a frame. Returns where it stopped. */
    execute(bytes: Buffer, start: number, end: number): number {
        if (this.error !== null) {
            return start
        }
        if (this.complete) {
            this.#next()
        }
        let pos = start
        if (!this.#inPayload) {
            pos = this.#readHead(bytes, start, end)
            if (!this.#inPayload) {
                return pos
            }
        }
        const wanted = this.#length - this.#count
        if (this.#count === 0 && end - pos >= wanted) {
            this.#take(bytes, pos, pos + wanted)
            return pos + wanted
        }
        const count = Math.min(wanted, end - pos)
        this.#gather(bytes, pos, pos + count)
        return pos + count
    }

    /** The payload was used: its memory is let go. */
    drop(): void {
        this.payload = NOTHING
    }

    /** Gets ready for another frame. */
    #next(): void {
        this.complete = false
        this.payload = NOTHING
        if (!this.#inMessage && this.opcode < CONTROL) {
            this.type = 0
            this.messageLength = 0
            this.compressed = false
        }
    }

    #readHead(bytes: Buffer, start: number, end: number): number {
        if (this.#headLength === 0) {
            const length = this.#parseHead(bytes, start, end - start)
            if (length > 0 || this.error !== null) {
                return start + length
            }
            if (this.#head.length === 0) {
                this.#head = Buffer.allocUnsafeSlow(HEAD_MAX)
            }
            this.#headLength = bytes.copy(this.#head, 0, start, end)
            return end
        }
        let pos = start
        while (pos < end && !this.#inPayload && this.error === null) {
            this.#head[this.#headLength++] = bytes[pos++]!
            if (this.#parseHead(this.#head, 0, this.#headLength) > 0) {
                this.#headLength = 0
            }
        }
        return pos
    }

    /** Looks at `count` bytes of a head. Returns its length; 0: it is not complete, or is wrong. */
    #parseHead(bytes: Buffer, at: number, count: number): number {
        if (count < 2) {
            return 0
        }
        const first = bytes[at]!
        const second = bytes[at + 1]!
        const short = second & LENGTH
        const masked = (second & MASKED) !== 0
        this.error = this.#startFault(first, short)
        if (this.error === null && masked !== this.#masked) {
            // RFC 6455 §5.1
            this.error = 'WEBSOCKET_MASK'
        }
        const extra = short < 126 ? 0 : short === 126 ? 2 : 8
        const size = 2 + extra + (masked ? 4 : 0)
        if (this.error !== null || count < 2 + extra) {
            return 0
        }
        const isData = (first & CONTROL) === 0
        let length = short
        if (extra === 2) {
            length = bytes.readUInt16BE(at + 2)
        } else if (extra === 8) {
            length = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6)
            if (length > Number.MAX_SAFE_INTEGER) {
                this.error = 'WEBSOCKET_FRAME_LENGTH'
                return 0
            }
        }
        const before = isData && this.#inMessage ? this.messageLength : 0
        if (isData && before + length > this.maxMessage) {
            this.error = 'WEBSOCKET_TOO_BIG'
            return 0
        }
        if (count < size) {
            return 0
        }
        this.#key = masked ? bytes.readInt32BE(at + size - 4) : 0
        this.#begin(first, length)
        return size
    }

    /** What is wrong with the first byte, or with the short length of the second; null: nothing. */
    #startFault(first: number, short: number): WebSocketErrorCode | null {
        const opcode = first & OPCODE
        // RFC 7692 §6: only the first frame of a message may say that it is compressed.
        const reserved = this.mayCompress && opcode > WS_MSG_CONT && opcode < CONTROL ? RESERVED & ~RSV1 : RESERVED
        if ((first & reserved) !== 0) {
            return 'WEBSOCKET_RESERVED'
        }
        if ((opcode & CONTROL) !== 0) {
            if (opcode > WS_MSG_PONG) {
                this.detail = opcode
                return 'WEBSOCKET_OPCODE'
            }
            // RFC 6455 §5.5
            if ((first & FIN) === 0) {
                return 'WEBSOCKET_FRAGMENTED_CONTROL'
            }
            return short > WS_MAX_CONTROL ? 'WEBSOCKET_CONTROL_TOO_BIG' : null
        }
        // RFC 6455 §5.4
        if (opcode === WS_MSG_CONT) {
            return this.#inMessage ? null : 'WEBSOCKET_NO_MESSAGE'
        }
        if (opcode > 2) {
            this.detail = opcode
            return 'WEBSOCKET_OPCODE'
        }
        return this.#inMessage ? 'WEBSOCKET_IN_MESSAGE' : null
    }

    /** The head is complete. */
    #begin(first: number, length: number): void {
        const opcode = first & OPCODE
        this.opcode = opcode
        this.fin = (first & FIN) !== 0
        this.#length = length
        this.#count = 0
        this.#inPayload = true
        if (opcode >= CONTROL) {
            return
        }
        if (opcode !== WS_MSG_CONT) {
            this.type = opcode
            this.messageLength = 0
            this.compressed = (first & RSV1) !== 0
            this.#utf8.reset()
        }
        this.messageLength += length
        this.#inMessage = !this.fin
    }

    /** The whole payload is in the caller's buffer. */
    #take(bytes: Buffer, start: number, end: number): void {
        if (this.#masked) {
            mask(bytes, start, end, this.#key, 0)
        }
        this.payload = bytes
        this.start = start
        this.end = end
        this.owned = false
        if (this.#isChecked) {
            const isWhole = this.fin && this.opcode === WS_MSG_TEXT
            if (!(isWhole ? isText(bytes, start, end) : this.#checkText(bytes, start, end))) {
                this.error = 'WEBSOCKET_UTF8'
                return
            }
        }
        this.#end()
    }

    /** A piece of the payload has come. */
    #gather(bytes: Buffer, start: number, end: number): void {
        const from = this.#count
        const to = from + end - start
        if (to > this.payload.length) {
            const room = Math.min(this.#length, Math.max(FIRST_ROOM, to * 2))
            const grown = Buffer.allocUnsafe(room)
            this.payload.copy(grown, 0, 0, from)
            this.payload = grown
        }
        const { payload } = this
        bytes.copy(payload, from, start, end)
        if (this.#masked) {
            mask(payload, from, to, this.#key, from)
        }
        this.#count = to
        const isLast = to === this.#length
        if (this.#isChecked && !(isLast ? this.#checkText(payload, from, to) : this.#utf8.push(payload, from, to))) {
            this.error = 'WEBSOCKET_UTF8'
            return
        }
        if (isLast) {
            this.start = 0
            this.end = to
            this.owned = true
            this.#end()
        }
    }

    /** The payload is text that is to be checked as it comes. */
    get #isChecked(): boolean {
        return this.validate && this.type === WS_MSG_TEXT && !this.compressed && this.opcode < CONTROL
    }

    /** Checks the rest of a frame's text. At the end of a message no character may be cut. */
    #checkText(bytes: Buffer, start: number, end: number): boolean {
        return this.#utf8.push(bytes, start, end) && (!this.fin || this.#utf8.complete)
    }

    #end(): void {
        this.#inPayload = false
        this.complete = true
    }
}
