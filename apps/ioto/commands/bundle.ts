/*
    bundle.ts -- `ioto bundle`: what those need who are to find out what is wrong with a device, in one file.
*/

import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { textOf } from '../../../fiber/index.js'
import { runAlone } from '../run-alone.js'
import { Failure, type Subcommand } from '../subcommand.js'
import { collect, writeArchive } from './bundle/index.js'
import { declareConfigOptions, loadApplication, loadOptions, type Options } from './run/index.js'

interface BundleOptions extends Options {
    readonly output?: string
    readonly json?: boolean
}

/** `ioto bundle`. */
export const command: Subcommand = {
    description:
        'Collect what is needed to find out what is wrong: configuration, checks, versions, lists of files, state of the database, end of the ' +
        'log, and of a running agent its statistics and fibers. Secrets are taken out, and items of the database are not in it. The ' +
        'archive (.tgz) is for its owner alone: look into it, then send it.',
    examples: [
        ['ioto bundle', 'of the agent whose state directory is here'],
        ['ioto bundle --config /etc/ioto --state /var/lib/ioto', 'of another one'],
        ['ioto bundle --output device.tgz --json', 'for a script'],
        ['ssh device ioto bundle --output - > device.tgz', 'of a device elsewhere'],
    ],
    statuses: [
        [0, 'success; what cannot be had is named'],
        [1, 'the archive cannot be written'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        command
            .argument('[app]', 'the application')
            .option('-o, --output <file>', 'the archive, or a directory for it; - is standard output')
            .option(
                '--json',
                'print JSON: { file, bytes, agent, contents: [{ name, bytes }], missing: [{ name, why }] }',
            )
        declareConfigOptions(command)
    },

    async run(command) {
        const options = command.opts<BundleOptions>()
        const application = await loadApplication(options.app ?? command.args[0])
        const now = new Date()
        const folder = `ioto-bundle-${hostname()}-${now.toISOString().slice(0, 19).replace(/\D/g, '')}`
        const file = fileOf(options.output, `${folder}.tgz`)
        const { agent, files, missing } = await runAlone(collect, loadOptions(options, application?.folder))
        const contents = files.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) }))
        const manifest = { made: now.toISOString(), agent, contents, missing }
        const all = [{ name: 'manifest.json', text: `${JSON.stringify(manifest, null, 4)}\n` }, ...files]
        let bytes: number
        try {
            bytes = await runAlone(writeArchive, file, folder, all, now)
        } catch (error) {
            throw new Failure(`Cannot write the bundle: ${textOf(error)}`)
        }
        // With the archive on standard output, people read the other one.
        const tell = file === '-' ? console.error : console.log
        tell(options.json ? JSON.stringify({ file, bytes, agent, contents, missing }, null, 4) : summary())
        return 0

        function summary(): string {
            const width = Math.max(...[...contents, ...missing].map(({ name }) => name.length))
            return [
                agent === null ? 'No agent runs here' : `The agent that runs here is process ${agent}`,
                ...contents.map(({ name, bytes }) => `  ${name.padEnd(width)}  ${bytes} bytes`),
                ...missing.map(({ name, why }) => `  ${name.padEnd(width)}  not there: ${why}`),
                file === '-'
                    ? `${bytes} bytes`
                    : `Wrote ${file}, ${bytes} bytes. Secrets are taken out; look before you send it`,
            ].join('\n')
        }
    },
}

function fileOf(output: string | undefined, usual: string): string {
    if (output === undefined || output === '-') {
        return output ?? usual
    }
    return statSync(output, { throwIfNoEntry: false })?.isDirectory() ? join(output, usual) : output
}
