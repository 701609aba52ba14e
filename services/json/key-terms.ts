/*
    key-terms.ts -- Keys such as `a.b[0].c`, taken apart into terms (spec json.md §6.1).

    Dots and brackets are interchangeable; runs of them count once. A term in brackets may be in quotes, which are removed, but
    do not protect the separators in them: a property whose name has a dot or bracket has no key.
*/

import { ownText } from './own-text.js'

/** One step of a key. */
export interface KeyTerm {
    /** The property name, or the element's index or value. */
    readonly name: string
    /** The index of an element: the leading decimal digits of `name`; -1 when it begins with none (spec json.md §6.2). */
    readonly index: number
    /**
     * What a write has to make of the term when it does not exist: a container for the terms that follow, or, as the last term of
     * `a.` and `a[]`, an empty one. Null: the last term, which holds the value.
     */
    readonly container: 'object' | 'array' | null
    /** Whether all objects inherit a property of that name, which is none of a document. */
    readonly isInherited: boolean
}

/** Keys are mostly literals of a program, and taken apart once. As many as these are remembered, so that others cost no memory. */
const KNOWN = 1024
const LONGEST = 128
const known = new Map<string, readonly KeyTerm[]>()

const DOT = 46
const OPEN = 91
const CLOSE = 93

function isSeparator(unit: number): boolean {
    return unit === DOT || unit === OPEN || unit === CLOSE
}

function isBlank(unit: number): boolean {
    return unit === 32 || (unit >= 9 && unit <= 13)
}

/** The terms of a key; none for a key that consists of separators only, which addresses the base itself. */
export function keyTerms(key: string): readonly KeyTerm[] {
    const remembered = known.get(key)
    if (remembered !== undefined) {
        return remembered
    }
    if (key.length > LONGEST) {
        return split(key)
    }
    if (known.size >= KNOWN) {
        known.clear()
    }
    const own = ownText(key)
    const terms = split(own)
    known.set(own, terms)
    return terms
}

function split(key: string): readonly KeyTerm[] {
    const terms: KeyTerm[] = []
    let i = skip(key, 0)
    while (i < key.length) {
        const start = i
        while (i < key.length && !isSeparator(key.charCodeAt(i))) {
            i++
        }
        const stop = i
        i = skip(key, i)
        terms.push(termOf(key, start, stop, i))
    }
    return terms
}

/** Past separators and blanks. */
function skip(key: string, start: number): number {
    let i = start
    while (i < key.length && (isSeparator(key.charCodeAt(i)) || isBlank(key.charCodeAt(i)))) {
        i++
    }
    return i
}

/** The term from `start` to `stop`; the next one begins at `next`. */
function termOf(key: string, start: number, stop: number, next: number): KeyTerm {
    const isBracketed = key.charCodeAt(stop) === CLOSE
    const first = key.charCodeAt(start)
    const isQuoted =
        isBracketed && stop - start >= 2 && (first === 34 || first === 39) && key.charCodeAt(stop - 1) === first
    const name = isQuoted ? key.slice(start + 1, stop - 1) : key.slice(start, stop)
    return {
        name,
        index: indexOf(name),
        container: containerOf(key, stop, next),
        isInherited: name in Object.prototype,
    }
}

/** The separator that ends a term tells: `.` object, `[` array, `]` what follows it (spec json.md §6.1, with its fix). */
function containerOf(key: string, stop: number, next: number): 'object' | 'array' | null {
    const isClosed = key.charCodeAt(stop) === CLOSE
    const sign = key.charCodeAt(isClosed ? stop + 1 : stop)
    if (sign === OPEN || sign === DOT) {
        return sign === OPEN ? 'array' : 'object'
    }
    return next < key.length ? 'object' : null
}

function indexOf(name: string): number {
    let index = -1
    for (let i = 0; i < name.length; i++) {
        const digit = name.charCodeAt(i) - 48
        if (digit < 0 || digit > 9) {
            break
        }
        index = (index < 0 ? 0 : index * 10) + digit
    }
    return index
}
