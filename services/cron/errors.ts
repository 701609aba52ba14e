/*
    errors.ts -- The error catalogue of services/cron.
*/

import { CodedError } from '../../fiber/index.js'

/** Code -> what it means. */
export const cronErrors = {
    CRON_SYNTAX: 'A schedule is neither an alias nor five fields of numbers, ranges and lists',
} as const

/** A key of the catalogue. */
export type CronErrorCode = keyof typeof cronErrors

/** The class of errors of this folder. */
export class CronError extends CodedError<CronErrorCode> {
    override name = 'CronError'
}
