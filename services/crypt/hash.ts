/*
    hash.ts -- Digests of data in memory.
*/

import type { Bytes } from './bytes.js'
import { cryptoProvider } from './current-provider.js'
import { checkAlgorithm, Digest } from './digest.js'
import type { HashAlgorithm } from './provider.js'

/** The digest of text (its UTF-8 bytes) or bytes. Throws `CRYPT_ALGORITHM`. */
export function hash(algorithm: HashAlgorithm, data: Bytes): Buffer {
    checkAlgorithm(algorithm)
    return cryptoProvider().hash(algorithm, data)
}

/** The digest as lower-case hexadecimal digits. Throws `CRYPT_ALGORITHM`. */
export function hex(algorithm: HashAlgorithm, data: Bytes): string {
    checkAlgorithm(algorithm)
    return cryptoProvider().hex(algorithm, data)
}

/** A digest of data that comes in pieces: `new Hash('sha256').update(a).update(b).hex()`. Throws `CRYPT_ALGORITHM`. */
export class Hash extends Digest {
    constructor(algorithm: HashAlgorithm) {
        checkAlgorithm(algorithm)
        super(cryptoProvider().createHash(algorithm))
    }
}
