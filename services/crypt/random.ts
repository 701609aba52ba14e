/*
    random.ts -- Secure random: bytes, and text made of them.
*/

import { checkSize } from './bytes.js'
import { cryptoProvider } from './current-provider.js'
import { pooledSize, takeRandom } from './random-pool.js'

/** 32 characters: no I, L, O, U, which are taken for others or make words. The base 32 of D. Crockford. */
export const idAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const saltAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** At most so many bytes or characters at a time. */
export const mostRandom = 64 * 1024 * 1024

/** Secure random bytes. Throws `CRYPT_SIZE` unless `count` is from 0 to 64 MB. */
export function randomBytes(count: number): Buffer {
    checkSize('make random bytes', count, 0, mostRandom)
    const bytes = Buffer.allocUnsafe(count)
    fillRandom(bytes)
    return bytes
}

/** Fills bytes, however many, with secure random. */
export function fillRandom(bytes: Uint8Array): void {
    if (bytes.length <= pooledSize) {
        takeRandom(bytes)
    } else {
        cryptoProvider().fillRandom(bytes)
    }
}

/**
 * A random identifier of `size` characters (default 10, which is what devices and database items have) of
 * `0-9 A-Z` without I, L, O and U; 5 bits each. Throws `CRYPT_SIZE` unless `size` is from 0 to 64 MB.
 */
export function uid(size = 10): string {
    return randomText(size, idAlphabet)
}

/** Random text of letters and digits, as salt of a BF1 password. Throws `CRYPT_SIZE`. */
export function salt(size: number): string {
    return randomText(size, saltAlphabet)
}

/** Each character with the same probability: bytes that would make some of them more likely are thrown away. */
function randomText(size: number, alphabet: string): string {
    checkSize('make random text', size, 0, mostRandom)
    const fair = 256 - (256 % alphabet.length)
    let text = ''
    while (text.length < size) {
        for (const byte of randomBytes(size - text.length)) {
            if (byte < fair) {
                text += alphabet[byte % alphabet.length]
            }
        }
    }
    return text
}
