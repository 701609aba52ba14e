/*
    header.ts -- What may stand in a header of a response.

    Responses are written as latin1. A character above U+00FF would lose its upper half there, and U+010A become a line feed:
    so what is checked is not only that a value has no line end, but that it has nothing that could become one.
*/

const TAB = 9
const SPACE = 32
const DEL = 127

/** What the server thinks of a header that a handler adds. */
export type HeaderKind = 'plain' | 'automatic' | 'type' | 'length' | 'reserved' | 'bad'

/** Headers by which the server tells where a response ends, and that it makes itself: nobody else can know. */
const reserved: ReadonlySet<string> = new Set([
    ...['connection', 'keep-alive', 'transfer-encoding', 'trailer', 'date', 'upgrade'],
])

/** Headers that the server adds by itself where nobody else does. */
const automatic: ReadonlySet<string> = new Set([
    ...['accept-ranges', 'cache-control', 'etag', 'expires', 'last-modified', 'pragma'],
    ...['x-content-type-options', 'x-frame-options'],
])

/** Names that were asked for. Programs use few, mostly literals, for which looking up is cheaper than judging again. */
const kinds = new Map<string, HeaderKind>()
const MOST_KINDS = 256

/** Whether `name` is a token (RFC 9110 §5.6.2). */
export function isHeaderName(name: string): boolean {
    return /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)
}

/** Whether `value` has only characters that a header value may have, each of which is one byte (RFC 9110 §5.5). */
export function isHeaderValue(value: string): boolean {
    for (let i = 0; i < value.length; i++) {
        const char = value.charCodeAt(i)
        if ((char < SPACE && char !== TAB) || char === DEL || char > 255) {
            return false
        }
    }
    return true
}

/** What kind of header a name is. */
export function headerKind(name: string): HeaderKind {
    let kind = kinds.get(name)
    if (kind === undefined) {
        kind = judge(name)
        if (kinds.size < MOST_KINDS) {
            kinds.set(name, kind)
        }
    }
    return kind
}

function judge(name: string): HeaderKind {
    if (!isHeaderName(name)) {
        return 'bad'
    }
    const lower = name.toLowerCase()
    if (lower === 'content-type' || lower === 'content-length') {
        return lower === 'content-type' ? 'type' : 'length'
    }
    return reserved.has(lower) ? 'reserved' : automatic.has(lower) ? 'automatic' : 'plain'
}
