/*
    bytes.ts -- Counting a JavaScript string in UTF-8 bytes, as the C face does. Source: spec runtime.md §1.3.

    A lone surrogate counts as the three bytes of its code point. Its encoded form (U+FFFD) has three bytes too, so that a length
    counted here is right for what Node sends; but for comparing, two different strings stay different.
*/

/** Up to this many units a loop is faster than a call into Node. */
const SHORT = 16

/** How many UTF-8 bytes `text` has. */
export function byteLength(text: string): number {
    const { length } = text
    if (length > SHORT) {
        return Buffer.byteLength(text)
    }
    for (let i = 0; i < length; i++) {
        if (text.charCodeAt(i) >= 0x80) {
            return Buffer.byteLength(text)
        }
    }
    return length
}

/** Whether bytes and characters are the same. */
export function isAscii(text: string): boolean {
    return byteLength(text) === text.length
}

/** Whether the unit is the first half of a surrogate pair, if a second follows. */
export function isHigh(unit: number): boolean {
    return (unit & 0xfc00) === 0xd800
}

/** Whether the unit is the second half of a surrogate pair, if a first precedes. */
export function isLow(unit: number): boolean {
    return (unit & 0xfc00) === 0xdc00
}

/** Whether `index` lies between the two halves of a character. */
export function splitsPair(text: string, index: number): boolean {
    return isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))
}

/** How many UTF-8 bytes a code point has. */
export function bytesOf(codePoint: number): number {
    if (codePoint < 0x80) {
        return 1
    }
    if (codePoint < 0x800) {
        return 2
    }
    return codePoint < 0x10000 ? 3 : 4
}

/** The index up to which whole characters fit into `limit` bytes. Reads no further than that. */
export function indexWithin(text: string, limit: number): number {
    const { length } = text
    if (length * 3 <= limit) {
        return length
    }
    let index = 0
    let bytes = 0
    while (index < length) {
        const unit = text.charCodeAt(index)
        const codePoint = unit < 0xd800 ? unit : (text.codePointAt(index) ?? unit)
        bytes += bytesOf(codePoint)
        if (bytes > limit) {
            break
        }
        index += codePoint < 0x10000 ? 1 : 2
    }
    return index
}

/** The first `limit` bytes of `text`; a character that is cut falls away. */
export function firstBytes(text: string, limit: number): string {
    const end = indexWithin(text, limit)
    return end === text.length ? text : text.slice(0, end)
}

/** A count as C takes it: negative numbers, NaN and what is no number are 0, parts of one fall away. */
export function count(value: unknown): number {
    const number = typeof value === 'bigint' ? Number(value) : value
    return typeof number === 'number' && number > 0 ? Math.floor(number) : 0
}
