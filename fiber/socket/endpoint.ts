/*
    endpoint.ts -- Endpoints: where to listen, or connect to, as text (spec web.md §3.1).

        endpoint = [ scheme "://" ] [ host ] [ ":" port ]
        host     = name / IPv4 address / "[" IPv6 address "]" / "*"
*/

import { isIPv6 } from 'node:net'
import { formatAddress } from './addresses.js'
import { SocketError } from './errors.js'

/** An endpoint taken apart. */
export interface Endpoint {
    /** As given; empty: none. */
    readonly scheme: string
    /** A name or numeric address, IPv6 without brackets; empty: all interfaces, IPv4 and IPv6. */
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    /** The scheme, in lower case, is one that means TLS. */
    readonly secure: boolean
}

/** Ports of schemes; 80 for others (spec web.md §3.1). */
const ports: ReadonlyMap<string, number> = new Map([
    ['https', 443],
    ['wss', 443],
    ['mqtt', 1883],
    ['mqtts', 8883],
    ['tls', 443],
])

const secureSchemes: ReadonlySet<string> = new Set(['https', 'wss', 'mqtts', 'tls'])

/** Longer text is no endpoint: names have up to 253 characters. */
const longest = 512

/**
 * Takes an endpoint apart. `http://` alone is `localhost`; `*`, or a port without a host, all interfaces. Unlike the spec,
 * port 0 is permitted. Throws `SOCKET_ADDRESS`.
 */
export function parseEndpoint(text: string): Endpoint {
    const separator = text.indexOf('://')
    const scheme = separator < 0 ? '' : text.slice(0, separator)
    const rest = separator < 0 ? text : text.slice(separator + 3)
    const { host, portText } = splitHost(text, rest)
    const secure = secureSchemes.has(scheme)
    if (host === '' && portText === null) {
        return { scheme, host: 'localhost', port: ports.get(scheme) ?? 80, secure }
    }
    const port = portText === null ? (ports.get(scheme) ?? 80) : parsePort(text, portText)
    return { scheme, host: host === '*' ? '' : host, port, secure }
}

/** The text of an endpoint, for people. */
export function formatEndpoint({ scheme, host, port }: Endpoint): string {
    return `${scheme === '' ? '' : `${scheme}://`}${formatAddress(host === '' ? '*' : host, port)}`
}

function splitHost(text: string, rest: string): { host: string; portText: string | null } {
    if (text.length > longest) {
        throw wrong(`${text.slice(0, 32)}...`, `at most ${longest} characters`)
    }
    if (rest.startsWith('[')) {
        const close = rest.indexOf(']')
        const host = rest.slice(1, close)
        const tail = rest.slice(close + 1)
        if (close < 0 || !isIPv6(host) || (tail !== '' && !tail.startsWith(':'))) {
            throw wrong(text, '[IPv6 address]:port')
        }
        return { host, portText: tail === '' ? null : tail.slice(1) }
    }
    const colon = rest.indexOf(':')
    const host = colon < 0 ? rest : rest.slice(0, colon)
    if (!/^(?:\*|[\w.-]{0,253})$/.test(host)) {
        throw wrong(text, 'a name or an address')
    }
    return { host, portText: colon < 0 ? null : rest.slice(colon + 1) }
}

function parsePort(text: string, digits: string): number {
    const port = /^\d{1,5}$/.test(digits) ? Number(digits) : -1
    if (port < 0 || port > 65535) {
        throw wrong(text, 'a port from 0 to 65535, and nothing behind it')
    }
    return port
}

function wrong(text: string, wanted: string): SocketError {
    return new SocketError('SOCKET_ADDRESS', `Cannot use endpoint ${JSON.stringify(text)}: wanted ${wanted}`)
}
