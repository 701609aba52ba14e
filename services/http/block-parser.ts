/*
    block-parser.ts -- The part that all heads and trailers share: field lines up to an empty line, read as bytes arrive.

    `execute` runs over the caller's buffer in place. Only when a block crosses the end of a buffer is what came so far
    set aside, in memory that the block limit bounds, and the rest added to it; so the state machine always sees the block
    in one piece, marks are offsets from its first byte, and the way the input is cut never changes the outcome.

    Each rule is checked at the byte that breaks it, not at the end of the block: a peer that speaks no HTTP is refused at
    once.

    The states are tested in the order in which they follow each other, so a field line falls through them without a
    dispatch; a loop entered with more input starts at the state where the last one stopped.
*/

import { latin1 } from './bytes.js'
import { isBlank, skipBlanks, skipToken, skipValue, trimEnd } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import { Fields } from './fields.js'

/** Bounds of one block. */
export interface BlockLimits {
    /** Bytes of the whole block, from its first byte through the empty line. */
    readonly bytes: number
    /** Number of fields. */
    readonly fields: number
}

const LF = 10
const CR = 13
const COLON = 58

const LINE_START = 0
const NAME = 1
const BEFORE_VALUE = 2
const IN_VALUE = 3
const LINE_END = 4
const BLOCK_END = 5

/** Lengths of the names that `field` looks at, one bit each: host, expect, upgrade, connection, content-length, transfer-encoding. */
const FRAMING_LENGTHS = (1 << 4) | (1 << 6) | (1 << 7) | (1 << 10) | (1 << 14) | (1 << 17)

/** Buffers only, never plain Uint8Arrays: code that sees two kinds of arrays is slower for both. */
const NOTHING: Uint8Array = Buffer.alloc(0)

/** Smallest memory for a block that crosses the end of a buffer. */
const HELD_MIN = 512

/** A resumable parser of one block after another. */
export abstract class BlockParser {
    /** Why the block was refused, or null. A parser that refused one block reads no other. */
    error: HttpFault | null = null
    /** Whether the block is complete. The next `execute` begins a new one. */
    complete = false
    /** The fields, valid once complete, until the next `execute`. */
    readonly fields: Fields = new Fields()

    protected readonly limits: BlockLimits

    // What outlives a call when input runs out. The offsets count from the first byte of the block.
    #state = LINE_START
    #nameStart = 0
    #nameEnd = 0
    #valueStart = 0
    #held = NOTHING
    #heldLength = 0

    constructor(limits: BlockLimits) {
        this.limits = limits
    }

    /**
     * Read bytes of a block.
     *
     * @returns where it stopped: behind the block when it is complete, at the offending byte when there is an error (not
     * before `start`), else `end`. Bytes that were read need not be kept.
     */
    execute(buf: Uint8Array, start: number, end: number): number {
        if (this.complete) {
            this.complete = false
            this.#state = LINE_START
            this.fields.clear()
            this.begin()
        }
        if (this.error !== null) {
            return start
        }
        if (this.#heldLength !== 0) {
            return this.#resume(buf, start, end)
        }
        const pos = this.#run(buf, start, start, end)
        if (!this.complete && this.error === null && pos > start) {
            this.#hold(buf, start, pos)
        }
        return pos
    }

    /** Whether a block has begun and is not complete. */
    get partial(): boolean {
        return this.#heldLength !== 0
    }

    /** Get ready for the next block. */
    protected begin(): void {}

    /**
     * Read from `pos` up to `stop` at most, in a block whose first byte is at `base`. Sets `complete` or `error`, or
     * returns `stop`.
     */
    protected abstract parse(buf: Uint8Array, base: number, pos: number, stop: number): number

    /**
     * A field line is complete. Called for those names only whose length may be that of a field that matters for framing.
     *
     * @returns the fault in it, or null
     */
    protected abstract field(
        buf: Uint8Array,
        name: number,
        length: number,
        value: number,
        end: number,
    ): HttpFault | null

