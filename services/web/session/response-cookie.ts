/*
    response-cookie.ts -- Makes the value of a Set-Cookie header (spec web.md §18.3).
*/

import { WebError } from '../errors.js'
import { isHeaderName } from '../header.js'

/** How a cookie is set. */
export interface CookieOptions {
    /** Where the browser sends it: this path and what is below. Default `/`. */
    readonly path?: string
    /** Milliseconds that the browser keeps it. Default: `timeouts.session`. */
    readonly lifespan?: number
    /** Hidden from scripts. Default: `sessions.httpOnly`. */
    readonly httpOnly?: boolean
    /** Sent over TLS only. Default: as this request came. */
    readonly secure?: boolean
    /** Whether it goes along with requests from other sites: `Lax`, `Strict`, `None`; empty: no word about it. Default: `sessions.sameSite`. */
    readonly sameSite?: string
}

/** Longest name, and longest value, characters (spec web.md §7.2). */
const LONGEST = 4096

/** Largest Max-Age, seconds: 68 years. */
const OLDEST = 2 ** 31 - 1

/** Letters, digits and what else a value may have (spec web.md §18.3): no blank, comma, quote, semicolon, backslash. */
const valuePattern = /^[\w!#$%&'()*+./:=?@[\]^`{|}~-]*$/

/** Printable US-ASCII other than the semicolon (RFC 6265 §4.1.1). */
const pathPattern = /^[ -:<-~]*$/

/** The value of the header. Throws `WEB_COOKIE` for characters that a cookie may not have, `WEB_COOKIE_SIZE` for what is too long. */
export function responseCookie(name: string, value: string, options: Required<CookieOptions>): string {
    const { path, lifespan, httpOnly, secure, sameSite } = options
    check('name', name, isHeaderName)
    check('value', value, text => valuePattern.test(text))
    check('path', path, text => pathPattern.test(text))
    const age = Math.min(Math.max(Math.trunc(lifespan / 1000), 0), OLDEST)
    const parts = [`${name}=${value}`, `Max-Age=${age}`, `path=${path}`]
    if (secure) {
        parts.push('Secure')
    }
    if (httpOnly) {
        parts.push('HttpOnly')
    }
    if (sameSite !== '') {
        parts.push(`SameSite=${sameSite}`)
    }
    return parts.join('; ')
}

/** The pattern runs only over text of a bounded length. */
function check(what: string, text: string, isRight: (text: string) => boolean): void {
    if (text.length > LONGEST) {
        throw new WebError(
            'WEB_COOKIE_SIZE',
            `Cannot set cookie: its ${what} has ${text.length} characters, wanted at most ${LONGEST}`,
        )
    }
    if (!isRight(text)) {
        throw new WebError(
            'WEB_COOKIE',
            `Cannot set cookie: its ${what} is ${JSON.stringify(text.slice(0, 80))}, wanted only characters that it may have`,
        )
    }
}
