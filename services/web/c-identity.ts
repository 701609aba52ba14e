/*
    c-identity.ts -- Users, sessions and cookies under C names. Source: spec web.md §12, §18.
*/

import {
    isNull,
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_OK,
    R_ERR_WONT_FIT,
    stringOf,
} from '../../fiber/compat/index.js'
import { type Fiber, format } from '../../fiber/index.js'
import { decodeBase64, encodeBase64 } from '../crypt/index.js'
import { digestHex, type WebUser } from './auth/index.js'
import { WEB_COOKIE_HTTP_ONLY, WEB_COOKIE_OVERRIDE, WEB_COOKIE_SAME_SITE, WEB_COOKIE_SECURE } from './constants.js'
import { WebError } from './errors.js'
import type { WebHost } from './host.js'
import type { CookieOptions, WebSession } from './session/index.js'
import type { Web } from './web.js'

// Users

/** Adds a user. `password` is a hash; NULL: nobody can log in with a password. NULL if that cannot be; the log says why. */
export function webAddUser(
    host: WebHost,
    username: Pointer<string>,
    password: Pointer<string>,
    role: Pointer<string>,
): Nullable<WebUser> {
    return unlessRefused(host, null, () =>
        host.addUser(stringOf(username) ?? '', stringOf(password), stringOf(role) ?? ''),
    )
}

/** The user of a name; NULL: there is none. */
export function webLookupUser(host: WebHost, username: Pointer<string>): Nullable<WebUser> {
    return host.lookupUser(stringOf(username) ?? '')
}

/** Removes a user. Returns whether there was one. */
export function webRemoveUser(host: WebHost, username: Pointer<string>): boolean {
    return host.removeUser(stringOf(username) ?? '')
}

/** Changes hash and role of a user; NULL leaves as it is. Returns false if there is no such user, or role; the log says which. */
export function webUpdateUser(
    host: WebHost,
    username: Pointer<string>,
    password: Pointer<string>,
    role: Pointer<string>,
): boolean {
    return unlessRefused(host, false, () =>
        host.updateUser(stringOf(username) ?? '', stringOf(password), stringOf(role)),
    )
}

/** Does nothing: `webRemoveUser` removes users. */
export function webFreeUser(_user: Pointer<WebUser>): void {}

/** Whether a user has a role or ability; false for NULL. */
export function webUserCan(user: Pointer<WebUser>, ability: Pointer<string>): boolean {
    const name = stringOf(ability)
    return !isNull(user) && name !== null && user.userCan(name)
}

/** Runs `change`; `instead` if it is refused, which is told. */
function unlessRefused<T>(host: WebHost, instead: T, change: () => T): T {
    try {
        return change()
    } catch (error) {
        if (error instanceof WebError && error.code === 'WEB_USER') {
            host.note('error', error.code, error.message)
            return instead
        }
        throw error
    }
}

// Passwords

/** The hash of a text, hexadecimal digits: `MD5`, or SHA-256. NULL for NULL. */
export function webHash(str: Pointer<string>, algorithm: Pointer<string>): Nullable<string> {
    const text = stringOf(str)
    return text === null ? null : digestHex(/^md5$/i.test(stringOf(algorithm) ?? '') ? 'MD5' : 'SHA-256', text)
}

/** The hash of `username:realm:password`, as the host has it, without a prefix. */
export function webHashPassword(host: WebHost, username: Pointer<string>, password: Pointer<string>): string {
    return host.hashPassword(stringOf(username) ?? '', stringOf(password) ?? '')
}

/** Whether a password is that of a user. False for hashes of scrypt, for which `host.verifyUserPassword` waits. */
export function webVerifyUserPassword(host: WebHost, username: Pointer<string>, password: Pointer<string>): boolean {
    const [name, plain] = [stringOf(username), stringOf(password)]
    return name !== null && plain !== null && host.verifyUserPasswordNow(name, plain)
}

/** The text of Base64; NULL for what is not Base64. */
export function webDecode64(str: Pointer<string>): Nullable<string> {
    const text = stringOf(str)
    return text === null ? null : (decodeBase64(text)?.toString() ?? null)
}

/** Text in Base64; NULL for NULL. */
export function webEncode64(str: Pointer<string>): Nullable<string> {
    const text = stringOf(str)
    return text === null ? null : encodeBase64(text)
}

// Who has sent the request

/** Whether the request is of a user, by its session. */
export function webAuthenticate(web: Web): boolean {
    return web.authenticate()
}

/** The same. */
export function webIsAuthenticated(web: Web): boolean {
    return web.isAuthenticated()
}

/** Whether the user of the request has a role or ability. True for NULL and `public`. */
export function webCan(web: Web, role: Pointer<string>): boolean {
    return web.can(stringOf(role))
}

/** Role of the user; NULL: the request is of nobody. */
export function webGetRole(web: Web): Nullable<string> {
    return web.getRole()
}

