/*
    check.ts -- `ioto check`: whether the agent can run here, and what to do if not.
*/

import { runAlone } from '../run-alone.js'
import type { Subcommand } from '../subcommand.js'
import { checkAll } from './check/index.js'
import { declareConfigOptions, loadApplication, loadOptions, type Options } from './run/index.js'

/** `ioto check`. */
export const command: Subcommand = {
    description:
        'Check whether the agent can run here: configuration, directories and rights, disk, clock, certificates, ports, DNS. Each line ' +
        'says pass, warn or fail, and what to do. Nothing is changed.',
    examples: [
        ['ioto check', 'as ioto would run here'],
        ['ioto check --config /etc/ioto --profile prod', 'another configuration'],
        ['ioto check --json', 'for a script'],
    ],
    statuses: [
        [0, 'nothing fails'],
        [1, 'something fails'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command.argument('[app]', 'the application').option('--json', 'print JSON: [{ name, result, text }]')
        declareConfigOptions(command)
    },

    async run(command) {
        const options = command.opts<Options & { readonly json?: boolean }>()
        const application = await loadApplication(options.app ?? command.args[0])
        const findings = await runAlone(checkAll, loadOptions(options, application?.folder))
        if (options.json) {
            console.log(JSON.stringify(findings, null, 4))
        } else {
            const width = Math.max(...findings.map(({ name }) => name.length))
            for (const { name, result, text } of findings) {
                console.log(`${result}  ${name.padEnd(width)}  ${text}`)
            }
        }
        return findings.some(({ result }) => result === 'fail') ? 1 : 0
    },
}
