/*
    init.ts -- `ioto init`: a new application from a template.
*/

import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { home } from '../package.js'
import { Failure, type Subcommand } from '../subcommand.js'

/** A beginning. */
interface Template {
    /** The sample application that it is. */
    readonly app: string
    readonly what: string
}

const templates: ReadonlyMap<string, Template> = new Map([
    ['blank', { app: 'blank', what: 'a page and an action' }],
    ['web', { app: 'http', what: 'users, groups, pages for them, uploads' }],
    ['demo', { app: 'demo', what: 'a device that counts, and takes commands' }],
])

/** `ioto init`. */
export const command: Subcommand = {
    description: `Make a new application in a folder: its module, configuration and site, from a template: ${[
        ...templates,
    ]
        .map(([name, { what }]) => `${name} (${what})`)
        .join(', ')}.`,
    examples: [
        ['ioto init my-app', 'the template blank; then: ioto run my-app'],
        ['ioto init --template web my-app', 'with users and a login'],
        ['ioto init --json my-app', 'for a script'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'the folder has something in it already, or cannot be written'],
        [2, 'wrong command line'],
    ],

    completions: { '--template': [...templates.keys()] },

    declare(command) {
        command
            .argument('<folder>', 'the new folder')
            .option('--template <name>', 'which template', 'blank')
            .option('--json', 'print JSON: { folder, template, files }')
    },

    run(command) {
        const { template: name, json } = command.opts<{ readonly template: string; readonly json?: boolean }>()
        const template = templates.get(name)
        if (template === undefined) {
            return command.error(`error: no template ${name}, wanted one of ${[...templates.keys()].join(', ')}`)
        }
        const folder = resolve(command.args[0]!)
        if (existsSync(folder) && readdirSync(folder).length > 0) {
            throw new Failure(`Cannot make an application in ${folder}: it is not empty, wanted a new folder`)
        }
        const source = fileURLToPath(new URL(`apps/${template.app}`, home))
        try {
            cpSync(source, folder, { recursive: true })
            const file = join(folder, 'config', 'ioto.json5')
            const own = basename(folder).replace(/[^\w-]/g, '-')
            writeFileSync(file, readFileSync(file, 'utf8').replace(`app: '${template.app}'`, `app: '${own}'`))
        } catch (error) {
            throw new Failure(`Cannot make an application in ${folder}: ${(error as Error).message}`)
        }
        if (json) {
            const files = readdirSync(folder, { recursive: true }).map(String).sort()
            console.log(
                JSON.stringify(
                    { folder, template: name, files: files.filter(file => statSync(join(folder, file)).isFile()) },
                    null,
                    4,
                ),
            )
        } else {
            console.log(`Made ${folder} from the template ${name}. Run it: ioto run ${command.args[0]}`)
        }
        return 0
    },
}
