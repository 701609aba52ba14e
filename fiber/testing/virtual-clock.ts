/*
    virtual-clock.ts -- A clock that jumps: a test that waits for an hour takes a millisecond.

    When no fiber is ready and none runs in two turns of the event loop in a row, everything waits, and the time jumps to
    the next timer. Two turns, because what a fiber does may come back as an event of the next turn (a promise, a message of a
    memory socket). Real I/O may take longer than that: a test with real sockets uses the real clock, or `autoJump = false`.
*/

import { armNow, type Clock, isIdle, switchCount } from '../core/index.js'

/** How a virtual clock begins. */
export interface VirtualClockOptions {
    /** Monotonic time at the beginning, milliseconds. Default 1,000,000: like a machine that has been on for a while. */
    readonly now?: number
    /** Wall-clock time at the beginning, milliseconds since 1970. Default 2025-01-01 00:00 UTC. */
    readonly time?: number
    /** Whether the time jumps when everything waits. Default true. */
    readonly autoJump?: boolean
}

/** A clock for tests. Time stands still while code runs, and moves by `advance` or when everything waits. */
export class VirtualClock implements Clock {
    #now: number
    /** Wall-clock time minus monotonic time. */
    #offset: number
    #autoJump: boolean
    #due = Infinity
    #expire: (() => void) | null = null
    #poll: NodeJS.Immediate | null = null
    #idlePolls = 0
    /** Steps of fibers at the latest look: where there were more, an event of this turn woke one. */
    #switches = 0

    /** A clock that stands still until fibers wait, or `advance` is called. */
    constructor(options: VirtualClockOptions = {}) {
        const { now = 1_000_000, time = Date.UTC(2025, 0, 1), autoJump = true } = options
        this.#now = now
        this.#offset = time - now
        this.#autoJump = autoJump
    }

    now(): number {
        return this.#now
    }

    time(): number {
        return this.#now + this.#offset
    }

    /** Sets the wall clock, as a user or a time server may at any moment. Monotonic time and timers do not notice. */
    setTime(time: number): void {
        this.#offset = time - this.#now
    }

    /** The time for which the runtime has armed the clock; Infinity: no timer runs. */
    get due(): number {
        return this.#due
    }

    /** Whether it jumps to the next deadline by itself when every fiber waits. */
    get autoJump(): boolean {
        return this.#autoJump
    }

    set autoJump(on: boolean) {
        this.#autoJump = on
        this.#watch()
    }

    /** Moves the time on by `ms` milliseconds, with a stop at each timer that is due by then. */
    advance(ms: number): void {
        const target = this.#now + ms
        // What the running slice has started is not armed yet.
        while (armNow() <= target && this.#due <= target) {
            this.#jump()
        }
        this.#now = Math.max(this.#now, target)
    }

    arm(due: number, expire: () => void): void {
        this.#due = due
        this.#expire = expire
        this.#watch()
    }

    disarm(): void {
        this.#due = Infinity
        this.#expire = null
        if (this.#poll !== null) {
            clearImmediate(this.#poll)
            this.#poll = null
        }
    }

    #watch(): void {
        this.#idlePolls = 0
        if (this.#poll === null && this.#expire !== null && this.#autoJump) {
            this.#poll = setImmediate(this.#look)
        }
    }

    readonly #look = (): void => {
        this.#poll = null
        if (this.#expire === null || !this.#autoJump) {
            return
        }
        this.#idlePolls = isIdle() && switchCount() === this.#switches ? this.#idlePolls + 1 : 0
        if (this.#idlePolls >= 2) {
            this.#jump()
        }
        this.#switches = switchCount()
        if (this.#poll === null && this.#expire !== null) {
            this.#poll = setImmediate(this.#look)
        }
    }

    #jump(): void {
        const expire = this.#expire
        this.#now = Math.max(this.#now, this.#due)
        this.#due = Infinity
        this.#expire = null
        this.#idlePolls = 0
        expire?.()
    }
}
