/*
    hmac.ts -- HMAC (RFC 2104): a digest that only those can make who have the key.
*/

import type { Bytes } from './bytes.js'
import { cryptoProvider } from './current-provider.js'
import { checkAlgorithm, Digest } from './digest.js'
import type { HashAlgorithm } from './provider.js'

/** The HMAC of text (its UTF-8 bytes) or bytes. Compare it with `matches`. Throws `CRYPT_ALGORITHM`. */
export function hmac(algorithm: HashAlgorithm, key: Bytes, data: Bytes): Buffer {
    return new Hmac(algorithm, key).update(data).digest()
}

/** The HMAC of data that comes in pieces: `new Hmac('sha256', key).update(a).update(b).digest()`. Throws `CRYPT_ALGORITHM`. */
export class Hmac extends Digest {
    constructor(algorithm: HashAlgorithm, key: Bytes) {
        checkAlgorithm(algorithm)
        super(cryptoProvider().createHmac(algorithm, key))
    }
}
