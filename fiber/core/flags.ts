/*
    flags.ts -- The bits of `Task.flags`. Plain constants: V8 folds them, and they cost no field each.
*/

/** The body has run for the first time. */
export const STARTED = 1
/** The task is in the ready queue. */
export const QUEUED = 2
/** `cancel` was called; it is acted upon at the next step. */
export const CANCEL_ASKED = 4
/** The cancel was delivered: `finally` blocks run or have run. Further cancels are ignored. */
export const UNWINDING = 8
/** The body is over, children are being waited for. */
export const CLOSING = 16
/** The body is over, in one of these ways. */
export const FINISHED = 32
export const FAILED = 64
export const CANCELLED = 128
/** All is over: the outcome is final. */
export const ENDED = 256
/** A failure has reached somebody: a joiner, the scope, or the root handler. */
export const HEARD = 512
/** Its steps are timed (time-log.ts). */
export const TIMED = 1024
