/*
    debug-command.ts -- What `ioto debug` does: commands of a file, then those of a terminal or a pipe.
*/

import { existsSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { Failure } from '../../subcommand.js'
import { Debugger } from './debugger.js'
import { Screen } from './screen.js'
import { Shell } from './shell.js'

/** The options as they were given. */
interface Options {
    readonly command?: string
    readonly batch?: boolean
}

/** Runs the command; gives the exit status. */
export async function debugCommand(command: Command): Promise<number> {
    const { command: file, batch = false } = command.opts<Options>()
    const [program] = command.args
    if (program !== undefined && !existsSync(program)) {
        throw new Failure(`Cannot debug ${program}: there is no such file or folder`)
    }
    const script = file === undefined ? '' : read(file)
    const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
    const debug = new Debugger(
        new Screen(process.stdout, isTerminal && process.env.NO_COLOR === undefined),
        command.args,
    )
    const shell = new Shell(debug)
    try {
        await shell.script(script)
        if (!debug.ended && !batch) {
            if (isTerminal) {
                debug.screen.say('Debugging fibers. run or start begins the program, help lists the commands.')
                await shell.terminal()
            } else if (file === undefined) {
                await shell.script(await text(process.stdin))
            }
        }
    } finally {
        await debug.program?.kill()
    }
    return !isTerminal && shell.faults > 0 ? 1 : 0
}

function read(file: string): string {
    try {
        return readFileSync(file, 'utf8')
    } catch (error) {
        throw new Failure(`Cannot read the commands: ${(error as Error).message}`)
    }
}
