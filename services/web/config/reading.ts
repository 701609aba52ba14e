/*
    reading.ts -- One reading of a configuration: where it is, and what is to be told about it.

    What cannot be used is an error, and ends the reading. What is used, but hardly as it was meant, is a warning. Messages go into logs
    that many may read: of lists and objects, which may hold anything, and of values that may be secrets they tell the kind alone.
*/

import { WebError } from '../errors.js'

/** Longest text of a value in a message. */
const SHOWN = 80

/** Collects what is to be told about a configuration. */
export class Reading {
    /** Sentences for the log. */
    readonly warnings: string[] = []

    /** Notes something that is used all the same. */
    warn(path: string, value: unknown, remark: string): void {
        this.tell(`${path} is ${shown(value)}, ${remark}`)
    }

    /** Notes a sentence that does not name a value. */
    tell(sentence: string): void {
        this.warnings.push(`Configuration of the web server: ${sentence}`)
    }
}

/** The path of a property of the object at `path`. */
export function at(path: string, name: string): string {
    return path === '' ? name : `${path}.${name}`
}

/** Ends the reading. `wanted` completes the sentence. Throws `WEB_CONFIG`. */
export function fail(path: string, value: unknown, wanted: string): never {
    failWith(`${path} is ${shown(value)}, wanted ${wanted}`)
}

/** The same, for a value that may be a secret: only its kind is told. Throws `WEB_CONFIG`. */
export function failUnseen(path: string, value: unknown, wanted: string): never {
    failWith(`${path} is ${kindOf(value)}, wanted ${wanted}`)
}

/** Ends the reading with a sentence of the caller's own. Throws `WEB_CONFIG`. */
export function failWith(sentence: string): never {
    throw new WebError('WEB_CONFIG', `Cannot use the configuration of the web server: ${sentence}`)
}

function shown(value: unknown): string {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
        return kindOf(value)
    }
    const text = JSON.stringify(value) ?? String(value)
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}

function kindOf(value: unknown): string {
    if (typeof value === 'object') {
        return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object'
    }
    return typeof value === 'string' ? 'text' : `a ${typeof value}`
}
