/*
    message-buffer.ts -- MessageBuffer: fragments of a message put together.

    One piece of memory that grows by doubling: a list of fragments would cost a hundred bytes for each of one byte, and any number
    for those of none.
*/

/** Fragments fit into this much without growing. */
const FIRST_ROOM = 1024

/** A message under way. */
export class MessageBuffer {
    #bytes: Buffer = Buffer.alloc(0)
    #length = 0

    /** Adds the bytes of `source` from `start` up to `end`. */
    add(source: Buffer, start: number, end: number): void {
        const length = this.#length + end - start
        if (length > this.#bytes.length) {
            const grown = Buffer.allocUnsafe(Math.max(FIRST_ROOM, length * 2))
            this.#bytes.copy(grown, 0, 0, this.#length)
            this.#bytes = grown
        }
        source.copy(this.#bytes, this.#length, start, end)
        this.#length = length
    }

    /** All of it, in the memory of this object. */
    get bytes(): Buffer {
        return this.#bytes.subarray(0, this.#length)
    }
}
