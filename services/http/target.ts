/*
    target.ts -- What a request target says (RFC 9112 §3.2, spec web.md §9.1).

        origin-form       /path?query                       the usual one
        absolute-form     http://host:port/path?query       a server must take it as well
        authority-form    host:port                         CONNECT only
        asterisk-form     *                                 OPTIONS only

    The path is decoded once and then normalised, so encoded slashes and dots are ordinary ones: `/a/%2e%2e/b` is `/b`, and
    what leaves the root is refused however it is written.
*/

import { isUrl } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import { isAuthority } from './host.js'
import { normalizePath, percentDecode } from './path.js'

const HASH = 35
const PERCENT = 37
const PLUS = 43
const DOT = 46
const SLASH = 47
const COLON = 58
const QUERY = 63

/** The forms of RFC 9112 §3.2. */
export type TargetForm = 'absolute' | 'asterisk' | 'authority' | 'origin'

/** The parts of a request target. One object may parse one target after another. */
export class RequestTarget {
    form: TargetForm = 'origin'
    /** `host:port` as it stands in an absolute or authority form, where it outranks the Host field; else null. */
    authority: string | null = null
    /** The decoded path before normalisation; `*` in asterisk form, empty in authority form. */
    url = ''
    /** The decoded path in normal form: it begins with a slash, and has no `..`. Otherwise as `url`. */
    path = ''
    /** What follows the first `?`, not decoded; empty when nothing does, null without a `?`. */
    query: string | null = null
    /** What follows the first `#`, decoded; null without a `#`. */
    hash: string | null = null

    /**
     * Take `target`, of a request with this method, apart.
     *
     * @returns the fault, or null; after a fault the parts mean nothing
     */
    parse(method: string, target: string): HttpFault | null {
        this.form = 'origin'
        this.authority = null
        this.query = null
        this.hash = null
        if (target.charCodeAt(0) === SLASH) {
            return this.#parsePath(target)
        }
        if (target === '') {
            return httpErrors.HTTP_EMPTY_TARGET
        }
        for (let pos = 0; pos < target.length; pos++) {
            if (!isUrl(target.charCodeAt(pos))) {
                return httpErrors.HTTP_BAD_TARGET_CHARACTER
            }
        }
        if (method === 'CONNECT') {
            return this.#parseAuthority(target)
        }
        if (target === '*' && method === 'OPTIONS') {
            this.form = 'asterisk'
            this.url = '*'
            this.path = '*'
            return null
        }
        return this.#parseAbsolute(target)
    }

    #parseAuthority(target: string): HttpFault | null {
        const colon = target.lastIndexOf(':')
        // RFC 9112 §3.2.3: the port may not be left out
        if (!isAuthority(target) || colon < target.lastIndexOf(']') || colon === target.length - 1 || colon < 0) {
            return httpErrors.HTTP_BAD_TARGET
        }
        this.form = 'authority'
        this.authority = target
        this.url = ''
        this.path = ''
        return null
    }

    #parseAbsolute(target: string): HttpFault | null {
        const scheme = target.slice(0, 8).toLowerCase()
        const start = scheme.startsWith('http://') ? 7 : scheme === 'https://' ? 8 : 0
        let end = start
        while (end < target.length && !endsAuthority(target.charCodeAt(end))) {
            end++
        }
        const authority = target.slice(start, end)
        // RFC 9110 §4.2.1: no empty host; §4.2.4: no user and password
        if (start === 0 || !isAuthority(authority)) {
            return httpErrors.HTTP_BAD_TARGET
        }
        this.form = 'absolute'
        this.authority = authority
        const rest = target.slice(end)
        return this.#parsePath(rest.charCodeAt(0) === SLASH ? rest : `/${rest}`)
    }

    /** The target from its path on, which begins with a slash. */
    #parsePath(text: string): HttpFault | null {
        let query = -1
        let hash = -1
        // Whether the path is in normal form and has nothing to decode, as nearly all have. A colon may be a drive
        let plain = true
        let previous = SLASH
        for (let pos = 1; pos < text.length; pos++) {
            const char = text.charCodeAt(pos)
            if (!isUrl(char)) {
                return httpErrors.HTTP_BAD_TARGET_CHARACTER
            }
            if (hash >= 0) {
                continue
            }
            if (char === HASH) {
                hash = pos
            } else if (query < 0) {
                if (char === QUERY) {
                    query = pos
                } else if (char === PERCENT || char === PLUS || char === COLON) {
                    plain = false
                } else if (previous === SLASH && (char === SLASH || char === DOT)) {
                    plain = false
                }
                previous = char
            }
        }
        let end = text.length
        if (hash >= 0) {
            // A fragment is for the client alone; bytes in it that are no UTF-8 are not worth an error
            const raw = text.slice(skip(text, hash, HASH))
            this.hash = percentDecode(raw) ?? raw
            end = hash
        }
        if (query >= 0) {
            this.query = text.slice(skip(text, query, QUERY, end), end)
            end = query
        }
        const raw = end === text.length ? text : text.slice(0, end)
        const url = plain ? raw : percentDecode(raw)
        const path = plain || url === null ? url : normalizePath(url)
        if (url === null || path === null) {
            return httpErrors.HTTP_BAD_TARGET
        }
        this.url = url
        this.path = path
        return null
    }
}

function endsAuthority(char: number): boolean {
    return char === SLASH || char === QUERY || char === HASH
}

/** The first offset from `from` on that is not `char` (spec web.md §9.1: repeated marks count as one). */
function skip(text: string, from: number, char: number, end: number = text.length): number {
    let pos = from
    while (pos < end && text.charCodeAt(pos) === char) {
        pos++
    }
    return pos
}