    /** Read field lines; the arguments and the result are those of `parse`. */
    protected parseFields(buf: Uint8Array, base: number, from: number, stop: number): number {
        const fields = this.fields
        const maxFields = this.limits.fields
        let pos = from
        let state = this.#state
        let nameStart = this.#nameStart
        let nameEnd = this.#nameEnd
        let valueStart = this.#valueStart

        while (pos < stop) {
            if (state === LINE_START) {
                if (buf[pos] === CR) {
                    pos++
                    state = BLOCK_END
                    continue
                }
                if (fields.count === maxFields) {
                    this.error = httpErrors.HTTP_TOO_MANY_FIELDS
                    break
                }
                nameStart = pos - base
                state = NAME
            }
            if (state === NAME) {
                pos = skipToken(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                nameEnd = pos - base
                if (buf[pos] !== COLON || nameEnd === nameStart) {
                    this.error = nameFault(buf[pos]!, nameEnd === nameStart)
                    break
                }
                pos++
                state = BEFORE_VALUE
            }
            if (state === BEFORE_VALUE) {
                pos = skipBlanks(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                valueStart = pos - base
                state = IN_VALUE
            }
            if (state === IN_VALUE) {
                pos = skipValue(buf, pos, stop)
                if (pos === stop) {
                    break
                }
                if (buf[pos] !== CR) {
                    this.error = buf[pos] === LF ? httpErrors.HTTP_BARE_LF : httpErrors.HTTP_BAD_FIELD_VALUE
                    break
                }
                pos++
                state = LINE_END
                if (pos === stop) {
                    break
                }
            }
            if (buf[pos] !== LF) {
                // RFC 9112 §2.2: a bare CR makes the element invalid
                this.error = httpErrors.HTTP_BARE_CR
                break
            }
            if (state === BLOCK_END) {
                pos++
                fields.text = latin1(buf, base, pos)
                this.complete = true
                break
            }
            // RFC 9112 §5.1: blanks around the value do not belong to it
            const value = base + valueStart
            const end = trimEnd(buf, value, pos - 1)
            pos++
            state = LINE_START
            const name = base + nameStart
            const length = nameEnd - nameStart
            fields.add(buf[name]!, nameStart, nameEnd, valueStart, end - base)
            if (length < 32 && ((FRAMING_LENGTHS >>> length) & 1) !== 0) {
                const fault = this.field(buf, name, length, value, end)
                if (fault !== null) {
                    this.error = fault
                    break
                }
            }
        }

        this.#state = state
        this.#nameStart = nameStart
        this.#nameEnd = nameEnd
        this.#valueStart = valueStart
        return pos
    }

    /** Run the machine within the block limit. */
    #run(buf: Uint8Array, base: number, from: number, end: number): number {
        const limit = base + this.limits.bytes
        const pos = this.parse(buf, base, from, end < limit ? end : limit)
        if (pos === limit && !this.complete && this.error === null) {
            this.error = httpErrors.HTTP_HEAD_TOO_LARGE
        }
        return pos
    }

    /** Go on with a block of which the beginning was set aside. */
    #resume(buf: Uint8Array, start: number, end: number): number {
        const before = this.#heldLength
        this.#hold(buf, start, Math.min(end, start + this.limits.bytes - before))
        const pos = this.#run(this.#held, 0, before, this.#heldLength)
        if (this.complete || this.error !== null) {
            this.#held = NOTHING
            this.#heldLength = 0
        }
        return start + pos - before
    }

    /** Set bytes aside. */
    #hold(buf: Uint8Array, start: number, end: number): void {
        const length = this.#heldLength + end - start
        if (length > this.#held.length) {
            const room = Math.max(HELD_MIN, Math.min(this.limits.bytes, length * 2))
            const held = Buffer.allocUnsafeSlow(room)
            held.set(this.#held.subarray(0, this.#heldLength))
            this.#held = held
        }
        this.#held.set(buf.subarray(start, end), this.#heldLength)
        this.#heldLength = length
    }
}

/** What is wrong where a field name should go on or end in a colon. */
function nameFault(byte: number, first: boolean): HttpFault {
    if (byte === LF) {
        return httpErrors.HTTP_BARE_LF
    }
    if (isBlank(byte)) {
        // RFC 9112 §2.2 (blank after the start line), §5.2 (obs-fold); §5.1 (blank before the colon)
        return first ? httpErrors.HTTP_FOLDED_LINE : httpErrors.HTTP_BLANK_BEFORE_COLON
    }
    return byte === CR ? httpErrors.HTTP_NO_COLON : httpErrors.HTTP_BAD_FIELD_NAME
}
