/*
    names.ts -- Property names that were seen before.

    The same few names occur over and over. A name from here is a string that V8 has made unique already: as a property name it is
    found by its address, where a fresh slice would be hashed and looked up first. Names are put at a place that their hash
    tells, over what is there, so the table stays as small as it is made, whatever a peer sends.
*/

import { ownText } from './own-text.js'

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
    const fresh = ownText(text.slice(start, end))
    table[slot] = fresh
    return fresh
}

/** A hash of the length and four characters, among them the last two: looking at all would cost more than a miss now and then. */
function slotOf(text: string, start: number, length: number): number {
    const last = start + length - 1
    const middle = text.charCodeAt(start + (length >> 1))
    const lastTwo = text.charCodeAt(last) * 31 + text.charCodeAt(length > 1 ? last - 1 : last)
    const hash = (text.charCodeAt(start) * 31 + middle) * 961 + lastTwo * 7 + length
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
