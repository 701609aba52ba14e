/*
    names.ts -- Property names that were seen before.

    The same few names occur over and over. A name from here is a string that V8 has made unique already: as a property name it is
    found by its address, where a fresh slice would be hashed and looked up first. Names are put at a place that their hash
    tells, over what is there, so the table stays as small as it is made, whatever a peer sends.
*/

const SLOTS = 1024

/** Longer names are seldom the same, and would hold memory. */
const LONGEST = 32

const table: string[] = new Array<string>(SLOTS).fill('')

/** The text from `start` to `end` as a string. */
export function nameOf(text: string, start: number, end: number): string {
    const length = end - start
    if (length > LONGEST || length === 0) {
        return text.slice(start, end)
    }
    const slot = slotOf(text, start, length)
    const known = table[slot]!
    if (known.length === length && isSame(known, text, start)) {
        return known
    }
    const fresh = text.slice(start, end)
    table[slot] = fresh
    return fresh
}

/** A hash of three characters and the length: looking at all of them would cost more than a miss now and then. */
function slotOf(text: string, start: number, length: number): number {
    const middle = text.charCodeAt(start + (length >> 1))
    const last = text.charCodeAt(start + length - 1)
    const hash = (text.charCodeAt(start) * 31 + middle) * 31 + last * 7 + length
    return (hash ^ (hash >>> 10)) & (SLOTS - 1)
}

function isSame(known: string, text: string, start: number): boolean {
    for (let i = 0; i < known.length; i++) {
        if (known.charCodeAt(i) !== text.charCodeAt(start + i)) {
            return false
        }
    }
    return true
}
