/*
    entity-tags.ts -- Entity tags, and the lists of them in If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1).

        "abc"           strong
        W/"abc"         weak
        "a", W/"b"      a list
        *               any

    Weak and strong tags compare alike (spec web.md §16.4), so quotes and weakness are dropped. Between the quotes anything but
    a quote is taken: what no server has sent matches nothing.
*/

const TAB = 9
const SP = 32
const QUOTE = 34
const COMMA = 44

/** Tags without quotes and weakness; `*`: any. */
export type EntityTags = readonly string[] | '*'

/**
 * Takes a list apart: `"a", W/"b"` gives `a` and `b`.
 *
 * @returns null when it is malformed: anything but `*` or one or more tags with a comma between each two (spec web.md §16.4)
 */
export function parseEntityTags(list: string): EntityTags | null {
    const tags: string[] = []
    let pos = skipBlanks(list, 0)
    if (list[pos] === '*' && skipBlanks(list, pos + 1) === list.length) {
        return '*'
    }
    for (;;) {
        const start = tagStart(list, pos)
        const end = start < 0 ? -1 : list.indexOf('"', start)
        if (end < 0) {
            return null
        }
        tags.push(list.slice(start, end))
        pos = skipBlanks(list, end + 1)
        if (pos === list.length) {
            return tags
        }
        if (list.charCodeAt(pos) !== COMMA) {
            return null
        }
        pos = skipBlanks(list, pos + 1)
    }
}

/** The one tag that `text` is, as in If-Range; null: it is none. */
export function parseEntityTag(text: string): string | null {
    const start = tagStart(text, 0)
    return start >= 0 && text.indexOf('"', start) === text.length - 1 ? text.slice(start, -1) : null
}

/** Whether a list has `tag`. */
export function hasEntityTag(list: EntityTags, tag: string): boolean {
    return list === '*' || list.includes(tag)
}

/** The offset of the first character between the quotes of the tag at `pos`; -1: there is none. */
function tagStart(text: string, pos: number): number {
    return text.charCodeAt(pos) === QUOTE ? pos + 1 : text.startsWith('W/"', pos) ? pos + 3 : -1
}

function skipBlanks(text: string, from: number): number {
    let pos = from
    while (text.charCodeAt(pos) === SP || text.charCodeAt(pos) === TAB) {
        pos++
    }
    return pos
}
