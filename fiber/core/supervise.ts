/*
    supervise.ts -- Keeping a service alive: restart after a failure, but not for ever in a row.
*/

import { FiberError } from './errors.js'
import { exponential, type Schedule } from './retry.js'
import { now } from './scheduler.js'
import { sleep } from './sleep.js'
import type { Blocking, Fiber } from './types.js'

/** How often a service may be restarted. */
export interface SuperviseOptions {
    /** More failures than this within `within` end the supervision. Default 5. */
    readonly restarts?: number
    /** Milliseconds. Default 60,000. */
    readonly within?: number
    /** Pauses before restarts; it begins anew after `within` without a failure. Default exponential from 100 ms to 30 s. */
    readonly schedule?: Schedule
    /** Told of each failure before the pause. Default: nobody; the last failure is thrown in any case. */
    readonly onFailure?: (error: unknown, restarts: number) => void
}

/**
 * Runs `body`, and again when it fails. Ends when it finishes, or throws `FIBER_RESTARTS` (with the last failure as `cause`)
 * when it failed too often in too short a time.
 */
export function* supervise<T>(name: string, body: () => Blocking<T>, options: SuperviseOptions = {}): Fiber<T> {
    const { restarts = 5, within = 60_000, schedule = exponential(), onFailure } = options
    let failures: number[] = []
    let pauses = schedule[Symbol.iterator]()
    for (;;) {
        try {
            return yield* body()
        } catch (error) {
            const time = now()
            failures = failures.filter(then => time - then < within)
            if (failures.length === 0) {
                pauses = schedule[Symbol.iterator]()
            }
            failures.push(time)
            const pause = pauses.next()
            if (failures.length > restarts || pause.done) {
                const message = `Cannot keep ${name} running: ${failures.length} failures within ${within} ms, wanted no more than ${restarts}`
                throw new FiberError('FIBER_RESTARTS', message, { cause: error })
            }
            onFailure?.(error, failures.length)
            yield* sleep(pause.value)
        }
    }
}
