/*
    host-identity.ts -- HostIdentity: the part of `WebHost` with users, sessions, and what guards them (spec web.md §12, §18).
*/

import type { Address, Fiber } from '../../fiber/index.js'
import { uid } from '../crypt/index.js'
import {
    digestHex,
    loginAction,
    logoutAction,
    Nonces,
    type PasswordCheck,
    Throttle,
    Users,
    verifyUser,
    verifyUserNow,
    type WebUser,
} from './auth/index.js'
import type { WebSettings, WebTlsSettings } from './config/index.js'
import type { WebErrorCode } from './errors.js'
import type { EventLevel } from './events.js'
import type { WebHost } from './host.js'
import { HostFields } from './host-fields.js'
import { Sessions } from './session/index.js'
import type { WebHandler } from './web.js'

/** Characters of random secrets (spec web.md §2.3, §2.4). */
const SECRET = 64
const OPAQUE = 32

/** The users of a host. */
export abstract class HostIdentity extends HostFields {
    /** Those who may log in. */
    readonly users: Users
    readonly sessions: Sessions
    /** @internal */
    readonly nonces: Nonces
    /** @internal */
    readonly throttle: Throttle
    /** Goes along with digest challenges, and comes back. */
    readonly opaque: string = uid(OPAQUE)
    /** Key of digest nonces. */
    readonly secret: string
    /** What is wrong with the configured users, one sentence each. */
    protected readonly userFaults: readonly string[]
    #isNoncesFullTold = false

    /** @internal */
    constructor(settings: WebSettings, tlsSettings: WebTlsSettings) {
        super(settings, tlsSettings)
        const { auth, limits, timeouts } = settings
        this.secret = auth.secret ?? uid(SECRET)
        this.users = new Users(auth.roles)
        this.userFaults = this.users.load(auth.users)
        this.sessions = new Sessions(limits.sessions, timeouts.session)
        this.nonces = new Nonces(this.secret, timeouts.digest * 1000, limits.digest)
        this.throttle = new Throttle(auth.throttle)
    }

    abstract addAction(match: string, fn: WebHandler, role?: string | null): void

    /** @internal */
    abstract note(level: EventLevel, code: WebErrorCode | null, message: string, remote?: Address | null): void

    /** Adds a user until the restart. `password` is a hash; null: nobody can log in with a password. Throws `WEB_USER`. */
    addUser(username: string, password: string | null, role: string): WebUser {
        return this.users.add(username, password, role)
    }

    /** The user of a name; null: there is none. */
    lookupUser(username: string): WebUser | null {
        return this.users.get(username)
    }

    /** Removes a user until the restart. Returns whether there was one. Their sessions are nobody's from then on. */
    removeUser(username: string): boolean {
        return this.users.remove(username)
    }

    /**
     * Changes hash and role of a user until the restart; null leaves as it is. Returns whether there is such a user; throws `WEB_USER` if
     * there is no such role. A new role ends what sessions of the user may do; for a new password `endSessions` does.
     */
    updateUser(username: string, password: string | null, role: string | null): boolean {
        return this.users.update(username, password, role)
    }

    /** Ends all sessions of a user. Returns how many. */
    endSessions(username: string): number {
        return this.sessions.removeOf(username)
    }

    /** The hash of a password with the algorithm and the realm of the host: hexadecimal digits, without a prefix. */
    hashPassword(username: string, password: string): string {
        return digestHex(this.algorithm, `${username}:${this.realm}:${password}`)
    }

    /** Whether a password is that of a user. Not throttled: `web.signIn` is. Off the main thread where it takes long. */
    verifyUserPassword(this: WebHost, username: string, password: string): Fiber<boolean> {
        return verifyUser(this, username, password)
    }

    /** The same without waiting. Of scrypt it cannot: that is told as an error, and false. */
    verifyUserPasswordNow(this: WebHost, username: string, password: string): boolean {
        return verifyUserNow(this, username, password)
    }

    /**
     * Adds the actions of `auth.login` and `auth.logout`, as far as they are configured: the one logs in the user of the form variables
     * `username` and `password`, the other logs out, and both lead to `/`. `check` in place of the users of the host.
     */
    addLoginActions(check: PasswordCheck | null = null): void {
        const { login, logout } = this.settings.auth
        if (login !== null) {
            this.addAction(login, web => loginAction(web, check))
        }
        if (logout !== null) {
            this.addAction(logout, logoutAction)
        }
    }

    /** Forgets the sessions that are over. It happens by itself when there are many. */
    initSessions(): void {
        this.sessions.prune()
    }

    /** Forgets the digest nonces that are over. It happens by itself when there are many. */
    initDigestAuth(): void {
        this.nonces.prune()
    }

    /** @internal As many digest nonces are remembered as may be. Told once. */
    tellNoncesFull(): void {
        if (!this.#isNoncesFullTold) {
            this.#isNoncesFullTold = true
            this.note('error', 'WEB_NONCES', `Too many digest nonces: ${this.nonces.size}, wanted limits.digest higher`)
        }
    }
}
