/*
    placed-builder.ts -- Plain values from a text, with the place of each.
*/

import { type JsonReceiver, LineCounter, parseInto } from '../../json/index.js'
import { Places } from './places.js'

type Container = unknown[] | Record<string, unknown>

interface Level {
    readonly value: Container
    readonly places: Places
}

/** What a text has: the value, undefined for an empty text, and the places of what is in it. */
export interface Placed {
    readonly value: unknown
    readonly places: Places
}

/** Parses a text of Ioto's relaxed grammar. `root` is the property under which its values will be. Throws a `JsonError`. */
export function parsePlaced(text: string, path: string, root: string): Placed {
    const builder = new PlacedBuilder(text, path, root)
    parseInto(text, builder, { path })
    return { value: builder.value, places: builder.places }
}

class PlacedBuilder implements JsonReceiver {
    value: unknown
    places: Places
    readonly #text: string
    readonly #source: string
    readonly #root: string
    readonly #lines: LineCounter
    readonly #levels: Level[] = []

    constructor(text: string, source: string, root: string) {
        this.#text = text
        this.#source = source
        this.#root = root
        this.#lines = new LineCounter(text)
        this.places = new Places({ source, line: 0, column: 0, choice: '', root })
    }

    open(name: string | null, isArray: boolean, at: number): void {
        const value: Container = isArray ? [] : {}
        this.#levels.push({ value, places: this.#add(name, value, at) })
    }

    close(): void {
        this.#levels.pop()
    }

    string(name: string | null, value: string, at: number): void {
        this.#add(name, value, at)
    }

    primitive(name: string | null, start: number, _end: number, value: unknown): void {
        this.#add(name, value, start)
    }

    regexp(name: string | null, start: number, end: number): void {
        // A configuration has no use for them: it is the text as it is written.
        this.#add(name, this.#text.slice(start, end), start)
    }

    #add(name: string | null, value: unknown, at: number): Places {
        const line = this.#lines.lineAt(at)
        const place = { source: this.#source, line, column: at - this.#lines.start + 1, choice: '', root: this.#root }
        const level = this.#levels.at(-1)
        if (level === undefined) {
            this.value = value
            this.places = new Places(place)
            return this.places
        }
        const key = name ?? String((level.value as unknown[]).length)
        if (name === null) {
            ;(level.value as unknown[]).push(value)
        } else if (name === '__proto__') {
            Object.defineProperty(level.value, name, { value, writable: true, enumerable: true, configurable: true })
        } else {
            ;(level.value as Record<string, unknown>)[name] = value
        }
        const places = new Places(place)
        level.places.children.set(key, places)
        return places
    }
}
