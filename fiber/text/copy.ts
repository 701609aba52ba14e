/*
    copy.ts -- Copying and cutting. Sizes are bytes; of a character that is cut, nothing stays. Source: spec runtime.md §12.1.

    Where C writes into a buffer of `max` bytes, the last of which ends the string, the text here goes into a `Ref`.
*/

import { type Pointer, R_ERR_BAD_ARGS, R_ERR_WONT_FIT, type Ref } from '../compat/index.js'
import { byteLength, count, firstBytes, indexWithin } from './bytes.js'
import { unitsAt } from './search.js'

/** Whether a destination can take text: it is there, and its size is not 0. */
export function isDestination(dest: Pointer<Ref<string>>, max: number): dest is Ref<string> {
    return typeof dest === 'object' && dest !== null && count(max) > 0
}

/**
 * How many UTF-8 bytes `s` has; NULL has 0.
 *
 * Source: spec runtime.md §1.3
 */
export function slen(s: Pointer<string>): number {
    return typeof s === 'string' ? byteLength(s) : 0
}

/**
 * The string; NULL gives `''`.
 *
 * Source: spec runtime.md §12.1
 */
export function sclone(s: Pointer<string>): string {
    return typeof s === 'string' ? s : ''
}

/**
 * The string; NULL gives NULL.
 *
 * Source: spec runtime.md §12.1
 */
export function scloneNull(s: Pointer<string>): string | null {
    return typeof s === 'string' ? s : null
}

/**
 * The string; NULL and `''` give NULL.
 *
 * Source: spec runtime.md §12.1
 */
export function scloneDefined(s: Pointer<string>): string | null {
    return typeof s === 'string' && s !== '' ? s : null
}

/**
 * The first `n` bytes; NULL gives `''`.
 *
 * Source: spec runtime.md §12.1
 */
export function snclone(s: Pointer<string>, n: number): string {
    return typeof s === 'string' ? firstBytes(s, count(n)) : ''
}

/**
 * `n` bytes from byte `offset` on; past the end `''`. NULL gives NULL.
 *
 * Source: spec runtime.md §12.1
 */
export function ssub(s: Pointer<string>, offset: number, n: number): string | null {
    if (typeof s !== 'string') {
        return null
    }
    const first = count(offset)
    let start = indexWithin(s, first)
    if (start < s.length && byteLength(s.slice(0, start)) < first) {
        start += unitsAt(s, start)
    }
    return s.slice(start, Math.max(start, indexWithin(s, first + count(n))))
}

/**
 * Copies `src` into `dest`; NULL is `''`.
 *
 * @returns the bytes copied; R_ERR_WONT_FIT, with `dest` as it was, if they are not less than `max`; R_ERR_BAD_ARGS without
 *     a destination or for a `max` of 0
 *
 * Source: spec runtime.md §12.1
 */
export function scopy(dest: Pointer<Ref<string>>, max: number, src: Pointer<string>): number {
    if (!isDestination(dest, max)) {
        return R_ERR_BAD_ARGS
    }
    const text = sclone(src)
    const length = byteLength(text)
    if (length >= count(max)) {
        return R_ERR_WONT_FIT
    }
    dest.value = text
    return length
}

/**
 * As `scopy`, with at most `n` bytes of `src`; NULL is R_ERR_BAD_ARGS.
 *
 * Source: spec runtime.md §12.1
 */
export function sncopy(dest: Pointer<Ref<string>>, max: number, src: Pointer<string>, n: number): number {
    return typeof src === 'string' ? scopy(dest, max, firstBytes(src, count(n))) : R_ERR_BAD_ARGS
}

/**
 * Appends `src` to `dest`.
 *
 * @returns the new length in bytes; R_ERR_WONT_FIT, with `dest` as it was, if that is not less than `max`; R_ERR_BAD_ARGS
 *     without a destination or source, or for a `max` of 0
 *
 * Source: spec runtime.md §12.1
 */
export function sncat(dest: Pointer<Ref<string>>, max: number, src: Pointer<string>): number {
    if (!isDestination(dest, max) || typeof src !== 'string') {
        return R_ERR_BAD_ARGS
    }
    return scopy(dest, max, sclone(dest.value) + src)
}

/**
 * Does nothing: JavaScript cannot overwrite a string. Keep secrets in a Buffer, and fill that.
 *
 * Source: spec runtime.md §12.1
 */
export function szero(_s: Pointer<string>): void {}
