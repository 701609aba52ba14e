/*
    errors.ts -- The error catalogue of services/debug.
*/

import { CodedError } from '../../fiber/index.js'

/** Code -> what it means. */
export const debugErrors = {
    DEBUG_COMMAND: 'The program that is debugged refuses a command of the debugger',
    DEBUG_CONNECT: 'There is no connection to the program that is debugged: it has not started, or has gone',
    DEBUG_EVALUATE: 'An expression has no value: it is none, or something was thrown',
    DEBUG_REFUSED: 'A debugger was asked for where it is refused: in the profile prod, unless it is forced',
    DEBUG_START: 'The debug endpoint cannot start: it does not get its port, or runs in a worker',
} as const

/** A key of the catalogue. */
export type DebugErrorCode = keyof typeof debugErrors

/** The class of errors of this folder. */
export class DebugError extends CodedError<DebugErrorCode> {
    override name = 'DebugError'
}
