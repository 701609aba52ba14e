/*
    session-memory.ts -- Remembers TLS sessions, the latest used longest.
*/

/** A bounded store of sessions by some key. */
export class SessionMemory {
    readonly #limit: number
    // A Map keeps its order: the first entry is the one that was not used for the longest time.
    readonly #sessions = new Map<string, Buffer>()

    /** `limit`: how many it keeps. */
    constructor(limit: number) {
        this.#limit = limit
    }

    get size(): number {
        return this.#sessions.size
    }

    get(key: string): Buffer | null {
        const session = this.#sessions.get(key)
        if (session === undefined) {
            return null
        }
        this.#sessions.delete(key)
        this.#sessions.set(key, session)
        return session
    }

    set(key: string, session: Buffer): void {
        this.#sessions.delete(key)
        this.#sessions.set(key, session)
        if (this.#sessions.size > this.#limit) {
            const [oldest] = this.#sessions.keys()
            this.#sessions.delete(oldest!)
        }
    }

    delete(key: string): void {
        this.#sessions.delete(key)
    }
}
