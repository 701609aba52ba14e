/*
    platform.ts -- What extension code uses of C's layer for operating systems. Source: spec runtime.md §22, §23.
*/

import { writeSync } from 'node:fs'
import { isMainThread, threadId } from 'node:worker_threads'
import { textOf } from '../core/index.js'
import { wholeOf } from './arguments.js'
import type { Pointer } from './null.js'
import { numberOf } from './numbers.js'
import { getOsError, setOsError } from './os-error.js'

/** Limits of the C build, which are not enforced here: bytes of a path, of one name in it, of an address, arguments, events. */
export const ME_MAX_PATH = 1024
export const ME_MAX_FNAME = 256
export const ME_MAX_IP = 1024
export const ME_MAX_ARGC = 32
export const ME_MAX_EVENTS = 128
/** The name of the application. */
export const ME_NAME = 'ioto'
/** The usual time limit of services, milliseconds. */
export const ME_R_DEFAULT_TIMEOUT = 60_000
/** Mode of `rAccessFile`: the file exists. */
export const F_OK = 0
/** Mode of `rAccessFile`: it may be executed, a directory entered. */
export const X_OK = 1
/** Mode of `rAccessFile`: it may be written. */
export const W_OK = 2
/** Mode of `rAccessFile`: it may be read. */
export const R_OK = 4
/** No socket. */
export const INVALID_SOCKET = -1
/** A call of a socket failed. */
export const SOCKET_ERROR = -1
/** Which platform it is. */
export const WINDOWS = process.platform === 'win32'
export const MACOSX = process.platform === 'darwin'
export const LINUX = process.platform === 'linux'
export const ME_UNIX_LIKE = !WINDOWS
export const ME_DEBUG = process.env.NODE_ENV === 'development'

/** The smaller of two numbers; the second, if they cannot be compared. */
export function min(a: number, b: number): number {
    return numberOf(a) < numberOf(b) ? a : b
}

/** The larger of two numbers; the second, if they cannot be compared. */
export function max(a: number, b: number): number {
    return numberOf(a) > numberOf(b) ? a : b
}

/** Integer to pointer: gives its argument. */
export function ITOP<T>(value: T): T {
    return value
}

/** Pointer to integer: gives its argument without a fraction; 0 for what is no number. */
export function PTOI(value: unknown): number {
    return wholeOf(value)
}

/** Long to pointer: gives its argument. */
export function LTOP<T>(value: T): T {
    return value
}

/** Pointer to long: gives its argument without a fraction. */
export function PTOL(value: unknown): number {
    return PTOI(value)
}

/** Does nothing. */
export function NOT_USED(_value: unknown): void {}

/** Gives its argument. */
export function INT64(x: number): number {
    return x
}

/** Gives its argument. */
export function UINT64(x: number): number {
    return x
}

/** Whether a number is NaN. */
export function isNan(f: number): boolean {
    return Number.isNaN(f)
}

/** Gives its argument. */
export function likely<T>(value: T): T {
    return value
}

/** Gives its argument. */
export function unlikely<T>(value: T): T {
    return value
}

/** The name of the application: `ioto`. */
export function rGetAppName(): string {
    return ME_NAME
}

/** Does nothing: a place for a debugger to stop. */
export function rBreakpoint(): void {}

/** The positive errno of the latest call that failed. */
export function rGetOsError(): number {
    return getOsError()
}

/** The same as `rGetOsError`. */
export function rGetRawOsError(): number {
    return getOsError()
}

/** Sets the number that `rGetOsError` gives. */
export function rSetOsError(errno: number): void {
    setOsError(errno)
}

/** Writes to standard error; C writes to syslog. */
export function rWriteToOsLog(message: Pointer<string>): void {
    try {
        writeSync(2, `${textOf(message)}\n`)
    } catch {
        // Nobody reads it.
    }
}

/** Whether this is not the thread of the runtime. */
export function rIsForeignThread(): boolean {
    return !isMainThread
}

/** Id of this thread; 0 is the main one. */
export function rGetCurrentThread(): number {
    return threadId
}

/** Id of the runtime's thread. */
export function rGetMainThread(): number {
    return 0
}
