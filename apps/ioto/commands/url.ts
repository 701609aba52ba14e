/*
    url.ts -- `ioto url`: makes HTTP requests. Source: spec url.md §18.
*/

import { race, setLogFilter, setLogPath } from '../../../fiber/index.js'
import { runAlone } from '../run-alone.js'
import { StopSignals } from '../stop-signal.js'
import { Failure, type Subcommand } from '../subcommand.js'
import { declareOptions, perform, planOf, respell, type UrlOptions } from './url/index.js'

/** `ioto url`. */
export const command: Subcommand = {
    description:
        'Make HTTP requests, over connections that are kept. A tool for development: certificates are not verified unless --verify is given. ' +
        'Options come first, then the method (GET, or POST with a body), the URL, and items: Name:value headers, key=value fields, {json}, ' +
        '@FILE, @< for standard input, other text as the body (with a leading \\ whatever it looks like).',
    label: 'url: error',
    examples: [
        ['ioto url localhost:8080/api/status', 'prints the body of the response'],
        ['ioto url --show Hh PUT :8080/x {on:true}', 'sends JSON, and shows both heads'],
        ['ioto url --save image.bin https://example.com/image', 'a file that is there when it is complete'],
        ['ioto url -q -b -c 10000 --clients 4 :8080/', 'how fast is it'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'a request failed, or had a status of 400 or more'],
        [250, 'wrong command line'],
    ],
    usageStatus: 250,
    respell,
    completions: { '': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] },

    declare(command) {
        declareOptions(command)
    },

    async run(command) {
        const plan = planOf(command.args, command.opts<UrlOptions>(), message => command.error(message))
        setLogPath('stderr')
        setLogFilter(plan.logTypes, plan.logSources)
        const signals = new StopSignals()
        try {
            const end = await runAlone(race, [perform(plan), signals.wait()] as const)
            if (typeof end === 'number') {
                return end
            }
            // What was begun is put away: a file that was half there is gone. Now the signal may do what it is for
            signals.close()
            process.kill(process.pid, end)
            return 1
        } catch (error) {
            if (error instanceof Error && 'code' in error && String(error.code).startsWith('FILE_')) {
                throw new Failure(error.message)
            }
            throw error
        } finally {
            signals.close()
        }
    },
}
