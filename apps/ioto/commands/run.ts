/*
    run.ts -- `ioto run`, and `ioto` without a command: the agent. Source: spec agent.md §12.
*/

import { version } from '../package.js'
import type { Subcommand } from '../subcommand.js'
import { declareOptions, respell, runCommand } from './run/index.js'

/** `ioto run`. */
export const command: Subcommand = {
    description:
        'Run the device agent until Ctrl-C (SIGINT) or SIGTERM, with an application: a module (.js, .ts), or a folder with its ' +
        'configuration, site and module; without one, that of the current directory, of the state directory, or of the package. ' +
        'SIGUSR1 restarts, SIGUSR2 writes the list of fibers to standard error.',
    label: 'ioto',
    examples: [
        ['ioto', 'with web server and database, on http://127.0.0.1:8080 or the next free port'],
        ['ioto run ./my-app', 'an application: its config/, site/ and module'],
        ['ioto run app.ts', 'a module that exports ioStart, ioStop, ioConfig'],
        ['ioto --config /etc/ioto --state /var/lib/ioto', 'with another configuration and state directory'],
        ['ioto --listen http://:80', 'on all addresses of the machine'],
        ['ioto --verbose --exit 10', 'more in the log, and ten seconds only'],
        ['ioto run --inspect ./my-app', 'VS Code and Chrome DevTools may attach, and step through fibers'],
        ['ioto --reset', 'a factory reset, then as usual'],
    ],
    statuses: [
        [0, 'stopped by a signal, by the application, or as --exit says'],
        [1, 'the agent cannot start, or failed'],
        [2, 'wrong command line'],
    ],

    respell,

    declare(command) {
        command.argument('[app]', 'the application')
        declareOptions(command)
        command.version(version(), '-V, --version', 'print the version')
    },

    run: runCommand,
}
