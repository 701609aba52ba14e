/*
    remove.ts -- Taking something out of a plain value by a key (spec json.md §9).
*/

import { childOf, placeIn } from './get.js'
import { keyTerms } from './key-terms.js'
import { isContainer } from './plain.js'

/** Removes what a key finds, and tells whether there was something. The elements behind a removed one move up. */
export function remove(target: object, key: string): boolean {
    const terms = keyTerms(key)
    const last = terms.at(-1)
    let at: unknown = target
    for (let i = 0; i < terms.length - 1 && at !== undefined; i++) {
        at = childOf(at, terms[i]!)
    }
    if (last === undefined || !isContainer(at)) {
        return false
    }
    if (!Array.isArray(at)) {
        return Object.hasOwn(at, last.name) && delete at[last.name]
    }
    const place = placeIn(at, last)
    if (place >= 0) {
        at.splice(place, 1)
    }
    return place >= 0
}
