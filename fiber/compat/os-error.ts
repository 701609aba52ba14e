/*
    os-error.ts -- The last error of the operating system: C's errno. Source: spec runtime.md §1.1.
*/

import { constants } from 'node:os'

let last = 0

/** The positive errno of the latest file, socket or command call that failed. */
export function getOsError(): number {
    return last
}

/** Sets it: a number, or an error of Node, whose `errno` or `code` is taken. */
export function setOsError(error: unknown): void {
    if (typeof error === 'number') {
        last = Math.abs(Math.trunc(error)) || 0
        return
    }
    const { errno, code } = (error ?? {}) as { errno?: unknown; code?: unknown }
    if (typeof code === 'string' && code in constants.errno) {
        last = constants.errno[code as keyof typeof constants.errno]
    } else if (typeof errno === 'number') {
        last = Math.abs(errno)
    }
}
