/*
    line-reader.ts -- LineReader: the lines of a body that comes in pieces.
*/

import type { Fiber } from '../../fiber/index.js'
import { PieceBuffer } from '../http/index.js'
import type { PieceSource } from './content-decoder.js'

const LF = 10
const CR = 13
const NOTHING: Buffer = Buffer.alloc(0)

/** Cuts a body into lines. */
export class LineReader {
    readonly #source: PieceSource
    /** The piece that is being cut, and where the next line begins. */
    #piece: Buffer = NOTHING
    #at = 0
    /** Beginning of a line that goes on in the next piece. */
    readonly #begun = new PieceBuffer()

    constructor(source: PieceSource) {
        this.#source = source
    }

    /** The next line without its LF or CRLF; null: there is none. Undefined: it has more than `limit` bytes. */
    *next(limit: number): Fiber<string | null | undefined> {
        for (;;) {
            const end = this.#piece.indexOf(LF, this.#at)
            const stop = end < 0 ? this.#piece.length : end
            if (this.#begun.length + stop - this.#at > limit) {
                return undefined
            }
            if (end >= 0 && this.#begun.length === 0) {
                const at = this.#at
                this.#at = end + 1
                return textOf(this.#piece, at, end)
            }
            this.#begun.add(this.#piece, this.#at, stop)
            this.#at = stop
            if (end >= 0) {
                this.#at++
                const line = this.#begun.take()
                return textOf(line, 0, line.length)
            }
            const piece = yield* this.#source.next()
            if (piece === null) {
                return this.#begun.length === 0 ? null : this.#begun.take().toString()
            }
            // The caller may do what it likes between two lines, so they are cut from a copy
            this.#piece = Buffer.from(piece)
            this.#at = 0
        }
    }
}

function textOf(bytes: Buffer, start: number, end: number): string {
    return bytes.toString('utf8', start, end > start && bytes[end - 1] === CR ? end - 1 : end)
}
