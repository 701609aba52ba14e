/*
    blend.ts -- Merging a part of one tree into a part of another. Source: spec json.md §11.
*/

import {
    JSON_APPEND,
    JSON_ARRAY,
    JSON_CCREATE,
    JSON_COMBINE,
    JSON_OBJECT,
    JSON_OVERWRITE,
    JSON_REMOVE_UNDEF,
    JSON_REPLACE,
    ME_JSON_MAX_RECURSION,
} from '../constants.js'
import { type BlendMode, blendArray, blendScalar } from './blend-value.js'
import { childByName } from './child.js'
import { copyNodes } from './copy.js'
import { treeError } from './fault.js'
import { find } from './find.js'
import { JsonNode } from './node.js'
import { checkNode, setNode } from './set.js'
import { Tree } from './tree.js'

/** What is blended where. */
export interface TreeBlendOptions {
    /** Base in the destination. Default 0. */
    readonly did?: number
    /** Key below it; made an empty object if there is nothing. Default: the base itself. */
    readonly dkey?: string | null
    /** Base in the source. Default 0. */
    readonly sid?: number
    /** Key below it; if there is nothing, nothing is copied. Default: the base itself. */
    readonly skey?: string | null
    /** `JSON_COMBINE`, or one of the other blend flags for all levels. Default `JSON_OVERWRITE`. */
    readonly flags?: number
}

/** First character of a name with `JSON_COMBINE`. */
const prefixes: ReadonlyMap<string | undefined, BlendMode> = new Map([
    ['+', JSON_APPEND],
    ['-', JSON_REPLACE],
    ['?', JSON_CCREATE],
    ['=', JSON_OVERWRITE],
])

/**
 * Merges a part of `source` into a part of `dest`. What was merged before an error stays merged.
 *
 * Throws a `JsonError`: `JSON_BLEND_LOCKED`, `JSON_NO_NODE`, `JSON_BLEND_KIND` (an object and something else are to be appended or
 * replaced), `JSON_BLEND_DEPTH` (more than 32 objects deep), `JSON_TOO_MANY_NODES`.
 */
export function blend(dest: Tree, source: Tree | null, options: TreeBlendOptions = {}): void {
    const { did = 0, dkey = null, sid = 0, skey = null, flags = 0 } = options
    if (dest.lock) {
        throw dest.fail(treeError('JSON_BLEND_LOCKED'))
    }
    if (source === null || source.count === 0) {
        return
    }
    const from = find(source, sid, skey)
    const copied = source === dest && from >= 0
    const origin = copied ? snapshot(source, from) : source
    if (dest.count === 0) {
        dest.plant(new JsonNode(null, null, JSON_OBJECT))
    }
    checkNode(dest, did)
    const found = find(dest, did, dkey)
    const to = found >= 0 ? found : setNode(dest, did, dkey, null, JSON_OBJECT)
    if (from >= 0) {
        new Blender(dest, origin, flags).blend(to, copied ? 0 : from)
    }
}

function snapshot(tree: Tree, nid: number): Tree {
    const copy = new Tree()
    copy.appendAll(-1, copyNodes(tree, nid, null))
    return copy
}

function modeOf(flags: number): BlendMode {
    if ((flags & JSON_COMBINE) !== 0) {
        return JSON_OVERWRITE
    }
    const mode = [JSON_APPEND, JSON_REPLACE, JSON_CCREATE].find(each => (flags & each) !== 0)
    return (mode as BlendMode | undefined) ?? JSON_OVERWRITE
}

class Blender {
    readonly #dest: Tree
    readonly #source: Tree
    readonly #combines: boolean
    readonly #removes: boolean
    /** The mode of all levels, or with `JSON_COMBINE` of what has no prefix. */
    readonly #mode: BlendMode

    constructor(dest: Tree, source: Tree, flags: number) {
        this.#dest = dest
        this.#source = source
        this.#combines = (flags & JSON_COMBINE) !== 0
        this.#removes = (flags & JSON_REMOVE_UNDEF) !== 0 && !this.#combines
        this.#mode = modeOf(flags)
    }

    blend(d: number, s: number): void {
        const mode = this.#mode
        const isObject = this.#isObject(this.#source, s)
        if (isObject !== this.#isObject(this.#dest, d) && (mode === JSON_APPEND || mode === JSON_REPLACE)) {
            throw this.#kindError()
        }
        if (isObject) {
            this.#object(d, s, mode, 1)
        } else {
            this.#value(d, s, mode)
        }
    }

    /** A source object; `depth` counts it. */
    #object(d: number, s: number, mode: BlendMode, depth: number): void {
        if (depth > ME_JSON_MAX_RECURSION) {
            throw this.#dest.fail(treeError('JSON_BLEND_DEPTH', `wanted at most ${ME_JSON_MAX_RECURSION} levels`))
        }
        this.#dest.assign(d, JSON_OBJECT, null)
        const { nodes } = this.#source
        const end = s + nodes[s]!.size
        for (let child = s + 1; child < end; child += nodes[child]!.size) {
            const written = nodes[child]!.name ?? ''
            const prefix = this.#combines ? prefixes.get(written[0]) : undefined
            const name = prefix === undefined ? written : written.slice(1)
            this.#property(d, name, child, prefix ?? (this.#combines ? JSON_OVERWRITE : mode), depth)
        }
    }

    #property(d: number, name: string, s: number, mode: BlendMode, depth: number): void {
        const present = childByName(this.#dest, d, name)
        if (present < 0) {
            if (mode !== JSON_REPLACE && !this.#isUndefined(s, mode)) {
                this.#create(d, name, s, mode === JSON_CCREATE ? JSON_OVERWRITE : mode, depth)
            }
        } else if (mode !== JSON_CCREATE) {
            if (this.#isObject(this.#source, s)) {
                this.#object(present, s, mode, depth + 1)
            } else {
                this.#value(present, s, mode)
            }
        }
    }

    /** A property that the destination does not have. Objects are merged into an empty one, for their names have prefixes too. */
    #create(d: number, name: string, s: number, mode: BlendMode, depth: number): void {
        if (this.#isObject(this.#source, s)) {
            this.#object(this.#dest.append(d, new JsonNode(name, null, JSON_OBJECT)), s, mode, depth + 1)
        } else {
            this.#dest.appendAll(d, copyNodes(this.#source, s, name))
        }
    }

    /** A source array or scalar into a node. */
    #value(d: number, s: number, mode: BlendMode): void {
        if (this.#isUndefined(s, mode)) {
            this.#dest.cut(d)
            return
        }
        if (this.#isObject(this.#dest, d) && (mode === JSON_APPEND || mode === JSON_REPLACE)) {
            throw this.#kindError()
        }
        const blendKind = this.#source.nodes[s]!.type === JSON_ARRAY ? blendArray : blendScalar
        blendKind(this.#dest, d, this.#source, s, mode)
    }

    /** Whether a source value only says that the property is to go. */
    #isUndefined(s: number, mode: BlendMode): boolean {
        return this.#removes && mode === JSON_OVERWRITE && this.#source.nodes[s]!.value === 'undefined'
    }

    #isObject(tree: Tree, nid: number): boolean {
        return tree.nodes[nid]!.type === JSON_OBJECT
    }

    #kindError(): Error {
        return this.#dest.fail(treeError('JSON_BLEND_KIND'))
    }
}
