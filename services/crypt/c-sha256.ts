/*
    c-sha256.ts -- SHA-256 in the C face. Source: spec crypt.md §4.
*/

import type { Nullable, Pointer } from '../../fiber/compat/index.js'
import { encodeBase64 } from './base64.js'
import type { Bytes } from './bytes.js'
import { block, digits, fill, wholeBlock } from './c-bytes.js'
import { DigestContext, fileHex, finalizeDigest, resetDigest, updateDigest } from './c-digest.js'
import type { Digest } from './digest.js'
import { Hash, hash, hex } from './hash.js'

/** Bytes of a digest. */
export const CRYPT_SHA256_SIZE = 32

/** SHA-256 in pieces. */
export class CryptSha256 extends DigestContext {
    protected make(): Digest {
        return new Hash('sha256')
    }
}

/** The digest of the first `length` bytes, of none with 0, of all without a length. Into `out`, and returned. */
export function cryptGetSha256Block(data: Pointer<Bytes>, length?: number, out?: Pointer<Uint8Array>): Uint8Array {
    return fill(hash('sha256', block(data, length)), out)
}

/** The digest of the first `length` bytes, of all with 0, as hexadecimal digits. */
export function cryptGetSha256(data: Pointer<Bytes>, length?: number): string {
    return hex('sha256', wholeBlock(data, length))
}

/** The hexadecimal digits, not the digest itself, as Base64: stored values depend on it. */
export function cryptGetSha256Base64(text: Pointer<string>, length?: number): string {
    return encodeBase64(cryptGetSha256(text, length))
}

/** The digest of a file as hexadecimal digits; null if it cannot be read. Synchronous. */
export function cryptGetFileSha256(path: Pointer<string>): Nullable<string> {
    return fileHex('sha256', path)
}

/** A digest as hexadecimal digits. */
export function cryptSha256HashToString(digest: Pointer<Uint8Array>): string {
    return digits(digest, CRYPT_SHA256_SIZE)
}

/** Begins a digest in pieces. */
export function cryptSha256Init(ctx: Pointer<CryptSha256>): void {
    resetDigest(ctx)
}

/** Begins it; comes after Init. */
export function cryptSha256Start(ctx: Pointer<CryptSha256>): void {
    resetDigest(ctx)
}

/** Adds the first `length` bytes of a block, all of it without a length. */
export function cryptSha256Update(ctx: Pointer<CryptSha256>, data: Pointer<Bytes>, length?: number): void {
    updateDigest(ctx, data, length)
}

/** The digest, into `out` and returned. */
export function cryptSha256Finalize(ctx: Pointer<CryptSha256>, out?: Pointer<Uint8Array>): Uint8Array {
    return finalizeDigest(ctx, CRYPT_SHA256_SIZE, out)
}

/** Forgets what was added. */
export function cryptSha256Term(ctx: Pointer<CryptSha256>): void {
    resetDigest(ctx)
}
