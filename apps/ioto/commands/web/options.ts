/*
    options.ts -- The options of `ioto web`. Source: spec web.md §25.
*/

import { type Command, InvalidArgumentError } from 'commander'
import { exitValue, showValue } from '../../option-values.js'

/** The options as they were given. */
export interface Options {
    readonly background?: boolean
    readonly config?: string
    readonly debug?: boolean
    readonly exit?: string
    readonly home?: string
    readonly listen?: string
    readonly profile?: string
    readonly quiet?: boolean
    readonly show?: string
    readonly test?: boolean
    readonly timeouts?: boolean
    readonly trace?: string
    readonly verbose?: boolean
}

/** Declares all options but `--version` and `--help`. */
export function declareOptions(command: Command): void {
    command
        .option('-b, --background', 'run in the background (Unix)')
        .option('-c, --config <path>', 'configuration file, or its directory (default: web.json5)')
        .option('-d, --debug', 'log everything')
        .option(
            '--exit <event>',
            'end after so many seconds, or when the runtime signals an event of this name',
            exitValue,
        )
        .option('-h, --home <dir>', 'change to a directory first')
        .option(
            '-l, --listen <endpoint>',
            'where to listen, in place of what is configured; a number is a port',
            endpointOf,
        )
        .option('-p, --profile <name>', 'profile; dev: responses show why a handler failed')
        .option('-q, --quiet', 'show no requests and responses')
        .option(
            '-s, --show <letters>',
            'show in the log: H request headers, B bodies; h response headers, b bodies',
            showValue,
        )
        .option('-T, --timeouts', 'no timeouts')
        .option('-t, --trace <spec>', 'log as PATH[:TYPES[:SOURCES]]; PATH is a file, stdout, stderr or none')
        .option('-v, --verbose', 'log more, and show headers')
        .option('--test', 'add the actions below /test that exercise a server; never in production')
}

/** A port, or an endpoint that may lack its scheme. */
export function endpointOf(text: string): string {
    if (text === '') {
        throw new InvalidArgumentError('Wanted a port, or an endpoint such as http://127.0.0.1:8080.')
    }
    if (/^\d+$/.test(text)) {
        return `http://:${text}`
    }
    return /^https?:\/\//.test(text) ? text : `http://${text}`
}
