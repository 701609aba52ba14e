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

/** The text from `start` to `end` as a string. `hash` is any number that the same text always has. */
export function nameOf(text: string, start: number, end: number, hash: number): string {
    const length = end - start
    if (length > LONGEST) {
        return text.slice(start, end)
    }
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1)
    const known = table[slot]!
    if (known.length === length) {
        let i = 0
        while (i < length && known.charCodeAt(i) === text.charCodeAt(start + i)) {
            i++
        }
        if (i === length) {
            return known
        }
    }
    const fresh = text.slice(start, end)
    table[slot] = fresh
    return fresh
}
