/*
    part.ts -- Part: what an update changes of an item, a few properties, which are all that the journal needs if it has the rest.
*/

import type { DbField } from './model.js'
import { quoted } from './simple-text.js'
import type { PlainObject } from './values.js'

/** Texts, numbers and booleans that an item gets. */
export class Part {
    /** The item with them. */
    readonly data: PlainObject
    /** They as JSON, without the braces. */
    text = ''
    /** By how many characters the item grows as JSON. */
    growth = 0
    readonly #before: Readonly<PlainObject>

    constructor(before: Readonly<PlainObject>) {
        this.#before = before
        this.data = { ...before }
    }

    /** Gives a property another value. */
    set({ name, label }: DbField, value: unknown): void {
        const former = this.#before[name]
        if (former === value) {
            return
        }
        this.data[name] = value
        const text = jsonOf(value)
        this.text = this.text === '' ? label + text : `${this.text},${label}${text}`
        // Of a new property there are the name and a comma, too: no item is empty.
        this.growth += text.length + (former === undefined ? label.length + 1 : -jsonOf(former).length)
    }
}

function jsonOf(value: unknown): string {
    switch (typeof value) {
        case 'string':
            return quoted(value)
        case 'number':
            // As JSON has it: `-0` is 0 both ways, and there are no others that differ.
            return String(value)
        default:
            return JSON.stringify(value)
    }
}
