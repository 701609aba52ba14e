/*
    c-md5.ts -- MD5 in the C face. Source: spec crypt.md §2.
*/

import type { Nullable, Pointer } from '../../fiber/compat/index.js'
import type { Bytes } from './bytes.js'
import { digits, fill, wholeBlock } from './c-bytes.js'
import { DigestContext, fileHex, finalizeDigest, resetDigest, updateDigest } from './c-digest.js'
import type { Digest } from './digest.js'
import { Hash, hash, hex } from './hash.js'

/** Bytes of a digest. */
export const CRYPT_MD5_SIZE = 16

/** MD5 in pieces. */
export class CryptMd5 extends DigestContext {
    protected make(): Digest {
        return new Hash('md5')
    }
}

/** The digest of the first `length` bytes, of all with 0. Into `out`, and returned. */
export function cryptGetMd5Block(data: Pointer<Bytes>, length?: number, out?: Pointer<Uint8Array>): Uint8Array {
    return fill(hash('md5', wholeBlock(data, length)), out)
}

/** The digest of the first `length` bytes, of all with 0, as hexadecimal digits. */
export function cryptGetMd5(data: Pointer<Bytes>, length?: number): string {
    return hex('md5', wholeBlock(data, length))
}

/** The digest of a file as hexadecimal digits; null if it cannot be read. Synchronous. */
export function cryptGetFileMd5(path: Pointer<string>): Nullable<string> {
    return fileHex('md5', path)
}

/** A digest as hexadecimal digits. */
export function cryptMd5HashToString(digest: Pointer<Uint8Array>): string {
    return digits(digest, CRYPT_MD5_SIZE)
}

/** Begins a digest in pieces. */
export function cryptMd5Init(ctx: Pointer<CryptMd5>): void {
    resetDigest(ctx)
}

/** Adds the first `length` bytes of a block, all of it without a length. */
export function cryptMd5Update(ctx: Pointer<CryptMd5>, data: Pointer<Bytes>, length?: number): void {
    updateDigest(ctx, data, length)
}

/** The digest, into `out` and returned. */
export function cryptMd5Finalize(ctx: Pointer<CryptMd5>, out?: Pointer<Uint8Array>): Uint8Array {
    return finalizeDigest(ctx, CRYPT_MD5_SIZE, out)
}
