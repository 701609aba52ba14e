/*
    init.ts -- `ioto init`: a new application from a template.
*/

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { home } from '../package.js'
import { Failure, type Subcommand } from '../subcommand.js'

/** The sample applications that are good beginnings, with what they are. */
const templates: ReadonlyMap<string, string> = new Map([
    ['blank', 'a page and an action'],
    ['http', 'users, groups and pages for them'],
])

/** `ioto init`. */
export const command: Subcommand = {
    description: `Make a new application in a folder: its module, configuration and site, from a template: ${[
        ...templates,
    ]
        .map(([name, what]) => `${name} (${what})`)
        .join(', ')}.`,
    examples: [
        ['ioto init my-app', 'the template blank; then: ioto run my-app'],
        ['ioto init --template http my-app', 'with users and a login'],
    ],
    statuses: [
        [0, 'success'],
        [1, 'the folder has something in it already, or cannot be written'],
        [2, 'wrong command line'],
    ],

    completions: { '--template': [...templates.keys()] },

    declare(command) {
        command.argument('<folder>', 'the new folder').option('--template <name>', 'which template', 'blank')
    },

    run(command) {
        const { template } = command.opts<{ readonly template: string }>()
        if (!templates.has(template)) {
            command.error(`error: no template ${template}, wanted one of ${[...templates.keys()].join(', ')}`)
        }
        const folder = resolve(command.args[0]!)
        if (existsSync(folder) && readdirSync(folder).length > 0) {
            throw new Failure(`Cannot make an application in ${folder}: it is not empty, wanted a new folder`)
        }
        const source = fileURLToPath(new URL(`apps/${template}`, home))
        try {
            cpSync(source, folder, { recursive: true })
            const file = join(folder, 'config', 'ioto.json5')
            const name = basename(folder).replace(/[^\w-]/g, '-')
            writeFileSync(file, readFileSync(file, 'utf8').replace(`app: '${template}'`, `app: '${name}'`))
        } catch (error) {
            throw new Failure(`Cannot make an application in ${folder}: ${(error as Error).message}`)
        }
        console.log(`Made ${folder} from the template ${template}. Run it: ioto run ${command.args[0]}`)
        return 0
    },
}
