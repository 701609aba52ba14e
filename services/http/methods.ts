/*
    methods.ts -- Request methods as shared strings, so that a router may compare them by identity.
*/

import { latin1, sameBytes } from './bytes.js'

/** The methods that get no string of their own per request, most frequent first. */
const COMMON = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

/** The others of the IANA registry that HTTP/1.1 clients use, and those of SSDP, ICY and caches. */
const RARE = [
    ...['TRACE', 'CONNECT', 'QUERY'],
    ...['ACL', 'BIND', 'CHECKOUT', 'COPY', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL'],
    ...['MOVE', 'NOTIFY', 'PROPFIND', 'PROPPATCH', 'PURGE', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE'],
    ...['UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'],
]

const known = new Map([...COMMON, ...RARE].map(name => [name, name]))

/** Whether `method` is one that some HTTP/1.1 software is known to use; for the others 501 is the right answer. */
export function isKnownMethod(method: string): boolean {
    return known.has(method)
}

/** The method that the bytes from `start` to `end` name, in upper case (spec web.md §8.1, K5: `get` works). */
export function methodOf(buf: Uint8Array, start: number, end: number): string {
    for (let i = 0; i < COMMON.length; i++) {
        const name = COMMON[i]!
        if (name.length === end - start && sameBytes(buf, start, name)) {
            return name
        }
    }
    const upper = latin1(buf, start, end).toUpperCase()
    return known.get(upper) ?? upper
}
