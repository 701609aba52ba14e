/*
    file-claims.ts -- FileClaims: who changes a file. One at a time, others wait in the order of their coming.
*/

import { deadline, type Fiber, Mutex, TimeoutError } from '../../../fiber/index.js'

interface Claim {
    readonly mutex: Mutex
    /** Who has it and who waits for it. */
    users: number
}

/** The files that are being changed. */
export class FileClaims {
    readonly #claims = new Map<string, Claim>()

    /** The change is over. */
    give(file: string): void {
        const claim = this.#claims.get(file)!
        claim.mutex.unlock()
        this.#leave(file, claim)
    }

    /** Waits until nobody else changes `file`, for `ms` milliseconds at most. Returns whether the caller may; then it calls `give`. */
    *take(file: string, ms: number): Fiber<boolean> {
        let claim = this.#claims.get(file)
        if (claim === undefined) {
            claim = { mutex: new Mutex(`change of ${file}`), users: 0 }
            this.#claims.set(file, claim)
        }
        claim.users++
        let taken = false
        try {
            yield* deadline(ms, claim.mutex.lock())
            taken = true
        } catch (error) {
            if (!(error instanceof TimeoutError)) {
                throw error
            }
        } finally {
            if (!taken) {
                this.#leave(file, claim)
            }
        }
        return taken
    }

    #leave(file: string, claim: Claim): void {
        if (--claim.users === 0) {
            this.#claims.delete(file)
        }
    }
}
