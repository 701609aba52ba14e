/*
    encode.ts -- Percent-encoding: text as it may stand in a URL.
*/

import { isUrl } from './chars.js'

const SPACE = 32
const DEL = 127

/** Characters beside those from 0x7F on that `percentEncode` encodes (spec web.md §9.2). */
const unsafe: ReadonlySet<string> = new Set('"%<>\\^`{|}')

function encodeWhere(text: string, mustEncode: (byte: number) => boolean): string {
    let result = ''
    for (const byte of Buffer.from(text)) {
        result += mustEncode(byte)
            ? `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
            : String.fromCharCode(byte)
    }
    return result
}

/** Encodes blanks, control characters, bytes from 0x7F on, and `" % < > \ ^ { | }` with the backtick (spec web.md §9.2). */
export function percentEncode(text: string): string {
    return encodeWhere(text, byte => byte <= SPACE || byte >= DEL || unsafe.has(String.fromCharCode(byte)))
}

/** Encodes only what no URL may have: what is encoded already stays as it is. */
export function encodeUrl(text: string): string {
    return encodeWhere(text, byte => !isUrl(byte))
}

/** Encodes a decoded path, so that it is read back as the same path: also `?`, `#` and `+`. */
export function encodePath(path: string): string {
    return percentEncode(path).replace(/[?#+]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
