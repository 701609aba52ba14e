/*
    c-time.ts -- The time functions of C. Times are milliseconds, except where C gives seconds. Source: spec runtime.md §11.
*/

import { numberOf, type Pointer, stringOf } from '../compat/index.js'
import { now, wallTime } from '../core/index.js'
import { formatTime } from './format.js'
import { parseIsoDate } from './iso.js'

/** Default format of dates. */
export const R_DEFAULT_DATE = '%a %b %d %T %Y %Z'
/** Format of dates in syslog lines. */
export const R_SYSLOG_DATE = '%b %e %T'

/** Milliseconds of the monotonic clock. */
export type Ticks = number
/** Milliseconds since 1970 UTC. */
export type Time = number

/** A date by its fields; those out of range are normalised. */
export interface Tm {
    /** 0 to 60. */
    tm_sec: number
    /** 0 to 59. */
    tm_min: number
    /** 0 to 23. */
    tm_hour: number
    /** Day of the month, 1 to 31. */
    tm_mday: number
    /** 0 to 11. */
    tm_mon: number
    /** Years since 1900. */
    tm_year: number
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const imfFixdate = /^\s*[a-z]{3,9},\s*(\d{1,2})\s+([a-z]{3,9})\s+(\d{4})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})/i

/** Milliseconds since 1970 UTC. */
export function rGetTime(): Time {
    return Math.trunc(wallTime())
}

/** Milliseconds of the monotonic clock, counted from the start of the system. */
export function rGetTicks(): Ticks {
    return Math.trunc(now())
}

/** Nanoseconds of a clock of high resolution. */
export function rGetHiResTicks(): number {
    return Number(process.hrtime.bigint())
}

/** Milliseconds since `mark` (ticks). */
export function rGetElapsedTicks(mark: Ticks): Ticks {
    return rGetTicks() - numberOf(mark)
}

/** Milliseconds since `mark` (time). */
export function rGetElapsedTime(mark: Time): Time {
    return rGetTime() - numberOf(mark)
}

/** Milliseconds that are left of `timeout` since `mark`; below 0 when it is over. */
export function rGetRemainingTicks(mark: Ticks, timeout: number): Ticks {
    return numberOf(timeout) - rGetElapsedTicks(mark)
}

/** The present local time as text. Null or empty format: `R_DEFAULT_DATE`. */
export function rGetDate(format: Pointer<string> = null): string {
    return formatTime(stringOf(format) || R_DEFAULT_DATE, rGetTime())
}

/** A time as local text. Null format: `R_DEFAULT_DATE`. */
export function rFormatLocalTime(format: Pointer<string>, time: Time): string {
    return formatTime(stringOf(format) ?? R_DEFAULT_DATE, numberOf(time))
}

/** A time as text in UTC. Null format: `R_DEFAULT_DATE`. */
export function rFormatUniversalTime(format: Pointer<string>, time: Time): string {
    return formatTime(stringOf(format) ?? R_DEFAULT_DATE, numberOf(time), true)
}

/** `2025-11-10T21:28:28.123Z`; empty for a time that no date has. */
export function rGetIsoDate(time: Time): string {
    const date = new Date(numberOf(time))
    return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** `Mon, 10 Nov 2025 21:28:28 GMT` for a time in milliseconds [D-15]; empty for a time that no date has. */
export function rGetHttpDate(time: Time): string {
    return formatTime('%a, %d %b %Y %H:%M:%S GMT', numberOf(time), true)
}

/** Milliseconds of an ISO 8601 date with zone; -1 for anything else. */
export function rParseIsoDate(text: Pointer<string>): Time {
    return typeof text === 'string' ? (parseIsoDate(text) ?? -1) : -1
}

/** **Seconds** of `Www, DD Mon YYYY HH:MM:SS`, what follows ignored; 0 for anything else. */
export function rParseHttpDate(text: Pointer<string>): number {
    const match = typeof text === 'string' ? imfFixdate.exec(text.slice(0, 128)) : null
    if (match === null) {
        return 0
    }
    const [, day, month, year, hour, minute, second] = match
    const at = monthNames.indexOf(month!.slice(0, 3).toLowerCase())
    if (at < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(day) > 31) {
        return 0
    }
    return Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second)) / 1000
}

/** **Seconds** of local fields; 0 for NULL and what no date has. In the hour that a clock skips it is the hour after. */
export function rMakeTime(tm: Pointer<Tm>): number {
    const [year, month, day, hour, minute, second] = fieldsOf(tm)
    const date = new Date(2000, 0, 1)
    date.setFullYear(year, month, day)
    date.setHours(hour, minute, second, 0)
    return secondsOf(date)
}

/** **Seconds** of UTC fields; 0 for NULL and what no date has. */
export function rMakeUniversalTime(tm: Pointer<Tm>): number {
    const [year, month, day, hour, minute, second] = fieldsOf(tm)
    const date = new Date(0)
    date.setUTCFullYear(year, month, day)
    date.setUTCHours(hour, minute, second, 0)
    return secondsOf(date)
}

function fieldsOf(tm: Pointer<Tm>): [number, number, number, number, number, number] {
    const { tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec } = (tm || {}) as Partial<Tm>
    const rest = [tm_mon, tm_mday, tm_hour, tm_min, tm_sec].map(numberOf) as [number, number, number, number, number]
    return [numberOf(tm_year) + 1900, ...rest]
}

function secondsOf(date: Date): number {
    return Math.floor(date.getTime() / 1000) || 0
}
