/*
    own-text.ts -- Strings that hold no other string in memory.
*/

/** V8 copies shorter parts of a string; longer ones are a place in it, and hold it as long as they live. */
const SLICED = 13

/** The same text, but not as a part of a longer one: for what is kept. */
export function ownText(text: string): string {
    // Putting two strings together makes a pair, taking a part of that makes it one new string.
    return text.length < SLICED ? text : `-${text}`.slice(1)
}
