/*
    hash.ts -- The 32-bit hash of a text: FNV-like, but starting with the length. Source: spec runtime.md §12.6.
*/

import type { Pointer } from '../compat/index.js'
import { count } from './bytes.js'
import { lowerAscii } from './case.js'

const PRIME = 0x01000193

function hash(text: string, limit: number): number {
    const length = Math.min(limit, Buffer.byteLength(text))
    let h = length
    let i = 0
    for (; i < length && text.charCodeAt(i) < 0x80; i++) {
        h = Math.imul(h ^ text.charCodeAt(i), PRIME)
    }
    if (i < length) {
        // No unit has less than a byte; the one more is for the second half of a pair.
        const bytes = Buffer.from(text.slice(i, length + 1))
        for (const byte of bytes.subarray(0, length - i)) {
            h = Math.imul(h ^ byte, PRIME)
        }
    }
    return h >>> 0
}

/**
 * The hash of the first `len` bytes, from 0 to 2^32 - 1; 0 for NULL. `len` is at most that of the text.
 *
 * Source: spec runtime.md §12.6
 */
export function shash(s: Pointer<string>, len: number): number {
    return typeof s === 'string' ? hash(s, count(len)) : 0
}

/**
 * As `shash`, of the text with A-Z folded to a-z.
 *
 * Source: spec runtime.md §12.6
 */
export function shashlower(s: Pointer<string>, len: number): number {
    return typeof s === 'string' ? hash(lowerAscii(s), count(len)) : 0
}
