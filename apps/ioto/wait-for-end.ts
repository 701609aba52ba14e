/*
    wait-for-end.ts -- When a server ends: at a signal of the system, after a time, or at a signal of the runtime (`--exit`).
*/

import { type Fiber, Latch, race, sleep, watch } from '../../fiber/index.js'
import type { StopSignals } from './stop-signal.js'

/** A signal of the runtime from now on: one that comes before somebody waits, while a server starts, is not lost. */
export class ExitEvent {
    readonly #name: string
    readonly #came: Latch
    readonly close: () => void

    constructor(name: string) {
        const came = new Latch(1, `signal ${name}`)
        this.#name = name
        this.#came = came
        this.close = watch(name, function* () {
            came.open()
        })
    }

    *wait(): Fiber<string> {
        // No deadline: it is not known when it comes
        yield* this.#came.wait()
        return `signal ${this.#name}`
    }
}

/** What `--exit` means: digits are seconds, anything else the name of a signal of the runtime, which is heard from now on. */
export function exitOf(exit: string | undefined): number | ExitEvent | null {
    return exit === undefined ? null : /^\d+$/.test(exit) ? Number(exit) : new ExitEvent(exit)
}

/** Waits for the end; gives its reason. The signals are still heard then: a server may be started again, and wait once more. */
export function* waitForEnd(exit: number | ExitEvent | null, signals: StopSignals): Fiber<string> {
    return yield* exit === null
        ? signals.wait()
        : race([signals.wait(), typeof exit === 'number' ? timeOver(exit) : exit.wait()])
}

function* timeOver(seconds: number): Fiber<string> {
    yield* sleep(seconds * 1000)
    return `${seconds} seconds`
}
