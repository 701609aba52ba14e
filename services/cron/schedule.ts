/*
    schedule.ts -- Schedule: minutes of the calendar, in local time. Source: spec agent.md §13.

    A minute belongs to a schedule if its hands and date say so. So a minute that the clock skips, when daylight saving begins, does not
    come that day, and one that it shows twice, when it ends, comes twice: what is meant are windows of time, in which something may be
    done. A step of the clock needs no care: every question is answered from the time that it comes with.
*/

import { type Fields, readFields } from './fields.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A schedule without a match within so many years is never. */
const YEARS = 5

/** When something may happen. Times are in milliseconds since 1970. */
export class Schedule {
    readonly #fields: Fields | null

    /**
     * `spec`: five fields, minute, hour, day, month, weekday (0 is Sunday), each `*` or numbers, ranges (which may wrap) and lists; or
     * `anytime`, `never`, `unscheduled`, `day`, `weekdays`, `workhours`, `midnight`, `night`. Empty: any time. Throws `CRON_SYNTAX`.
     */
    constructor(spec: string) {
        this.#fields = readFields(spec)
    }

    /** Whether the minute of `time` belongs to it. */
    matches(time: number): boolean {
        const date = new Date(time)
        const fields = this.#fields
        return (
            fields !== null &&
            (fields.minute?.has(date.getMinutes()) ?? true) &&
            (fields.hour?.has(date.getHours()) ?? true) &&
            (fields.month?.has(date.getMonth() + 1) ?? true) &&
            isDay(fields, date)
        )
    }

    /** The beginning of the first minute of it, at or after the one that contains `time`; null: none within five years. */
    next(time: number): number | null {
        const fields = this.#fields
        if (fields === null) {
            return null
        }
        let at = new Date(minuteOf(time))
        const last = new Date(at)
        last.setFullYear(last.getFullYear() + YEARS)
        while (at <= last) {
            const then = step(fields, at)
            if (then === null) {
                return at.getTime()
            }
            // Where the clock goes back, a later time on it may be an earlier one.
            at = then > at ? then : new Date(at.getTime() + HOUR)
        }
        return null
    }

    /**
     * The end of the window around `time` by the finest field that is restricted, as Ioto C has it: of its minute, hour, day or month.
     * Null: `time` is not in it; Infinity: it has no end.
     */
    endOfField(time: number): number | null {
        const fields = this.#fields
        if (fields === null || !this.matches(time)) {
            return null
        }
        const minute = minuteOf(time)
        const end = new Date(minute)
        if (fields.minute !== null) {
            return minute + MINUTE
        } else if (fields.hour !== null) {
            return minute + (60 - end.getMinutes()) * MINUTE
        } else if (fields.day !== null || fields.weekday !== null) {
            end.setHours(24, 0, 0, 0)
        } else if (fields.month !== null) {
            end.setMonth(end.getMonth() + 1, 1)
            end.setHours(0, 0, 0, 0)
        } else {
            return Infinity
        }
        return end.getTime()
    }

    /** The beginning of the first minute after `time` that does not belong to it: the end of the window. Null, Infinity: as above. */
    end(time: number): number | null {
        let end = this.endOfField(time)
        const last = time + YEARS * 366 * 24 * HOUR
        while (end !== null && end !== Infinity && this.matches(end)) {
            end = end > last ? Infinity : this.endOfField(end)
        }
        return end
    }
}

/** The beginning of its minute. Not by the setters of Date: of an hour that comes twice they mean the first. */
function minuteOf(time: number): number {
    const date = new Date(time)
    return time - date.getSeconds() * 1000 - date.getMilliseconds()
}

/** Both fields restrict: either is enough, as cron has it. */
function isDay({ day, weekday }: Fields, date: Date): boolean {
    if (day !== null && weekday !== null) {
        return day.has(date.getDate()) || weekday.has(date.getDay())
    }
    return (day?.has(date.getDate()) ?? true) && (weekday?.has(date.getDay()) ?? true)
}

/** The next time that may belong to the schedule, by the coarsest field that does not; null: `at` does. */
function step(fields: Fields, at: Date): Date | null {
    const { minute, hour, month } = fields
    const year = at.getFullYear()
    if (month !== null && !month.has(at.getMonth() + 1)) {
        return new Date(year, at.getMonth() + 1, 1)
    }
    if (!isDay(fields, at)) {
        return new Date(year, at.getMonth(), at.getDate() + 1)
    }
    if (hour !== null && !hour.has(at.getHours())) {
        return new Date(year, at.getMonth(), at.getDate(), at.getHours() + 1)
    }
    if (minute !== null && !minute.has(at.getMinutes())) {
        // In real time: the hour may be one that comes twice.
        const later = [...minute].filter(each => each > at.getMinutes())
        const wait = (later.length > 0 ? Math.min(...later) : 60) - at.getMinutes()
        return new Date(at.getTime() + wait * MINUTE)
    }
    return null
}
