/*
    plan.ts -- From the words of the command line to what is to be requested.
*/

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TlsClientOptions } from '../../../../fiber/index.js'
import { JsonError, parse } from '../../../../services/json/index.js'
import type { UrlOptions } from './options.js'

/** What is to be requested, and how it is shown. */
export interface Plan {
    readonly method: string
    readonly url: string
    /** Lines with CRLF, without those that change from request to request. */
    readonly headers: string
    readonly body: Buffer | null
    readonly files: readonly string[]
    readonly forms: Readonly<Record<string, string>>
    readonly kind: 'http' | 'upload' | 'events' | 'websocket'
    /** Letters `HBh`. */
    readonly show: string
    readonly showBody: boolean
    readonly logTypes: string
    readonly logSources: string
    readonly tls: TlsClientOptions
    readonly options: UrlOptions
}

/** What the items say. */
interface Items {
    headers: string[]
    body: Buffer[]
    files: string[]
    forms: Record<string, string>
    fields: string[]
    type: string | null
}

/** The plan. `refuse` ends the command with a message. */
export function planOf(words: readonly string[], options: UrlOptions, refuse: (message: string) => never): Plan {
    const named = /^[A-Z][A-Za-z-]*$/.test(words[0] ?? '') && words.length > 1
    const [address, ...rest] = named ? words.slice(1) : words
    if (address === undefined) {
        refuse('error: no URL was given')
    }
    const ownHeaders = options.header ?? []
    const given = ownHeaders.find(line => /^content-type\s*:/i.test(line))
    const items = readItems(rest, options, given?.slice(given.indexOf(':') + 1) ?? null, refuse)
    const body = items.body.length === 0 ? null : Buffer.concat(items.body)
    const webSocket = options.webSockets ?? (options.webSocketsProtocol ?? options.webSocketsSize) !== undefined
    const url = fullUrl(address, webSocket)
    const [, scheme = ''] = /^([^:]*):\/\//.exec(url) ?? []
    if (!/^(?:http|ws)s?$/i.test(scheme)) {
        // The client takes it for http, as in C (spec url.md §3): here it is a slip
        refuse(`error: Cannot request ${url}: scheme ${scheme}, wanted http, https, ws or wss`)
    }
    const kind = /^wss?:/i.test(url) ? 'websocket' : options.sse ? 'events' : options.upload ? 'upload' : 'http'
    if (body !== null && (kind === 'websocket' || kind === 'events')) {
        refuse('error: Cannot write body to WebSocket or SSE')
    }
    if (options.save !== undefined && options.iterations !== 1) {
        refuse('error: --save is for one request, and not for --iterations')
    }
    if (options.key !== undefined && options.cert === undefined) {
        refuse('error: --key without --cert: wanted the certificate of the key')
    }
    const type = given === undefined && items.type !== null ? [`Content-Type: ${items.type}`] : []
    const extra = [
        ...(options.chunk === undefined ? [] : [`X-Chunk-Size: ${options.chunk}`]),
        ...(options.cookie === undefined ? [] : [`Cookie: ${options.cookie}`]),
        ...(options.range === undefined ? [] : [`Range: bytes=${options.range}`]),
        ...(options.webSocketsProtocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${options.webSocketsProtocol}`]),
        ...(kind === 'events' ? ['Accept: text/event-stream'] : []),
    ]
    const lines = [...ownHeaders, ...items.headers, ...type, ...extra]
    const { show, showBody } = shown(options)
    return {
        method: named ? words[0]! : body !== null || kind === 'upload' ? 'POST' : 'GET',
        headers: lines.map(line => `${line}\r\n`).join(''),
        ...{ url, body, kind, show, showBody, options, files: items.files, forms: items.forms },
        ...logged(options),
        tls: tlsOf(options),
    }
}

/** Spec url.md §18, "URL forms". */
function fullUrl(text: string, webSocket: boolean): string {
    const scheme = webSocket ? 'ws://' : 'http://'
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
        return text
    }
    if (text.startsWith('/')) {
        return `${scheme}localhost${text}`
    }
    if (text.startsWith(':')) {
        return `${scheme}localhost${text}`
    }
    return /^\d+(\/|$)/.test(text) ? `${scheme}localhost:${text}` : scheme + text
}

function readItems(
    words: readonly string[],
    options: UrlOptions,
    type: string | null,
    refuse: (message: string) => never,
): Items {
    const items: Items = { headers: [], body: [], files: [], forms: {}, fields: [], type: null }
    for (const word of words) {
        const header = /^([^\\{@][^:=]*):(.*)$/s.exec(word)
        const field = /^([^\\{@][^=]*)=(.*)$/s.exec(word)
        if (word.startsWith('@')) {
            addFile(items, word.slice(1), options, refuse)
        } else if (word.startsWith('{') && word.endsWith('}') && (type === null || /json/i.test(type))) {
            items.body.push(Buffer.from(jsonText(word, refuse)))
            items.type = 'application/json'
        } else if (header !== null) {
            items.headers.push(`${header[1]}: ${header[2]!.trim()}`)
        } else if (field !== null) {
            items.forms[field[1]!] = field[2]!
            items.fields.push(word)
        } else {
            items.body.push(Buffer.from(word.replace(/^\\/, '')))
            items.type ??= 'text/plain'
        }
    }
    if (items.fields.length > 0 && !options.upload) {
        items.body.push(Buffer.from(items.fields.join('&')))
        items.type = 'application/x-www-form-urlencoded'
    }
    return items
}

function addFile(items: Items, path: string, options: UrlOptions, refuse: (message: string) => never): void {
    if (path !== '<' && !existsSync(path)) {
        refuse(`error: Cannot open ${path}`)
    }
    if (options.upload && path !== '<') {
        items.files.push(path)
    } else {
        items.body.push(readFileSync(path === '<' ? 0 : path))
    }
}

function jsonText(text: string, refuse: (message: string) => never): string {
    try {
        return JSON.stringify(parse(text))
    } catch (error) {
        if (error instanceof JsonError) {
            refuse(`error: ${error.message}`)
        }
        throw error
    }
}

function shown({ all, quiet, show, verbose, responseHeaders }: UrlOptions): { show: string; showBody: boolean } {
    const letters = all ? 'HBhb' : (show ?? (responseHeaders ? 'h' : verbose ? 'Hhb' : 'b'))
    return quiet
        ? { show: '', showBody: false }
        : { show: letters.replace(/[^HBh]/g, ''), showBody: letters.includes('b') }
}

function logged({ debug, trace, verbose, sse, quiet }: UrlOptions): { logTypes: string; logSources: string } {
    const [types, sources] = trace?.split(':') ?? []
    const usual = quiet ? 'error' : debug ? 'all' : verbose || sse ? 'raw,error,info' : 'raw,error'
    return { logTypes: types || usual, logSources: sources || 'all' }
}

/** Certificates are not looked at, unless somebody wants it: this is a tool for development. */
function tlsOf({ ca, cert, key, ciphers, verify }: UrlOptions): TlsClientOptions {
    const beside = fileURLToPath(new URL('../roots.crt', import.meta.url))
    const authority = ca ?? [join(process.cwd(), 'roots.crt'), beside].find(path => existsSync(path))
    return {
        ...(authority === undefined ? {} : { authority }),
        ...(cert === undefined ? {} : { certificate: cert }),
        ...(cert === undefined || key === undefined ? {} : { key }),
        ...(ciphers === undefined ? {} : { ciphers }),
        verifyPeer: verify === true,
        verifyIssuer: false,
    }
}
