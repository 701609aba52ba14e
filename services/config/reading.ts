/*
    reading.ts -- One reading of a configuration: what is to be told about it.

    What cannot be used is an error, and ends the reading. What is used, but hardly as it was meant, is a remark. Messages go into logs
    that many may read: of lists and objects, which may hold anything, and of values that may be secrets they tell the kind alone.
*/

import { ConfigError } from './errors.js'

/** Longest text of a value in a message. */
const SHOWN = 80

/** What is shown in the place of a secret. */
export const HIDDEN = '(hidden)'

/** Something about a property. */
export interface Remark {
    /** Path of the property. */
    readonly path: string
    /** The sentence, which begins with the path. */
    readonly text: string
}

/** What a service knows of names that are none of its properties. */
export interface KnownNames {
    /** Names of properties by what older documents call them: what they do not do must not go unnoticed. */
    readonly former?: ReadonlyMap<string, string>
    /** Paths of properties of the original agent that have no effect here. */
    readonly withoutEffect?: ReadonlySet<string>
    /** Whether a name that is not known, nor a misspelt one, is taken without a word, since it is that of somebody else. */
    readonly isForeign?: (path: string, value: unknown) => boolean
    /** Whether the object at a path may have any names. One that looks misspelt is a remark there. */
    readonly isFree?: (path: string) => boolean
}

/** Collects what is to be told about a configuration. */
export class Reading {
    readonly remarks: Remark[] = []
    readonly names: KnownNames

    constructor(names: KnownNames = {}) {
        this.names = names
    }

    /** Notes something that is used all the same. */
    warn(path: string, value: unknown, remark: string): void {
        this.tell(path, `${path} is ${shownValue(path, value)}, ${remark}`)
    }

    /** Notes a sentence that does not name a value. */
    tell(path: string, text: string): void {
        this.remarks.push({ path, text })
    }
}

/** The path of a property of the object at `path`. */
export function at(path: string, name: string): string {
    return path === '' ? name : `${path}.${name}`
}

/** Ends the reading. `wanted` completes the sentence. Throws a `ConfigError`. */
export function fail(path: string, value: unknown, wanted: string): never {
    failWith(path, `${path} is ${shownValue(path, value)}, wanted ${wanted}`)
}

/** The same, for a value that may be a secret: only its kind is told. Throws a `ConfigError`. */
export function failUnseen(path: string, value: unknown, wanted: string): never {
    failWith(path, `${path} is ${kindOf(value)}, wanted ${wanted}`)
}

/** Ends the reading with a sentence of the caller's own. Throws a `ConfigError`. */
export function failWith(path: string, sentence: string): never {
    throw new ConfigError(path, sentence)
}

/** A value for people, cut where it is long; of what may hold a secret, or is one by its name, the kind. */
export function shownValue(path: string, value: unknown): string {
    const isObject = typeof value === 'object' && value !== null
    if (
        isObject
            ? Object.keys(value).length > 0
            : withoutSecrets(path.slice(path.lastIndexOf('.') + 1), value) !== value
    ) {
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

/** A value in which the secrets are replaced by a text that says so. `name` is that of the value itself. */
export function withoutSecrets(name: string, value: unknown): unknown {
    if (value === null || value === undefined || value === '') {
        return value
    }
    if (secretName.test(name) || (keyName.test(name) && !isPath(value))) {
        return HIDDEN
    }
    if (typeof value === 'string') {
        return value.replace(userInfo, `$1${HIDDEN}@`)
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => withoutSecrets('', item))
    }
    if (typeof value !== 'object') {
        return value
    }
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, withoutSecrets(inner, item)]))
}

/** Names of secrets, also of those that an application has in a section of its own: rather hide too much. */
const secretName = /pass(?:word|wd|phrase)|secret|secert|token|credential|(?:api|access|private)[-_]?key/i

/** A key may also be the path of a file, which is no secret. */
const keyName = /^keys?$/i

/** Who logs in, in a URL. */
const userInfo = /(\/\/)[^\s/@]*@/g

function isPath(value: unknown): boolean {
    return typeof value === 'string' && /^[^\n]*\.(?:key|pem|crt|cer|der)$/i.test(value)
}
