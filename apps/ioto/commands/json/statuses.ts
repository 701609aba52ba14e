/*
    statuses.ts -- How `ioto json` ends. Source: spec json.md §17, "Exit codes". Ioto's 2 (the runtime does not start) does not occur.
*/

import { Failure } from '../../subcommand.js'

/** The log cannot be opened. */
export const NO_LOG = 1
/** The low eight bits of R_ERR_CANT_READ, R_ERR_CANT_FIND, R_ERR_CANT_COMPLETE and R_ERR_BAD_ARGS. */
export const NO_INPUT = 227
export const NOT_FOUND = 231
export const NOT_DONE = 235
export const USAGE = 250

/** All of them, for the help. */
export const statuses: readonly (readonly [status: number, meaning: string])[] = [
    [0, 'done'],
    [NO_LOG, 'the log cannot be opened'],
    [NO_INPUT, 'a file is missing or cannot be read, wrong syntax, or a file or profile that cannot be blended'],
    [NOT_FOUND, 'the property is not there'],
    [NOT_DONE, 'a value cannot be set, bumped, removed or saved'],
    [USAGE, 'wrong command line'],
]

/** The failure with a message of the form `WHAT. DETAIL`. */
export function failure(status: number, what: string, detail?: string | null): Failure {
    return new Failure(detail ? `${what}. ${detail.trimEnd()}` : what, status)
}
