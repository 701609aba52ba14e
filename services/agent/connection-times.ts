/*
    connection-times.ts -- ConnectionTimes: when there may be a connection to the broker, by `mqtt.schedule`, `mqtt.delay` and `mqtt.jitter`.

    A device may get its time long after it has started, and may be put right at any moment. So whoever waits for a time of the day looks at
    the clock once a minute; the delay between two connections is measured by the time that nobody sets.
*/

import { type Event, type Fiber, now, select, sleep, wallTime } from '../../fiber/index.js'
import { Schedule } from '../cron/index.js'

/** Milliseconds between two looks at the clock: windows begin and end with minutes. */
const LOOK = 60_000

/** The properties of `mqtt` that say when; times in milliseconds. */
export interface TimeSettings {
    readonly schedule: string | null
    readonly delay: number
    readonly jitter: number
}

/** When there may be a connection. */
export class ConnectionTimes {
    readonly #schedule: Schedule | null
    readonly #settings: TimeSettings
    /** When the latest connection was lost, by the clock that nobody sets. */
    #lost = -Infinity

    constructor(settings: TimeSettings) {
        this.#settings = settings
        this.#schedule = settings.schedule === null ? null : new Schedule(settings.schedule)
    }

    /** Whether there are windows. */
    get hasWindows(): boolean {
        return this.#schedule !== null
    }

    /** A connection was lost. */
    noteLost(): void {
        this.#lost = now()
    }

    /** Milliseconds until a connection is due as the clock is now; 0: it is. Infinity: never. */
    wait(): number {
        const time = wallTime()
        const base = time + Math.max(0, this.#lost + this.#settings.delay - now())
        const start = this.#schedule === null ? base : this.#schedule.next(base)
        return start === null ? Infinity : Math.max(start, base) - time
    }

    /** The same, with the random part of what is to be waited. */
    pause(): number {
        const wait = this.wait()
        return wait > 0 ? wait + this.#jitter() : 0
    }

    /**
     * Waits for `least` milliseconds, and until a connection is due, however the clock is set meanwhile; or until somebody wants one all
     * the same.
     */
    *untilDue(least: number, wanted: Event): Fiber<void> {
        if (least > 0 && (yield* isWanted(wanted, least))) {
            return
        }
        let wait = this.wait()
        if (wait > 0) {
            for (; wait > 0; wait = this.wait()) {
                if (yield* isWanted(wanted, Math.min(wait, LOOK))) {
                    return
                }
            }
            yield* isWanted(wanted, this.#jitter())
        }
    }

    /** Waits until the present window is over, however the clock is set meanwhile. Without windows: for ever. */
    *windowEnd(): Fiber<void> {
        if (this.#schedule === null) {
            // No deadline: a connection lasts as long as it can.
            yield* sleep(Infinity)
        }
        for (let left = this.#left(); left > 0; left = this.#left()) {
            yield* sleep(Math.min(left, LOOK))
        }
    }

    /** Milliseconds that the present window lasts; 0: there is none. */
    #left(): number {
        const time = wallTime()
        return (this.#schedule!.end(time) ?? time) - time
    }

    #jitter(): number {
        return Math.random() * this.#settings.jitter
    }
}

/** Waits for so long, unless the event comes before; whether it has. Not a race, whose fibers begin a moment later. */
function* isWanted(wanted: Event, time: number): Fiber<boolean> {
    const { key } = yield* select({ wanted: wanted.wait(), pause: sleep(time) })
    return key === 'wanted'
}
