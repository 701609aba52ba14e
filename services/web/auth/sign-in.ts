/*
    sign-in.ts -- Logging in with a name and a password, as a form or a program sends them.
*/

import type { Blocking, Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import { attempt } from './attempt.js'
import { verifyUser } from './verify-user.js'

/** Longest password, characters. */
const LONGEST_PASSWORD = 1024

/**
 * Says which role a user of another directory has if the password is theirs; null: it is not, or there is no such user. Is to take as
 * long in both cases.
 */
export type PasswordCheck = (username: string, password: string) => Blocking<string | null> | string | null

/**
 * Checks name and password, throttled, and logs in. Returns whether it did. If not, the request was answered: 401 for what is wrong, 429
 * for too many failures or sessions, 400 for a role that the user may not have.
 *
 * `check` in place of the users of the host.
 */
export function* signIn(
    web: Web,
    username: string | null,
    password: string | null,
    check: PasswordCheck | null,
): Fiber<boolean> {
    const { connection, host } = web
    const account = username ?? ''
    const isUsable = account !== '' && password !== null && password.length <= LONGEST_PASSWORD
    let role: string | null = null
    const outcome = yield* attempt(web, account, function* () {
        if (isUsable && check === null) {
            const isRight = yield* verifyUser(host, account, password)
            role = isRight ? (host.users.get(account)?.role ?? null) : null
        } else if (isUsable) {
            const found = check!(account, password)
            role = typeof found === 'string' || found === null ? found : yield* found
        }
        return role !== null
    })
    if (outcome === 'wrong') {
        connection.refuse('WEB_LOGIN_FAILED')
    }
    if (role === null) {
        return false
    }
    if (yield* web.login(account, role)) {
        return true
    }
    if (!web.finalized) {
        connection.refuse('WEB_LOGIN_ROLE')
    }
    return false
}
