/*
    config.ts -- `ioto config`: the configuration that counts, and where each value comes from.
*/

import type { ConfigEntry } from '../../../services/agent/index.js'
import { loadConfig } from '../../../services/agent/index.js'
import { tlsProperties, webProperties } from '../../../services/web/index.js'
import { Failure, type Subcommand } from '../subcommand.js'
import { declareConfigOptions, loadApplication, loadOptions, type Options } from './run/index.js'

/** `ioto config`. */
export const command: Subcommand = {
    description:
        'Show the configuration that counts: each property, its value, and where that comes from: a file with line and column, a ' +
        'conditional set, an option, a variable of the environment, or the default. Secrets are hidden.',
    examples: [
        ['ioto config', 'everything'],
        ['ioto config web.limits', 'a part of it'],
        ['ioto config --profile prod --json', 'as another profile has it, for a script'],
        ['ioto config --given', 'without the defaults'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'the configuration cannot be used, or there is no such property'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command
            .argument('[key]', 'a property, or the beginning of its path')
            .option('--given', 'leave the defaults out')
            .option('--json', 'print JSON: { path: { value, origin, choice } }')
        declareConfigOptions(command)
    },

    async run(command) {
        const options = command.opts<Options & { readonly given?: boolean; readonly json?: boolean }>()
        const application = await loadApplication(options.app)
        const config = loadConfig(loadOptions(options, application?.folder))
        const [key = ''] = command.args
        const entries = config
            .entries({ web: webProperties, tls: tlsProperties })
            .filter(({ path, origin }) => isBelow(path, key) && !(options.given && origin === 'default'))
        if (entries.length === 0 && key !== '') {
            throw new Failure(`No property ${key}, wanted one that ioto config lists`)
        }
        console.log(options.json ? asJson(entries) : asText(entries))
        for (const note of [...config.notes, ...config.warnings]) {
            console.error(note)
        }
        return 0
    },
}

function isBelow(path: string, key: string): boolean {
    return key === '' || path === key || path.startsWith(`${key}.`)
}

function asJson(entries: readonly ConfigEntry[]): string {
    const values = entries.map(({ path, value, origin, choice }) => [path, { value, origin, choice }])
    return JSON.stringify(Object.fromEntries(values), null, 4)
}

/** Columns stay readable when a value is long. */
const WIDEST = 60

function asText(entries: readonly ConfigEntry[]): string {
    const lines = entries.map(({ path, value }) => `${path}: ${JSON.stringify(value)}`)
    const width = Math.min(WIDEST, Math.max(...lines.map(({ length }) => length)))
    return entries
        .map(({ origin, choice }, i) => `${lines[i]!.padEnd(width)}  # ${origin}${choice === '' ? '' : `, ${choice}`}`)
        .join('\n')
}
