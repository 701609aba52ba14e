/*
    read-object.ts -- Reads an object of properties, as a table says.
*/

import { nearestName } from './nearest.js'
import { type Group, isProperty, type Reader, recordAt } from './property.js'
import { at, failWith, type Reading } from './reading.js'

/**
 * Reads the object at `path`. A property that is not known is an error if it is a misspelling of one that is: it would go
 * without effect in silence, and it may be the one that protects. Others are told: they are of another version, or a note.
 */
export function readObject(value: unknown, path: string, known: Group, reading: Reading): object {
    const given = recordAt(value, path)
    const names = Object.keys(known)
    for (const name of Object.keys(given)) {
        if (!Object.hasOwn(known, name)) {
            tellUnknown(name, given[name], path, names, reading)
        }
    }
    const result: Record<string, unknown> = {}
    for (const name of names) {
        const entry = known[name]!
        const item = Object.hasOwn(given, name) ? given[name] : undefined
        result[name] = isProperty(entry)
            ? readProperty(entry.read, item ?? entry.initial, item == null, at(path, name), reading)
            : readObject(item ?? {}, at(path, name), entry, reading)
    }
    return Object.freeze(result)
}

function readProperty(reader: Reader, value: unknown, isInitial: boolean, path: string, reading: Reading): unknown {
    // Nothing is a value of its own: readers take it only where a table has it as the default.
    return isInitial && value === null ? null : reader(value, path, reading)
}

/** Its value is not told: it may be a secret whose name is misspelt. */
function tellUnknown(name: string, value: unknown, path: string, names: readonly string[], reading: Reading): void {
    const where = at(path, name)
    if (name.startsWith('_') && name !== '__proto__') {
        return
    }
    const { former, withoutEffect, isForeign, isFree } = reading.names
    const formerly = former?.get(name)
    const meant = formerly !== undefined && names.includes(formerly) ? formerly : nearestName(name, names)
    if (meant !== null) {
        const sentence = `${where} is no known property: is ${at(path, meant)} meant?`
        if (isFree?.(path)) {
            reading.tell(where, sentence)
        } else {
            failWith(where, sentence)
        }
    } else if (!isFree?.(path) && !withoutEffect?.has(where) && !isForeign?.(where, value)) {
        reading.tell(where, `${where} is no known property, wanted one of ${names.join(', ')}: ignored`)
    }
}
