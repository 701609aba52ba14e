/*
    hash-password.ts -- A new password, in the form in which it is stored.
*/

import type { Fiber } from '../../fiber/index.js'
import { formatBf1, maxPassword, maxRounds, usualRounds, usualSaltLength } from './bf1.js'
import { bf1Hash } from './bf1-hash.js'
import { checkSize } from './bytes.js'
import { CryptError } from './errors.js'
import { salt as makeSalt } from './random.js'
import { makeScrypt } from './scrypt.js'
import type { ScryptCost } from './scrypt-cost.js'

/** How a new password is hashed. */
export interface HashPasswordOptions {
    /** Default `scrypt`. `BF1` is for data that is shared with the C agent. */
    readonly scheme?: 'scrypt' | 'BF1'
    /** Of scrypt. Default: 16 MB, five passes. */
    readonly cost?: ScryptCost
    /** Of BF1: from 1 to 1,000,000. Default 128. */
    readonly rounds?: number
}

/** Longer passwords are of nobody's making, bytes. */
export const longestPassword = 1024

/**
 * Hashes a new password. Each call gives another text, since the salt is new. With scrypt it takes some 0.3 s, off the main thread.
 * Throws `CRYPT_PASSWORD` if the password has more than 1024 bytes, or 64 with BF1; `CRYPT_SIZE` for an option out of range.
 */
export function* hashPassword(password: string, options: HashPasswordOptions = {}): Fiber<string> {
    const { scheme = 'scrypt', cost, rounds = usualRounds } = options
    const bytes = Buffer.byteLength(password)
    const most = scheme === 'BF1' ? maxPassword : longestPassword
    if (bytes > most) {
        throw new CryptError('CRYPT_PASSWORD', `Cannot hash a password: it has ${bytes} bytes, wanted at most ${most}`)
    }
    if (scheme === 'scrypt') {
        return yield* makeScrypt(password, cost)
    }
    checkSize('hash a password with BF1, rounds', rounds, 1, maxRounds)
    const salt = makeSalt(usualSaltLength)
    const hash = yield* bf1Hash(password, salt, rounds)
    return formatBf1({ rounds, salt, hash: hash! })
}
