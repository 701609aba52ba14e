/*
    fibers.ts -- `ioto fibers`: what the fibers of a running agent do, without stopping it.
*/

import { type Command, InvalidArgumentError } from 'commander'
import { type Fiber, textOf, writeFile } from '../../../fiber/index.js'
import { runAlone } from '../run-alone.js'
import { Failure, type Subcommand } from '../subcommand.js'
import { ask, type FibersOptions, listing, report } from './fibers/index.js'
import { declareConfigOptions } from './run/index.js'

/** `ioto fibers`. */
export const command: Subcommand = {
    description:
        'Show what the fibers of a running agent do: what each waits for, since when, and its calls. With --trace: who had the thread, when ' +
        'and why, as a file for ui.perfetto.dev or the Performance pane of DevTools. The agent goes on meanwhile.',
    examples: [
        ['ioto fibers', 'of the agent that runs here'],
        [
            'ioto fibers --url http://device:8080 --user admin',
            'of another; the password is that of IOTO_PASSWORD, or typed',
        ],
        ['ioto fibers --json', 'for a script'],
        ['ioto fibers --trace trace.json --seconds 10', 'what happens in ten seconds'],
        [
            'ioto fibers --trace trace.json --seconds 0',
            'what has happened, of an agent that was started with IOTO_TIME_LOG=100000',
        ],
    ],
    statuses: [
        [0, 'success'],
        [1, 'the agent cannot be reached, or refuses'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command
            .option('--url <url>', 'the agent (default: the one that runs here, see --state)')
            .option('--user <name>', 'log in as this administrator; people at the machine need not')
            .option('--insecure', 'do not verify the certificate of the agent')
            .option('--json', 'print JSON: { live, fibers: [{ id, name, state, waitsFor, waiting, frames, ... }] }')
            .option('--limit <n>', 'show so many at most', checkNumber, 1000)
            .option('--trace <file>', 'record the steps of all fibers, and write a Chrome trace')
            .option('--seconds <n>', 'how long --trace records (0: what the agent has recorded)', checkNumber, 5)
        declareConfigOptions(command)
    },

    async run(command: Command) {
        await runAlone(show, command.opts<FibersOptions>())
        return 0
    },
}

function* show(options: FibersOptions): Fiber<void> {
    const { url, limit, trace, seconds, json } = options
    if (url === undefined && trace === undefined && !json) {
        // Also of an agent that serves nothing.
        console.log((yield* report(options)).fibers)
        return
    }
    const path = trace === undefined ? `/api/fibers?limit=${limit}` : `/api/timeLog?seconds=${seconds}`
    const body = yield* ask(options, path, trace === undefined ? 'GET' : 'POST')
    if (trace !== undefined) {
        yield* write(trace, body)
    } else {
        console.log(json ? JSON.stringify(body, null, 4) : listing(body))
    }
}

function* write(path: string, trace: unknown): Fiber<void> {
    try {
        yield* writeFile(path, JSON.stringify(trace))
    } catch (error) {
        throw new Failure(textOf(error))
    }
}

function checkNumber(text: string): number {
    if (!/^\d{1,5}(?:\.\d{1,3})?$/.test(text)) {
        throw new InvalidArgumentError('Wanted a number.')
    }
    return Number(text)
}
