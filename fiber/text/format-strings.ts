/*
    format-strings.ts -- Formatting into strings: the sfmt family. Source: spec runtime.md §12.7.
*/

import type { Pointer, Ref } from '../compat/index.js'
import { count, firstBytes } from './bytes.js'
import { isDestination, sclone } from './copy.js'
import { format } from './format.js'

/**
 * Formats into a new string; a NULL format gives `''`.
 *
 * Source: spec runtime.md §12.7
 */
export function sfmt(fmt: Pointer<string>, ...args: unknown[]): string {
    return format(fmt, args)
}

/**
 * As `sfmt`, with an array.
 *
 * Source: spec runtime.md §12.7
 */
export function sfmtv(fmt: Pointer<string>, args: readonly unknown[]): string {
    return format(fmt, args)
}

/**
 * Formats into `buf`.
 *
 * @returns the text; NULL if it and its end do not fit into `max` bytes: `buf` then holds the first `max` - 1 bytes. NULL also
 *     without a buffer or for a `max` of 0
 *
 * Source: spec runtime.md §12.7
 */
export function sfmtbuf(
    buf: Pointer<Ref<string>>,
    max: number,
    fmt: Pointer<string>,
    ...args: unknown[]
): string | null {
    return sfmtbufv(buf, max, fmt, args)
}

/**
 * As `sfmtbuf`, with an array.
 *
 * Source: spec runtime.md §12.7
 */
export function sfmtbufv(
    buf: Pointer<Ref<string>>,
    max: number,
    fmt: Pointer<string>,
    args: readonly unknown[],
): string | null {
    if (!isDestination(buf, max)) {
        return null
    }
    const text = format(fmt, args)
    buf.value = firstBytes(text, count(max) - 1)
    return buf.value === text ? text : null
}

/**
 * Formats into `buf`, whose size is not limited here.
 *
 * Source: spec runtime.md §12.7
 */
export function SFMT(buf: Pointer<Ref<string>>, fmt: Pointer<string>, ...args: unknown[]): string {
    const text = format(fmt, args)
    if (typeof buf === 'object' && buf !== null) {
        buf.value = text
    }
    return text
}

/**
 * Its argument: in C, it lays out text over several lines.
 *
 * Source: spec runtime.md §12.7
 */
export function SDEF(text: string): string {
    return text
}

/**
 * `s`, NULL for nothing, and the formatted text.
 *
 * Source: spec runtime.md §12.1
 */
export function sjoinfmt(s: Pointer<string>, fmt: Pointer<string>, ...args: unknown[]): string {
    return sclone(s) + format(fmt, args)
}
