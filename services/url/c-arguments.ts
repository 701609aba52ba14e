/*
    c-arguments.ts -- What the functions of the C face are given, as the idiomatic face wants it.
*/

import { isNull, type Pointer, stringOf } from '../../fiber/compat/index.js'
import { firstBytes, format } from '../../fiber/index.js'
import { Url } from './url.js'

/** A printf format whose text is header lines, each with CRLF. */
export type CHeaders = Pointer<string>

/** A body, or a piece of one. */
export type CData = Pointer<string | Uint8Array>

/** Whether an object was given at all. */
export function isUrl(up: Pointer<Url>): up is Url {
    return up instanceof Url
}

/** Header lines; null: none. */
export function headersOf(headers: CHeaders, args: readonly unknown[]): string | null {
    return isNull(headers) ? null : format(stringOf(headers), args)
}

/** The first `size` bytes of what is to be sent; 0 and less: all of it. */
export function dataOf(data: CData, size: Pointer<number>): string | Uint8Array | null {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
        return null
    }
    if (typeof size !== 'number' || size <= 0) {
        return data
    }
    return typeof data === 'string' ? firstBytes(data, size) : data.subarray(0, size)
}
