/*
    buf.ts -- RBuf: a queue of bytes in one piece of storage. Written at the end, read from the start, grown up to a limit.

        0          start              end            buflen
        | consumed | data             | free         |

    When the free part is too small, the data moves to the origin if that gives room at the price of moving little, else into
    storage of at least twice the size: a queue that is filled and emptied for ever stays as large as what it holds, and a byte is
    moved a constant number of times. Source: spec runtime.md §14.
*/

import { byteLength } from '../text/index.js'

/** Bytes of storage that a buffer has if nothing else is said. */
export const ME_BUFSIZE = 4096
/** Bytes that a buffer can hold at most. */
export const ME_R_MAX_BUF = 8 * 1024 * 1024

/** Grown storage is never smaller. */
const SMALLEST = 64
/** Up to this many units a loop is faster than a call into Node. */
const SHORT = 24

/** `size` rounded up to a power of two. */
function powerOfTwo(size: number): number {
    return size <= SMALLEST ? SMALLEST : 2 ** (32 - Math.clz32(size - 1))
}

/**
 * A growable queue of bytes. Text is stored as UTF-8, and all counts are bytes. Nothing throws: what does not fit under the limit
 * of 8 MB (`ME_R_MAX_BUF`) is not stored, and the result says how much was. Iterating gives the bytes of the data.
 *
 * Source: spec runtime.md §14
 */
export class RBuf implements Iterable<number> {
    /** The storage. Zeroed, so that what was never written shows nothing of the process. */
    buf: Buffer
    /** Where the data starts and ends, as offsets into the storage. */
    start = 0
    /** Where the data ends, as an offset into the storage. */
    end = 0

    /** An empty buffer with `size` bytes of storage: 4096 for 0 and less, at most 8 MB. */
    constructor(size = ME_BUFSIZE) {
        this.buf = Buffer.alloc(size >= 1 ? Math.min(Math.floor(size), ME_R_MAX_BUF) : ME_BUFSIZE)
    }

    /** Bytes of data. */
    get length(): number {
        return this.end - this.start
    }

    /** Bytes of storage. */
    get buflen(): number {
        return this.buf.length
    }

    /** Where the storage ends. */
    get endbuf(): number {
        return this.buf.length
    }

    /** Bytes that can be written behind the data before the storage moves or grows. */
    get space(): number {
        return this.buf.length - this.end
    }

    /** The data, not copied: good until the next call that writes. */
    bytes(): Buffer {
        return this.buf.subarray(this.start, this.end)
    }

    /** The free space behind the data, to be written to; `extend` makes it data. Good until the next call that writes. */
    room(): Buffer {
        return this.buf.subarray(this.end)
    }

    /** Drops `count` bytes of data from the start; ignored if it is negative or more than there are. */
    consume(count: number): void {
        if (count >= 0 && count <= this.end - this.start) {
            this.start += Math.trunc(count)
        }
    }

    /** Moves the end of the data by `count` bytes, either way; ignored if it would pass the start or the end of the storage. */
    extend(count: number): void {
        const end = this.end + Math.trunc(count)
        if (end >= this.start && end <= this.buf.length) {
            this.end = end
        }
    }

    /** Drops all data. */
    clear(): void {
        this.start = this.end = 0
    }

    /** Moves the data to the origin of the storage. */
    compact(): void {
        this.buf.copyWithin(0, this.start, this.end)
        this.end -= this.start
        this.start = 0
    }

    /** Makes the storage at least `size` bytes, rounded up to a power of two. False if that is 0 or less, or above the limit. */
    grow(size: number): boolean {
        if (!(size > 0 && size <= ME_R_MAX_BUF)) {
            return false
        }
        if (size > this.buf.length) {
            const storage = Buffer.alloc(powerOfTwo(Math.ceil(size)))
            this.buf.copy(storage, 0, this.start, this.end)
            this.buf = storage
            this.end -= this.start
            this.start = 0
        }
        return true
    }

