/*
    redirect.ts -- Redirects: those of the site, of routes, and of handlers (spec web.md §10).
*/

import { isIPv4 } from 'node:net'
import type { Fiber } from '../../fiber/index.js'
import { encodePath, encodeUrl, parseUrl, type UrlParts } from '../http/index.js'
import type { RedirectSettings } from './config/index.js'
import type { Web } from './web.js'
import type { WebRequest } from './web-request.js'

/** Ports that are left out of a URL. */
const usualPorts: ReadonlyMap<string, number> = new Map([
    ['http', 80],
    ['ws', 80],
    ['https', 443],
    ['wss', 443],
])

/** Addresses of this machine that are shown as `localhost`, and its names as clients write them. */
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1'])
const ownNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A redirect of the site, with what it looks at. */
export class WebRedirect {
    readonly from: string | null
    readonly to: string
    readonly status: number
    /** Null: it cannot be read. */
    readonly #parts: UrlParts | null

    constructor({ from, to, status }: RedirectSettings) {
        this.from = from
        this.to = to
        this.status = status
        this.#parts = from === null ? null : parseUrl(from)
    }

    /** Whether it redirects a request: each part that it has is equal. One that cannot be read is refused by the caller. */
    matches(web: Web): boolean {
        const parts = this.#parts
        if (parts === null) {
            return this.from === null
        }
        const { scheme, host, port, path, query, hash } = parts
        return (
            (scheme === null || scheme === web.scheme) &&
            (host === null || host === web.host.name || host === localAddress(web)) &&
            (port === 0 || port === (web.local?.port ?? 0)) &&
            // `/` has an empty path, which is the root (spec web.md §30, D19)
            (path === null || `/${path}` === web.path) &&
            (query === null || query === web.query) &&
            (hash === null || hash === web.hash)
        )
    }

    /** `from` cannot be read. */
    get isBroken(): boolean {
        return this.from !== null && this.#parts === null
    }
}

/** The first redirect of the site that matches a request; null: none. */
export function siteRedirect(web: Web): WebRedirect | null {
    const { redirects } = web.host
    for (const redirect of redirects) {
        if (redirect.isBroken || redirect.matches(web)) {
            return redirect
        }
    }
    return null
}

/**
 * Redirects a request: parts that `target` does not have are those of the request. Reads the body first. A target that cannot be
 * read is answered with 404.
 */
export function* redirectRequest(web: Web, status: number, target: string | null): Fiber<void> {
    yield* readBody(web)
    const parts = parseUrl(target ?? '')
    const location = parts === null ? null : locationOf(web, parts)
    if (parts === null) {
        web.connection.refuse('WEB_BAD_REDIRECT')
    } else if (location === null) {
        web.connection.refuse('WEB_NO_HOSTNAME')
    } else {
        yield* answerRedirect(web, status, location)
    }
}

/**
 * Redirects to a path of the server that the client has reached, under whatever name, and through whatever proxy: the browser takes what
 * is missing from the URL that it has asked for (RFC 9110 §10.2.2).
 */
export function* leadTo(web: Web, status: number, path: string): Fiber<void> {
    yield* readBody(web)
    yield* answerRedirect(web, status, path)
}

function* readBody(web: Web): Fiber<void> {
    if (!web.input.complete) {
        yield* web.consumeInput()
    }
}

function* answerRedirect(web: Web, status: number, location: string): Fiber<void> {
    web.reply.replace(status, '')
    web.redirect = location
    yield* web.finalize()
}

/** The URL that the parts of a target stand for; null: the name of the host is not known. */
function locationOf(web: Web, parts: UrlParts): string | null {
    const scheme = parts.scheme ?? web.scheme
    let { port } = parts
    if (parts.scheme === null && parts.host === null && port === 0) {
        port = web.local?.port ?? 0
    }
    let { host } = parts
    if (host === null) {
        const name = hostName(web)
        if (name === null) {
            return null
        }
        const own = splitPort(asAsked(web, name))
        host = own.host
        if (port === 0 && scheme === web.scheme) {
            port = own.port
        }
    } else if (host.includes(':')) {
        host = `[${host}]`
    }
    const isUsual = port === 0 || port === usualPorts.get(scheme)
    return `${scheme}://${encodeUrl(host)}${isUsual ? '' : `:${port}`}${placeOf(web, parts)}`
}

/** Path, query and fragment. */
function placeOf(web: Web, { path, query, hash }: UrlParts): string {
    if (path !== null) {
        return `/${encodeUrl(path)}${query === null ? '' : `?${encodeUrl(query)}`}${hash === null ? '' : `#${encodeUrl(hash)}`}`
    }
    const ownQuery = query ?? web.query
    const ownHash = hash ?? web.hash
    const rest = `${ownQuery === null ? '' : `?${encodeUrl(ownQuery)}`}${ownHash === null ? '' : `#${encodeUrl(ownHash)}`}`
    return `${encodePath(web.path)}${rest}`
}

/**
 * The name of this machine that the client has used, in the place of `localhost`: a browser has other cookies for `localhost` than for
 * `127.0.0.1`, so a redirect from the one to the other would lose the session. Other names that a client gives are not believed.
 */
function asAsked(web: Web, name: string): string {
    const asked = splitPort(web.getHeader('host')?.toLowerCase() ?? '')
    const isLoopback = web.host.name === null && web.local !== null && loopback.has(plainAddress(web.local.address))
    return isLoopback && ownNames.has(asked.host) ? name.replace(/^.*(?=:\d+$)/, asked.host) : name
}

/** `host:port` of the server, or its name as configured; null: it is not known (spec web.md §10.2). */
export function hostName(web: WebRequest): string | null {
    if (web.host.name !== null) {
        return web.host.name
    }
    const { local } = web
    if (local === null) {
        return null
    }
    const address = plainAddress(local.address)
    if (loopback.has(address)) {
        return `localhost:${local.port}`
    }
    if (address === '0.0.0.0' && web.host.ip !== null) {
        return `${web.host.ip}:${local.port}`
    }
    return `${address.includes(':') ? `[${address}]` : address}:${local.port}`
}

/** The numeric address at which the client reached the server. */
function localAddress(web: Web): string | null {
    return web.local === null ? null : plainAddress(web.local.address)
}

/** An IPv4 address as such, also where an IPv6 socket has accepted it. */
function plainAddress(address: string): string {
    const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : ''
    return isIPv4(mapped) ? mapped : address
}

function splitPort(name: string): { host: string; port: number } {
    const colon = name.lastIndexOf(':')
    if (colon < 0 || colon < name.lastIndexOf(']')) {
        return { host: name, port: 0 }
    }
    return { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) || 0 }
}
