/*
    arguments.ts -- Arguments of C functions that have another type than they should. None of them may throw: C code is not
    checked by the compiler that checks ours. Source: spec runtime.md §1.2.
*/

import { numberOf } from './numbers.js'

/** A whole number within the range that is exact; what is no number is `other`. */
export function wholeOf(value: unknown, other = 0): number {
    const number = Math.trunc(numberOf(value))
    return Number.isNaN(number)
        ? other
        : Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number)) + 0
}

/** Text; what is no string is NULL. */
export function stringOf(value: unknown): string | null {
    return typeof value === 'string' ? value : null
}

/** Bytes; what is neither bytes nor text is NULL. */
export function bytesOf(value: unknown): Uint8Array | null {
    return value instanceof Uint8Array ? value : typeof value === 'string' ? Buffer.from(value) : null
}

/** An out-parameter; anything else, as NULL, is a place that nobody looks at. */
export function placeOf<T>(value: { value: T } | null | undefined | 0): { value: T } | null {
    return typeof value === 'object' && value !== null && 'value' in value ? value : null
}
