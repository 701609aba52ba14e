/*
    rate.ts -- Rate: how many messages a second may be sent.
*/

import { type Fiber, now, sleep } from '../../fiber/index.js'

/** A bucket of tokens: a second's worth may be used at once, then they come evenly. */
export class Rate {
    readonly #perSecond: number
    #tokens: number
    #time: number

    constructor(perSecond: number) {
        this.#perSecond = perSecond
        this.#tokens = perSecond
        this.#time = now()
    }

    /** There is no limit. */
    get isFree(): boolean {
        return this.#perSecond === Infinity
    }

    /** Takes a token, and waits until it is there. */
    *take(): Fiber<void> {
        if (this.isFree) {
            return
        }
        const time = now()
        this.#tokens = Math.min(this.#perSecond, this.#tokens + ((time - this.#time) * this.#perSecond) / 1000) - 1
        this.#time = time
        if (this.#tokens < 0) {
            yield* sleep((-this.#tokens * 1000) / this.#perSecond)
        }
    }
}