    /** Makes sure that `count` bytes are free behind the data. False if they do not fit under the limit. */
    reserve(count: number): boolean {
        const size = this.buf.length
        if (count <= size - this.end) {
            return true
        }
        const length = this.end - this.start
        const need = length + count
        if (!(need <= ME_R_MAX_BUF)) {
            return false
        }
        if (need <= size && (this.start >= length || size === ME_R_MAX_BUF)) {
            this.compact()
            return true
        }
        return this.grow(Math.max(need, Math.min(2 * size, ME_R_MAX_BUF)))
    }

    /** Appends one byte, the low eight bits of `byte`. False if the buffer is full. */
    putByte(byte: number): boolean {
        if (this.end === this.buf.length && !this.reserve(1)) {
            return false
        }
        this.buf[this.end++] = byte
        return true
    }

    /** Appends the first `count` bytes (default: all) of `data`. Returns how many were stored: fewer at the limit. */
    put(data: Uint8Array, count = data.length): number {
        let bytes = count < data.length ? data.subarray(0, Math.max(0, Math.trunc(count))) : data
        if (bytes.length > this.buf.length - this.end) {
            if (bytes.buffer === this.buf.buffer) {
                // Our own data, which may be about to move.
                bytes = Buffer.from(bytes)
            }
            if (!this.reserve(bytes.length)) {
                bytes = bytes.subarray(0, ME_R_MAX_BUF - this.length)
                this.reserve(bytes.length)
            }
        }
        this.buf.set(bytes, this.end)
        this.end += bytes.length
        return bytes.length
    }

    /** Appends text. Returns how many bytes were stored: fewer at the limit, where a character may be cut. */
    putText(text: string): number {
        const { length } = text
        // No unit has more than three bytes.
        if (length * 3 > this.buf.length - this.end && !this.reserve(byteLength(text))) {
            return this.put(Buffer.from(text))
        }
        const count = length <= SHORT ? this.#putShort(text) : this.buf.write(text, this.end)
        this.end += count
        return count
    }

    /** Takes one byte: 0 to 255, or -1 if there is none. */
    getByte(): number {
        return this.start < this.end ? this.buf[this.start++]! : -1
    }

    /** Takes up to `count` bytes (default: what fits) into `target`. Returns how many; 0 if there are none. */
    get(target: Uint8Array, count = target.length): number {
        const wanted = Math.min(count, target.length, this.length)
        const taken = wanted > 0 ? Math.trunc(wanted) : 0
        this.buf.copy(target, 0, this.start, this.start + taken)
        this.start += taken
        return taken
    }

    /** The first byte of the data, 0 to 255, or -1 if there is none. */
    peek(): number {
        return this.start < this.end ? this.buf[this.start]! : -1
    }

    /** The last byte of the data, 0 to 255, or -1 if there is none. */
    peekLast(): number {
        return this.start < this.end ? this.buf[this.end - 1]! : -1
    }

    /** Puts a byte back before the data. False if there is no room: bytes taken leave room, until the data moves. */
    unget(byte: number): boolean {
        if (this.start === 0) {
            return false
        }
        this.buf[--this.start] = byte
        return true
    }

    /** Puts a zero byte behind the data that is no part of it, if there is room. */
    terminate(): void {
        if (this.reserve(1)) {
            this.buf[this.end] = 0
        }
    }

    /** The data as text; bytes that are no UTF-8 become U+FFFD. The buffer stays as it is. */
    toString(): string {
        return this.buf.toString('utf8', this.start, this.end)
    }

    [Symbol.iterator](): Iterator<number> {
        return this.bytes().values()
    }

    /** Writes text that fits, unit by unit as long as it is ASCII. Returns the bytes. */
    #putShort(text: string): number {
        const { buf, end } = this
        for (let i = 0; i < text.length; i++) {
            const unit = text.charCodeAt(i)
            if (unit >= 0x80) {
                return buf.write(text, end)
            }
            buf[end + i] = unit
        }
        return text.length
    }
}
