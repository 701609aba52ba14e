/*
    chars.ts -- What each byte may be part of, and the loops over bytes.

    The tables and constants here are not exported, and other modules keep their own `CR` and `LF`: V8 folds a constant
    that is private to its module into compiled code, but loads and checks an exported or imported one each time. In these
    loops that is a third of the time.
*/

const TAB = 9
const SP = 32

const TOKEN = 1
const VALUE = 2
const VISIBLE = 4
const URL = 8
const QUOTED = 16
const HOST = 32

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** One bit per grammar for each byte. */
const classes = makeClasses()

/** Each byte in lower case: A to Z become a to z, all others stay. */
const lowerCase = Uint8Array.from({ length: 256 }, (_, c) => (c >= 65 && c <= 90 ? c + 32 : c))

/** The value of each hexadecimal digit, -1 for other bytes. */
const hexDigits = Int8Array.from({ length: 256 }, (_, c) =>
    '0123456789abcdef'.indexOf(String.fromCharCode(lowerCase[c]!)),
)

/** What `skipValue` looked at last, and the same memory by words. A server reads into one buffer again and again. */
let viewed: Uint8Array = new Uint8Array(0)
let view: DataView = new DataView(viewed.buffer)

function makeClasses(): Uint8Array {
    const table = new Uint8Array(256)
    const mark = (chars: string, bit: number) => {
        for (const c of chars) {
            table[c.charCodeAt(0)]! |= bit
        }
    }
    mark(`${ALPHANUMERIC}!#$%&'*+-.^_\`|~`, TOKEN)
    mark(`${ALPHANUMERIC}-._~:/?#[]@!$&'()*+,;=%`, URL)
    mark(`${ALPHANUMERIC}-._~!$&'()*+,;=%`, HOST)
    for (let c = 0; c < 256; c++) {
        if (c > SP && c < 127) {
            table[c]! |= VISIBLE
        }
        if (c === TAB || (c >= SP && c !== 127)) {
            table[c]! |= VALUE
            if (c !== 34 && c !== 92) {
                table[c]! |= QUOTED
            }
        }
    }
    return table
}

/** `byte` in lower case, when it is an ASCII letter. */
export function lower(byte: number): number {
    return lowerCase[byte]!
}

/** The value of a hexadecimal digit, -1 for any other byte. */
export function hexValue(byte: number): number {
    return hexDigits[byte]!
}

/** SP or HTAB. */
export function isBlank(byte: number): boolean {
    return byte === SP || byte === TAB
}

/** A character that may stand in a request target (spec web.md §9.1). False above 255. */
export function isUrl(char: number): boolean {
    return (classes[char & 255]! & URL) !== 0 && char < 256
}

/** A character of the name in `name:port` (RFC 3986 §3.2.2: unreserved, `%` and sub-delims). False above 255. */
export function isHost(char: number): boolean {
    return (classes[char & 255]! & HOST) !== 0 && char < 256
}

/** The first offset from `from` on that is no part of a token (RFC 9110 §5.6.2, spec web.md §8.2); `stop` at most. */
export function skipToken(buf: Uint8Array, from: number, stop: number): number {
    let pos = from
    while (pos < stop && (classes[buf[pos]!]! & TOKEN) !== 0) {
        pos++
    }
    return pos
}

/** The first offset from `from` on that is not visible US-ASCII, which is all that a target may hold; `stop` at most. */
export function skipVisible(buf: Uint8Array, from: number, stop: number): number {
    let pos = from
    while (pos < stop && (classes[buf[pos]!]! & VISIBLE) !== 0) {
        pos++
    }
    return pos
}

/**
 * The first offset from `from` on that is no part of a field value: a control character but TAB (RFC 9110 §5.5); `stop` at
 * most. Values are most of a head, so four bytes are looked at together as long as none of them can end the value.
 */
export function skipValue(buf: Uint8Array, from: number, stop: number): number {
    if (buf !== viewed) {
        viewed = buf
        view = new DataView(buf.buffer, buf.byteOffset, buf.length)
    }
    const words = view
    let pos = from
    while (pos + 4 <= stop) {
        const four = words.getInt32(pos, true)
        const rubout = four ^ 0x7f7f7f7f
        // The high bit of a byte of the sum: that byte is below 0x20, or it is 0x7F
        if ((((four - 0x20202020) & ~four) | ((rubout - 0x01010101) & ~rubout)) & 0x80808080) {
            break
        }
        pos += 4
    }
    while (pos < stop && (classes[buf[pos]!]! & VALUE) !== 0) {
        pos++
    }
    return pos
}

/** The first offset from `from` on that is not plain text within quotes (RFC 9110 §5.6.4); `stop` at most. */
export function skipQuoted(buf: Uint8Array, from: number, stop: number): number {
    let pos = from
    while (pos < stop && (classes[buf[pos]!]! & QUOTED) !== 0) {
        pos++
    }
    return pos
}

/** The first offset from `from` on that is neither SP nor HTAB; `stop` at most. */
export function skipBlanks(buf: Uint8Array, from: number, stop: number): number {
    let pos = from
    while (pos < stop && (buf[pos] === SP || buf[pos] === TAB)) {
        pos++
    }
    return pos
}

/** The end of the bytes from `start` to `end` without the blanks at their end. */
export function trimEnd(buf: Uint8Array, start: number, end: number): number {
    let pos = end
    while (pos > start && (buf[pos - 1] === SP || buf[pos - 1] === TAB)) {
        pos--
    }
    return pos
}
