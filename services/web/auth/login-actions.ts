/*
    login-actions.ts -- The actions behind `auth.login` and `auth.logout` (spec web.md §24): what a form of a page needs, without a line
    of code.
*/

import type { Fiber } from '../../../fiber/index.js'
import { leadTo } from '../redirect.js'
import type { Web } from '../web.js'
import type { PasswordCheck } from './sign-in.js'

/** Where both lead: on the same host, for the session belongs to the name that the client has used for it. */
const HOME = '/'

/** Logs in the user of the variables `username` and `password`, and leads to the front page. */
export function* loginAction(web: Web, check: PasswordCheck | null): Fiber<void> {
    if (yield* web.signIn(web.getVar('username'), web.getVar('password'), check)) {
        yield* leadTo(web, 302, HOME)
    }
}

/** Logs out, and leads to the front page. */
export function* logoutAction(web: Web): Fiber<void> {
    web.logout()
    yield* leadTo(web, 302, HOME)
}
