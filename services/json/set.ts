/*
    set.ts -- Writing into a plain value by a key (spec json.md §8.1).
*/

import { JsonError } from './errors.js'
import { placeIn } from './get.js'
import { type KeyTerm, keyTerms } from './key-terms.js'
import { isObject, type PlainObject, setProperty } from './plain.js'

/** The term for a new element. It never means one that is there, even if that has this text. */
const APPEND = '$'

type Container = PlainObject | unknown[]

/**
 * Stores a value under a key such as `a.b[0]`, with what is missing on the way: an object where a dot follows, an array where a
 * bracket follows. What is on the way and no container makes room for one. In arrays an index that exists, or a text that is an element,
 * is replaced; every other term appends one element, `$` always.
 *
 * Throws a `JsonError` (`JSON_NO_KEY`), and changes nothing, when the key is empty or ends in a separator.
 */
export function set(target: object, key: string, value: unknown): void {
    const terms = keyTerms(key)
    const last = terms.at(-1)
    if (last === undefined || last.container !== null) {
        throw badKey(key)
    }
    let at = target as Container
    for (let i = 0; i < terms.length - 1; i++) {
        at = enter(at, terms[i]!, terms[i + 1]!)
    }
    store(at, last, value)
}

function badKey(key: string): JsonError {
    const reason = `the key is ${JSON.stringify(key)}, wanted one that ends in a name, an index or "$"`
    return new JsonError('JSON_NO_KEY', `Cannot set a value: ${reason}`, reason)
}

/** The container under a term, which is made if need be. */
function enter(at: Container, term: KeyTerm, next: KeyTerm): Container {
    const found = look(at, term)
    if (isObject(found) || (Array.isArray(found) && isKept(term, next))) {
        return found
    }
    const fresh = term.container === 'array' ? [] : {}
    store(at, term, fresh)
    return fresh
}

/** Whether an array stays one: it is wanted, or the next term can be one of its elements (spec json.md §8.1, with its fix). */
function isKept(term: KeyTerm, next: KeyTerm): boolean {
    return term.container === 'array' || next.index >= 0 || next.name === APPEND
}

function look(at: Container, term: KeyTerm): unknown {
    if (Array.isArray(at)) {
        return at[placeToWrite(at, term)]
    }
    return Object.hasOwn(at, term.name) ? at[term.name] : undefined
}

function store(at: Container, term: KeyTerm, value: unknown): void {
    if (!Array.isArray(at)) {
        setProperty(at, term.name, value)
        return
    }
    const place = placeToWrite(at, term)
    at[place < 0 ? at.length : place] = value
}

function placeToWrite(array: readonly unknown[], term: KeyTerm): number {
    return term.name === APPEND ? -1 : placeIn(array, term)
}
