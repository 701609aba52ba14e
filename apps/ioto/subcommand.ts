/*
    subcommand.ts -- What a file of commands/ exports: one sub-command of `ioto`.

    The command line is parsed with the npm package commander. A command declares there whatever it has, so that it may have
    rules of its own: `command.helpOption('--help')` frees `-h`, `command.passThroughOptions()` makes the first word that is no
    option end them, `command.allowExcessArguments()` ignores what follows the last one.
*/

import type { Command } from 'commander'

/** A row of the table of commands: what is known of one before it is loaded. */
export interface Entry {
    /** The word after `ioto`. */
    readonly name: string
    /** One line of `ioto --help`. */
    readonly summary: string
    /** Loads it, with all that it needs. */
    load(): Promise<{ readonly command: Subcommand }>
}

/** A sub-command. */
export interface Subcommand {
    /** What it does, for `--help`. */
    readonly description: string
    /** Command lines for `--help`, each with what it does. At least one. */
    readonly examples: readonly (readonly [line: string, what: string])[]
    /** Its exit statuses, each with its meaning. */
    readonly statuses: readonly (readonly [status: number, meaning: string])[]
    /** The status of a wrong command line. Default 2. */
    readonly usageStatus?: number
    /** What its error messages begin with. Default `ioto NAME`. */
    readonly label?: string
    /** Spells the arguments in the way that commander knows. Default: they are taken as they are. */
    respell?(args: readonly string[]): readonly string[]
    /** Declares arguments and options. */
    declare(command: Command): void
    /**
     * Words that shells complete where the declaration does not tell them: by the long name of an option, or '' for what is no option.
     */
    readonly completions?: Readonly<Record<string, readonly string[]>>
    /**
     * Does the work and gives the exit status. `command` has what was given: `command.args`, `command.opts()`. A mistake in
     * the command line that only shows here: `command.error(message)`. `entries`: all commands.
     */
    run(command: Command, entries: readonly Entry[]): number | Promise<number>
}

/** Ends a command with a message on standard error and an exit status. */
export class Failure extends Error {
    override name = 'Failure'

    constructor(
        message: string,
        readonly status = 1,
    ) {
        super(message)
    }
}
