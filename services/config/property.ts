/*
    property.ts -- Property: one property of a configuration, and Group: an object of properties. Both the reading and the reference
    page are made from them. What a property means stands in the doc comment above it, for the page and for whoever reads the table: a device
    has no use for it.
*/

import { at, fail, type Reading } from './reading.js'

/** Takes a value and gives it as it is used. `path` names the property when the value is wrong, which throws. */
export type Reader = (value: unknown, path: string, reading: Reading) => unknown

/** One property. */
export interface Property {
    readonly read: Reader
    /** What it takes, for people. */
    readonly type: string
    /** What it is when it is not given, in the form in which it may be given; null: it has no value then. */
    readonly initial: unknown
    /** The properties of each item of a list or of each entry of an object, for the reference page. */
    readonly items?: Group
}

/** The properties of an object by name. */
export interface Group {
    readonly [name: string]: Property | Group
}

/** Whether an entry of a group is a property, and not a group. */
export function isProperty(entry: Property | Group): entry is Property {
    return typeof entry.read === 'function'
}

/** The object at `path`; throws if the value is none. */
export function recordAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return fail(path === '' ? 'it' : path, value, 'an object')
    }
    return value as Readonly<Record<string, unknown>>
}

/** Reads a list, each item with `read`. */
export function listOf(read: Reader): Reader {
    return (value, path, reading) => {
        if (!Array.isArray(value)) {
            return fail(path, value, 'a list')
        }
        return Object.freeze(value.map((item: unknown, i) => read(item, `${path}[${i}]`, reading)))
    }
}

/** Reads an object with names of the user's choice, each checked by `checkName`. */
export function recordOf(checkName: (name: string, path: string) => void, read: Reader): Reader {
    return (value, path, reading) => {
        const result: [string, unknown][] = []
        for (const [name, item] of Object.entries(recordAt(value, path))) {
            checkName(name, at(path, name))
            result.push([name, read(item, at(path, name), reading)])
        }
        return Object.freeze(Object.fromEntries(result))
    }
}

/** Reads an object with any names, and gives a Map: who looks a name up must not find `constructor`. */
export function mapOf(read: Reader): Reader {
    return (value, path, reading) =>
        new Map(
            Object.entries(recordAt(value, path)).map(([name, item]) => [name, read(item, at(path, name), reading)]),
        )
}
