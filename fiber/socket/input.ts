/*
    input.ts -- Input: bytes that have arrived and were not consumed.

        chunk   |.......xxxxxxxxxxxxxxxxxx.......|
                        from ^            ^ to         shown: how many of them the reader has seen and wants more than

    While the wire's callback runs, `chunk` is the wire's own buffer (`lent`): the fiber that waits for the bytes is resumed
    inside the callback and uses them in place. What it leaves is copied to a buffer of our own before the callback returns.
    An idle socket has no buffer.
*/

const none = Buffer.alloc(0)

const LF = 10
const CR = 13

/** The smallest buffer of our own. */
const least = 512

// Requests of one client are of few lengths, and a view costs 35 ns, so views of the common read buffer are kept.
const cacheSize = 64
const cache: Buffer[] = new Array(cacheSize).fill(none)
let cachedOf: Buffer = none

/** The first `length` bytes of a buffer that is used again and again. */
function cachedView(chunk: Buffer, length: number): Buffer {
    if (chunk !== cachedOf) {
        cache.fill(none)
        cachedOf = chunk
    }
    const at = length & (cacheSize - 1)
    const view = cache[at]!
    if (view.length === length) {
        return view
    }
    return (cache[at] = chunk.subarray(0, length))
}

/** Bytes between a wire and a reader. */
export class Input {
    /** How many of the bytes the reader has seen without consuming. */
    shown = 0
    private chunk: Buffer = none
    private from = 0
    private to = 0
    private lent = false

    get available(): number {
        return this.to - this.from
    }

    /** Takes in bytes of the wire. They are only lent, until `settle`, if there are no others. */
    arrive(bytes: Buffer, length: number): void {
        if (this.from === this.to) {
            this.chunk = bytes
            this.from = 0
            this.to = length
            this.lent = true
            return
        }
        this.reserve(length)
        bytes.copy(this.chunk, this.to, 0, length)
        this.to += length
    }

    /** The wire takes its buffer back. */
    settle(): void {
        if (!this.lent) {
            return
        }
        this.lent = false
        const { chunk, from, to } = this
        if (from === to) {
            this.drop()
            return
        }
        this.chunk = Buffer.allocUnsafe(Math.max(to - from, least))
        chunk.copy(this.chunk, 0, from, to)
        this.from = 0
        this.to = to - from
    }

    /** All bytes, in place. */
    view(): Buffer {
        const { chunk, from, to } = this
        return this.lent && from === 0 ? cachedView(chunk, to) : chunk.subarray(from, to)
    }

    /** Drops the first `count` bytes. */
    consume(count: number): void {
        this.shown = 0
        this.from += count
        if (this.from === this.to) {
            this.drop()
        }
    }

    /** Copies into `target` what fits, and drops it. */
    take(target: Uint8Array): number {
        const { chunk, from } = this
        const count = Math.min(this.to - from, target.length)
        // Of two ways to copy this is the faster one, but its source must be a view of just these bytes.
        target.set(new Uint8Array(chunk.buffer, chunk.byteOffset + from, count))
        this.consume(count)
        return count
    }

    /** A copy of the first `count` bytes, which are dropped. */
    cut(count: number): Buffer {
        const { chunk, from, to } = this
        let bytes: Buffer
        if (!this.lent && count === to - from && count > chunk.length >> 1) {
            // The buffer is ours and mostly full: it is given away instead of copied.
            bytes = chunk.subarray(from, to)
        } else {
            bytes = Buffer.allocUnsafe(count)
            chunk.copy(bytes, 0, from, from + count)
        }
        this.consume(count)
        return bytes
    }

    /** Index of a byte, or of a sequence of bytes, or -1. The search begins at `start`. */
    indexOf(sought: number | Uint8Array, start: number): number {
        return this.view().indexOf(sought, start)
    }

    /** Text of a line of `count` bytes, which stay; its LF or CRLF is left out. */
    line(count: number, encoding: BufferEncoding): string {
        const { chunk, from } = this
        let end = from + count
        if (chunk[end - 1] === LF) {
            end--
            if (end > from && chunk[end - 1] === CR) {
                end--
            }
        }
        return chunk.toString(encoding, from, end)
    }

    /** Drops everything. */
    clear(): void {
        this.consume(this.to - this.from)
    }

    /** Makes room for `count` more bytes, in a buffer of our own. */
    private reserve(count: number): void {
        const { chunk, from, to } = this
        const available = to - from
        const wanted = available + count
        if (!this.lent && to + count <= chunk.length) {
            return
        }
        if (!this.lent && wanted <= chunk.length && from >= available) {
            // At least half is free: moving is cheaper than a new buffer.
            chunk.copyWithin(0, from, to)
        } else {
            // Doubling keeps the number of copies of each byte small however slowly they arrive.
            this.chunk = Buffer.allocUnsafe(Math.max(wanted, available * 2, least))
            chunk.copy(this.chunk, 0, from, to)
            this.lent = false
        }
        this.from = 0
        this.to = available
    }

    private drop(): void {
        this.shown = 0
        this.from = 0
        this.to = 0
        if (!this.lent) {
            this.chunk = none
        }
    }
}
