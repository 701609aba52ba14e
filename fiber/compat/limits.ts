/*
    limits.ts -- The numbers that mean "infinite", and the unit of time. Source: spec runtime.md §1.3, §1.4.
*/

/** Largest C `int`. */
export const MAXINT = 2147483647
/** Largest whole number; 2^63-1 in C. Adding to it must saturate. */
export const MAXINT64 = Number.MAX_SAFE_INTEGER
export const MAXSSIZE = Number.MAX_SAFE_INTEGER
/** The end of time, in milliseconds. */
export const MAXTIME = MAXINT64 - MAXINT
/** Ticks a second: ticks are milliseconds. */
export const TPS = 1000
