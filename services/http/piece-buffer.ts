/*
    piece-buffer.ts -- PieceBuffer: pieces of a body or a message put together.

    One piece of memory that grows by doubling: a list of pieces would cost a hundred bytes for each of one byte, and who sends chooses
    how short they are.
*/

const NOTHING: Buffer = Buffer.alloc(0)

/** The smallest memory, bytes. */
const FIRST_ROOM = 1024

/** Bytes that come in pieces. */
export class PieceBuffer {
    /** Bytes so far. */
    length = 0
    #bytes: Buffer

    /** `room`: bytes that are expected. */
    constructor(room = 0) {
        this.#bytes = room > 0 ? Buffer.allocUnsafe(room) : NOTHING
    }

    /** Adds a copy of the bytes of `source` from `start` up to `end`. */
    add(source: Uint8Array, start = 0, end: number = source.length): void {
        const length = this.length + end - start
        if (length > this.#bytes.length) {
            const grown = Buffer.allocUnsafe(Math.max(FIRST_ROOM, length * 2))
            grown.set(this.bytes, 0)
            this.#bytes = grown
        }
        this.#bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length)
        this.length = length
    }

    /** All of it, in the memory of this object. */
    get bytes(): Buffer {
        return this.#bytes.subarray(0, this.length)
    }

    /** All of it, which is the caller's now, in memory that it mostly fills. The object is empty again. */
    take(): Buffer {
        const { bytes } = this
        const mostly = bytes.length > this.#bytes.length * 0.75
        this.#bytes = NOTHING
        this.length = 0
        return mostly ? bytes : Buffer.from(bytes)
    }
}
