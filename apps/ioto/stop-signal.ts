/*
    stop-signal.ts -- The signal that ends a server.
*/

import { type Fiber, Latch } from '../../fiber/index.js'

const stopSignals = ['SIGINT', 'SIGTERM'] as const

/**
 * Milliseconds in which a signal may come again without being meant as a second one: the terminal sends a Ctrl-C to all
 * processes, and npm, which is one of them, hands it on to us.
 */
const echo = 500

/** The longest that a timer of Node can run. */
const aLongTime = 2 ** 31 - 1

/** SIGINT and SIGTERM from now on: one that comes before somebody waits is not lost, nor does it end the process. */
export class StopSignals {
    #came: NodeJS.Signals | null = null
    readonly #latch = new Latch(1, `signal ${stopSignals.join(' or ')}`)

    constructor() {
        for (const name of stopSignals) {
            process.on(name, this.#listener)
        }
    }

    /** Waits for the first one. Its echo has no effect; what comes later has its usual one, and ends the process at once. */
    *wait(): Fiber<NodeJS.Signals> {
        // Node does not count listening for signals as something to do.
        const alive = setInterval(() => {}, aLongTime)
        try {
            // No deadline: it is not known when a signal comes.
            yield* this.#latch.wait()
            return this.#came!
        } finally {
            clearInterval(alive)
        }
    }

    /** Whether one has come. */
    get came(): boolean {
        return this.#came !== null
    }

    /** Signals have their usual effect again. */
    readonly close = (): void => {
        for (const name of stopSignals) {
            process.off(name, this.#listener)
        }
    }

    readonly #listener = (name: NodeJS.Signals): void => {
        if (this.#came === null) {
            this.#came = name
            setTimeout(this.close, echo).unref()
            this.#latch.open()
        }
    }
}
