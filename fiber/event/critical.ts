/*
    critical.ts -- `rEnter` and `rLeave`: mutual exclusion between fibers by a flag. Source: spec runtime.md §3.10.

    C looks at the flag every 20 ms. Here those who wait are woken in the order of their coming; a flag that is cleared without
    `rLeave` is still seen, at the next look.
*/

import { R_ERR_CANT_ACCESS, type Ref } from '../compat/index.js'
import { deadline, Event, type Fiber, now, TimeoutError } from '../core/index.js'

/** How often a waiting fiber looks at the flag itself, milliseconds. */
const look = 20

const left = new WeakMap<Ref<boolean>, Event>()

/**
 * Waits until the flag is clear and sets it: 0. `deadline` is an absolute time in ticks: 0 waits for ever, below 0 does not
 * wait. `R_ERR_CANT_ACCESS` when the flag stayed set. Not re-entrant.
 */
export function* rEnter(access: Ref<boolean>, due = 0): Fiber<number> {
    while (access.value) {
        const rest = due > 0 ? due - now() : due === 0 ? Infinity : 0
        if (rest <= 0) {
            return R_ERR_CANT_ACCESS
        }
        let event = left.get(access)
        if (event === undefined) {
            event = new Event('rEnter')
            left.set(access, event)
        }
        try {
            yield* deadline(Math.min(look, rest), event.wait())
        } catch (error) {
            if (!(error instanceof TimeoutError)) {
                throw error
            }
        }
    }
    access.value = true
    return 0
}

/** Clears the flag. Legal from any fiber. */
export function rLeave(access: Ref<boolean>): void {
    access.value = false
    left.get(access)?.emit()
}
