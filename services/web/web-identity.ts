/*
    web-identity.ts -- WebIdentity: the part of `Web` with users, sessions and cookies (spec web.md §12, §18).

    Who has sent a request is looked at when somebody asks; until then a request has nothing of all this.
*/

import type { Fiber } from '../../fiber/index.js'
import {
    authenticate,
    httpAuthenticate,
    Identity,
    login,
    logout,
    type PasswordCheck,
    signIn,
    type WebUser,
} from './auth/index.js'
import { clientAddress } from './client-address.js'
import {
    addSecurityToken,
    type CookieOptions,
    checkSecurityToken,
    currentSession,
    endSession,
    newSession,
    requestCookie,
    responseCookie,
    securityToken,
    type WebSession,
} from './session/index.js'
import type { Web } from './web.js'
import { WebVariables } from './web-variables.js'

/** Who has sent a request. */
export abstract class WebIdentity extends WebVariables {
    #identity: Identity | null = null

    /** @internal */
    override end(): void {
        super.end()
        this.#identity = null
    }

    /** @internal Made when it is asked for. */
    get identity(): Identity {
        this.#identity ??= new Identity()
        return this.#identity
    }

    // The user

    /** The user of the request; null: there is none, or nobody has asked (`authenticate` does). */
    get user(): WebUser | null {
        return this.#identity === null ? null : this.#identity.user
    }

    /** Name of the user; null: as above. */
    get username(): string | null {
        return this.user?.username ?? null
    }

    /** Role of the user; null: as above. */
    get role(): string | null {
        return this.user?.role ?? null
    }

    /** There is a user. */
    get authenticated(): boolean {
        return this.user !== null
    }

    /** It was looked at who the user is. */
    get authChecked(): boolean {
        return this.#identity?.isChecked ?? false
    }

    /**
     * Address of the client: that of the connection, or what a proxy says that is one of `proxies` in the configuration. Empty: it is not
     * known.
     */
    get clientAddress(): string {
        return clientAddress(this)
    }

    /** Whether the request is of a user, by its session. Looked at once per request; on routes with `authType` it is known already. */
    authenticate(this: Web): boolean {
        return authenticate(this)
    }

    /** The same. */
    isAuthenticated(this: Web): boolean {
        return authenticate(this)
    }

    /** Whether the user of the request has a role or ability. True for null, an empty one and `public`; else false without a user. */
    can(this: Web, role: string | null): boolean {
        return !role || role === 'public' || (authenticate(this) && this.user!.userCan(role))
    }

    /** Role of the user; null: the request is of nobody. */
    getRole(this: Web): string | null {
        return authenticate(this) ? this.role : null
    }

    /**
     * Makes `username` the user of the request and of a new session. The caller has checked the password. A user that is not known is
     * added with this role, and without a password. Returns false if the user has not this role or ability, or there is no such role; or
     * if there can be no session: then the request was answered with 429.
     */
    login(this: Web, username: string, role: string): Fiber<boolean> {
        return login(this, username, role)
    }

    /** Ends the session. The response must not be out, for it is to empty the cookie. */
    logout(this: Web): void {
        logout(this)
    }

    /**
     * Checks a name and a password, which may be what a stranger has sent, and logs in. Failures are throttled (`auth.throttle`). Returns
     * whether it did; if not, the request was answered.
     *
     * `check` says whether the password is right, and which role the user has. Default: the users of the host.
     */
    signIn(
        this: Web,
        username: string | null,
        password: string | null,
        check: PasswordCheck | null = null,
    ): Fiber<boolean> {
        return signIn(this, username, password, check)
    }

    /** Whether the request has credentials of Basic or Digest of a user with the role of the route. If not, it was answered. */
    httpAuthenticate(this: Web): Fiber<boolean> {
        return httpAuthenticate(this, this.route?.role ?? null)
    }

    // HTTP authentication, as the request has it

    /** Scheme of the Authorization header; null: none, or nobody has asked. The same holds for all below. */
    get authType(): string | null {
        return this.#identity?.credentials?.authType ?? null
    }

    /** What follows the scheme. */
    get authDetails(): string | null {
        return this.#identity?.credentials?.authDetails ?? null
    }

    /** Password of Basic. */
    get password(): string | null {
        return this.#identity?.basic?.password ?? null
    }

