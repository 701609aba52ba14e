/*
    pulse.ts -- Wakes the endpoint's thread a while after it has sent a command to the inspector of the program.

    Node does not always do so when the answer comes: with Node 26 one that comes in the moment in which the thread goes to sleep
    lies there until something else happens, which was a garbage collection after 8 s. A timer is something else.
*/

/** Milliseconds after a command; each further pulse is twice as far away as the last, up to `MOST`. */
const FIRST = 1
const MOST = 50

/** The pulse of a connection. */
export class Pulse {
    #timer: NodeJS.Timeout | undefined
    #wait = FIRST

    /** A command was sent. */
    quicken(): void {
        this.#wait = FIRST
        this.#next()
    }

    stop(): void {
        clearTimeout(this.#timer)
    }

    #next(): void {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => {
            this.#wait = Math.min(this.#wait * 2, MOST)
            this.#next()
        }, this.#wait)
    }
}
