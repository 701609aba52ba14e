/*
    conditions.ts -- Conditional requests for documents (RFC 9110 §13, spec web.md §16.4).
*/

import { parseHttpDate } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import type { Document } from './document.js'

/** What the conditions of a request come to: `send` the document, `unchanged`, or the request is `malformed`. */
export type Verdict = 'send' | 'unchanged' | 'malformed'

/** Judges the conditions of a GET or HEAD request. */
export function judge(web: Web, document: Document): Verdict {
    const list = web.getHeader('if-none-match')
    if (list !== null) {
        // RFC 9110 §13.2.2: If-Modified-Since is ignored then
        const tags = parseTags(list)
        return tags === null ? 'malformed' : tags === '*' || tags.includes(document.etag) ? 'unchanged' : 'send'
    }
    const since = web.getHeader('if-modified-since')
    const time = since === null ? null : parseHttpDate(since)
    return time !== null && document.modified * 1000 <= time ? 'unchanged' : 'send'
}

/**
 * Takes a list of entity tags apart: `"a", W/"b"` gives `a` and `b`.
 *
 * @returns the tags without quotes and weakness, `*`, or null when it is malformed
 */
export function parseTags(list: string): string[] | '*' | null {
    if (list.trim() === '*') {
        return '*'
    }
    const tags: string[] = []
    let pos = 0
    for (;;) {
        pos = skipBlanks(list, pos)
        const start = list.startsWith('W/"', pos) ? pos + 3 : list.startsWith('"', pos) ? pos + 1 : -1
        const end = start < 0 ? -1 : list.indexOf('"', start)
        if (end < 0) {
            return null
        }
        tags.push(list.slice(start, end))
        pos = skipBlanks(list, end + 1)
        if (pos === list.length) {
            return tags
        }
        if (list[pos] !== ',') {
            return null
        }
        pos++
    }
}

function skipBlanks(text: string, from: number): number {
    let pos = from
    while (text[pos] === ' ' || text[pos] === '\t') {
        pos++
    }
    return pos
}
