/*
    critical.ts -- `rEnter` and `rLeave`: mutual exclusion between fibers by a flag. Source: spec runtime.md §3.10.

    C looks at the flag every 20 ms. Here those who wait are woken in the order of their coming; a flag that is cleared without
    `rLeave` is still seen, at the next look.
*/

import { numberOf, type Pointer, placeOf, R_ERR_BAD_ARGS, R_ERR_CANT_ACCESS, type Ref } from '../compat/index.js'
import { deadline, Event, type Fiber, now, TimeoutError } from '../core/index.js'

/** How often a waiting fiber looks at the flag itself, milliseconds. */
const look = 20

const left = new WeakMap<Ref<boolean>, Event>()

/**
 * Waits until the flag is clear and sets it: 0. `deadline` is an absolute time in ticks: 0 waits for ever, below 0 does not
 * wait. `R_ERR_CANT_ACCESS` when the flag stayed set, `R_ERR_BAD_ARGS` for NULL. Not re-entrant.
 */
export function* rEnter(access: Pointer<Ref<boolean>>, due = 0): Fiber<number> {
    const flag = placeOf(access)
    const until = numberOf(due) || 0
    if (flag === null) {
        return R_ERR_BAD_ARGS
    }
    while (flag.value) {
        const rest = until > 0 ? until - now() : until === 0 ? Infinity : 0
        if (rest <= 0) {
            return R_ERR_CANT_ACCESS
        }
        let event = left.get(flag)
        if (event === undefined) {
            event = new Event('rEnter')
            left.set(flag, event)
        }
        try {
            yield* deadline(Math.min(look, rest), event.wait())
        } catch (error) {
            if (!(error instanceof TimeoutError)) {
                throw error
            }
        }
    }
    flag.value = true
    return 0
}

/** Clears the flag. Legal from any fiber. */
export function rLeave(access: Pointer<Ref<boolean>>): void {
    const flag = placeOf(access)
    if (flag !== null) {
        flag.value = false
        left.get(flag)?.emit()
    }
}
