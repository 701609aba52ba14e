/*
    wait-for-signal.ts -- Waiting for a signal of the operating system.
*/

import { Leaf, type Move, type Op, ready, SUSPEND, wake } from '../core/index.js'

/** The longest that a timer of Node can run. */
const aLongTime = 2 ** 31 - 1

class WaitForSignal extends Leaf<NodeJS.Signals> {
    #came: NodeJS.Signals | null = null
    #alive: NodeJS.Timeout | null = null

    constructor(readonly names: readonly NodeJS.Signals[]) {
        super()
    }

    describe(): string {
        return `signal ${this.names.join(' or ')}`
    }

    protected begin(): Move<NodeJS.Signals> {
        try {
            for (const name of this.names) {
                process.on(name, this.#listener)
            }
        } catch (error) {
            this.release()
            throw error
        }
        // Node does not count listening for signals as something to do, and would end a program that does nothing else.
        this.#alive = setInterval(() => {}, aLongTime)
        return SUSPEND
    }

    protected again(): Move<NodeJS.Signals> {
        return this.#came === null ? SUSPEND : ready(this.#came)
    }

    protected release(): void {
        if (this.#alive !== null) {
            clearInterval(this.#alive)
            this.#alive = null
        }
        for (const name of this.names) {
            process.off(name, this.#listener)
        }
    }

    readonly #listener = (name: NodeJS.Signals): void => {
        if (this.#came === null) {
            this.#came = name
            this.release()
            wake(this.task!)
        }
    }
}

/**
 * Waits for the first of the signals and gives its name. Meanwhile it does not have its default effect; afterwards it has it
 * again, so that a second Ctrl-C ends a program whose clean-up hangs. The process stays alive while a fiber waits here. Throws
 * Node's error for a signal that cannot be caught (`SIGKILL`, `SIGSTOP`). No deadline: it is not known when a signal comes.
 */
export function waitForSignal(...names: [NodeJS.Signals, ...NodeJS.Signals[]]): Op<NodeJS.Signals> {
    return new WaitForSignal(names)
}
