/*
    query.ts -- All that a pattern matches in a plain value.

    Patterns are keys (spec json.md §6) with four terms more, which Ioto does not have:

        *               each property, or element
        **              whatever is below, at any depth, and the value itself
        -1              in an array: the last element, -2 the one before
        name=text       each child that has such a property, with that text: devices[type=pump].id

    The steps are followed all at once in one walk over the value, as a set of bits: each value is looked at once, and matches at
    most once, however many `**` there are.
*/

import { JsonError } from './errors.js'
import { type KeyTerm, keyTerms } from './key-terms.js'
import { isContainer, scalarText } from './plain.js'

/** One match of a pattern. */
export interface QueryMatch {
    /** Its key, from the value that was searched: `devices[3].id`. `get` finds it unless a name has separators in it. */
    readonly key: string
    readonly value: unknown
}

/** A value that waits to be looked at. */
interface Waiting {
    readonly key: string
    readonly value: unknown
    /** Bit i: what is left of the pattern begins with its term i. */
    readonly states: number
    readonly depth: number
}

/** Terms fit into the bits of a small integer, with one more for the end. */
const MAX_TERMS = 29

/** So that a cycle ends. */
const MAX_DEPTH = 1000

/**
 * All matches of a pattern, in the order of the document.
 *
 *     query(config, 'devices[*].name')        query(config, '**.port')        query(config, 'users[role=admin]')
 *
 * Throws a `JsonError`: `JSON_BAD_PATTERN` for a pattern of more than 29 terms, `JSON_TOO_DEEP` beyond 1000 levels.
 */
export function query(value: unknown, pattern: string): QueryMatch[] {
    const terms = keyTerms(pattern)
    if (terms.length > MAX_TERMS) {
        const reason = `it has ${terms.length} terms, wanted at most ${MAX_TERMS}`
        throw new JsonError('JSON_BAD_PATTERN', `Cannot use pattern ${pattern}: ${reason}`, reason)
    }
    const complete = 1 << terms.length
    const matches: QueryMatch[] = []
    const waiting: Waiting[] = [{ key: '', value, states: closure(terms, 1), depth: 0 }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if ((next.states & complete) !== 0) {
            matches.push({ key: next.key, value: next.value })
        }
        if ((next.states & ~complete) !== 0 && isContainer(next.value)) {
            const first = waiting.length
            addChildren(terms, next, waiting)
            // The first child is to be taken first.
            reverse(waiting, first)
        }
    }
    return matches
}

function addChildren(terms: readonly KeyTerm[], parent: Waiting, waiting: Waiting[]): void {
    if (parent.depth === MAX_DEPTH) {
        const reason = `it is nested too deep, wanted at most ${MAX_DEPTH} levels`
        throw new JsonError('JSON_TOO_DEEP', `Cannot search ${parent.key}: ${reason}`, reason)
    }
    const container = parent.value as unknown[] | Record<string, unknown>
    const length = Array.isArray(container) ? container.length : -1
    for (const [name, value] of Object.entries(container)) {
        const states = step(terms, parent.states, name, value, length)
        if (states !== 0) {
            const dot = parent.key === '' ? '' : '.'
            const key = length < 0 ? `${parent.key}${dot}${name}` : `${parent.key}[${name}]`
            waiting.push({ key, value, states, depth: parent.depth + 1 })
        }
    }
}

/** The states after going down to a child. `length` is that of the array it is in; -1: it is in an object. */
function step(terms: readonly KeyTerm[], states: number, name: string, value: unknown, length: number): number {
    let after = 0
    for (let i = 0; i < terms.length; i++) {
        if ((states & (1 << i)) === 0) {
            continue
        }
        const term = terms[i]!
        if (term.name === '**') {
            after |= 1 << i
        } else if (isMatch(term, name, value, length)) {
            after |= 1 << (i + 1)
        }
    }
    return closure(terms, after)
}

/** A `**` also stands for nothing. */
function closure(terms: readonly KeyTerm[], states: number): number {
    let all = states
    for (let i = 0; i < terms.length; i++) {
        if ((all & (1 << i)) !== 0 && terms[i]!.name === '**') {
            all |= 1 << (i + 1)
        }
    }
    return all
}

function isMatch(term: KeyTerm, name: string, value: unknown, length: number): boolean {
    if (term.name === '*') {
        return true
    }
    const equals = term.name.indexOf('=')
    if (equals > 0) {
        return hasProperty(value, term.name.slice(0, equals), term.name.slice(equals + 1))
    }
    if (length < 0) {
        return name === term.name
    }
    if (term.index >= 0) {
        return Number(name) === term.index
    }
    return /^-\d{1,9}$/.test(term.name) ? Number(name) - length === Number(term.name) : scalarText(value) === term.name
}

function hasProperty(value: unknown, name: string, text: string): boolean {
    return isContainer(value) && Object.hasOwn(value, name) && scalarText(Reflect.get(value, name)) === text
}

function reverse(list: Waiting[], from: number): void {
    for (let i = from, j = list.length - 1; i < j; i++, j--) {
        ;[list[i], list[j]] = [list[j]!, list[i]!]
    }
}
