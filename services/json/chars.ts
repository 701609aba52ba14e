/*
    chars.ts -- What a character can begin, in a table: one load instead of a chain of comparisons.
*/

/** Begins nothing. */
export const OTHER = 0
/** Space, TAB, CR, LF. */
export const BLANK = 1
export const QUOTE = 2
/** A-Z a-z _ */
export const LETTER = 3
/** 0-9 */
export const DIGIT = 4
/** + - */
export const SIGN = 5
export const DOT = 6
export const OPEN = 7
export const CLOSE = 8
export const COMMA = 9
export const COLON = 10
export const SLASH = 11

/** Kind of each ASCII character. */
export const kinds = new Uint8Array(128)

/** 1 for what a bare word consists of, apart from dots: A-Z a-z 0-9 _ - (spec json.md §3.2). */
export const words = new Uint8Array(128)

function fill(kind: number, characters: string): void {
    for (let i = 0; i < characters.length; i++) {
        kinds[characters.charCodeAt(i)] = kind
    }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'
const digits = '0123456789'
fill(BLANK, ' \t\r\n')
fill(QUOTE, '"\'`')
fill(LETTER, letters)
fill(DIGIT, digits)
fill(SIGN, '+-')
fill(DOT, '.')
fill(OPEN, '{[')
fill(CLOSE, '}]')
fill(COMMA, ',')
fill(COLON, ':')
fill(SLASH, '/')
for (const character of `${letters}${digits}-`) {
    words[character.charCodeAt(0)] = 1
}

/** Whether a code unit can stand in a bare word, apart from dots. */
export function isWordUnit(unit: number): boolean {
    return unit < 128 && words[unit] === 1
}

/** Whether a code unit is a decimal digit. */
export function isDigit(unit: number): boolean {
    return unit >= 48 && unit <= 57
}
