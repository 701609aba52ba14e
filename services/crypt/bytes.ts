/*
    bytes.ts -- What is hashed, signed or encrypted: text stands for its UTF-8 bytes.
*/

import { CryptError } from './errors.js'

/** Text stands for its UTF-8 bytes. */
export type Bytes = string | Uint8Array

/** The bytes of text; bytes as they are, not copied. */
export function bytesOf(data: Bytes): Uint8Array {
    return typeof data === 'string' ? Buffer.from(data) : data
}

/** Throws `CRYPT_SIZE` unless `value` is a whole number between the limits. `what` says what is done with it. */
export function checkSize(what: string, value: number, least: number, most: number): void {
    if (!Number.isSafeInteger(value) || value < least || value > most) {
        throw new CryptError('CRYPT_SIZE', `Cannot ${what}: ${value}, wanted a whole number from ${least} to ${most}`)
    }
}
