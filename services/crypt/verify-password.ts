/*
    verify-password.ts -- Whether a password is the one that is stored.

    What is stored is not trusted: it may ask for more memory and time than there is.
*/

import type { Fiber } from '../../fiber/index.js'
import { type Bf1, encodeBf1, maxPassword, maxRounds, parseBf1 } from './bf1.js'
import { bf1Hash } from './bf1-hash.js'
import { digestPassword } from './digest-password.js'
import { CryptError } from './errors.js'
import { longestPassword } from './hash-password.js'
import { matches } from './matches.js'
import { type DigestScheme, passwordScheme } from './password-scheme.js'
import { parseScrypt, scryptHash } from './scrypt.js'
import { scryptWork, usualCost } from './scrypt-cost.js'

/** What a stored hash may demand at most. */
export interface PasswordLimits {
    /** Bytes of memory. Default 128 MB. */
    readonly memory?: number
    /** Bytes written: the memory times the passes. Default 512 MB. */
    readonly work?: number
}

const megabyte = 1024 * 1024

/**
 * Whether `password` is the one of a hash that `hashPassword` or the C agent has made. For the plain digests it is the whole text
 * `user:realm:password`. With null, for a user that is not known, it takes as long as with a new hash of scrypt, and gives false.
 *
 * Throws `CRYPT_HASH_FORMAT` if `stored` is no such hash, `CRYPT_HASH_LIMIT` if it demands too much: then nobody can log in with
 * it. Off the main thread where it takes long.
 */
export function* verifyPassword(password: string, stored: string | null, limits: PasswordLimits = {}): Fiber<boolean> {
    if (stored === null) {
        yield* scryptHash(password.slice(0, longestPassword), 'nobody', usualCost, 32)
        return false
    }
    const scheme = passwordScheme(stored)
    if (scheme === null) {
        throw noScheme()
    }
    if (scheme === 'scrypt') {
        return yield* verifyScrypt(password, stored, limits)
    }
    return scheme === 'BF1' ? yield* verifyBf1(password, stored) : verifyDigest(scheme, password, stored)
}

/**
 * The same without waiting, for all hashes but those of scrypt: of these it throws `CRYPT_HASH_LIMIT`. Many rounds of BF1 hold the thread,
 * 0.25 ms per thousand.
 */
export function verifyPasswordNow(password: string, stored: string): boolean {
    const scheme = passwordScheme(stored)
    if (scheme === null) {
        throw noScheme()
    }
    if (scheme === 'scrypt') {
        throw new CryptError(
            'CRYPT_HASH_LIMIT',
            'Cannot verify a password without waiting: its hash is of scrypt, wanted verifyPassword',
        )
    }
    if (scheme !== 'BF1') {
        return verifyDigest(scheme, password, stored)
    }
    const parts = partsOfBf1(stored)
    const hash = encodeBf1(password, parts.salt, parts.rounds)
    return hash !== null && matches(hash, parts.hash)
}

function* verifyScrypt(password: string, stored: string, limits: PasswordLimits): Fiber<boolean> {
    const parts = parseScrypt(stored)
    if (parts === null) {
        throw noHash('it is damaged, wanted $scrypt$ln=14,r=8,p=5$SALT$HASH')
    }
    const { memory = 128 * megabyte, work = 512 * megabyte } = limits
    const demand = scryptWork(parts.cost)
    checkDemand('bytes of memory', demand.memory, memory)
    checkDemand('bytes of work', demand.work, work)
    if (Buffer.byteLength(password) > longestPassword) {
        return false
    }
    return matches(yield* scryptHash(password, parts.salt, parts.cost, parts.hash.length), parts.hash)
}

function* verifyBf1(password: string, stored: string): Fiber<boolean> {
    const parts = partsOfBf1(stored)
    if (Buffer.byteLength(password) > maxPassword) {
        return false
    }
    const hash = yield* bf1Hash(password, parts.salt, parts.rounds)
    return hash !== null && matches(hash, parts.hash)
}

function partsOfBf1(stored: string): Bf1 {
    const parts = parseBf1(stored)
    if (parts === null) {
        throw noHash('it is damaged, wanted BF1:ROUNDS:SALT:HASH')
    }
    checkDemand('rounds', parts.rounds, maxRounds)
    return parts
}

function verifyDigest(scheme: DigestScheme, text: string, stored: string): boolean {
    return matches(digestPassword(scheme, text), stored)
}

function checkDemand(what: string, demand: number, limit: number): void {
    if (demand > limit) {
        throw new CryptError(
            'CRYPT_HASH_LIMIT',
            `Cannot verify a password: its hash demands ${demand} ${what}, wanted at most ${limit}`,
        )
    }
}

function noScheme(): CryptError {
    return noHash('it begins with no known scheme, wanted $scrypt$, BF1:, SHA256:, SHA512:, SHA512-256: or MD5:')
}

function noHash(reason: string): CryptError {
    return new CryptError('CRYPT_HASH_FORMAT', `Cannot verify a password: what is stored is no hash, ${reason}`)
}
