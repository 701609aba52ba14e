/*
    visible.ts -- Text of clients, and with it of handlers, in the log: a record stays one line, and a terminal does not obey it.
*/

/** Control characters (C0, DEL, C1) and the line ends of Unicode. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
const hidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/** The same, of texts that have lines of their own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
const hiddenInLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g

/** A text on one line: what cannot be seen is written as `\xHH`. */
export function visible(text: string): string {
    return text.replace(hidden, written)
}

/** A text whose lines may stay, such as a stack: each after the first is indented, so that none looks like another record. */
export function visibleLines(text: string): string {
    return text.replace(hiddenInLines, written).replace(/\n(?! {4})/g, '\n    ')
}

function written(char: string): string {
    const code = char.charCodeAt(0)
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`
}
