/*
    db.ts -- `ioto db`: reads and changes the items of a database. Source: spec db.md §16.
*/

import type { Command } from 'commander'
import type { Subcommand } from '../subcommand.js'
import { dbCommand } from './db/index.js'

/** `ioto db`. */
export const command: Subcommand = {
    description:
        'Read and change the items of a database. NAME:VALUE is a query, NAME=VALUE an assignment, NAME alone a field to be printed. ' +
        'A running agent does not mind readers; who writes must be alone.',
    label: 'db',
    usageStatus: 1,
    examples: [
        ['ioto db --schema schema.json5 ioto.db', 'all items'],
        ['ioto db --schema schema.json5 ioto.db Device', 'all items of a model'],
        ['ioto db --schema schema.json5 ioto.db Device id:d1 name', 'one field of one item'],
        ['ioto db --schema schema.json5 --show ioto.db Device id:d1 name=pump', 'changes an item, or makes it'],
        ['ioto db --schema schema.json5 --reset --load data.json5 ioto.db', 'a new database with the items of a file'],
        ['ioto db --schema schema.json5 --json ioto.db Device name', 'a list of objects, for scripts'],
        ['ioto db --check ioto.db', 'whether the files are whole'],
        ['ioto db --export items.json5 ioto.db', 'all items into a file'],
    ],
    statuses: [
        [0, 'done'],
        [1, 'wrong command line, or it cannot be done'],
    ],

    declare(command: Command) {
        command
            .usage('[options] DATABASE [MODEL] [FIELD...] [NAME:VALUE...] [NAME=VALUE...]')
            .argument('<database>')
            .argument('[words...]')
            .option('--schema <file>', 'the schema')
            .option('--load <file>', 'load items from a file {Model: [...]}; those that are there stay')
            .option('--import <file>', 'the same; those that are there are replaced')
            .option('--export <file>', 'write all items into such a file; - is standard output')
            .option('--export-c <file>', 'write all items into a data file of Ioto C')
            .option('--reset', 'delete the files of the database first')
            .option('--expire', 'remove expired items')
            .option('--check', 'tell whether the files are whole; write nothing')
            .option('--compact', 'write all items anew, and begin a new journal')
            .option('-s, --show', 'print the item after an update')
            .option('--json', 'print JSON: a list of items, of --check an object; --export writes JSON')
    },

    run: dbCommand,
}
