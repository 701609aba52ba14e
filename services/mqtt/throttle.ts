/*
    throttle.ts -- Throttle: the delay that the cloud imposes on a device that sends too much. Source: spec mqtt.md §9.

    The licence of the original wants this not to be disabled.
*/

import { type Fiber, Logger, now, sleep } from '../../fiber/index.js'

/** Milliseconds that a request adds at least. */
const STEP = 2000
/** The longest delay, milliseconds. */
const MOST = 30_000

const log = new Logger('mqtt')

/** The delay of one client. */
export class Throttle {
    /** Milliseconds before each message; 0: none. */
    delay = 0
    /** `now()` of the latest message that was delayed, or request. */
    lastPublished = 0
    /** `now()` of the latest request. */
    mark = 0

    /** Raises the delay: 2, 4, 8, 16, 30 seconds. */
    raise(): void {
        this.delay = Math.min(Math.max(2 * this.delay, this.delay + STEP), MOST)
        this.mark = this.lastPublished = now()
        log.trace(`Device sending too much data, sending throttled for ${this.delay} ms`)
    }

    /** Waits as long as it is to be waited; each wait makes the next one shorter. */
    *wait(): Fiber<void> {
        const { delay } = this
        if (delay <= 0) {
            return
        }
        const time = now()
        const elapsed = time - this.lastPublished + 999
        const decay = Math.floor((delay * Math.floor(elapsed / 1000)) / 400) + Math.floor((elapsed * 2) / 1000)
        yield* sleep(delay)
        this.delay = Math.max(0, this.delay - decay)
        this.lastPublished = time
    }
}
