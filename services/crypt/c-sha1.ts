/*
    c-sha1.ts -- SHA-1 in the C face. Source: spec crypt.md §3.
*/

import { type Nullable, type Pointer, stringOf } from '../../fiber/compat/index.js'
import { encodeBase64 } from './base64.js'
import type { Bytes } from './bytes.js'
import { digits, fill, wholeBlock } from './c-bytes.js'
import { DigestContext, fileHex, finalizeDigest, resetDigest, updateDigest } from './c-digest.js'
import type { Digest } from './digest.js'
import { Hash, hash, hex } from './hash.js'

/** Bytes of a digest. */
export const CRYPT_SHA1_SIZE = 20

/** SHA-1 in pieces. */
export class CryptSha1 extends DigestContext {
    protected make(): Digest {
        return new Hash('sha1')
    }
}

/** The digest of the first `length` bytes, of all with 0. Into `out`, and returned. */
export function cryptGetSha1Block(data: Pointer<Bytes>, length?: number, out?: Pointer<Uint8Array>): Uint8Array {
    return fill(hash('sha1', wholeBlock(data, length)), out)
}

/** The digest of the first `length` bytes, of all with 0, as hexadecimal digits. */
export function cryptGetSha1(data: Pointer<Bytes>, length?: number): string {
    return hex('sha1', wholeBlock(data, length))
}

/** The same behind a prefix; NULL is none. */
export function cryptGetSha1WithPrefix(data: Pointer<Bytes>, length: number, prefix: Pointer<string>): string {
    return (stringOf(prefix) ?? '') + cryptGetSha1(data, length)
}

/** The digest as Base64. */
export function cryptGetSha1Base64(text: Pointer<string>, length?: number): string {
    return encodeBase64(hash('sha1', wholeBlock(text, length)))
}

/** The digest of a file as hexadecimal digits; null if it cannot be read. Synchronous. */
export function cryptGetFileSha1(path: Pointer<string>): Nullable<string> {
    return fileHex('sha1', path)
}

/** A digest as hexadecimal digits. */
export function cryptSha1HashToString(digest: Pointer<Uint8Array>): string {
    return digits(digest, CRYPT_SHA1_SIZE)
}

/** Begins a digest in pieces. */
export function cryptSha1Init(ctx: Pointer<CryptSha1>): void {
    resetDigest(ctx)
}

/** Begins it again; Init has begun it. */
export function cryptSha1Start(ctx: Pointer<CryptSha1>): void {
    resetDigest(ctx)
}

/** Adds the first `length` bytes of a block, all of it without a length. */
export function cryptSha1Update(ctx: Pointer<CryptSha1>, data: Pointer<Bytes>, length?: number): void {
    updateDigest(ctx, data, length)
}

/** The digest, into `out` and returned. */
export function cryptSha1Finalize(ctx: Pointer<CryptSha1>, out?: Pointer<Uint8Array>): Uint8Array {
    return finalizeDigest(ctx, CRYPT_SHA1_SIZE, out)
}

/** Forgets what was added. */
export function cryptSha1Term(ctx: Pointer<CryptSha1>): void {
    resetDigest(ctx)
}
