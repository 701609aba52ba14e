/*
    value-builder.ts -- Plain JavaScript values from what the parser reads.

    Of duplicate names the last one counts, as in JSON.parse and JSON5, and as when Ioto blends a file into its configuration.
*/

import { isDigit } from './chars.js'
import { setProperty } from './plain.js'
import type { JsonReceiver } from './receiver.js'
import { syntaxError } from './syntax-error.js'

type Container = unknown[] | Record<string, unknown>

const MINUS = 45
const LOWER_F = 102
const LOWER_N = 110
const LOWER_T = 116
const LOWER_U = 117

/** So many digits are a number without loss, and one that fits into a machine word. */
const SHORT = 9

/** Builds the value of a text. `root` is the result; undefined for an empty text. */
export class ValueBuilder implements JsonReceiver {
    root: unknown

    readonly #text: string
    readonly #path: string | undefined
    readonly #outer: Container[] = []
    #current: Container | null = null

    constructor(text: string, path: string | undefined) {
        this.#text = text
        this.#path = path
    }

    open(name: string | null, isArray: boolean): void {
        const container: Container = isArray ? [] : {}
        this.#add(name, container)
        if (this.#current !== null) {
            this.#outer.push(this.#current)
        }
        this.#current = container
    }

    close(): void {
        this.#current = this.#outer.pop() ?? null
    }

    string(name: string | null, value: string): void {
        this.#add(name, value)
    }

    primitive(name: string | null, start: number, end: number): void {
        this.#add(name, primitiveOf(this.#text, start, end))
    }

    regexp(name: string | null, start: number, end: number): void {
        try {
            this.#add(name, new RegExp(this.#text.slice(start, end)))
        } catch (cause) {
            const wanted = 'a regular expression of JavaScript'
            throw syntaxError('JSON_BAD_REGEXP', this.#text, start - 1, wanted, this.#path, { cause })
        }
    }

    #add(name: string | null, value: unknown): void {
        const container = this.#current
        if (name !== null) {
            setProperty(container as Record<string, unknown>, name, value)
        } else if (container !== null) {
            ;(container as unknown[]).push(value)
        } else {
            this.root = value
        }
    }
}

/** The value of a primitive that is written from `start` to `end`. */
export function primitiveOf(text: string, start: number, end: number): unknown {
    switch (text.charCodeAt(start)) {
        case LOWER_T:
            return true
        case LOWER_F:
            return false
        case LOWER_N:
            return null
        case LOWER_U:
            return undefined
        default:
            return numberOf(text, start, end)
    }
}

function numberOf(text: string, start: number, end: number): number {
    const isNegative = text.charCodeAt(start) === MINUS
    const first = isNegative ? start + 1 : start
    if (end - first <= SHORT) {
        let value = 0
        let i = first
        for (; i < end; i++) {
            const c = text.charCodeAt(i)
            if (!isDigit(c)) {
                break
            }
            value = value * 10 + (c - 48)
        }
        if (i === end) {
            return isNegative ? -value : value
        }
    }
    return Number(text.slice(start, end))
}
