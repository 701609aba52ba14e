/*
    debug.ts -- `ioto debug`: a debugger for fibers, at a terminal.
*/

import { InvalidArgumentError } from 'commander'
import type { Subcommand } from '../subcommand.js'
import { dapCommand, debugCommand } from './debug/index.js'

/** `ioto debug`. */
export const command: Subcommand = {
    description:
        'Debug a program: step in one fiber whatever others do, look at the calls and variables of all of them. PROGRAM is a ' +
        'module (.js, .ts), or an application as ioto run takes it; ARGS are its arguments. The commands are those of gdb: help lists them. ' +
        'Lines of the program begin with | (standard output) or ! (standard error).',
    examples: [
        ['ioto debug app.ts', 'then, for instance: break hello, run, next, backtrace, fibers, fiber 3, locals'],
        ['ioto debug ./my-app --listen http://:8080', 'an application, with options of ioto run'],
        ['ioto debug -x commands.txt --batch app.ts', 'does what a file says'],
        ['echo "start" | ioto debug app.ts', 'or standard input'],
        ['ioto debug --dap', 'for an editor; it says which program'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'the program is not there, or a command of a file or of standard input was wrong'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command
            .argument('[program]', 'the program')
            .argument('[args...]', 'its arguments')
            .passThroughOptions()
            .allowUnknownOption()
            .option('-x, --command <file>', 'do the commands of a file first')
            .option('--batch', 'end after the file')
            .option('--dap', 'serve an editor by the Debug Adapter Protocol, on standard input and output')
            .option('--port <n>', 'with --dap: at this port of 127.0.0.1; 0: any that is free', checkPort)
    },

    run(command) {
        const { dap, port } = command.opts<{ readonly dap?: boolean; readonly port?: number }>()
        return dap ? dapCommand(port ?? null) : debugCommand(command)
    },
}

function checkPort(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
        throw new InvalidArgumentError('Wanted a number up to 65535.')
    }
    return Number(text)
}
