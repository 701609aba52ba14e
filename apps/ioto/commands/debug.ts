/*
    debug.ts -- `ioto debug`: a debugger for fibers, at a terminal.
*/

import type { Subcommand } from '../subcommand.js'
import { debugCommand } from './debug/index.js'

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
    },

    run: debugCommand,
}
