/*
    words.ts -- What can be given to each command, as it declares it: the one source of the scripts for all shells.
*/

import type { Command } from 'commander'
import { declareCommand } from '../../command-line.js'
import type { Entry } from '../../subcommand.js'

/** What a value is: a file, a directory, one of some words, or whatever people like. */
export type Value = 'file' | 'directory' | 'any' | readonly string[]

/** An option. */
export interface OptionWords {
    /** `--output`; null: it has a short name only. */
    readonly long: string | null
    /** `-o`; null: none. */
    readonly short: string | null
    readonly description: string
    /** Null: it has no value. */
    readonly value: Value | null
}

/** A command. */
export interface CommandWords {
    readonly name: string
    readonly summary: string
    readonly options: readonly OptionWords[]
    /** What may stand where no option does. */
    readonly argument: Value
}

/** The names that values have in the help, and what they are. */
const kinds: ReadonlyMap<string, Value> = new Map<string, Value>([
    ...['file', 'path', 'app', 'database', 'words'].map(name => [name, 'file'] as const),
    ...['dir', 'folder'].map(name => [name, 'directory'] as const),
])

/** Loads all commands, and gives what each takes. */
export async function wordsOf(entries: readonly Entry[]): Promise<readonly CommandWords[]> {
    const all: CommandWords[] = []
    for (const entry of entries) {
        const { command } = await entry.load()
        const declared = declareCommand(entry.name, command)
        all.push({
            ...{ name: entry.name, summary: entry.summary, options: optionsOf(declared, command.completions ?? {}) },
            argument: command.completions?.[''] ?? argumentOf(declared),
        })
    }
    return all
}

function optionsOf(declared: Command, completions: Readonly<Record<string, readonly string[]>>): OptionWords[] {
    return declared
        .createHelp()
        .visibleOptions(declared)
        .map(({ long = null, short = null, description, required, optional, argChoices, flags }) => ({
            ...{ long, short, description },
            value:
                required || optional
                    ? (argChoices ?? completions[long ?? short ?? ''] ?? kindOf(/[<[]([\w-]+)/.exec(flags)?.[1]))
                    : null,
        }))
}

function argumentOf({ registeredArguments: [first] }: Command): Value {
    return first === undefined ? 'any' : (first.argChoices ?? kindOf(first.name()))
}

function kindOf(name = ''): Value {
    return kinds.get(name) ?? 'any'
}
