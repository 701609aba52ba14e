/*
    frame-buffer.ts -- FrameBuffer: records that wait to be written, as the bytes of the frame that they will be.

        [ room for the head of the frame | "[" record "," record ... "]" ]

    They are encoded as they come. As strings they would live until the disk has them, and the garbage collector would move each of them
    twice before. Short pieces are written by themselves, byte by byte: to put them together and to call Buffer.write takes twice as long.
*/

import { FRAME, sealFrame } from './frames.js'
import { isSimple } from './simple-text.js'

/** Bytes at first; most databases of a device change rarely. */
const SMALL = 4096
/** Bytes that are kept for the next frame. */
const KEPT = 1024 * 1024

const NONE = Buffer.alloc(0)

const [OPEN, CLOSE, COMMA, QUOTE] = [0x5b, 0x5d, 0x2c, 0x22]

/** Characters up to which a text is written byte by byte. */
const SHORT = 48

/** Records that wait to be written. */
export class FrameBuffer {
    #bytes = NONE
    #end = FRAME

    /** Bytes of the records; 0: there is none. */
    get size(): number {
        return this.#end - FRAME
    }

    /**
     * Adds a record: `["command",version,flags,"key",rest]`. `rest` is JSON; empty: there is none.
     */
    add(command: string, version: number, flags: number, key: string, rest: string): void {
        // Two numbers, quotes and commas are less than 64 bytes.
        const most = this.#end + (command.length + key.length * 2 + rest.length) * 3 + 64
        if (most > this.#bytes.length) {
            this.#grow(most)
        }
        const bytes = this.#bytes
        let end = this.#end
        bytes[end] = end === FRAME ? OPEN : COMMA
        bytes[end + 1] = OPEN
        bytes[end + 2] = QUOTE
        end = write(bytes, command, end + 3)
        bytes[end] = QUOTE
        bytes[end + 1] = COMMA
        end = write(bytes, String(version), end + 2)
        bytes[end] = COMMA
        end = write(bytes, String(flags), end + 1)
        bytes[end] = COMMA
        if (isSimple(key)) {
            bytes[end + 1] = QUOTE
            end = write(bytes, key, end + 2)
            bytes[end++] = QUOTE
        } else {
            end = write(bytes, JSON.stringify(key), end + 1)
        }
        if (rest !== '') {
            bytes[end] = COMMA
            end = write(bytes, rest, end + 1)
        }
        bytes[end] = CLOSE
        this.#end = end + 1
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

/** Writes a text; gives where it ends. */
function write(bytes: Buffer, text: string, at: number): number {
    if (text.length > SHORT) {
        return at + bytes.write(text, at)
    }
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i)
        if (code > 0x7f) {
            return at + bytes.write(text, at)
        }
        bytes[at + i] = code
    }
    return at + text.length
}
