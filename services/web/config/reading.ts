/*
    reading.ts -- One reading of a configuration: where it is, and what is to be told about it.

    What cannot be used is an error, and ends the reading. What is used, but hardly as it was meant, is a warning.
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
        this.warnings.push(`Configuration of the web server: ${path} is ${shown(value)}, ${remark}`)
    }
}

/** The path of a property of the object at `path`. */
export function at(path: string, name: string): string {
    return path === '' ? name : `${path}.${name}`
}

/** Ends the reading. `wanted` completes the sentence. Throws `WEB_CONFIG`. */
export function fail(path: string, value: unknown, wanted: string): never {
    failWith(path, value, `wanted ${wanted}`)
}

/** Ends the reading with a remark of the caller's own. Throws `WEB_CONFIG`. */
export function failWith(path: string, value: unknown, remark: string): never {
    throw new WebError(
        'WEB_CONFIG',
        `Cannot use the configuration of the web server: ${path} is ${shown(value)}, ${remark}`,
    )
}

function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? String(value)
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}
