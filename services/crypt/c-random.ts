/*
    c-random.ts -- Random, identifiers and comparison in the C face. Source: spec crypt.md §6.
*/

import {
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BASE,
    R_ERR_OK,
    stringOf,
    wholeOf,
} from '../../fiber/compat/index.js'
import { matches } from './matches.js'
import { fillRandom, mostRandom as most, salt, uid } from './random.js'

/** Fills the first `length` bytes with secure random: 0, `R_ERR_BAD_ARGS`, or -1 if there is no source. The last argument has no meaning. */
export function cryptGetRandomBytes(buf: Pointer<Uint8Array>, length: number, _block = false): number {
    const count = wholeOf(length)
    if (!(buf instanceof Uint8Array) || count < 1 || count > buf.length) {
        return R_ERR_BAD_ARGS
    }
    try {
        fillRandom(buf.subarray(0, count))
        return R_ERR_OK
    } catch {
        return R_ERR_BASE
    }
}

/** A random identifier of `size` characters, at most 64 MB; null for none. */
export function cryptID(size: number): Nullable<string> {
    const count = wholeOf(size)
    return count > 0 ? uid(Math.min(count, most)) : null
}

/** Random letters and digits; the size is rounded up to a multiple of 4, and is at most 64 MB. */
export function cryptMakeSalt(size: number): string {
    return salt(Math.min(Math.ceil(Math.max(wholeOf(size), 0) / 4) * 4, most))
}

/** Whether two texts are equal, in constant time. NULL is the empty text. */
export function cryptMatch(a: Pointer<string>, b: Pointer<string>): boolean {
    return matches(stringOf(a) ?? '', stringOf(b) ?? '')
}
