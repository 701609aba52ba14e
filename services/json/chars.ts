/*
    chars.ts -- Classes of characters.
*/

/** The letters of bare words. */
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'
export const DIGITS = '0123456789'

/** 1 for what a bare word consists of, apart from dots: A-Z a-z 0-9 _ - (spec json.md §3.2). */
export const words = new Uint8Array(128)
for (const character of `${LETTERS}${DIGITS}-`) {
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
