/*
    snprintf.ts -- Formatting into a place of limited size: the rSnprintf family. Source: spec runtime.md §13.
*/

import { type Pointer, R_ERR_BAD_ARGS, R_ERR_MEMORY, type Ref } from '../compat/index.js'
import { byteLength, count, firstBytes } from './bytes.js'
import { isDestination } from './copy.js'
import { format } from './format.js'

/**
 * Formats into `buf`, which gets the first `max` - 1 bytes.
 *
 * @returns the length in bytes that the whole text has: `max` or more if it was cut; R_ERR_BAD_ARGS without a buffer or for a
 *     `max` of 0
 *
 * Source: spec runtime.md §13
 */
export function rSnprintf(buf: Pointer<Ref<string>>, max: number, fmt: Pointer<string>, ...args: unknown[]): number {
    return rVsnprintf(buf, max, fmt, args)
}

/**
 * As `rSnprintf`, with an array.
 *
 * Source: spec runtime.md §13
 */
export function rVsnprintf(
    buf: Pointer<Ref<string>>,
    max: number,
    fmt: Pointer<string>,
    args: readonly unknown[],
): number {
    if (!isDestination(buf, max)) {
        return R_ERR_BAD_ARGS
    }
    const text = format(fmt, args)
    buf.value = firstBytes(text, count(max) - 1)
    return byteLength(text)
}

/**
 * Formats into `buf`, as long as the text may be.
 *
 * @param max longest text in bytes, 0 for any
 * @returns the length in bytes; R_ERR_MEMORY, with NULL in `buf`, for a longer text; R_ERR_BAD_ARGS without a buffer
 *
 * Source: spec runtime.md §13
 */
export function rVsaprintf(
    buf: Pointer<Ref<string | null>>,
    max: number,
    fmt: Pointer<string>,
    args: readonly unknown[],
): number {
    if (typeof buf !== 'object' || buf === null) {
        return R_ERR_BAD_ARGS
    }
    const text = format(fmt, args)
    const length = byteLength(text)
    const isTooLong = count(max) > 0 && length > count(max)
    buf.value = isTooLong ? null : text
    return isTooLong ? R_ERR_MEMORY : length
}
