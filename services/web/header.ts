/*
    header.ts -- What may stand in a header of a response.

    Responses are written as latin1. A character above U+00FF would lose its upper half there, and U+010A become a line feed:
    so what is checked is not only that a value has no line end, but that it has nothing that could become one.
*/

const TAB = 9
const SPACE = 32
const DEL = 127

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
