/*
    command.ts -- What a command of the debugger is, and how it is found by its name.
*/

import { Failure } from '../../subcommand.js'
import type { Debugger } from './debugger.js'

/** A command of the debugger. */
export interface Command {
    /** Its names, the full one first; others are short forms of gdb's. */
    readonly names: readonly string[]
    /** What may follow the name. */
    readonly usage: string
    /** What it does: a sentence for the list, and more for its own help. */
    readonly help: string
    readonly examples?: readonly string[]
    /** An empty line does it again. */
    readonly repeats?: boolean
    /** Words that may follow. */
    complete?(debug: Debugger): Promise<readonly string[]> | readonly string[]
    run(debug: Debugger, rest: string): Promise<void> | void
}

/** Finds a command by its name, a short form, or a beginning that no other has. */
export function findCommand(commands: readonly Command[], word: string): Command {
    const exact = commands.find(({ names }) => names.includes(word))
    if (exact !== undefined) {
        return exact
    }
    const found = commands.filter(({ names }) => names.some(name => name.startsWith(word)))
    if (found.length > 1) {
        throw new Failure(`Ambiguous command ${word}: wanted one of ${found.map(({ names }) => names[0]).join(', ')}`)
    }
    if (found.length === 0) {
        throw new Failure(`Unknown command ${word}: help lists all`)
    }
    return found[0]!
}

/** A whole number from a word. Throws a sentence. */
export function numberOf(word: string, what: string): number {
    if (!/^\d{1,9}$/.test(word)) {
        throw new Failure(`Wrong ${what}: ${word === '' ? 'nothing' : word}, wanted a number`)
    }
    return Number(word)
}
