/*
    value-builder.ts -- Plain JavaScript values from what the parser reads.

    Of duplicate names the last one counts, as in JSON.parse and JSON5, and as when Ioto blends a file into its configuration.
*/

import { setProperty } from './plain.js'
import type { JsonReceiver } from './receiver.js'
import { syntaxError } from './syntax-error.js'

type Container = unknown[] | Record<string, unknown>

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

    primitive(name: string | null, _start: number, _end: number, value: unknown): void {
        this.#add(name, value)
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
