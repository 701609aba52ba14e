/*
    base64.ts -- Base64 (RFC 4648 §4) and its variant for URLs and file names (§5).

    Node does the work, but its decoder takes any garbage. What it made of the text is encoded again: only the canonical text
    comes back, so that no two texts stand for the same bytes.
*/

import { type Bytes, bytesOf } from './bytes.js'

/** Base64 with padding, no line breaks. Nothing gives ''. */
export function encodeBase64(data: Bytes): string {
    return encode(data, 'base64')
}

/** The bytes of a Base64 text; null unless it is canonical: padded, no white space, unused bits zero (RFC 4648 §3.5). */
export function decodeBase64(text: string): Buffer | null {
    return decode(text, 'base64')
}

/** Base64 with `-` and `_`, without padding, as JSON Web Tokens have it. */
export function encodeBase64Url(data: Bytes): string {
    return encode(data, 'base64url')
}

/** The bytes of a text of `encodeBase64Url`; null unless it is canonical. */
export function decodeBase64Url(text: string): Buffer | null {
    return decode(text, 'base64url')
}

type Variant = 'base64' | 'base64url'

function encode(data: Bytes, variant: Variant): string {
    const { buffer, byteOffset, byteLength } = bytesOf(data)
    return Buffer.from(buffer, byteOffset, byteLength).toString(variant)
}

function decode(text: string, variant: Variant): Buffer | null {
    const data = Buffer.from(text, variant)
    return data.toString(variant) === text ? data : null
}
