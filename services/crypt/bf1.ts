/*
    bf1.ts -- The BF1 form of stored passwords: BF1:ROUNDS:SALT:HASH. Source: spec crypt.md §7.

    It is here for the passwords that Ioto devices have stored. The reference calls it bcrypt, which it is not: the key is set
    up once, so that a guess takes a tenth of a millisecond. New passwords are better kept with `hashPassword`.

    Worker threads load this file: it imports nothing of the runtime.
*/

import { Blowfish } from './blowfish.js'

/** Passwords have at most so many bytes. */
export const maxPassword = 64

/** What new passwords have, as in the reference. */
export const usualRounds = 128
export const usualSaltLength = 16

/** More rounds are refused: a third of a second. Without a bound a stored hash could keep a processor busy for ever. */
export const maxRounds = 1_000_000

/** Bytes of `salt:password` that Blowfish makes use of. */
const keyBytes = 72

/** `OrpheanBeholderScryDoubt`, as words. */
const text = [0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274]

/** The parts of a stored password. */
export interface Bf1 {
    readonly rounds: number
    readonly salt: string
    readonly hash: string
}

/** The parts of a BF1 text; null if it is none. Its rounds may be any number from 1. What follows a fourth `:` has no meaning. */
export function parseBf1(stored: string): Bf1 | null {
    const [tag, count = '', salt = '', hash = ''] = stored.split(':', 4)
    const rounds = /^\d{1,20}$/.test(count) ? Number(count) : 0
    const right = tag === 'BF1' && rounds >= 1 && salt !== '' && leavesRoom(salt) && hash !== ''
    return right ? { rounds, salt, hash } : null
}

/** The BF1 text of the parts. */
export function formatBf1({ rounds, salt, hash }: Bf1): string {
    return `BF1:${String(rounds).padStart(5, '0')}:${salt}:${hash}`
}

/**
 * The hash of a password, 32 characters of Base64. Null if the password has more than 64 bytes, the rounds are not from 1 to
 * 1,000,000, or the salt leaves no room for the password: with 71 bytes of salt all passwords would be equal.
 */
export function encodeBf1(password: string, salt: string, rounds: number): string | null {
    const possible = Number.isSafeInteger(rounds) && rounds >= 1 && rounds <= maxRounds
    if (!possible || !leavesRoom(salt) || Buffer.byteLength(password) > maxPassword) {
        return null
    }
    const words = Int32Array.from(text)
    new Blowfish(Buffer.from(`${salt}:${password}`)).encrypt(words, rounds)
    const bytes = Buffer.alloc(words.length * 4)
    for (const [i, word] of words.entries()) {
        // The byte order of the machines on which the reference runs.
        bytes.writeInt32LE(word, i * 4)
    }
    return bytes.toString('base64')
}

function leavesRoom(salt: string): boolean {
    return Buffer.byteLength(salt) + 1 < keyBytes
}
