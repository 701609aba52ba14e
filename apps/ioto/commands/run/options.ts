/*
    options.ts -- The options of `ioto run`. Source: spec agent.md §12.
*/

import { type Command, InvalidArgumentError } from 'commander'
import { exitValue, showValue } from '../../option-values.js'

/** The options as they were given. */
export interface Options {
    readonly account?: string
    readonly app?: string
    readonly background?: boolean
    readonly builder?: string
    readonly cloud?: string
    readonly config?: string
    readonly debug?: boolean
    readonly exit?: string
    readonly gen?: boolean
    readonly home?: string
    readonly id?: string
    readonly inspect?: string | boolean
    readonly inspectBrk?: string | boolean
    readonly inspectForce?: boolean
    readonly ioto?: string
    readonly listen?: readonly string[]
    readonly nosave?: boolean
    readonly product?: string
    readonly profile?: string
    readonly quiet?: boolean
    readonly reset?: boolean
    readonly show?: string
    readonly state?: string
    readonly timeouts?: boolean
    readonly trace?: string
    readonly verbose?: boolean
}

/** Longest device ID (spec agent.md §12). */
const LONGEST_ID = 20

/** Declares the options that say which configuration is meant. */
export function declareConfigOptions(command: Command): void {
    command
        .option('--app <path>', 'the application')
        .option('--config <dir>', 'directory of ioto.json5, web.json5 and the others')
        .option('--ioto <file>', 'the primary file of the configuration')
        .option('--profile <name>', 'profile: which conditional sets of the configuration count')
        .option('--state <dir>', 'state directory')
}

/** Declares all options but `--version` and `--help`. */
export function declareOptions(command: Command): void {
    const append = (value: string, all: readonly string[] = []) => [...all, value]
    command
        .option('--account <id>', 'account that claims the device')
        .option('--app <path>', 'the application, as the argument')
        .option('-b, --background', 'run in the background (Unix)')
        .option('--builder <url>', 'endpoint of the builder')
        .option('--cloud <id>', 'cloud that claims the device')
        .option('--config <dir>', 'directory of ioto.json5, web.json5 and the others')
        .option('-d, --debug', 'log everything, and show headers')
        .option(
            '--exit <event>',
            'end after so many seconds, or when the runtime signals an event of this name',
            exitValue,
        )
        .option('--gen', 'print a new device ID, and end')
        .option('--home <dir>', 'change to a directory first')
        .option('--id <id>', 'ID of the device', checkId)
        .option('--inspect [port]', 'let a debugger attach, at 127.0.0.1; default port 9229', checkPort)
        .option('--inspect-brk [port]', 'wait for one, and stop at the first statement of the application', checkPort)
        .option('--inspect-force', 'also in the profile prod')
        .option('--ioto <file>', 'the primary file of the configuration')
        .option('--listen <endpoint>', 'where the web server listens; may be given several times', append)
        .option('--nosave', 'write nothing: the database is in memory')
        .option('--product <token>', 'product token')
        .option('--profile <name>', 'profile: which conditional sets of the configuration count')
        .option('-q, --quiet', 'log errors only')
        .option('--reset', 'factory reset first')
        .option('-s, --show <letters>', 'log requests: H headers, B bodies; responses: h headers, b bodies', showValue)
        .option('--state <dir>', 'state directory')
        .option('-T, --timeouts', 'no timeouts, for debugging')
        .option('-t, --trace <spec>', 'log as PATH[:TYPES[:SOURCES]]; PATH is a file, stdout, stderr or none')
        .option('-v, --verbose', 'log more, and show headers')
}

/** A port belongs to the option by `=` only: the word behind it is the application. */
export function respell(args: readonly string[]): readonly string[] {
    return args.map(word => (/^--inspect(?:-brk)?$/.test(word) ? `${word}=9229` : word))
}

function checkPort(text: string): string {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
        throw new InvalidArgumentError('Wanted a port, 0 to 65535.')
    }
    return text
}

function checkId(id: string): string {
    if (id === '' || id.length > LONGEST_ID) {
        throw new InvalidArgumentError(`Wanted 1 to ${LONGEST_ID} characters.`)
    }
    return id
}
