/*
    login-actions.ts -- The actions behind `auth.login` and `auth.logout` (spec web.md §24): what a form of a page needs, without a line
    of code.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import type { PasswordCheck } from './sign-in.js'

/** Where both lead. */
const HOME = '/'

/** Logs in the user of the variables `username` and `password`, and leads to the front page. */
export function* loginAction(web: Web, check: PasswordCheck | null): Fiber<void> {
    if (yield* web.signIn(web.getVar('username'), web.getVar('password'), check)) {
        yield* web.redirectTo(302, HOME)
    }
}

/** Logs out, and leads to the front page. */
export function* logoutAction(web: Web): Fiber<void> {
    web.logout()
    yield* web.redirectTo(302, HOME)
}
