/*
    frame-buffer.ts -- FrameBuffer: records that wait to be written, as the bytes of the frame that they will be.

        [ room for the head of the frame | "[" record "," record ... "]" ]

    They are encoded as they come. As strings they would live until the disk has them, and the garbage collector would move each of them
    twice before.
*/

import { FRAME, sealFrame } from './frames.js'

/** Bytes at first; most databases of a device change rarely. */
const SMALL = 4096
/** Bytes that are kept for the next frame. */
const KEPT = 1024 * 1024

const NONE = Buffer.alloc(0)

const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c]

/** Records that wait to be written. */
export class FrameBuffer {
    #bytes = NONE
    #end = FRAME

    /** Bytes of the records; 0: there is none. */
    get size(): number {
        return this.#end - FRAME
    }

    /** Adds a record, which is JSON. */
    add(record: string): void {
        const most = this.#end + record.length * 3 + 2
        if (most > this.#bytes.length) {
            this.#grow(most)
        }
        const bytes = this.#bytes
        bytes[this.#end] = this.#end === FRAME ? OPEN : COMMA
        this.#end += 1 + bytes.write(record, this.#end + 1)
    }

    /** The frame of all records. It is lent until `clear`. */
    frame(sequence: number): Buffer {
        this.#bytes[this.#end] = CLOSE
        return sealFrame(this.#bytes.subarray(0, this.#end + 1), sequence)
    }

    /** Forgets the records. */
    clear(): void {
        this.#end = FRAME
        if (this.#bytes.length > KEPT) {
            this.#bytes = NONE
        }
    }

    #grow(size: number): void {
        const bytes = Buffer.allocUnsafeSlow(Math.max(SMALL, size, this.#bytes.length * 2))
        this.#bytes.copy(bytes, 0, 0, Math.min(this.#end, this.#bytes.length))
        this.#bytes = bytes
    }
}
