/*
    verify-user.ts -- Whether a password is that of a user (spec web.md §12.3).

    | stored | a password matches if |
    |---|---|
    | `$scrypt$...`, `BF1:...` | it gives this hash |
    | `SHA256:HEX`, `MD5:HEX`, `SHA512-256:HEX` | it gives these digits |
    | `SHA512:HEX` | never, as in the original agent |
    | no such beginning | it gives these digits with the algorithm of the host |
    | nothing | never (spec web.md §30, D24) |

    What is hashed is always `user:realm:password`. How long it takes must not tell whether there is such a user: where there is none, the
    password is tried on another.
*/

import { type Fiber, now } from '../../../fiber/index.js'
import {
    CryptError,
    hmac,
    matches,
    type PasswordScheme,
    passwordScheme,
    randomBytes,
    verifyPassword,
    verifyPasswordNow,
} from '../../crypt/index.js'
import type { WebHost } from '../host.js'
import { digestHex } from './algorithms.js'
import type { WebUser } from './web-user.js'

/** Milliseconds for which a password that was right need not be hashed again, where that takes long. */
const PROOF = 300_000

/** Schemes that are made to take long. */
const slow: ReadonlySet<PasswordScheme | null> = new Set<PasswordScheme>(['scrypt', 'BF1'])

/** Key of the proofs. It is nowhere but here. */
const proofKey = randomBytes(32)

/** Whether `password` is that of the user `username`. */
export function* verifyUser(host: WebHost, username: string, password: string): Fiber<boolean> {
    const text = hashedText(host, username, password)
    const user = host.users.get(username)
    if (user?.password) {
        return slow.has(passwordScheme(user.password))
            ? yield* verifyOnce(host, user, text)
            : yield* verifyText(host, text, user.password, false)
    }
    yield* verifyText(host, text, host.users.decoyFor(username) ?? '', true)
    return false
}

/** The same without waiting. A hash of scrypt, which must be waited for, is told as an error. */
export function verifyUserNow(host: WebHost, username: string, password: string): boolean {
    const stored = host.users.get(username)?.password
    if (!stored) {
        return false
    }
    const text = hashedText(host, username, password)
    const scheme = passwordScheme(stored)
    try {
        return scheme === null ? isPlain(host, text, stored) : scheme !== 'SHA512' && verifyPasswordNow(text, stored)
    } catch (error) {
        return unusable(host, error)
    }
}

function hashedText(host: WebHost, username: string, password: string): string {
    return `${username}:${host.realm}:${password}`
}

/**
 * One attempt after the other: of several requests with the right password, as browsers send them, the first hashes it and the others
 * use its proof. No deadline: each attempt takes a bounded time, and there are no more of them than connections.
 */
function* verifyOnce(host: WebHost, user: WebUser, text: string): Fiber<boolean> {
    const proof = hmac('sha256', proofKey, text)
    if (isProven(user, proof)) {
        return true
    }
    return yield* user.turn.run(function* () {
        const { password } = user
        if (isProven(user, proof)) {
            return true
        }
        const isRight = password !== null && (yield* verifyText(host, text, password, false))
        if (isRight && user.password === password) {
            user.proof = proof
            user.proofUntil = now() + PROOF
        }
        return isRight
    })
}

/** `isDecoy`: the hash is that of another user, of which nothing is to be told. */
function* verifyText(host: WebHost, text: string, stored: string, isDecoy: boolean): Fiber<boolean> {
    const scheme = passwordScheme(stored)
    if (scheme === null) {
        return isPlain(host, text, stored)
    }
    try {
        return (yield* verifyPassword(text, stored)) && scheme !== 'SHA512'
    } catch (error) {
        return isDecoy ? false : unusable(host, error)
    }
}

function isPlain(host: WebHost, text: string, stored: string): boolean {
    return matches(digestHex(host.algorithm, text), stored)
}

function isProven(user: WebUser, proof: Buffer): boolean {
    return user.proof !== null && now() < user.proofUntil && matches(user.proof, proof)
}

/** What is stored is no hash, or demands too much: nobody can log in with it. */
function unusable(host: WebHost, error: unknown): false {
    if (!(error instanceof CryptError)) {
        throw error
    }
    host.note('error', 'WEB_PASSWORD', error.message)
    return false
}
