/*
    sessions.ts -- Sessions: the sessions of a host (spec web.md §18.1).

    They are in the order in which they were used, the latest at the end; so those that are over are at the beginning. They are looked
    for when a session is made: no timer need wake a device that nobody uses.

    There are as many as `limits.sessions` at most, and anybody who asks for a page that makes a session takes one. So those of users
    who have logged in are never given up; the others are, for a login at once, for another stranger when they were not used for a
    minute.
*/

import { now } from '../../../fiber/index.js'
import { uid } from '../../crypt/index.js'
import { WEB_SESSION_USERNAME } from '../constants.js'
import { WebSession } from './web-session.js'

/** Characters of an id, 5 bits each. */
const ID_LENGTH = 32

/** Milliseconds for which a session that nobody has logged in with is not given up for another such. */
const GRACE = 60_000

/** The sessions of a host. */
export class Sessions {
    readonly #limit: number
    readonly #lifespan: number
    readonly #sessions = new Map<string, WebSession>()

    /** @internal `limit`: sessions at most; `lifespan`: milliseconds without use. */
    constructor(limit: number, lifespan: number) {
        this.#limit = limit
        this.#lifespan = lifespan
    }

    /** How many there are. */
    get size(): number {
        return this.#sessions.size
    }

    /** The session with an id, which is used by that; null: there is none, or it is over (spec web.md §30, D45). */
    get(id: string): WebSession | null {
        const session = this.#sessions.get(id)
        if (session === undefined) {
            return null
        }
        this.#sessions.delete(id)
        const time = now()
        if (time >= session.expires) {
            return null
        }
        session.used = time
        this.#sessions.set(id, session)
        return session
    }

    /** @internal A new session; null: there are too many. `isLogin`: a user has just shown who they are. */
    create(isLogin: boolean): WebSession | null {
        const time = now()
        if (this.#sessions.size >= this.#limit) {
            this.prune()
            if (this.#sessions.size >= this.#limit && !this.#giveUpOne(isLogin ? time : time - GRACE)) {
                return null
            }
        }
        const session = new WebSession(uid(ID_LENGTH), this.#lifespan, time)
        this.#sessions.set(session.id, session)
        return session
    }

    /** Ends a session. */
    remove(session: WebSession): void {
        this.#sessions.delete(session.id)
    }

    /** Ends the sessions of a user. Returns how many. */
    removeOf(username: string): number {
        let count = 0
        this.prune()
        for (const session of this.#sessions.values()) {
            if (session.cache.get(WEB_SESSION_USERNAME) === username) {
                this.#sessions.delete(session.id)
                count++
            }
        }
        return count
    }

    /** Forgets the sessions that are over. */
    prune(): void {
        const time = now()
        for (const session of this.#sessions.values()) {
            if (time < session.expires) {
                return
            }
            this.#sessions.delete(session.id)
        }
    }

    /** Ends the session of nobody that was used longest ago, if that is not after `since`. Returns whether there was one. */
    #giveUpOne(since: number): boolean {
        for (const session of this.#sessions.values()) {
            if (session.used > since) {
                return false
            }
            if (session.isAnonymous) {
                this.#sessions.delete(session.id)
                return true
            }
        }
        return false
    }
}
