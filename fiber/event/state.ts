/*
    state.ts -- The state of the application, and the switch for time limits. Source: spec runtime.md §2.1, §2.8.
*/

import { numberOf } from '../compat/index.js'
import { signal } from '../core/index.js'

/** The process was launched; the runtime is not initialised. */
export const R_STARTED = 0
/** `rInit` has succeeded. */
export const R_INITIALIZED = 1
/** The application has declared itself ready. */
export const R_READY = 2
/** Another name of `R_READY`. */
export const R_RUNNING = R_READY
/** A graceful stop was asked for. */
export const R_STOPPING = 3
/** A stop was asked for. */
export const R_STOPPED = 4
/** A stop was asked for, then a new start. */
export const R_RESTART = 5

/** The signal that tells of each change of the state, with the new one. */
const STATE_SIGNAL = 'app:state'

/** The present state: one of the constants above. */
export let rState: number = R_STARTED

let timeouts = true
let changed: (state: number) => void = () => {}

/** The present state. */
export function rGetState(): number {
    return rState
}

/**
 * Sets the state. From `R_STOPPING` on the event loop ends: what was due when the present pass began still runs, no other event
 * does. Returns at once; the calling fiber goes on until its next wait. What is no number changes nothing.
 */
export function rSetState(state: number): void {
    const next = Math.trunc(numberOf(state))
    if (Number.isFinite(next)) {
        rState = next
        changed(next)
        // For an agent that runs on its own, without `rServiceEvents`.
        signal(STATE_SIGNAL, next)
    }
}

/** Asks for a graceful stop. Queued events are not served before it (C's documentation says so, C does not do it). */
export function rGracefulStop(): void {
    rSetState(R_STOPPING)
}

/** Asks for a stop. */
export function rStop(): void {
    rSetState(R_STOPPED)
}

/** Whether services compute deadlines; false while debugging. Default true. The runtime itself does not look at it. */
export function rGetTimeouts(): boolean {
    return timeouts
}

/** Switches the deadlines of services on or off. */
export function rSetTimeouts(on: boolean): void {
    timeouts = Boolean(on)
}

/** @internal Has `fn` called at each change of the state. */
export function onState(fn: (state: number) => void): void {
    changed = fn
}
