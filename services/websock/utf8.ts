/*
    utf8.ts -- Utf8Checker: whether bytes that come in pieces are UTF-8 (RFC 3629): no overlong forms, no surrogates, at most
    U+10FFFF. What is wrong is found at the first byte that cannot be right, as RFC 6455 §8.1 permits.

    Long pieces are looked at by Node, which does that many bytes at a time; the state machine has only the ends to do, where a
    character may be cut.
*/

import { isUtf8 } from 'node:buffer'

/** Shorter pieces are done byte by byte: a call into Node costs as much as some fifty bytes. */
const NATIVE_FROM = 64

/** A check that goes on from piece to piece. */
export class Utf8Checker {
    /** Bytes of the present character that are missing. */
    #missing = 0
    /** What the next byte may be. */
    #low = 0x80
    #high = 0xbf

    /** No character is cut: the text may end here. */
    get complete(): boolean {
        return this.#missing === 0
    }

    /** Gets ready for another text. */
    reset(): void {
        this.#missing = 0
        this.#low = 0x80
        this.#high = 0xbf
    }

    /** Looks at the bytes from `start` up to `end`. Returns whether they are right so far; after false the checker is of no use. */
    push(bytes: Uint8Array, start: number, end: number): boolean {
        if (end - start < NATIVE_FROM) {
            return this.#step(bytes, start, end)
        }
        let from = start
        while (this.#missing > 0) {
            if (!this.#step(bytes, from, ++from)) {
                return false
            }
        }
        const to = wholeEnd(bytes, from, end)
        return isUtf8(bytes.subarray(from, to)) && this.#step(bytes, to, end)
    }

    #step(bytes: Uint8Array, start: number, end: number): boolean {
        let missing = this.#missing
        let low = this.#low
        let high = this.#high
        for (let pos = start; pos < end; pos++) {
            const byte = bytes[pos]!
            if (missing > 0) {
                if (byte < low || byte > high) {
                    return false
                }
                missing--
                low = 0x80
                high = 0xbf
            } else if (byte >= 0x80) {
                // RFC 3629 §4: the second byte of some characters has narrower bounds.
                if (byte < 0xc2 || byte > 0xf4) {
                    return false
                }
                missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
                if (byte === 0xe0) {
                    low = 0xa0
                } else if (byte === 0xed) {
                    high = 0x9f
                } else if (byte === 0xf0) {
                    low = 0x90
                } else if (byte === 0xf4) {
                    high = 0x8f
                }
            }
        }
        this.#missing = missing
        this.#low = low
        this.#high = high
        return true
    }
}

/** Whether bytes are UTF-8, no character cut. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start >= NATIVE_FROM) {
        return isUtf8(bytes.subarray(start, end))
    }
    for (let pos = start; pos < end; pos++) {
        if (bytes[pos]! >= 0x80) {
            return isUtf8(bytes.subarray(start, end))
        }
    }
    return true
}

/** Where a character begins that `end` may cut; `end` if there is none. */
function wholeEnd(bytes: Uint8Array, start: number, end: number): number {
    for (let pos = end - 1; pos >= start && pos >= end - 3; pos--) {
        const byte = bytes[pos]!
        if (byte >= 0xc0) {
            return pos
        }
        if (byte < 0x80) {
            return end
        }
    }
    return end
}
