/*
    reply.ts -- Reply: one answer of MQTT.js that a fiber waits for.
*/

import { Leaf, type Move, ready, SUSPEND, wake } from '../../fiber/index.js'

/** Waits for `resolve` or `reject`, which may come before. No deadline of its own: it ends with the connection. */
export class Reply<T> extends Leaf<T> {
    #settled = false
    #error: Error | null = null
    #value: T | undefined = undefined
    readonly #what: string

    /** `what` tells in dumps what is waited for. */
    constructor(what: string) {
        super()
        this.#what = what
    }

    describe(): string {
        return this.#what
    }

    /** It has come. */
    resolve(value: T): void {
        this.#settle(null, value)
    }

    /** It will not come. */
    reject(error: Error): void {
        this.#settle(error, undefined)
    }

    protected begin(): Move<T> {
        return this.again()
    }

    protected again(): Move<T> {
        if (this.#error !== null) {
            throw this.#error
        }
        return this.#settled ? ready(this.#value as T) : SUSPEND
    }

    protected release(): void {
        this.task = null
    }

    #settle(error: Error | null, value: T | undefined): void {
        if (!this.#settled) {
            this.#settled = true
            this.#error = error
            this.#value = value
            if (this.task !== null) {
                wake(this.task)
            }
        }
    }
}
