/*
    matches.ts -- Comparing secrets: how long it takes does not tell how much of them is right.
*/

import { timingSafeEqual } from 'node:crypto'
import { type Bytes, bytesOf } from './bytes.js'

/**
 * Whether two texts (their UTF-8 bytes) or two blocks of bytes are equal. The time depends on their lengths, which are no
 * secret, and not on their content; those of different lengths are not equal.
 */
export function matches(a: Bytes, b: Bytes): boolean {
    const left = bytesOf(a)
    const right = bytesOf(b)
    if (left.length === right.length) {
        return timingSafeEqual(left, right)
    }
    // As long as if the lengths were equal: over the longer of the two (spec crypt.md §6).
    const longer = left.length > right.length ? left : right
    timingSafeEqual(longer, longer)
    return false
}
