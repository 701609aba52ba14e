/*
    web-session.ts -- WebSession: what the server remembers of a browser between its requests.
*/

import { WEB_SESSION_USERNAME } from '../constants.js'

/** A session. It lives in memory: a restart ends it. */
export class WebSession {
    /** 160 random bits as 32 characters. Whoever has it is the user. */
    readonly id: string
    /** Milliseconds that it lives without being used; Infinity: for ever. */
    readonly lifespan: number
    /** Session variables. */
    readonly cache = new Map<string, string>()
    /** `now()` at which it was used last. */
    used: number

    constructor(id: string, lifespan: number, now: number) {
        this.id = id
        this.lifespan = lifespan
        this.used = now
    }

    /** `now()` at which it is over. */
    get expires(): number {
        return this.used + this.lifespan
    }

    /** Who has logged in; null: nobody. */
    get username(): string | null {
        return this.cache.get(WEB_SESSION_USERNAME) ?? null
    }

    /** Nobody has logged in. */
    get isAnonymous(): boolean {
        return this.username === null
    }
}