    get algorithm(): string | null {
        return this.#identity?.digest?.algorithm ?? null
    }

    get realm(): string | null {
        return this.#identity?.digest?.realm ?? null
    }

    get nonce(): string | null {
        return this.#identity?.digest?.nonce ?? null
    }

    get opaque(): string | null {
        return this.#identity?.digest?.opaque ?? null
    }

    get uri(): string | null {
        return this.#identity?.digest?.uri ?? null
    }

    get qop(): string | null {
        return this.#identity?.digest?.qop ?? null
    }

    get nc(): string | null {
        return this.#identity?.digest?.nc ?? null
    }

    get cnonce(): string | null {
        return this.#identity?.digest?.cnonce ?? null
    }

    /** The same as `digestResponse`. */
    get digest(): string | null {
        return this.digestResponse
    }

    /** `response` of Digest. */
    get digestResponse(): string | null {
        return this.#identity?.digest?.response ?? null
    }

    // Cookies

    /** Value of the first cookie of the request with a name, without quotes around it; null: there is none. */
    getCookie(name: string): string | null {
        const { cookie } = this
        return cookie === null ? null : requestCookie(cookie, name)
    }

    /**
     * Sets a cookie. One of the same name and path that this response sets already is replaced. Throws `WEB_COOKIE` for characters that a
     * cookie may not have, `WEB_COOKIE_SIZE` for more than 4096. Without effect when the head is out.
     */
    setCookie(name: string, value: string, options: CookieOptions = {}): void {
        const { host } = this
        const full = {
            path: options.path ?? '/',
            lifespan: options.lifespan ?? host.sessionTimeout,
            httpOnly: options.httpOnly ?? host.httpOnly,
            secure: options.secure ?? this.secure,
            sameSite: options.sameSite ?? host.sameSite,
        }
        this.reply.setLine(`cookie ${name} ${full.path}`, 'Set-Cookie', responseCookie(name, value, full))
    }

    // The session

    /** The session, if somebody has asked for it; null: none. */
    get session(): WebSession | null {
        return this.#identity?.session ?? null
    }

    /** The session of the request; null: it has none. With `create` a new one then; null: there are too many, and it was answered. */
    *getSession(this: Web, create: boolean): Fiber<WebSession | null> {
        return currentSession(this) ?? (create ? yield* newSession(this, false) : null)
    }

    /** A new session in place of the present one. Null: there are too many, and the request was answered. */
    createSession(this: Web): Fiber<WebSession | null> {
        return newSession(this, false)
    }

    /** Ends the session, and empties its cookie. */
    destroySession(this: Web): void {
        endSession(this)
    }

    /** A variable of the session; `initial` if there is none. */
    getSessionVar(this: Web, name: string, initial: string | null = null): string | null {
        return currentSession(this)?.cache.get(name) ?? initial
    }

    /** Sets a variable of the session, which is made if need be, and returns the value. Null: there are too many sessions, and the request was answered. */
    *setSessionVar(this: Web, name: string, value: string): Fiber<string | null> {
        const session = yield* this.getSession(true)
        if (session === null) {
            return null
        }
        session.cache.set(name, value)
        return value
    }

    /** Removes a variable of the session. */
    removeSessionVar(this: Web, name: string): void {
        currentSession(this)?.cache.delete(name)
    }

    // Protection against forged requests

    /** The token of `getSecurityToken`, if somebody has asked for it; null: none. */
    get securityToken(): string | null {
        return this.#identity?.token ?? null
    }

    /**
     * The token that pages of this site are to send along (header `X-XSRF-TOKEN`, or form variable `-xsrf-`). Makes a session if there is
     * none; `recreate`: makes a new token. Null: there are too many sessions, and the request was answered.
     */
    getSecurityToken(this: Web, recreate = false): Fiber<string | null> {
        return securityToken(this, recreate)
    }

    /** Adds the token to the response, as header `X-XSRF-TOKEN`. Returns false if there are too many sessions, which was answered. */
    addSecurityToken(this: Web, recreate = false): Fiber<boolean> {
        return addSecurityToken(this, recreate)
    }

    /** Whether the request has the token of its session. If not, the response gets a new one. */
    checkSecurityToken(this: Web): Fiber<boolean> {
        return checkSecurityToken(this)
    }
}