/** Makes `username` the user of the request and of a new session. The caller has checked the password. */
export function* webLogin(web: Web, username: Pointer<string>, role: Pointer<string>): Fiber<boolean> {
    return yield* web.login(stringOf(username) ?? '', stringOf(role) ?? '')
}

/** Ends the session of the user. */
export function webLogout(web: Web): void {
    web.logout()
}

/** Whether the request has credentials of a user with the role of the route. If not, it was answered. */
export function* webHttpAuthenticate(web: Web): Fiber<boolean> {
    const isAdmitted = yield* web.httpAuthenticate()
    yield* web.connection.tellHook()
    return isAdmitted
}

/** Forgets the digest nonces that are over. */
export function webInitDigestAuth(host: WebHost): void {
    host.initDigestAuth()
}

// Cookies

/** Value of a cookie of the request; NULL: there is none. */
export function webGetCookie(web: Web, name: Pointer<string>): Nullable<string> {
    return web.getCookie(stringOf(name) ?? '')
}

/** The same. */
export function webParseCookie(web: Web, name: Pointer<string>): Nullable<string> {
    return webGetCookie(web, name)
}

/**
 * Sets a cookie.
 *
 * @param lifespan milliseconds; 0: the timeout of sessions
 * @param flags `WEB_COOKIE_*`
 * @returns 0; R_ERR_BAD_ARGS for characters that a cookie may not have, R_ERR_WONT_FIT for one that is too long
 */
export function webSetCookie(
    web: Web,
    name: Pointer<string>,
    value: Pointer<string>,
    path: Pointer<string>,
    lifespan: number,
    flags: number,
): number {
    try {
        web.setCookie(stringOf(name) ?? '', stringOf(value) ?? '', cookieOptions(web, stringOf(path), lifespan, flags))
        return R_ERR_OK
    } catch (error) {
        if (error instanceof WebError && (error.code === 'WEB_COOKIE' || error.code === 'WEB_COOKIE_SIZE')) {
            return error.code === 'WEB_COOKIE' ? R_ERR_BAD_ARGS : R_ERR_WONT_FIT
        }
        throw error
    }
}

function cookieOptions({ host }: Web, path: Nullable<string>, lifespan: number, flags: number): CookieOptions {
    const common = { ...(path === null ? {} : { path }), ...(lifespan === 0 ? {} : { lifespan }) }
    if ((flags & WEB_COOKIE_OVERRIDE) === 0) {
        return common
    }
    return {
        ...common,
        httpOnly: (flags & WEB_COOKIE_HTTP_ONLY) !== 0,
        secure: (flags & WEB_COOKIE_SECURE) !== 0,
        sameSite: (flags & WEB_COOKIE_SAME_SITE) === 0 ? '' : host.sameSite || 'Lax',
    }
}

// Sessions

/** Forgets the sessions that are over. Returns 0. */
export function webInitSessions(host: WebHost): number {
    host.initSessions()
    return R_ERR_OK
}

/** Does nothing: `webDestroySession` ends sessions. */
export function webFreeSession(_sp: Pointer<WebSession>): void {}

/** A new session in place of the present one. NULL: there are too many, and the request was answered. */
export function webCreateSession(web: Web): Fiber<Nullable<WebSession>> {
    return web.createSession()
}

/** Ends the session of the request. */
export function webDestroySession(web: Web): void {
    web.destroySession()
}

/** The session of the request, with `create` a new one if it has none. NULL: it has none, or there are too many, which was answered. */
export function webGetSession(web: Web, create: number | boolean): Fiber<Nullable<WebSession>> {
    return web.getSession(Boolean(create))
}

/** A variable of the session; `defaultValue` if there is none. */
export function webGetSessionVar(web: Web, name: Pointer<string>, defaultValue?: Pointer<string>): Nullable<string> {
    return web.getSessionVar(stringOf(name) ?? '', stringOf(defaultValue))
}

/** Sets a variable of the session to formatted text, which is returned. NULL: there are too many sessions, which was answered. */
export function webSetSessionVar(
    web: Web,
    name: Pointer<string>,
    fmt: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<Nullable<string>> {
    return web.setSessionVar(stringOf(name) ?? '', format(stringOf(fmt) ?? '', args))
}

/** Removes a variable of the session. */
export function webRemoveSessionVar(web: Web, name: Pointer<string>): void {
    web.removeSessionVar(stringOf(name) ?? '')
}

// Protection against forged requests

/** Adds the token to the response. Returns 0; R_ERR_CANT_COMPLETE if there are too many sessions, which was answered. */
export function* webAddSecurityToken(web: Web, recreate: boolean): Fiber<number> {
    return (yield* web.addSecurityToken(Boolean(recreate))) ? R_ERR_OK : R_ERR_CANT_COMPLETE
}

/** Whether the request has the token of its session. */
export function webCheckSecurityToken(web: Web): Fiber<boolean> {
    return web.checkSecurityToken()
}

/** The token. NULL: there are too many sessions, which was answered. */
export function webGetSecurityToken(web: Web, recreate: boolean): Fiber<Nullable<string>> {
    return web.getSecurityToken(Boolean(recreate))
}
