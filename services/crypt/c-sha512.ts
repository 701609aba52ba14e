/*
    c-sha512.ts -- SHA-512 in the C face. Source: spec crypt.md §4.
*/

import type { Nullable, Pointer } from '../../fiber/compat/index.js'
import { encodeBase64 } from './base64.js'
import type { Bytes } from './bytes.js'
import { block, digits, fill, wholeBlock } from './c-bytes.js'
import { DigestContext, fileHex, finalizeDigest, resetDigest, updateDigest } from './c-digest.js'
import type { Digest } from './digest.js'
import { Hash, hash, hex } from './hash.js'

/** Bytes of a digest. */
export const CRYPT_SHA512_SIZE = 64

/** SHA-512 in pieces. */
export class CryptSha512 extends DigestContext {
    protected make(): Digest {
        return new Hash('sha512')
    }
}

/** The digest of the first `length` bytes, of none with 0, of all without a length. Into `out`, and returned. */
export function cryptGetSha512Block(data: Pointer<Bytes>, length?: number, out?: Pointer<Uint8Array>): Uint8Array {
    return fill(hash('sha512', block(data, length)), out)
}

/** The digest of the first `length` bytes, of all with 0, as hexadecimal digits. */
export function cryptGetSha512(data: Pointer<Bytes>, length?: number): string {
    return hex('sha512', wholeBlock(data, length))
}

/** The hexadecimal digits, not the digest itself, as Base64: stored values depend on it. */
export function cryptGetSha512Base64(text: Pointer<string>, length?: number): string {
    return encodeBase64(cryptGetSha512(text, length))
}

/** The digest of a file as hexadecimal digits; null if it cannot be read. Synchronous. */
export function cryptGetFileSha512(path: Pointer<string>): Nullable<string> {
    return fileHex('sha512', path)
}

/** A digest as hexadecimal digits. */
export function cryptSha512HashToString(digest: Pointer<Uint8Array>): string {
    return digits(digest, CRYPT_SHA512_SIZE)
}

/** Begins a digest in pieces. */
export function cryptSha512Init(ctx: Pointer<CryptSha512>): void {
    resetDigest(ctx)
}

/** Begins it; comes after Init. */
export function cryptSha512Start(ctx: Pointer<CryptSha512>): void {
    resetDigest(ctx)
}

/** Adds the first `length` bytes of a block, all of it without a length. */
export function cryptSha512Update(ctx: Pointer<CryptSha512>, data: Pointer<Bytes>, length?: number): void {
    updateDigest(ctx, data, length)
}

/** The digest, into `out` and returned. */
export function cryptSha512Finalize(ctx: Pointer<CryptSha512>, out?: Pointer<Uint8Array>): Uint8Array {
    return finalizeDigest(ctx, CRYPT_SHA512_SIZE, out)
}

/** Forgets what was added. */
export function cryptSha512Term(ctx: Pointer<CryptSha512>): void {
    resetDigest(ctx)
}
