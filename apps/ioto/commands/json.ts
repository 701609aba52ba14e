/*
    json.ts -- `ioto json`: converts, queries and changes JSON and JSON5 files. Source: spec json.md §17.
*/

import type { Command } from 'commander'
import { version } from '../package.js'
import type { Subcommand } from '../subcommand.js'
import { declareOptions, jsonCommand, statuses } from './json/index.js'

/** `ioto json`. */
export const command: Subcommand = {
    description:
        'Convert, query and change JSON and JSON5. Without PROP the whole document is written. ' +
        'PROP alone is a query, PROP=VALUE sets a value; "." is the document. Without FILE, standard input is read.',
    label: 'json: error',
    usageStatus: 250,
    examples: [
        ['ioto json config.json5', 'the document, laid out anew'],
        ['ioto json --json < config.json5', 'as strict JSON'],
        ['ioto json web.listen[0] config.json5', 'one value'],
        ['ioto json --keys web config.json5', 'the names of the properties of an object'],
        ['ioto json --default info log.level config.json5', 'one value, or another one if there is none'],
        ['ioto json -o log.level=debug config.json5', 'changes the file'],
        ['ioto json -o --bump version package.json', '1.2.3 becomes 1.2.4'],
        ['ioto json --remove web.debug config.json5', 'the document without a property'],
        ['ioto json --stdin name < config.json5', 'one value of standard input'],
        ['ioto json --blend --profile prod config.json5', 'with the files and the profile that it names'],
        ['eval "$(ioto json --env --export config.json5)"', 'all values as variables of the shell'],
        ['ioto json --check --strict config.json', 'only the exit status'],
    ],
    statuses,

    declare(command: Command) {
        command.usage('[options] [PROP | PROP=VALUE] [FILE]').argument('[words...]').passThroughOptions()
        declareOptions(command)
        command.version(version(), '-V, --version', 'print the version')
    },

    run: jsonCommand,
}
