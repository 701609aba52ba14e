/*
    parameters.ts -- Takes a list of parameters apart, as the Authorization header of Digest has it (RFC 9110 §11.2):

        username="Mufasa", realm="http-auth@example.org", qop=auth, nc=00000001

    One pass, one step for each character; what is not exactly such a list is none.
*/

const TAB = 9
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const EQUALS = 61
const BACKSLASH = 92
const DEL = 127

/** More parameters than this are of nobody's making. */
const MOST = 32

/** The parameters by name in lower case; null: the text is no such list, or has a name twice. */
export function parseParameters(text: string): ReadonlyMap<string, string> | null {
    const parameters = new Map<string, string>()
    let at = skipBlanks(text, 0)
    while (at < text.length) {
        if (text.charCodeAt(at) === COMMA) {
            // RFC 9110 §5.6.1.2: empty elements of a list are to be taken.
            at = skipBlanks(text, at + 1)
            continue
        }
        const nameEnd = skipName(text, at)
        const name = text.slice(at, nameEnd).toLowerCase()
        at = skipBlanks(text, nameEnd)
        if (name === '' || text.charCodeAt(at) !== EQUALS || parameters.has(name) || parameters.size >= MOST) {
            return null
        }
        at = skipBlanks(text, at + 1)
        const end = text.charCodeAt(at) === QUOTE ? skipQuoted(text, at) : skipWord(text, at)
        if (end <= at) {
            return null
        }
        parameters.set(name, unquoted(text.slice(at, end)))
        at = skipBlanks(text, end)
        if (at < text.length && text.charCodeAt(at) !== COMMA) {
            return null
        }
    }
    return parameters
}

/** A text as a quoted string (RFC 9110 §5.6.4). */
export function quoted(text: string): string {
    return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function unquoted(text: string): string {
    if (text.charCodeAt(0) !== QUOTE) {
        return text
    }
    const inner = text.slice(1, -1)
    return inner.includes('\\') ? inner.replaceAll(/\\(.)/g, '$1') : inner
}

function skipBlanks(text: string, at: number): number {
    while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
        at++
    }
    return at
}

/** The place behind a name. */
function skipName(text: string, at: number): number {
    while (at < text.length && text.charCodeAt(at) !== EQUALS && isOfWord(text.charCodeAt(at))) {
        at++
    }
    return at
}

/** The place behind a value without quotes. Some clients send URLs and Base64 so: only what ends a word may not be in one. */
function skipWord(text: string, at: number): number {
    while (at < text.length && isOfWord(text.charCodeAt(at))) {
        at++
    }
    return at
}

function isOfWord(char: number): boolean {
    return char > SPACE && char < DEL && char !== COMMA && char !== QUOTE
}

/** The place behind a quoted string that begins at `at`; -1: it has no end, or a character that it may not have. */
function skipQuoted(text: string, at: number): number {
    for (at++; at < text.length; at++) {
        const char = text.charCodeAt(at)
        if (char === QUOTE) {
            return at + 1
        }
        if (char === BACKSLASH) {
            at++
        }
        if ((char < SPACE && char !== TAB) || char === DEL) {
            return -1
        }
    }
    return -1
}
