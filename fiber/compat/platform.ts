/*
    platform.ts -- What extension code uses of C's layer for operating systems. Source: spec runtime.md §22, §23.
*/

import { constants } from 'node:fs'
import { isMainThread, threadId } from 'node:worker_threads'
import { getOsError, setOsError } from './os-error.js'

/** Limits of C; not enforced here. */
export const ME_MAX_PATH = 1024
export const ME_MAX_FNAME = 256
export const ME_MAX_IP = 1024
export const ME_MAX_ARGC = 32
/** Name and limits of the C build. */
export const ME_NAME = 'ioto'
export const ME_MAX_EVENTS = 128
export const ME_R_DEFAULT_TIMEOUT = 60_000
/** Modes for access checks. */
export const F_OK = constants.F_OK
export const R_OK = constants.R_OK
export const W_OK = constants.W_OK
export const X_OK = constants.X_OK
/** No socket, and a failed socket call. */
export const INVALID_SOCKET = -1
export const SOCKET_ERROR = -1
/** The platform. */
export const WINDOWS = process.platform === 'win32'
export const MACOSX = process.platform === 'darwin'
export const LINUX = process.platform === 'linux'
export const ME_UNIX_LIKE = !WINDOWS
export const ME_DEBUG = process.env.NODE_ENV === 'development'

/** The smaller of two numbers. */
export function min(a: number, b: number): number {
    return a < b ? a : b
}

/** The larger of two numbers. */
export function max(a: number, b: number): number {
    return a > b ? a : b
}

/** Integer to pointer: gives its argument. */
export function ITOP<T>(value: T): T {
    return value
}

/** Pointer to integer: gives its argument without a fraction. */
export function PTOI(value: unknown): number {
    return Math.trunc(Number(value)) || 0
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
export function rWriteToOsLog(message: string): void {
    process.stderr.write(`${message}\n`)
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
