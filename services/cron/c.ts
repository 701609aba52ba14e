/*
    c.ts -- The C face of services/cron. Source: spec agent.md §13.2, §13.3.
*/

import { wallTime } from '../../fiber/index.js'
import { MAXTIME } from '../../fiber/c.js'
import { Schedule } from './schedule.js'

/**
 * Milliseconds, a multiple of 1000, from now to the first minute of a schedule at or after the one that contains `when` (0: now); 0 if that
 * has begun. -1: the schedule is invalid; `MAXTIME`: it never comes. Null or empty: any time.
 */
export function cronUntil(spec: string | null | undefined, when = 0): number {
    const now = wallTime()
    return asked(spec, schedule => {
        const next = schedule.next(when === 0 ? now : when)
        return next === null ? MAXTIME : Math.max(0, seconds(next) - seconds(now)) * 1000
    })
}

/**
 * Milliseconds from `when` (0: now) to the last second of the present minute, hour, day or month, whichever is the finest that the schedule
 * restricts. 0: `when` is not in it; -1: invalid; `MAXTIME`: it restricts nothing.
 */
export function cronUntilEnd(spec: string | null | undefined, when = 0): number {
    const time = when === 0 ? wallTime() : when
    return asked(spec, schedule => {
        const end = schedule.endOfField(time)
        return end === null ? 0 : end === Infinity ? MAXTIME : (seconds(end) - 1 - seconds(time)) * 1000
    })
}

function asked(spec: string | null | undefined, question: (schedule: Schedule) => number): number {
    let schedule: Schedule
    try {
        schedule = new Schedule(spec ?? '')
    } catch {
        return -1
    }
    return question(schedule)
}

function seconds(ms: number): number {
    return Math.floor(ms / 1000)
}
