/*
    c-bytes.ts -- Blocks and lengths of C code, which may be anything. Source: spec crypt.md, conventions and length rule.
*/

import { bytesOf, type Pointer, wholeOf } from '../../fiber/compat/index.js'
import type { Bytes } from './bytes.js'

const nothing = new Uint8Array()

/** The first `length` bytes of a block; all of it without a length, or with a negative one. NULL has none. */
export function block(data: Pointer<Bytes>, length?: number): Uint8Array {
    const bytes = bytesOf(data) ?? nothing
    const count = wholeOf(length, -1)
    return count < 0 ? bytes : bytes.subarray(0, count)
}

/** The same under the length rule: 0 means all of it, too. */
export function wholeBlock(data: Pointer<Bytes>, length?: number): Uint8Array {
    return block(data, wholeOf(length) || -1)
}

/** Copies a result, or as much as fits, to where the caller wants it, and gives that back. */
export function fill(result: Uint8Array, out: Pointer<Uint8Array>): Uint8Array {
    if (!(out instanceof Uint8Array)) {
        return result
    }
    out.set(result.subarray(0, out.length))
    return out
}

/** A digest of `size` bytes as hexadecimal digits; none for NULL. */
export function digits(hash: Pointer<Uint8Array>, size: number): string {
    return Buffer.from(block(hash, size)).toString('hex')
}
