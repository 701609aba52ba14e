/*
    provider.ts -- CryptoProvider: who computes.

    Two kinds of work go through it. Short digests are synchronous: a web server that authenticates makes several per request,
    and waiting for each would cost more than the hashing. All else is the Web Cryptography API, which is loaded when it is first
    asked for: a program that only hashes passwords does not pay for it.
*/

import type { webcrypto } from 'node:crypto'
import type { Bytes } from './bytes.js'
import type { ScryptCost } from './scrypt-cost.js'

/**
 * Digests that a provider makes. `md5` and `sha1` are there for old protocols; for anything else they are broken. `sha512-256` is that of
 * FIPS 180-4 §5.3.6, for Digest authentication.
 */
export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'sha512-256'

/** A digest under way. */
export interface DigestState {
    update(data: Bytes): void
    /** Ends it. */
    digest(): Buffer
}

/** The part of the Web Cryptography API that does the work. */
export type SubtleCrypto = webcrypto.SubtleCrypto

/** Who computes. */
export interface CryptoProvider {
    readonly name: string
    /** The digest of data that is whole. */
    hash(algorithm: HashAlgorithm, data: Bytes): Buffer
    /** The same as lower-case hexadecimal digits, which some make faster than bytes. */
    hex(algorithm: HashAlgorithm, data: Bytes): string
    /** A digest of data that comes in pieces. */
    createHash(algorithm: HashAlgorithm): DigestState
    /** HMAC (RFC 2104). */
    createHmac(algorithm: HashAlgorithm, key: Bytes): DigestState
    /** Fills bytes with secure random. */
    fillRandom(bytes: Uint8Array): void
    /** scrypt (RFC 7914), off the main thread. `cost` has been checked. */
    scrypt(password: Bytes, salt: Bytes, length: number, cost: Required<ScryptCost>): Promise<Buffer>
    /** The Web Cryptography API; the first call loads it. */
    subtle(): Promise<SubtleCrypto>
}
