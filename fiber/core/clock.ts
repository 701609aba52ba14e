/*
    clock.ts -- Where time comes from: the machine's clock, or (in tests) one that jumps.
*/

/** Taken once: the global is a getter, which costs some 10 ns at each use. */
const { performance } = globalThis

/** A source of time. All times are milliseconds. */
export interface Clock {
    /** Monotonic time, since system start for the real clock; may have a fraction. Never goes backwards. */
    now(): number
    /** Wall-clock time since 1970-01-01 UTC. */
    time(): number
    /** Calls `expire` once, at `due` (in terms of `now`) or later. Replaces what was armed before. */
    arm(due: number, expire: () => void): void
    /** Nothing is to be called any more, and nothing armed may keep the process alive. */
    disarm(): void
}

/** The longest delay that a Node timer takes. Later times are reached in several strides. */
const longest = 0x7fffffff

/** The machine's clock on one Node timer. */
export class RealClock implements Clock {
    // Counted from system start, not from process start, so that `now() - timeout` never reaches zero (spec runtime.md §1.4).
    readonly #origin = Number(process.hrtime.bigint()) / 1e6 - performance.now()
    #timer: NodeJS.Timeout | null = null

    now(): number {
        return performance.now() + this.#origin
    }

    time(): number {
        return Date.now()
    }

    arm(due: number, expire: () => void): void {
        if (this.#timer !== null) {
            clearTimeout(this.#timer)
        }
        // Rounded up: a timer that fires early would find nothing due and be armed again.
        const delay = Math.min(Math.max(Math.ceil(due - this.now()), 1), longest)
        this.#timer = setTimeout(expire, delay)
    }

    disarm(): void {
        if (this.#timer !== null) {
            clearTimeout(this.#timer)
            this.#timer = null
        }
    }
}
