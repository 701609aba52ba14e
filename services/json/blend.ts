/*
    blend.ts -- Merging one plain value into another, as configurations are put together (spec json.md §11).
*/

import { JsonError, type JsonErrorCode } from './errors.js'
import { parse } from './parse.js'
import { cloneValue, isObject, type PlainObject, scalarText, setProperty } from './plain.js'
import { isPrimitive } from './primitive.js'

/**
 * What happens to a value that is there already. `overwrite`: it is replaced. `append`: arrays and texts are added at its end.
 * `replace`: they are taken out of it. `create`: it stays, and only what is missing is added. `combine`: each property of the source
 * says it by the first character of its name, which is not part of the name then: `=` or none, `+`, `-`, `?`.
 */
export type BlendMode = 'overwrite' | 'append' | 'replace' | 'create' | 'combine'

/** How values are blended. */
export interface BlendOptions {
    /** Default `overwrite`. */
    readonly mode?: BlendMode
    /** With `overwrite`: a source value `undefined` removes the property. Default false: it is a value. */
    readonly removeUndefined?: boolean
}

/** How one value is blended. */
type Mode = Exclude<BlendMode, 'combine'>

/** Objects within each other that a blend goes through (spec json.md §2). */
const MAX_DEPTH = 32

const prefixes: ReadonlyMap<string | undefined, Mode> = new Map([
    ['+', 'append'],
    ['-', 'replace'],
    ['?', 'create'],
    ['=', 'overwrite'],
])

/**
 * Merges `source` into `target`, which is changed, and returns it; a new value when `target` is a scalar or becomes another kind.
 * Objects are merged property by property at all levels, arrays as a whole. Nothing of the source is shared afterwards.
 *
 * Throws a `JsonError`: `JSON_BLEND_KIND` when one of both is an object and the other is to be appended to it or taken out of it,
 * `JSON_BLEND_DEPTH` beyond 32 levels. What was merged before stays merged.
 */
export function blend(target: unknown, source: unknown, options: BlendOptions = {}): unknown {
    if (source === undefined) {
        return target
    }
    const { mode = 'overwrite', removeUndefined = false } = options
    const blender = new Blender(mode === 'combine', removeUndefined && mode !== 'combine')
    // A copy: the source may be a part of the target.
    return blender.blend(target, cloneValue(source), mode === 'combine' ? 'overwrite' : mode, 0)
}

class Blender {
    readonly #combines: boolean
    readonly #removes: boolean

    constructor(combines: boolean, removes: boolean) {
        this.#combines = combines
        this.#removes = removes
    }

    /** What becomes of `target`; `depth` counts the objects around it. */
    blend(target: unknown, source: unknown, mode: Mode, depth: number): unknown {
        if (isObject(source)) {
            if (depth === 0 && !isObject(target) && (mode === 'append' || mode === 'replace')) {
                throw blendError(
                    'JSON_BLEND_KIND',
                    'an object meets another kind of value, wanted two of the same kind',
                )
            }
            return this.#object(target, source, mode, depth + 1)
        }
        if (mode === 'overwrite') {
            return this.#isRemoval(source, mode) ? undefined : source
        }
        if (mode === 'create') {
            return target
        }
        if (isObject(target)) {
            throw blendError('JSON_BLEND_KIND', 'an object meets another kind of value, wanted two of the same kind')
        }
        return mode === 'append' ? append(target, source) : takeOut(target, source)
    }

    #object(target: unknown, source: PlainObject, mode: Mode, depth: number): PlainObject {
        if (depth > MAX_DEPTH) {
            throw blendError('JSON_BLEND_DEPTH', `they are nested too deep, wanted at most ${MAX_DEPTH} objects`)
        }
        const object = isObject(target) ? target : {}
        for (const [written, value] of Object.entries(source)) {
            const prefix = this.#combines ? prefixes.get(written[0]) : undefined
            const name = prefix === undefined ? written : written.slice(1)
            this.#property(object, name, value, prefix ?? mode, depth)
        }
        return object
    }

    #property(object: PlainObject, name: string, value: unknown, mode: Mode, depth: number): void {
        const isPresent = Object.hasOwn(object, name)
        if (isPresent ? mode === 'create' : mode === 'replace') {
            return
        }
        if (this.#isRemoval(value, mode)) {
            delete object[name]
            return
        }
        if (!isObject(value)) {
            setProperty(object, name, isPresent ? this.blend(object[name], value, mode, depth) : value)
            return
        }
        if (!isPresent || !isObject(object[name])) {
            // At once, so that what is merged before an error stays.
            setProperty(object, name, {})
        }
        // In combine mode, the mode of a property is not that of what is in it; and in what is new, all is missing.
        const inner = this.#combines || mode === 'create' ? 'overwrite' : mode
        this.#object(object[name], value, inner, depth + 1)
    }

    /** Whether a source value only says that what is there is to go. */
    #isRemoval(source: unknown, mode: Mode): boolean {
        return this.#removes && mode === 'overwrite' && scalarText(source) === 'undefined'
    }
}

function blendError(code: JsonErrorCode, reason: string): JsonError {
    return new JsonError(code, `Cannot blend values: ${reason}`, reason)
}

/** Adds an array or scalar to an array or scalar. */
function append(target: unknown, source: unknown): unknown {
    const items: unknown[] = Array.isArray(source) ? source : [source]
    if (Array.isArray(target)) {
        // Not push(...items), whose arguments are on the stack.
        for (const item of items) {
            target.push(item)
        }
        return target
    }
    return Array.isArray(source) ? [target, ...items] : `${scalarText(target)} ${scalarText(source)}`
}

/** Takes the values of an array, or a scalar, out of an array or scalar. */
function takeOut(target: unknown, source: unknown): unknown {
    if (Array.isArray(target)) {
        return without(target, Array.isArray(source) ? source : [source])
    }
    if (Array.isArray(source)) {
        return target
    }
    const old = scalarText(target)!
    const text = scalarText(source)!
    const left = text === '' ? old : old.replaceAll(text, () => '')
    if (left === '' || typeof source === 'string') {
        return left
    }
    if (source instanceof RegExp) {
        return patternOr(left)
    }
    return isPrimitive(left) ? parse(left) : left
}

/** Removes for each scalar of `items` the first element that has its text. An empty text never matches. */
function without(target: unknown[], items: readonly unknown[]): unknown[] {
    const counts = new Map<string | null, number>()
    for (const text of items.map(scalarText)) {
        if (text !== null && text !== '') {
            counts.set(text, (counts.get(text) ?? 0) + 1)
        }
    }
    let kept = 0
    for (const item of target) {
        const text = scalarText(item)
        const count = counts.get(text) ?? 0
        if (count > 0) {
            counts.set(text, count - 1)
        } else {
            target[kept++] = item
        }
    }
    target.length = kept
    return target
}

/** A regular expression, or its text if it is none any more. */
function patternOr(text: string): unknown {
    try {
        return new RegExp(text)
    } catch {
        return text
    }
}
