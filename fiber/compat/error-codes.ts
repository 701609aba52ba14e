/*
    error-codes.ts -- The results of C-face functions: 0 for success, a negative code for failure; test with `< 0`.
    Source: spec runtime.md §1.1.
*/

import { numberOf } from './numbers.js'

/** Success. */
export const R_ERR_OK = 0
/** The first of the codes; no function gives it as such. */
export const R_ERR_BASE = -1
/** A failure for which there is no other code. */
export const R_ERR = -2
/** It was given up. */
export const R_ERR_ABORTED = -3
/** It exists already. */
export const R_ERR_ALREADY_EXISTS = -4
/** The acknowledgement is not the one that was expected. */
export const R_ERR_BAD_ACK = -5
/** An argument is NULL or out of its range. */
export const R_ERR_BAD_ARGS = -6
/** The data is damaged. */
export const R_ERR_BAD_DATA = -7
/** The format is not understood. */
export const R_ERR_BAD_FORMAT = -8
/** The handle or stream is none. */
export const R_ERR_BAD_HANDLE = -9
/** NULL where something is needed. */
export const R_ERR_BAD_NULL = -10
/** The request is not understood. */
export const R_ERR_BAD_REQUEST = -11
/** The response is not understood. */
export const R_ERR_BAD_RESPONSE = -12
/** The session is not known, or over. */
export const R_ERR_BAD_SESSION = -13
/** Not possible in the present state. */
export const R_ERR_BAD_STATE = -14
/** The text breaks its grammar. */
export const R_ERR_BAD_SYNTAX = -15
/** The type is not the wanted one. */
export const R_ERR_BAD_TYPE = -16
/** The value is not one of the possible ones. */
export const R_ERR_BAD_VALUE = -17
/** In use by another. */
export const R_ERR_BUSY = -18
/** No access: no right to it, or held by another. */
export const R_ERR_CANT_ACCESS = -19
/** There are no resources left for it. */
export const R_ERR_CANT_ALLOCATE = -20
/** It has begun, and cannot be brought to its end. */
export const R_ERR_CANT_COMPLETE = -21
/** No connection can be made. */
export const R_ERR_CANT_CONNECT = -22
/** It cannot be made. */
export const R_ERR_CANT_CREATE = -23
/** It cannot be removed. */
export const R_ERR_CANT_DELETE = -24
/** It is not there. */
export const R_ERR_CANT_FIND = -25
/** It cannot be set up. */
export const R_ERR_CANT_INITIALIZE = -26
/** It cannot be loaded. */
export const R_ERR_CANT_LOAD = -27
/** It cannot be opened. */
export const R_ERR_CANT_OPEN = -28
/** It cannot be read, or is at its end. */
export const R_ERR_CANT_READ = -29
/** It cannot be written. */
export const R_ERR_CANT_WRITE = -30
/** It was removed meanwhile. */
export const R_ERR_DELETED = -31
/** No memory, or a limit is reached. */
export const R_ERR_MEMORY = -32
/** The network failed. */
export const R_ERR_NETWORK = -33
/** There is no connection. */
export const R_ERR_NOT_CONNECTED = -34
/** It was not set up. */
export const R_ERR_NOT_INITIALIZED = -35
/** Not yet. */
export const R_ERR_NOT_READY = -36
/** It may only be read. */
export const R_ERR_READ_ONLY = -37
/** The deadline has passed. */
export const R_ERR_TIMEOUT = -38
/** A number is above its limit. */
export const R_ERR_TOO_MANY = -39
/** There is not enough room. */
export const R_ERR_WONT_FIT = -40
/** It would have to wait. */
export const R_ERR_WOULD_BLOCK = -41
/** The last of the codes; no function gives it as such. */
export const R_ERR_MAX = -42

/** Code -> the name of its constant, by the positive value. */
const names = [
    'R_ERR_OK',
    'R_ERR_BASE',
    'R_ERR',
    'R_ERR_ABORTED',
    'R_ERR_ALREADY_EXISTS',
    'R_ERR_BAD_ACK',
    'R_ERR_BAD_ARGS',
    'R_ERR_BAD_DATA',
    'R_ERR_BAD_FORMAT',
    'R_ERR_BAD_HANDLE',
    'R_ERR_BAD_NULL',
    'R_ERR_BAD_REQUEST',
    'R_ERR_BAD_RESPONSE',
    'R_ERR_BAD_SESSION',
    'R_ERR_BAD_STATE',
    'R_ERR_BAD_SYNTAX',
    'R_ERR_BAD_TYPE',
    'R_ERR_BAD_VALUE',
    'R_ERR_BUSY',
    'R_ERR_CANT_ACCESS',
    'R_ERR_CANT_ALLOCATE',
    'R_ERR_CANT_COMPLETE',
    'R_ERR_CANT_CONNECT',
    'R_ERR_CANT_CREATE',
    'R_ERR_CANT_DELETE',
    'R_ERR_CANT_FIND',
    'R_ERR_CANT_INITIALIZE',
    'R_ERR_CANT_LOAD',
    'R_ERR_CANT_OPEN',
    'R_ERR_CANT_READ',
    'R_ERR_CANT_WRITE',
    'R_ERR_DELETED',
    'R_ERR_MEMORY',
    'R_ERR_NETWORK',
    'R_ERR_NOT_CONNECTED',
    'R_ERR_NOT_INITIALIZED',
    'R_ERR_NOT_READY',
    'R_ERR_READ_ONLY',
    'R_ERR_TIMEOUT',
    'R_ERR_TOO_MANY',
    'R_ERR_WONT_FIT',
    'R_ERR_WOULD_BLOCK',
    'R_ERR_MAX',
]

/** The name of a code, such as `R_ERR_TIMEOUT`; `Unknown error` for a number that is none. Takes both signs [D-01]. */
export function rGetError(code: number): string {
    return names[Math.abs(numberOf(code))] ?? 'Unknown error'
}
