/*
    options.ts -- The options of `ioto url` (spec url.md §18).
*/

import { existsSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '../../../../services/config/index.js'
import { version } from '../../package.js'

/** What was given. */
export interface UrlOptions {
    readonly all?: boolean
    readonly benchmark?: boolean
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly chunk?: number
    readonly ciphers?: string
    readonly clients: number
    readonly continue?: boolean
    readonly cookie?: string
    readonly debug?: boolean
    readonly header?: readonly string[]
    readonly iterations: number
    readonly printable?: boolean
    readonly protocol: 0 | 1
    readonly proxy: string
    readonly quiet?: boolean
    readonly range?: string
    readonly redirects: number
    readonly save?: string
    readonly show?: string
    readonly sse?: boolean
    readonly timeout: number
    readonly trace?: string
    readonly upload?: boolean
    readonly user?: readonly [name: string, password: string]
    readonly verify?: boolean
    readonly verbose?: boolean
    readonly webSockets?: boolean
    readonly webSocketsProtocol?: string
    readonly webSocketsSize?: number
    readonly zero?: boolean
    readonly responseHeaders?: boolean
}

/** Other names of options. */
const aliases: ReadonlyMap<string, string> = new Map([
    ['--cipher', '--ciphers'],
    ['--fibers', '--clients'],
    ['--count', '--iterations'],
    ['-c', '--iterations'],
    ['-A', '--all'],
])

/** Words that take a value, after which an alias is one. */
export function respell(args: readonly string[]): readonly string[] {
    const end = args.indexOf('--')
    return args.map((word, at) => {
        const [name = '', ...value] = word.split('=')
        const known = end < 0 || at < end ? aliases.get(name) : undefined
        return known === undefined ? word : [known, ...value].join('=')
    })
}

/** Declares them. */
export function declareOptions(command: Command): void {
    command
        .usage('[options] [METHOD] URL [items...]')
        .argument('[words...]')
        .passThroughOptions()
        .helpOption('--help', 'print this text')
        .option('-a, --all', 'show heads and bodies of requests and responses (also -A)')
        .option('-b, --benchmark', 'print progress and a report of the time')
        .option('--ca <file>', 'certificates of the authorities to trust (PEM)', file)
        .option('--cert <file>', 'certificate of this client (PEM)', file)
        .option('-k, --key <file>', 'private key of the certificate (PEM)', file)
        .option('--chunk <size>', 'ask an Ioto web server for chunks of this size', whole(1))
        .option('--ciphers <list>', 'cipher suites')
        .option('--clients <count>', 'fibers that make requests, 1 to 1000 (also --fibers)', whole(1, 1000), 1)
        .option('--continue', 'go on after errors')
        .option('--cookie <text>', 'value of the Cookie header')
        .option('-d, --debug', 'log everything')
        .option('-h, --header <line>', 'a header, "Name: value"; may be given several times', header)
        .option('-i, --iterations <count>', 'requests, 0 without end (also --count, -c)', whole(0), 1)
        .option('--printable', 'print binary bodies as hexadecimal bytes')
        .option('-p, --protocol <version>', '0, 1, HTTP/1.0 or HTTP/1.1', protocol, 1)
        .option(
            '--proxy <url>',
            'go through this proxy; environment: http_proxy, https_proxy, no_proxy tell; none',
            'environment',
        )
        .option('-q, --quiet', 'print nothing')
        .option('--range <range>', 'bytes to ask for, such as 0-99; may be given several times', joined)
        .option('--redirects <count>', 'redirects that are followed', whole(0), 10)
        .option('--retries <count>', 'accepted, no effect', whole(0))
        .option('--save <file>', 'write the body to a file')
        .option('-s, --show <letters>', 'H request head, B request body, h response head, b response body')
        .option('--sse', 'wait for server-sent events, and log them')
        .option(
            '-T, --timeout <time>',
            'seconds for each request, or with a unit such as "2 mins"; 0: any time',
            seconds,
            0,
        )
        .option('-t, --trace <filter>', 'what is logged: types, or types:sources')
        .option('-u, --upload', 'send @FILE and key=value items as a form')
        .option('--user <name:password>', 'user and password', user)
        .option('--verify', 'verify the certificate of the server, if not its issuer')
        .option('-v, --verbose', 'show heads, and the log of the client')
        .option('-w, --webSockets', 'open a WebSocket')
        .option('--webSocketsProtocol <name>', 'with this sub-protocol')
        .option('--webSocketsSize <size>', 'bytes of the messages to send', whole(0))
        .option('--zero', 'exit with 0 for any response')
        .option('-H, --response-headers', 'show the head of the response only')
        .version(version(), '-V, --version', 'print the version')
}

function file(path: string): string {
    if (!existsSync(path)) {
        throw new InvalidArgumentError('There is no such file.')
    }
    return path
}

function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
    return text => {
        const value = /^\d{1,15}$/.test(text) ? Number(text) : -1
        if (value < least || value > most) {
            throw new InvalidArgumentError(`Wanted a whole number from ${least}${most < 2 ** 40 ? ` to ${most}` : ''}.`)
        }
        return value
    }
}

function header(line: string, all: readonly string[] = []): string[] {
    const colon = line.indexOf(':')
    if (colon < 1) {
        throw new InvalidArgumentError('Wanted "Name: value".')
    }
    return [...all, `${line.slice(0, colon)}: ${line.slice(colon + 1).trim()}`]
}

function protocol(text: string): 0 | 1 {
    if (!/^(HTTP\/1\.)?[01]$/i.test(text)) {
        throw new InvalidArgumentError('Wanted 0, 1, HTTP/1.0 or HTTP/1.1.')
    }
    return text.endsWith('0') ? 0 : 1
}

function joined(text: string, former?: string): string {
    return former === undefined ? text : `${former},${text}`
}

function seconds(text: string): number {
    // `5m` is a size where units are read: 5 MB of seconds
    const ms = /\d *[kmg]b?$/i.test(text.slice(-80)) ? null : parseDuration(text)
    if (ms === null) {
        throw new InvalidArgumentError('Wanted a time such as 10, "30 secs" or "2 mins".')
    }
    return ms === Infinity ? 0 : ms / 1000
}

function user(text: string): readonly [string, string] {
    const colon = text.indexOf(':')
    if (colon < 1) {
        throw new InvalidArgumentError('Wanted NAME:PASSWORD.')
    }
    return [text.slice(0, colon), text.slice(colon + 1)]
}
