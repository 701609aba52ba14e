/*
    web.ts -- `ioto web`: the web server alone, without an agent. Source: spec web.md §25.
*/

import type { Command } from 'commander'
import { version } from '../package.js'
import type { Subcommand } from '../subcommand.js'
import { declareOptions, statuses, webCommand } from './web/index.js'

/** `ioto web`. */
export const command: Subcommand = {
    description:
        'Run the web server until Ctrl-C (SIGINT) or SIGTERM, as web.json5 says; without such a file the documents in the directory ' +
        'web, on ports 80 and 443. ENDPOINT, such as http://127.0.0.1:8080, takes the place of what the file says. SIGUSR2 writes ' +
        'the list of fibers to standard error.',
    usageStatus: 250,
    examples: [
        ['ioto web', 'as web.json5 of this directory says'],
        ['ioto web --home /etc/web', 'as that of another directory says'],
        ['ioto web http://127.0.0.1:8080', 'on this machine only'],
        ['ioto web --show Hh', 'with the headers of requests and responses in the log'],
        ['ioto web --trace web.log:error,info', 'with the log in a file'],
        ['ioto web --test --listen 4100', 'with the actions that exercise a server, below /test'],
        ['ioto web --background --trace /var/log/web.log', 'in the background'],
    ],
    statuses,

    declare(command: Command) {
        command.usage('[options] [endpoint]').argument('[endpoint]').allowExcessArguments().helpOption('--help')
        declareOptions(command)
        command.version(version(), '-V, --version', 'print the version')
    },

    run: webCommand,
}
