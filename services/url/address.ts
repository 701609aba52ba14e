/*
    address.ts -- parseAddress: the parts of a URL, as the original agent sees them (spec url.md §3). Nothing is decoded, encoded or
    normalised.

        url = [ scheme "://" ] [ host ] [ ":" port ] [ "/" path ] [ "?" query ] [ "#" hash ]

    Text without scheme and colon is a path on this machine, as in C: `example.com/a` is `http://localhost/example.com/a`.
*/

import { UrlError } from './errors.js'

/** The parts of a URL. */
export interface UrlAddress {
    /** In lower case; `http` where there is none. */
    readonly scheme: string
    /** The scheme means TLS: `https` and `wss`. */
    readonly secure: boolean
    /** The scheme means a WebSocket: `ws` and `wss`. */
    readonly webSocket: boolean
    /** A name or a numeric address; IPv6 without brackets. */
    readonly host: string
    readonly port: number
    /** Without its first slash. */
    readonly path: string
    /** Null: there is none. */
    readonly query: string | null
    /** Never sent. Null: there is none. */
    readonly hash: string | null
    /** Value of the Host header: the port only where it is not that of the scheme (RFC 9110 §7.2). */
    readonly authority: string
    /** Path and query, as on the request line. */
    readonly target: string
    /** `scheme://host:port`: requests with the same one can share connections. */
    readonly origin: string
}

/** Longest host name. */
const LONGEST_HOST = 255

/** URLs that were taken apart lately, the oldest first: most programs ask for the same few again and again. */
const recent = new Map<string, UrlAddress>()
const MOST_RECENT = 64
const LONGEST_RECENT = 512

/** Takes a URL apart. Throws `URL_ADDRESS`. */
export function parseAddress(url: string): UrlAddress {
    const known = recent.get(url)
    if (known !== undefined) {
        return known
    }
    const address = Object.freeze(takeApart(url))
    if (url.length <= LONGEST_RECENT) {
        recent.set(url, address)
        if (recent.size > MOST_RECENT) {
            recent.delete(recent.keys().next().value!)
        }
    }
    return address
}

function takeApart(url: string): UrlAddress {
    if (url.length > 65536 || /[\s\p{Cc}]/u.test(url)) {
        // They would end up in the request line
        throw refuse(url, 'Bad URL', 'white space, a control character or more than 65536 characters')
    }
    const [beforeHash, hash] = cut(url, '#')
    const [before, query] = cut(beforeHash, '?')
    const named = /^([a-zA-Z][a-zA-Z0-9+.-]*)?:\/\//.exec(before)
    const scheme = named?.[1]?.toLowerCase() ?? 'http'
    const rest = named === null ? before : before.slice(named[0].length)
    const secure = scheme === 'https' || scheme === 'wss'
    const { host, port, path } = place(url, rest, named !== null || rest.includes(':'), secure ? 443 : 80)
    const name = host.includes(':') ? `[${host}]` : host
    const authority = port === (secure ? 443 : 80) ? name : `${name}:${port}`
    return {
        ...{ scheme, secure, host, port, path, query, hash, authority },
        webSocket: scheme === 'ws' || scheme === 'wss',
        target: query === null ? `/${path}` : `/${path}?${query}`,
        origin: `${secure ? 'https' : 'http'}://${name.toLowerCase()}:${port}`,
    }
}

/** Host, port and path of what follows the scheme. */
function place(
    url: string,
    text: string,
    hasHost: boolean,
    usual: number,
): { host: string; port: number; path: string } {
    let host = ''
    let rest = text
    if (text.startsWith('[')) {
        const close = text.indexOf(']')
        host = text.slice(1, close)
        rest = text.slice(close + 1)
        if (close < 0 || !/^[0-9a-fA-F:.]+(%[\w.~-]+)?$/.test(host) || !/^([:/]|$)/.test(rest)) {
            throw refuse(url, 'Invalid host name', 'an address in brackets that is none')
        }
    } else if (hasHost && !/^[/:]/.test(text)) {
        const end = text.search(/[:/]/)
        host = end < 0 ? text : text.slice(0, end)
        rest = text.slice(host.length)
    }
    if (host.length > LONGEST_HOST) {
        throw refuse(
            url,
            'Invalid host name',
            `a host name of ${host.length} characters, wanted at most ${LONGEST_HOST}`,
        )
    }
    let port = usual
    if (rest.startsWith(':')) {
        const end = rest.indexOf('/')
        const digits = rest.slice(1, end < 0 ? rest.length : end)
        port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0
        if (port < 1 || port > 65535) {
            throw refuse(url, 'Invalid port number', `port ${digits}, wanted 1 to 65535`)
        }
        rest = end < 0 ? '' : rest.slice(end)
    }
    return { host: host === '' ? 'localhost' : host, port, path: rest.startsWith('/') ? rest.slice(1) : rest }
}

function cut(text: string, mark: string): [before: string, after: string | null] {
    const pos = text.indexOf(mark)
    return pos < 0 ? [text, null] : [text.slice(0, pos), text.slice(pos + 1)]
}

function refuse(url: string, text: string, found: string): UrlError {
    const shown = url.length > 100 ? `${url.slice(0, 100)}...` : url
    return new UrlError('URL_ADDRESS', `Cannot use URL ${JSON.stringify(shown)}: it has ${found}`, { text })
}
