/*
    errors.ts -- The error catalogue of fiber/core. Codes are stable; docs/reference/errors.md lists them.
*/

import { CodedError } from './coded-error.js'

/** Code -> what it means. The message of an error says which action failed and with which values. */
export const fiberErrors = {
    FIBER_CANCELLED: 'The fiber was cancelled',
    FIBER_CLOSED: 'The channel is closed',
    FIBER_LIMIT: 'The limit of fibers is reached',
    FIBER_MISUSE: 'The runtime was used in a way that it cannot work',
    FIBER_RESTARTS: 'A supervised fiber failed too often',
    FIBER_TIMEOUT: 'A deadline passed',
} as const

/** A key of the catalogue. */
export type FiberErrorCode = keyof typeof fiberErrors

/** A thrown value, or the reason of a cancel, as text: it may be anything, even what `String` refuses. */
export function textOf(value: unknown): string {
    if (value instanceof Error) {
        return value.message
    }
    try {
        return String(value)
    } catch {
        return Object.prototype.toString.call(value)
    }
}

/** The class of all errors that the runtime itself raises. */
export class FiberError extends CodedError<FiberErrorCode> {
    override name = 'FiberError'
}

/** A deadline passed. `code` is `FIBER_TIMEOUT`. */
export class TimeoutError extends FiberError {
    override name = 'TimeoutError'

    /** `ms` is the time that was allowed, in milliseconds. */
    constructor(
        /** The time that was allowed, milliseconds. */
        readonly ms: number,
        message = `Cannot finish in time: deadline of ${ms} ms passed`,
    ) {
        super('FIBER_TIMEOUT', message)
    }
}

/**
 * What `join` throws for a fiber that was cancelled. It is never thrown into the cancelled fiber itself, whose `finally`
 * blocks run and whose `catch` blocks do not. `code` is `FIBER_CANCELLED`; `reason` is the argument of `cancel`.
 */
export class CancelledError extends FiberError {
    override name = 'CancelledError'

    /** `name` of the fiber, `reason` of the cancel. */
    constructor(
        name: string,
        /** The argument of `cancel`. */
        readonly reason: unknown,
    ) {
        super('FIBER_CANCELLED', `Cannot join fiber ${name}: cancelled (${textOf(reason)})`, {
            cause: reason,
        })
    }
}
