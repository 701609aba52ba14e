/*
    sessions.ts -- Sessions: the sessions of a host (spec web.md §18.1).

    They are in the order in which they were used, the latest at the end; so those that are over are at the beginning. They are looked
    for when a session is made: no timer need wake a device that nobody uses.

    There are as many as `limits.sessions` at most, and anybody who asks for a page that makes a session takes one. When they are used up,
    one in which nobody has logged in gives way: for a login at once, for another stranger when it was not used for a minute. If there is
    none, a login takes the oldest of the user who has the most: a program that logs in each minute and never out shuts out nobody. A
    user's only session is never given up.
*/

import { now } from '../../../fiber/index.js'
import { uid } from '../../crypt/index.js'
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
            if (this.#sessions.size >= this.#limit && !this.#makeRoom(time, isLogin)) {
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
            if (session.username === username) {
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

    /** Ends a session for a new one. Returns whether there was one to be ended. */
    #makeRoom(time: number, isLogin: boolean): boolean {
        const stranger = this.#oldest(session => session.isAnonymous)
        if (stranger !== null && (isLogin || time - stranger.used >= GRACE)) {
            this.remove(stranger)
            return true
        }
        const user = isLogin ? this.#userOfMost() : null
        const spare = user === null ? null : this.#oldest(session => session.username === user)
        if (spare !== null) {
            this.remove(spare)
        }
        return spare !== null
    }

    /** The session that was used longest ago among those that are meant; null: there is none. */
    #oldest(isMeant: (session: WebSession) => boolean): WebSession | null {
        for (const session of this.#sessions.values()) {
            if (isMeant(session)) {
                return session
            }
        }
        return null
    }

    /** Who has the most sessions; null: nobody has two. */
    #userOfMost(): string | null {
        const counts = new Map<string, number>()
        let most = 1
        let user: string | null = null
        for (const { username } of this.#sessions.values()) {
            const count = username === null ? 0 : (counts.get(username) ?? 0) + 1
            if (username !== null && count > most) {
                most = count
                user = username
            }
            counts.set(username ?? '', count)
        }
        return user
    }
}
