/*
    join.ts -- Joining. Source: spec runtime.md §12.1.
*/

import { type Pointer, R_ERR_BAD_ARGS, R_ERR_WONT_FIT, type Ref } from '../compat/index.js'
import { byteLength, count } from './bytes.js'
import { isDestination, sclone } from './copy.js'

/**
 * All strings in one, up to the first NULL after the first; the first may be NULL.
 *
 * Source: spec runtime.md §12.1
 */
export function sjoin(s: Pointer<string>, ...rest: Pointer<string>[]): string {
    return sjoinv(s, rest)
}

/**
 * As `sjoin`, with an array.
 *
 * Source: spec runtime.md §12.1
 */
export function sjoinv(s: Pointer<string>, rest: Pointer<readonly Pointer<string>[]>): string {
    let result = sclone(s)
    for (const part of Array.isArray(rest) ? rest : []) {
        if (typeof part !== 'string') {
            break
        }
        result += part
    }
    return result
}

/**
 * As `sjoin`: port `srejoin(buf, …)` as `buf = srejoin(buf, …)`.
 *
 * Source: spec runtime.md §12.1
 */
export function srejoin(buf: Pointer<string>, ...rest: Pointer<string>[]): string {
    return sjoinv(buf, rest)
}

/**
 * As `srejoin`, with an array.
 *
 * Source: spec runtime.md §12.1
 */
export function srejoinv(buf: Pointer<string>, rest: Pointer<readonly Pointer<string>[]>): string {
    return sjoinv(buf, rest)
}

/**
 * The first `argc` strings of `argv` with `sep` between them, NULL for nothing. NULL strings are empty. Unlike C, which drops
 * the last byte whatever the separator is, it joins properly [D-16].
 *
 * Source: spec runtime.md §12.1
 */
export function sjoinArgs(argc: number, argv: Pointer<readonly Pointer<string>[]>, sep?: Pointer<string>): string {
    return Array.isArray(argv) ? argv.slice(0, count(argc)).map(sclone).join(sclone(sep)) : ''
}

/**
 * Stores `a` and `b`, joined; NULL is `''`.
 *
 * @returns the length in bytes; R_ERR_WONT_FIT if it is not less than `size`: `buf` then holds `a`, or is as it was if `a` alone
 *     does not fit; R_ERR_BAD_ARGS without a buffer or for a size of 0
 *
 * Source: spec runtime.md §12.1
 */
export function sjoinbuf(buf: Pointer<Ref<string>>, size: number, a: Pointer<string>, b: Pointer<string>): number {
    if (!isDestination(buf, size)) {
        return R_ERR_BAD_ARGS
    }
    const first = sclone(a)
    const joined = first + sclone(b)
    const length = byteLength(joined)
    if (length < count(size)) {
        buf.value = joined
        return length
    }
    if (byteLength(first) < count(size)) {
        buf.value = first
    }
    return R_ERR_WONT_FIT
}
