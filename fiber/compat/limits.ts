/*
    limits.ts -- The numbers that mean "infinite", and the unit of time. Source: spec runtime.md §1.3, §1.4.
*/

/** Largest C `int`. */
export const MAXINT = 2147483647
/** Largest whole number that is exact; 2^63-1 in C. As a deadline or limit: without end. */
export const MAXINT64 = Number.MAX_SAFE_INTEGER
/** Largest size, in bytes; without end as a limit. */
export const MAXSSIZE = Number.MAX_SAFE_INTEGER
/** The latest time and deadline, milliseconds. */
export const MAXTIME = MAXINT64 - MAXINT
/** Ticks a second: ticks are milliseconds. */
export const TPS = 1000
