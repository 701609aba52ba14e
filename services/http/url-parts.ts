/*
    url-parts.ts -- URLs of configurations and redirects, of which any part may be missing (spec web.md §9.5).

        url = [ scheme "://" ] [ host ] [ ":" port ] [ "/" path ] [ "?" query ] [ "#" hash ]       or a scheme alone
*/

/** The parts of a URL; null: not there. */
export interface UrlParts {
    readonly scheme: string | null
    /** IPv6 addresses without brackets. */
    readonly host: string | null
    /** 0: not there. */
    readonly port: number
    /** Without its first slash. */
    readonly path: string | null
    readonly query: string | null
    readonly hash: string | null
}

/** Takes a URL apart, without decoding anything. Null: the port is no number from 1 to 65535, or what follows the host is none. */
export function parseUrl(url: string): UrlParts | null {
    const [beforeHash, hash] = cut(url, '#')
    const [beforeQuery, query] = cut(beforeHash, '?')
    if (/^(?:https?|wss?)$/.test(beforeQuery)) {
        return { scheme: beforeQuery, host: null, port: 0, path: null, query, hash }
    }
    const mark = beforeQuery.indexOf('://')
    const scheme = mark < 0 ? null : beforeQuery.slice(0, mark)
    const rest = mark < 0 ? beforeQuery : beforeQuery.slice(mark + 3)
    const slash = rest.indexOf('/')
    const authority = slash < 0 ? rest : rest.slice(0, slash)
    const path = slash < 0 ? null : rest.slice(slash + 1)
    const place = splitAuthority(authority)
    if (place === null) {
        return null
    }
    const usual = scheme === 'https' || scheme === 'wss' ? 443 : 0
    return { scheme, host: place.host === '' ? null : place.host, port: place.port ?? usual, path, query, hash }
}

function cut(text: string, mark: string): [before: string, after: string | null] {
    const pos = text.indexOf(mark)
    return pos < 0 ? [text, null] : [text.slice(0, pos), text.slice(pos + 1)]
}

function splitAuthority(text: string): { host: string; port: number | null } | null {
    let host = text
    let tail = ''
    if (text.startsWith('[')) {
        const close = text.indexOf(']')
        if (close < 0) {
            return null
        }
        host = text.slice(1, close)
        tail = text.slice(close + 1)
    } else {
        const colon = text.indexOf(':')
        host = colon < 0 ? text : text.slice(0, colon)
        tail = colon < 0 ? '' : text.slice(colon)
    }
    if (tail === '') {
        return { host, port: null }
    }
    const port = /^:\d{1,5}$/.test(tail) ? Number(tail.slice(1)) : 0
    return port >= 1 && port <= 65535 ? { host, port } : null
}
