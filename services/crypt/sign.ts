/*
    sign.ts -- Signatures: everybody who has the public key can tell that the owner of the private key has signed.
*/

import type { Fiber } from '../../fiber/index.js'
import { type Bytes, bytesOf } from './bytes.js'
import { CryptError } from './errors.js'
import { type CryptoKey, parametersOfKey, type SignatureParameters } from './signature-algorithms.js'
import { subtle } from './subtle.js'

/**
 * Signs data with a private key. A signature of ECDSA is the two numbers one after the other (IEEE P1363, as in JSON Web
 * Signatures), and another one each time. Throws `CRYPT_KEY` for a key that cannot sign.
 */
export function* sign(privateKey: CryptoKey, data: Bytes): Fiber<Buffer> {
    const { signature } = checkKey('sign', 'private', privateKey)
    try {
        return Buffer.from(yield* subtle(api => api.sign(signature, privateKey, bytesOf(data))))
    } catch (cause) {
        throw useless('sign', cause)
    }
}

/** Whether a signature is that of the data, by the owner of the key. Throws `CRYPT_KEY` for a key that cannot verify. */
export function* verify(publicKey: CryptoKey, signature: Uint8Array, data: Bytes): Fiber<boolean> {
    const parameters = checkKey('verify', 'public', publicKey)
    if (signature.length !== parameters.size) {
        return false
    }
    try {
        return yield* subtle(api => api.verify(parameters.signature, publicKey, signature, bytesOf(data)))
    } catch (cause) {
        throw useless('verify', cause)
    }
}

function checkKey(action: string, type: 'private' | 'public', key: CryptoKey): SignatureParameters {
    const parameters = parametersOfKey(key)
    if (parameters === undefined || key.type !== type) {
        throw new CryptError(
            'CRYPT_KEY',
            `Cannot ${action}: the key is a ${key.type} one of ${key.algorithm.name}, wanted a ${type} one of Ed25519 or ECDSA`,
        )
    }
    return parameters
}

function useless(action: string, cause: unknown): CryptError {
    return new CryptError(
        'CRYPT_KEY',
        `Cannot ${action}: the provider cannot use the key, wanted a sound one of its own`,
        {
            cause,
        },
    )
}
