/*
    errors.ts -- The error catalogue of services/config. Whoever reads a configuration catches these, and says whose it is.
*/

import { CodedError } from '../../fiber/index.js'

/** Code -> what it means. */
export const configErrors = {
    CONFIG_VALUE: 'A property of a configuration has a wrong value, or is none; the cause of an error of the service',
} as const

/** A key of the catalogue. */
export type ConfigErrorCode = keyof typeof configErrors

/** What is wrong with a property. */
export class ConfigError extends CodedError<ConfigErrorCode> {
    override name = 'ConfigError'

    /** `reason` is a sentence that begins with the path. */
    constructor(
        /** Path of the property, from the top of what was read. */
        readonly path: string,
        readonly reason: string,
    ) {
        super('CONFIG_VALUE', `Cannot use the configuration: ${reason}`)
    }
}
