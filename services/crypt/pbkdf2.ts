/*
    pbkdf2.ts -- PBKDF2 (RFC 8018 §5.2): a key from a password, slowly.

    For keys of encryption and for protocols that demand it. Passwords to be verified are better kept with `hashPassword`, which
    costs memory, too.
*/

import type { Fiber } from '../../fiber/index.js'
import { type Bytes, bytesOf, checkSize } from './bytes.js'
import { type DeriveHash, webName } from './derive.js'
import { subtle } from './subtle.js'

/** How a key is derived. */
export interface Pbkdf2Options {
    /** Random, at least 16 bytes, kept with what the key encrypts. */
    readonly salt: Bytes
    /** 1 to 10,000,000. Default 600,000, which OWASP advises for `sha256`. */
    readonly iterations?: number
    /** Bytes that are wanted, up to 1024. Default 32. */
    readonly length?: number
    /** Default `sha256`. */
    readonly hash?: DeriveHash
}

/** Derives a key from a password, off the main thread. Throws `CRYPT_SIZE`. No deadline of its own: use `deadline`. */
export function* pbkdf2(password: Bytes, options: Pbkdf2Options): Fiber<Buffer> {
    const { salt, iterations = 600_000, length = 32, hash = 'sha256' } = options
    checkSize('derive a key with PBKDF2, iterations', iterations, 1, 10_000_000)
    checkSize('derive a key with PBKDF2, length', length, 1, 1024)
    const parameters = { name: 'PBKDF2', hash: webName[hash], salt: bytesOf(salt), iterations }
    const key = yield* subtle(api => api.importKey('raw', bytesOf(password), 'PBKDF2', false, ['deriveBits']))
    const bits = yield* subtle(api => api.deriveBits(parameters, key, length * 8))
    return Buffer.from(bits)
}
