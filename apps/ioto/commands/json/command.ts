/*
    command.ts -- What `ioto json` does with its words. Source: spec json.md §17, "Command selection".
*/

import type { Command } from 'commander'
import { Failure } from '../../subcommand.js'
import { assign, bump, remove } from './edit.js'
import { readDocument } from './input.js'
import { log, openLog } from './log.js'
import type { Options } from './options.js'
import { writeDocument, writeProperty } from './output.js'

/** What the words say: a property or assignment, and a file; null: none. */
interface Words {
    readonly prop: string | null
    readonly file: string | null
}

/** Runs the command; gives the exit status. */
export async function jsonCommand(command: Command): Promise<number> {
    const options = command.opts<Options>()
    try {
        openLog(options)
        const words = wordsOf(command.args, options)
        if (typeof words === 'string') {
            command.error(`error: ${words}`)
        }
        if (options.strict && options.one) {
            log.error('Cannot use --one with --strict mode')
        }
        await work(words, options)
        return 0
    } catch (error) {
        if (!(error instanceof Failure)) {
            throw error
        }
        log.error(error.message)
        return error.status
    }
}

async function work({ prop, file }: Words, options: Options): Promise<void> {
    const json = await readDocument(file, options)
    if (options.check) {
        return
    }
    if (options.bump !== undefined) {
        bump(json, options.bump)
    } else if (prop?.includes('=')) {
        assign(json, prop)
    } else if (prop !== null && options.remove) {
        if (!remove(json, prop, options.noerror ?? false)) {
            return
        }
    } else if (prop !== null) {
        writeProperty(json, prop, file, options)
        return
    }
    writeDocument(json, file, options)
}

/** Sorts the words, or tells what is wrong with them. The property comes before the file; one word alone is the file. */
function wordsOf(args: readonly string[], options: Options): Words | string {
    const { bump, stdin, out, overwrite } = options
    const [first = null, second = null] = args
    const most = bump === undefined ? 2 : 1
    if (args.length > most) {
        return `too many arguments. Expected at most ${most} but got ${args.length}.`
    }
    if (out !== undefined && overwrite) {
        return 'Cannot use both --out and --overwrite'
    }
    if (bump !== undefined && first === null && !stdin) {
        return 'Cannot bump without a file, wanted FILE or --stdin'
    }
    const isProperty = second !== null || (stdin === true && bump === undefined)
    const words = isProperty ? { prop: first, file: second } : { prop: null, file: first }
    return overwrite && words.file === null ? 'Cannot use --overwrite without a file' : words
}
