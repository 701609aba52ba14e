/*
    hkdf.ts -- HKDF (RFC 5869): several keys from one secret that is long and random, such as that of a key agreement.
*/

import type { Fiber } from '../../fiber/index.js'
import { type Bytes, bytesOf, checkSize } from './bytes.js'
import { type DeriveHash, digestSize, webName } from './derive.js'
import { subtle } from './subtle.js'

/** How a key is derived. */
export interface HkdfOptions {
    /** Bytes that are wanted, up to 255 times those of the digest. Default 32. */
    readonly length?: number
    /** Default `sha256`. */
    readonly hash?: DeriveHash
    /** Random that need not be secret. Default: none. */
    readonly salt?: Bytes
    /** What the key is for: each purpose gets another key. Default: none. */
    readonly info?: Bytes
}

/** Derives a key from a secret. Not for passwords, which are guessed: use `pbkdf2`. Throws `CRYPT_SIZE`. */
export function* hkdf(secret: Bytes, options: HkdfOptions = {}): Fiber<Buffer> {
    const { length = 32, hash = 'sha256', salt = '', info = '' } = options
    checkSize('derive a key with HKDF, length', length, 1, 255 * digestSize[hash])
    const parameters = { name: 'HKDF', hash: webName[hash], salt: bytesOf(salt), info: bytesOf(info) }
    const key = yield* subtle(api => api.importKey('raw', bytesOf(secret), 'HKDF', false, ['deriveBits']))
    const bits = yield* subtle(api => api.deriveBits(parameters, key, length * 8))
    return Buffer.from(bits)
}
