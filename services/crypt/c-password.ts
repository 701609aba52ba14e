/*
    c-password.ts -- Passwords in the C face. Source: spec crypt.md §7.
*/

import { type Nullable, type Pointer, stringOf, wholeOf } from '../../fiber/compat/index.js'
import { encodeBf1, formatBf1, maxPassword, parseBf1, usualRounds, usualSaltLength } from './bf1.js'
import { cryptMakeSalt, cryptMatch } from './c-random.js'
import { typePassword } from './type-password.js'

/** The tag of stored passwords, and what new ones have. */
export const CRYPT_BLOWFISH = 'BF1'
export const CRYPT_BLOWFISH_ROUNDS = usualRounds
export const CRYPT_BLOWFISH_SALT_LENGTH = usualSaltLength
export const ME_CRYPT_MAX_PASSWORD = maxPassword

/** A stored password with a new salt; 0 stands for 16 characters of salt and for 128 rounds. Null as `cryptEncodePassword`. */
export function cryptMakePassword(password: Pointer<string>, saltLength = 0, rounds = 0): Nullable<string> {
    const salt = cryptMakeSalt(wholeOf(saltLength) || usualSaltLength)
    const count = wholeOf(rounds) || usualRounds
    const hash = cryptEncodePassword(password, salt, count)
    return hash && formatBf1({ rounds: count, salt, hash })
}

/** Whether a password is the stored one. False for NULL and for what is no `BF1` hash. */
export function cryptCheckPassword(plain: Pointer<string>, stored: Pointer<string>): boolean {
    const parts = parseBf1(stringOf(stored) ?? '')
    const hash = parts && cryptEncodePassword(plain, parts.salt, parts.rounds)
    return hash !== null && cryptMatch(hash, parts!.hash)
}

/** The hash of a password. Null for NULL, more than 64 bytes, rounds not from 1 to 1,000,000, or 71 bytes of salt. */
export function cryptEncodePassword(
    password: Pointer<string>,
    salt: Pointer<string>,
    rounds: number,
): Nullable<string> {
    const [plain, random] = [stringOf(password), stringOf(salt)]
    return plain === null || random === null ? null : encodeBf1(plain, random, wholeOf(rounds))
}

/** Asks for a password, as `typePassword`. The prompt is `Password: ` unless given. */
export function cryptGetPassword(prompt: Pointer<string>): Nullable<string> {
    return typePassword(stringOf(prompt) || 'Password: ')
}
