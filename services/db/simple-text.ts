/*
    simple-text.ts -- Texts that JSON writes as they are.
*/

/** Longer ones take longer to look at than JSON.stringify does. */
const LONGEST = 256

const simple = /^[\w#:.@/+ -]*$/

/** Whether a text as JSON is the text in quotes. Others may be, too. */
export function isSimple(text: string): boolean {
    return text.length <= LONGEST && simple.test(text)
}

/** A text as JSON. */
export function quoted(text: string): string {
    return isSimple(text) ? `"${text}"` : JSON.stringify(text)
}
