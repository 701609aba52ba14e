/*
    aes-gcm.ts -- Encryption that also protects from change: AES in Galois/Counter Mode (NIST SP 800-38D).

        12 bytes          as long as the data    16 bytes
        nonce, random     encrypted data         tag
*/

import type { Fiber } from '../../fiber/index.js'
import { type Bytes, bytesOf } from './bytes.js'
import { CryptError } from './errors.js'
import { randomBytes } from './random.js'
import { subtle } from './subtle.js'

const nonceLength = 12
const tagLength = 16

/**
 * Encrypts data with a key of 16, 24 or 32 bytes. `bound` is not encrypted, but whoever decrypts has to give the same, such as
 * the name of the record. Give a key no more than some four thousand million messages: the nonces are random, and may not be
 * equal (SP 800-38D §8.3). Throws `CRYPT_KEY`.
 */
export function* encryptAesGcm(key: Uint8Array, data: Bytes, bound: Bytes = ''): Fiber<Buffer> {
    checkKey('encrypt', key)
    const nonce = randomBytes(nonceLength)
    const imported = yield* importKey(key, 'encrypt')
    const sealed = yield* subtle(api => api.encrypt(parameters(nonce, bound), imported, bytesOf(data)))
    return Buffer.concat([nonce, new Uint8Array(sealed)])
}

/** Decrypts what `encryptAesGcm` gave. Throws `CRYPT_DECRYPT` if it, the key or `bound` is not the same, `CRYPT_KEY`. */
export function* decryptAesGcm(key: Uint8Array, sealed: Uint8Array, bound: Bytes = ''): Fiber<Buffer> {
    checkKey('decrypt', key)
    if (sealed.length < nonceLength + tagLength) {
        const wanted = `at least ${nonceLength + tagLength}`
        throw new CryptError('CRYPT_DECRYPT', `Cannot decrypt: it has ${sealed.length} bytes, wanted ${wanted}`)
    }
    const nonce = sealed.subarray(0, nonceLength)
    const imported = yield* importKey(key, 'decrypt')
    try {
        const data = yield* subtle(api => api.decrypt(parameters(nonce, bound), imported, sealed.subarray(nonceLength)))
        return Buffer.from(data)
    } catch (cause) {
        const message =
            'Cannot decrypt: the data was changed, or encrypted with another key, wanted the same as encrypted'
        throw new CryptError('CRYPT_DECRYPT', message, { cause })
    }
}

function checkKey(action: string, key: Uint8Array): void {
    if (![16, 24, 32].includes(key.length)) {
        throw new CryptError(
            'CRYPT_KEY',
            `Cannot ${action} with AES: the key has ${key.length} bytes, wanted 16, 24 or 32`,
        )
    }
}

function parameters(iv: Uint8Array, bound: Bytes) {
    return { name: 'AES-GCM', iv, additionalData: bytesOf(bound), tagLength: tagLength * 8 }
}

function importKey(key: Uint8Array, usage: 'encrypt' | 'decrypt') {
    return subtle(api => api.importKey('raw', key, 'AES-GCM', false, [usage]))
}
