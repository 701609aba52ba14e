/*
    errors.ts -- The error catalogue of fiber/command.
*/

import { CodedError } from '../core/index.js'

/** Code -> what it means. */
export const commandErrors = {
    COMMAND_EMPTY: 'There is no command to be run',
    COMMAND_FAILED: 'The command ended with a status that is not 0, or by a signal',
    COMMAND_NOT_FOUND: 'The program cannot be started',
    COMMAND_OUTPUT: 'The command wrote more than its limit',
} as const

/** A key of the catalogue. */
export type CommandErrorCode = keyof typeof commandErrors

/** The class of errors of commands. */
export class CommandError extends CodedError<CommandErrorCode> {
    override name = 'CommandError'

    /** `status` is the exit status, or null when a `signal` ended the command; `output` is what it wrote. */
    constructor(
        code: CommandErrorCode,
        message: string,
        /** Exit status; null if there is none. */
        readonly status: number | null = null,
        /** The signal that ended the program; null if none did. */
        readonly signal: NodeJS.Signals | null = null,
        /** What it wrote, as far as it was kept. */
        readonly output = '',
        options?: ErrorOptions,
    ) {
        super(code, message, options)
    }
}
