/*
    unicode.ts -- What the tests of text share: nasty strings, and strings as bytes, done in the plainest way.
*/

import fc from 'fast-check'

const characters = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'abcABZz09 _-,.%$\t') },
    // Two, three and four bytes; combining marks; characters that fold oddly in Unicode; the ends of the ranges.
    {
        weight: 3,
        arbitrary: fc.constantFrom('é', 'É', 'ß', 'İ', '\u212a', '€', '漢', '\u0301', '\u200d', '\u07ff', '\u0800'),
    },
    {
        weight: 3,
        arbitrary: fc.constantFrom('😀', '😁', '\u{10000}', '\u{10ffff}', '\ue000', '\ufffd', '\uffff', '\0'),
    },
    // Halves of pairs: alone, or by chance together.
    { weight: 2, arbitrary: fc.constantFrom('\ud800', '\ud83d', '\udbff', '\udc00', '\ude00', '\udfff') },
)

/** Short strings of any characters, also of halves of them. */
export const nasty = fc.array(characters, { maxLength: 24 }).map(parts => parts.join(''))

/** As `nasty`, very short: likely to be found in another. */
export const nastyPattern = fc.array(characters, { maxLength: 2 }).map(parts => parts.join(''))

/** Numbers of bytes, also such that are none. */
export const sizes = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, -(2 ** 31), 2 ** 31, Number.MAX_SAFE_INTEGER, 1.5, Number.NaN) },
)

/** The size as a count of bytes, for the model. */
export function sizeOf(size: number): number {
    return size > 0 ? Math.floor(size) : 0
}

/** The bytes of one code point, a lone surrogate included. */
function encodeOne(code: number): number[] {
    if (code < 0x80) {
        return [code]
    }
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f)
    if (code < 0x800) {
        return [0xc0 | (code >> 6), tail(0)]
    }
    return code < 0x10000 ? [0xe0 | (code >> 12), tail(6), tail(0)] : [0xf0 | (code >> 18), tail(12), tail(6), tail(0)]
}

/** The characters of a string, each as its bytes. */
export function charactersOf(text: string): number[][] {
    return [...text].map(character => encodeOne(character.codePointAt(0) as number))
}

/** The bytes of a string. */
export function encode(text: string): number[] {
    return charactersOf(text).flat()
}

/** Compares byte by byte; the shorter one is less. */
export function compareBytes(a: readonly number[], b: readonly number[]): number {
    for (let i = 0; i < a.length || i < b.length; i++) {
        const difference = (a[i] ?? -1) - (b[i] ?? -1)
        if (difference !== 0) {
            return Math.sign(difference)
        }
    }
    return 0
}

/** Index of bytes in bytes, from `start` on; -1 if they are not there or none. */
export function indexOfBytes(bytes: readonly number[], wanted: readonly number[], start = 0): number {
    for (let i = start; wanted.length > 0 && i + wanted.length <= bytes.length; i++) {
        if (wanted.every((byte, at) => bytes[i + at] === byte)) {
            return i
        }
    }
    return -1
}

/** Bytes with A-Z folded to a-z. */
export function foldBytes(bytes: readonly number[]): number[] {
    return bytes.map(byte => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
}

/** What a function that returns a pointer into bytes gives: their rest, or null for -1. */
export function restOf(bytes: readonly number[], index: number): number[] | null {
    return index < 0 ? null : bytes.slice(index)
}

/** The bytes of a result that may be null. */
export function encodeResult(text: string | null): number[] | null {
    return text === null ? null : encode(text)
}
