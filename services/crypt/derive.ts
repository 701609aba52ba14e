/*
    derive.ts -- Keys from other secrets: the names of digests as Web Cryptography has them, and the length of what is derived.
*/

import type { HashAlgorithm } from './provider.js'

/** Digests to derive keys with. */
export type DeriveHash = Exclude<HashAlgorithm, 'md5' | 'sha512-256'>

/** The name in the Web Cryptography API. */
export const webName: Readonly<Record<DeriveHash, string>> = {
    sha1: 'SHA-1',
    sha256: 'SHA-256',
    sha384: 'SHA-384',
    sha512: 'SHA-512',
}

/** Bytes of the digest. */
export const digestSize: Readonly<Record<DeriveHash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }
