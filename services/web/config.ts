/*
    config.ts -- What a WebHost can be told, and what it makes of it (spec web.md §2.3).

    One table of properties is both the validation and the documentation: docs/guides/web-server.md must list each with its
    default (a test compares them). Property names and units are those of web.json5, so the object may come from that file.
*/

import { WebError } from './errors.js'
import { headerKind, isHeaderName, isHeaderValue } from './header.js'
import { parseDuration, parseSize } from './units.js'

/** A size: bytes, or text such as `'64K'`, `'10MB'`, `'unlimited'`. */
export type Size = number | string

/** A time: seconds, or text such as `'5 mins'`, `'1 hour'`, `'never'`. */
export type Duration = number | string

/** One route: which requests, and who serves them. The first that matches is taken. */
export interface RouteConfig {
    /** Path that must be equal, or with a slash at its end (longer than `/`) begin the path. Default: every path matches. */
    readonly match?: string
    /** `file`: documents; `action`: functions added with `addAction`. Default `file`. */
    readonly handler?: 'file' | 'action'
    /** Methods that are served; others are answered with 405. Default: GET and HEAD for files, any for actions. */
    readonly methods?: readonly string[]
    /** The handler reads the body itself; otherwise it is in `web.body` when the handler starts. Default false. */
    readonly stream?: boolean
}

/** The configuration of a `WebHost`. */
export interface WebConfig {
    /** Endpoints such as `http://:80`, `127.0.0.1:8080`, `http://[::1]:8080`. Port 0: any free one. Default: none. */
    readonly listen?: readonly string[]
    /** Directory of the documents. Default `site`. */
    readonly documents?: string
    /** File that is served for a directory. Default `index.html`. */
    readonly index?: string
    /** Whether files and directories whose name begins with a dot are served; `.well-known` always is. Default false. */
    readonly dotFiles?: boolean
    /** Added to each response. An empty value leaves out a header that the server would add by itself. */
    readonly headers?: Readonly<Record<string, string>>
    /** MIME types by extension with its dot; they come before the built-in ones. */
    readonly mime?: Readonly<Record<string, string>>
    readonly limits?: {
        /** Request line and headers. Default 10K. */
        readonly header?: Size
        /** Request body. Default 100K. */
        readonly body?: Size
        /** Requests on one connection; the response to the last says `Connection: close`. Default 1000. */
        readonly requests?: Size
        /** Connections at a time; more are closed at once. Default 100. */
        readonly connections?: Size
        /** Memory for copies of documents. Default 16MB; 0: none are kept. */
        readonly cache?: Size
    }
    readonly timeouts?: {
        /** From the first byte of a request (of the first request: from the connection) to the end of its headers. Default 5 secs. */
        readonly parse?: Duration
        /** Without any progress; also of an idle connection. Default 5 mins. */
        readonly inactivity?: Duration
        /** Of a whole request, as far as it waits for the client. Default 5 mins. */
        readonly request?: Duration
    }
    /** Default: documents for every path. */
    readonly routes?: readonly RouteConfig[]
}

/** A route as it is used. */
export interface RouteSettings {
    readonly match: string
    readonly handler: 'file' | 'action'
    readonly methods: readonly string[]
    readonly stream: boolean
}

/** The configuration as it is used: complete, sizes in bytes, times in milliseconds. */
export interface WebSettings {
    readonly listen: readonly string[]
    readonly documents: string
    readonly index: string
    readonly dotFiles: boolean
    readonly headers: Readonly<Record<string, string>>
    readonly mime: Readonly<Record<string, string>>
    readonly limits: {
        readonly header: number
        readonly body: number
        readonly requests: number
        readonly connections: number
        readonly cache: number
    }
    readonly timeouts: { readonly parse: number; readonly inactivity: number; readonly request: number }
    readonly routes: readonly RouteSettings[]
}

/** Checks a value; `path` names the property in the message of the error that is thrown for a wrong one. */
type Reader = (value: unknown, path: string) => unknown

/** One property of an object: what it takes, and what it is when it is not given (in the form in which it may be given). */
interface Property {
    readonly read: Reader
    readonly initial: unknown
}

const property = (read: Reader, initial: unknown): Property => ({ read, initial })

const route = {
    match: property(text, ''),
    handler: property(oneOf('file', 'action'), 'file'),
    methods: property(listOf(method), []),
    stream: property(flag, false),
}

/** All properties. Exported for the test of the documentation. */
export const properties = {
    listen: property(listOf(word), []),
    documents: property(word, 'site'),
    index: property(fileName, 'index.html'),
    dotFiles: property(flag, false),
    headers: property(mapOf(headerName, headerValue), {}),
    mime: property(mapOf(extension, headerValue), {}),
    limits: {
        header: property(size(64), '10K'),
        body: property(size(0), '100K'),
        requests: property(size(1), 1000),
        connections: property(size(1), 100),
        cache: property(size(0), '16MB'),
    },
    timeouts: {
        parse: property(duration, '5 secs'),
        inactivity: property(duration, '5 mins'),
        request: property(duration, '5 mins'),
    },
    routes: property(listOf(readRoute), [{}]),
}

/** Most header bytes that can be asked for: a block must fit into memory that each connection may need at a time. */
const LARGEST = 2 ** 31 - 1

/** Checks a configuration and completes it. Throws a `WebError` with code `WEB_CONFIG` that names the wrong property. */
export function readConfig(config: unknown): WebSettings {
    return readObject(config, '', properties) as unknown as WebSettings
}

type Properties = { readonly [name: string]: Property | Properties }

function isProperty(entry: Property | Properties): entry is Property {
    return typeof entry.read === 'function'
}

function readObject(value: unknown, path: string, known: Properties): Readonly<Record<string, unknown>> {
    const given = record(value, path)
    const names = Object.keys(known)
    for (const name of Object.keys(given)) {
        if (!Object.hasOwn(known, name)) {
            fail(at(path, name), given[name], `no such property, but one of ${names.join(', ')}`)
        }
    }
    const result: Record<string, unknown> = {}
    for (const name of names) {
        const entry = known[name]!
        if (isProperty(entry)) {
            result[name] = entry.read(given[name] ?? entry.initial, at(path, name))
        } else {
            result[name] = readObject(given[name] ?? {}, at(path, name), entry)
        }
    }
    return Object.freeze(result)
}

function readRoute(value: unknown, path: string): RouteSettings {
    const read = readObject(value, path, route) as unknown as RouteSettings
    if (read.match !== '' && !read.match.startsWith('/')) {
        fail(at(path, 'match'), read.match, 'a path that begins with a slash, or nothing')
    }
    const methods = read.methods.length === 0 && read.handler === 'file' ? ['GET', 'HEAD'] : read.methods
    return Object.freeze({ ...read, methods })
}

function text(value: unknown, path: string): string {
    return typeof value === 'string' ? value : fail(path, value, 'text')
}

function word(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : fail(path, value, 'text that is not empty')
}

function fileName(value: unknown, path: string): string {
    const name = word(value, path)
    return /[/\\\0]/.test(name) || name === '.' || name === '..'
        ? fail(path, value, 'the name of a file, without a directory')
        : name
}

function flag(value: unknown, path: string): boolean {
    return typeof value === 'boolean' ? value : fail(path, value, 'true or false')
}

function oneOf(...words: string[]): Reader {
    return (value, path) => (words.includes(value as string) ? value : fail(path, value, words.join(' or ')))
}

function method(value: unknown, path: string): string {
    const name = word(value, path)
    return isHeaderName(name) && name === name.toUpperCase()
        ? name
        : fail(path, value, 'a method such as GET, in upper case')
}

function size(least: number): Reader {
    return (value, path) => {
        const bytes = parseSize(value)
        if (bytes === null || bytes < least || (bytes !== Infinity && !Number.isInteger(bytes))) {
            return fail(
                path,
                value,
                `a whole number of at least ${least} such as 4096, '64K' or '10MB', or 'unlimited'`,
            )
        }
        return Math.min(bytes, LARGEST)
    }
}

function duration(value: unknown, path: string): number {
    const ms = parseDuration(value)
    return ms === null || ms === 0 ? fail(path, value, "seconds above 0, or text such as '5 mins', or 'never'") : ms
}

function headerName(value: string, path: string): void {
    const kind = headerKind(value)
    if (kind !== 'plain') {
        fail(path, value, kind === 'bad' ? 'the name of a header' : 'a header that the server does not make itself')
    }
}

function headerValue(value: unknown, path: string): string {
    const header = text(value, path)
    return isHeaderValue(header) ? header : fail(path, value, 'text without line ends and characters above U+00FF')
}

function extension(value: string, path: string): void {
    if (!/^\.[^./\\]+$/.test(value)) {
        fail(path, value, "an extension with its dot, such as '.html'")
    }
}

function listOf(read: Reader): Reader {
    return (value, path) => {
        if (!Array.isArray(value)) {
            return fail(path, value, 'a list')
        }
        return Object.freeze(value.map((item: unknown, i) => read(item, `${path}[${i}]`)))
    }
}

function mapOf(checkName: (name: string, path: string) => void, read: Reader): Reader {
    return (value, path) => {
        const result: [string, unknown][] = []
        for (const [name, item] of Object.entries(record(value, path))) {
            checkName(name, at(path, name))
            result.push([name, read(item, at(path, name))])
        }
        return Object.freeze(Object.fromEntries(result))
    }
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return fail(path === '' ? 'web' : path, value, 'an object')
    }
    return value as Readonly<Record<string, unknown>>
}

function at(path: string, name: string): string {
    return path === '' ? name : `${path}.${name}`
}

function fail(path: string, value: unknown, wanted: string): never {
    const shown = JSON.stringify(value) ?? String(value)
    const short = shown.length > 80 ? `${shown.slice(0, 80)}...` : shown
    throw new WebError(
        'WEB_CONFIG',
        `Cannot use the configuration of the web server: ${path} is ${short}, wanted ${wanted}`,
    )
}
