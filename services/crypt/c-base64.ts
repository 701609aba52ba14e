/*
    c-base64.ts -- Base64 in the C face. Source: spec crypt.md §1.
*/

import { type Nullable, type Pointer, placeOf, type Ref, stringOf } from '../../fiber/compat/index.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import type { Bytes } from './bytes.js'
import { block } from './c-bytes.js'

/** Flag of `cryptDecode64Block`: stop at the padding, which stands at the end anyway. No effect. */
export const CRYPT_DECODE_TOKEQ = 1

/** Text as Base64; null for NULL and for no text. */
export function cryptEncode64(str: Pointer<string>): Nullable<string> {
    return cryptEncode64Block(str)
}

/** The first `len` bytes, all without a length, as Base64; null for none. */
export function cryptEncode64Block(data: Pointer<Bytes>, len?: number): Nullable<string> {
    return encodeBase64(block(data, len)) || null
}

/** The text in Base64; null if it is NULL or not canonical. For bytes use `cryptDecode64Block`. */
export function cryptDecode64(str: Pointer<string>): Nullable<string> {
    return cryptDecode64Block(str, null)?.toString() ?? null
}

/** The bytes in Base64, their number in `len`; null if it is NULL or not canonical. */
export function cryptDecode64Block(
    text: Pointer<string>,
    len: Ref<number> | null = null,
    _flags = 0,
): Nullable<Buffer> {
    const encoded = stringOf(text)
    const data = encoded === null ? null : decodeBase64(encoded)
    const place = placeOf(len)
    if (place !== null) {
        place.value = data?.length ?? 0
    }
    return data
}
