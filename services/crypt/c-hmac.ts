/*
    c-hmac.ts -- HMAC-SHA-256 in the C face. Lengths are literal: 0 is no data. Source: spec crypt.md §5.
*/

import { bytesOf, type Nullable, type Pointer } from '../../fiber/compat/index.js'
import { encodeBase64 } from './base64.js'
import type { Bytes } from './bytes.js'
import { block, fill } from './c-bytes.js'
import { DigestContext, finalizeDigest, resetDigest, updateDigest } from './c-digest.js'
import type { Digest } from './digest.js'
import { Hmac, hmac } from './hmac.js'
import { matches } from './matches.js'

/** Bytes of a code, and of a block; longer keys are hashed first. */
export const CRYPT_HMAC_SHA256_SIZE = 32
export const CRYPT_HMAC_BLOCK_SIZE = 64

/** HMAC-SHA-256 in pieces. */
export class CryptHmacSha256 extends DigestContext {
    /** Null: it was not begun, or has ended. */
    key: Nullable<Uint8Array> = null

    protected make(): Digest {
        return new Hmac('sha256', this.key ?? '')
    }
}

/** The code, into `output` and returned; zeros for a NULL key or data. */
export function cryptGetHmacSha256Block(
    key: Pointer<Bytes>,
    keylen: number,
    data: Pointer<Bytes>,
    datalen: number,
    output?: Pointer<Uint8Array>,
): Uint8Array {
    return fill(code(key, keylen, data, datalen) ?? Buffer.alloc(CRYPT_HMAC_SHA256_SIZE), output)
}

/** The code as hexadecimal digits; null for a NULL key or data. */
export function cryptGetHmacSha256(
    key: Pointer<Bytes>,
    keylen: number,
    data: Pointer<Bytes>,
    datalen: number,
): Nullable<string> {
    return code(key, keylen, data, datalen)?.toString('hex') ?? null
}

/** The code as Base64; null for a NULL key or data. */
export function cryptGetHmacSha256Base64(
    key: Pointer<Bytes>,
    keylen: number,
    data: Pointer<Bytes>,
    datalen: number,
): Nullable<string> {
    const bytes = code(key, keylen, data, datalen)
    return bytes && encodeBase64(bytes)
}

/** Begins a code in pieces. NULL is ignored. */
export function cryptHmacSha256Init(ctx: Pointer<CryptHmacSha256>, key: Pointer<Bytes>, keylen: number): void {
    const secret = bytesOf(key)
    if (ctx instanceof CryptHmacSha256 && secret !== null) {
        resetDigest(ctx)
        // The caller may use its buffer for something else meanwhile.
        ctx.key = Uint8Array.from(block(secret, keylen))
    }
}

/** Adds the first `datalen` bytes. NULL is ignored, as is a context that was not begun. */
export function cryptHmacSha256Update(ctx: Pointer<CryptHmacSha256>, data: Pointer<Bytes>, datalen: number): void {
    if (ctx instanceof CryptHmacSha256 && ctx.key !== null) {
        updateDigest(ctx, data, datalen)
    }
}

/** The code, into `output` and returned; zeros without a context that was begun. */
export function cryptHmacSha256Finalize(ctx: Pointer<CryptHmacSha256>, output?: Pointer<Uint8Array>): Uint8Array {
    const begun = ctx instanceof CryptHmacSha256 && ctx.key !== null
    return finalizeDigest(begun ? ctx : null, CRYPT_HMAC_SHA256_SIZE, output)
}

/** Forgets the key and what was added. */
export function cryptHmacSha256Term(ctx: Pointer<CryptHmacSha256>): void {
    if (ctx instanceof CryptHmacSha256) {
        resetDigest(ctx)
        ctx.key?.fill(0)
        ctx.key = null
    }
}

/** Whether two codes are equal, in constant time; false for NULL. */
export function cryptMatchHmacSha256(hmac1: Pointer<Uint8Array>, hmac2: Pointer<Uint8Array>): boolean {
    const [a, b] = [bytesOf(hmac1), bytesOf(hmac2)]
    return a !== null && b !== null && matches(block(a, CRYPT_HMAC_SHA256_SIZE), block(b, CRYPT_HMAC_SHA256_SIZE))
}

function code(key: Pointer<Bytes>, keylen: number, data: Pointer<Bytes>, datalen: number): Nullable<Buffer> {
    const [secret, message] = [bytesOf(key), bytesOf(data)]
    return secret === null || message === null ? null : hmac('sha256', block(secret, keylen), block(message, datalen))
}
