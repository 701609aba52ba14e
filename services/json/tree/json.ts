/*
    json.ts -- Class Json: a document as a tree of nodes, which keeps what plain values lose: numbers as they were written, the order
    and repetition of properties, regular expressions, ids. Source: spec json.md §18.
*/

import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { parseFloatPrefix, parseInteger, parseUnits } from '../../../fiber/index.js'
import type { ConditionalOptions } from '../conditional.js'
import { JSON_MULTILINE, JSON_PRIMITIVE, JSON_STRING } from '../constants.js'
import { keyTerms } from '../key-terms.js'
import { blend, type TreeBlendOptions } from './blend.js'
import { childAt } from './child.js'
import { applyConditional } from './conditional.js'
import { copyNodes } from './copy.js'
import { treeError } from './fault.js'
import { find } from './find.js'
import { iterateChildren } from './iterate.js'
import type { JsonNode } from './node.js'
import { parseTree } from './parse.js'
import { bigIntOf, dateOf, intOf, textOfNode } from './read.js'
import { removeNode } from './remove.js'
import { render } from './render.js'
import type { LayoutOptions } from './render-settings.js'
import { saveText } from './save.js'
import { setNode } from './set.js'
import { expandText } from './template.js'
import { Tree } from './tree.js'
import { type FromObjectOptions, nodesOf, type ToObjectOptions, toValue } from './values.js'

/** Units of a document that `console.log` shows. */
const SHOWN = 1000

/** What is saved, and how. */
export interface SaveOptions extends LayoutOptions {
    /** Base of the key. Default 0. */
    readonly nid?: number
    /** What is saved. Default: the base itself. */
    readonly key?: string | null
    /** Mode of the file; 0 and the default are 0644. The umask applies. */
    readonly mode?: number
    /** Render flags. Default 0: JSON5 on one line. */
    readonly flags?: number
}

/**
 * A document as a flat array of nodes. Nodes are addressed by a key such as `a.b[0]` below a base node, whose id is 0 if it is not
 * given. A null or empty key is the base itself.
 *
 * Reading never throws: what is not there, or a base that is none, gives the default. Writing throws a `JsonError`.
 */
export class Json extends Tree {
    /**
     * Parses a text; null and an empty text give an empty tree. Flags: `JSON_STRICT_PARSE` for RFC 8259, else Ioto's relaxed
     * grammar. Throws a `JsonError` that tells the place.
     */
    static parse(text: string | null, flags = 0): Json {
        const json = new Json()
        parseTree(json, text ?? '', flags)
        return json
    }

    /** Parses a file; errors name it. Throws a `JsonError`, `JSON_CANNOT_READ` if it cannot be read. */
    static parseFile(path: string, flags = 0): Json {
        const json = new Json()
        json.readFile(path, flags)
        return json
    }

    /** A tree of a plain value, made of what `JSON.stringify` would write and of regular expressions. Throws a `JsonError`. */
    static fromObject(value: unknown, options: FromObjectOptions = {}): Json {
        const json = new Json()
        json.maxNodes = options.maxNodes ?? json.maxNodes
        const nodes = nodesOf(value, json.maxNodes, options.infinities)
        if (nodes.length > 0) {
            json.appendAll(-1, nodes)
        }
        return json
    }

    /** Parses a text into this tree, which must be empty. Throws a `JsonError`; `error` has its text too. */
    parseText(text: string, flags = 0): void {
        parseTree(this, text, flags)
    }

    /** Parses a file into this tree, which must be empty. Throws a `JsonError`; `error` has its text too. */
    readFile(path: string, flags = 0): void {
        let text: string
        try {
            text = readFileSync(path, 'utf8')
        } catch (cause) {
            throw treeError('JSON_CANNOT_READ', `"${path}"`, { cause })
        }
        this.path = path
        parseTree(this, text, flags)
    }

    /** Id of a node; -1 if there is none. */
    getId(key: string | null, nid = 0): number {
        return find(this, nid, key)
    }

    /** A node; undefined if there is none. */
    getNode(key: string | null, nid = 0): JsonNode | undefined {
        return this.nodes[find(this, nid, key)]
    }

    /** The child of a node at a position from 0; undefined if there is none. */
    getChild(nth: number, nid = 0): JsonNode | undefined {
        return this.node(nid) === undefined ? undefined : this.nodes[childAt(this, nid, nth)]
    }

    /** Type of a node: a constant, or 0 for a placeholder; undefined if there is none. */
    getType(key: string | null, nid = 0): number | undefined {
        return this.getNode(key, nid)?.type
    }

    /** Number of direct children, 0 for a leaf; undefined if there is no node. */
    getLength(key: string | null, nid = 0): number | undefined {
        return this.getNode(key, nid)?.count
    }

    /** Text of a node; `{}` and `[]` for containers. The default if there is none, or if it is null. */
    get(key: string | null): string | undefined
    get<T>(key: string | null, def: T, nid?: number): string | T
    get(key: string | null, def?: unknown, nid = 0): unknown {
        const node = this.nodes[find(this, nid, key)]
        return (node === undefined ? null : textOfNode(node)) ?? def
    }

    /** True for `1` and `true`, false for any other text. */
    getBool(key: string | null, def = false, nid = 0): boolean {
        const text = this.get(key, null, nid)
        return text === null ? def : text === 'true' || text === '1'
    }

    /** The leading whole number of the text, 0 if there is none; its low 32 bits, as C has them. */
    getInt(key: string | null, def = 0, nid = 0): number {
        const text = this.get(key, null, nid)
        return text === null ? def : intOf(text)
    }

    /** The leading whole number of the text, 0 if there is none; within 2^53 - 1 and its negative. */
    getNum(key: string | null, def = 0, nid = 0): number {
        const text = this.get(key, null, nid)
        return text === null ? def : parseInteger(text, 10).value
    }

    /** The leading whole number of the text, 0 if there is none; within 64 bits, to the last digit. */
    getBigInt(key: string | null, def = 0n, nid = 0): bigint {
        const text = this.get(key, null, nid)
        return text === null ? def : bigIntOf(text)
    }

    /** The leading number of the text as C's strtod reads it, 0 if there is none. */
    getDouble(key: string | null, def = 0, nid = 0): number {
        const text = this.get(key, null, nid)
        return text === null ? def : parseFloatPrefix(text)
    }

    /** A number with a unit: `5 mins` is 300, `20MB` is 20971520. The default is a text of that kind. */
    getValue(key: string | null, def = '0', nid = 0): number {
        return parseUnits(this.get(key, def, nid))
    }

    /** Milliseconds since 1970: the number of a text of digits, else those of an ISO 8601 date with zone, else -1. */
    getDate(key: string | null, def = 0, nid = 0): number {
        const text = this.get(key, null, nid)
        return text === null ? def : dateOf(text)
    }

    /**
     * Stores a value with the containers that are missing on the way, and gives the id of its node. Strings stay strings; objects and
     * arrays replace what is there. `list[$]` is a new element. Undefined leaves a placeholder that is not written.
     *
     * Throws a `JsonError`: `JSON_NO_NODE`, `JSON_LOCKED`, `JSON_NO_KEY`, `JSON_TOO_MANY_NODES`, `JSON_CYCLE`.
     */
    set(key: string | null, value: unknown, nid = 0): number {
        if (typeof value === 'string') {
            return setNode(this, nid, key, value, JSON_STRING)
        }
        const nodes = nodesOf(value, this.maxNodes)
        const top = nodes[0]
        if (top === undefined) {
            return setNode(this, nid, key, null, 0)
        }
        const old = this.getNode(key, nid)?.size ?? 0
        this.reserve(nodes.length - old + keyTerms(key ?? '').length)
        const id = setNode(this, nid, key, top.value, top.type)
        this.replaceChildren(id, nodes)
        return id
    }

    /** As `set`, with a text whose type is told or, with 0, found out: `JSON_PRIMITIVE` for true, false, null, undefined, numbers. */
    setText(key: string | null, value: string | null, type = 0, nid = 0): number {
        return setNode(this, nid, key, value, type)
    }

    /** As `set`, with milliseconds since 1970, which are stored as an ISO 8601 text in UTC. */
    setDate(key: string | null, time: number, nid = 0): number {
        const date = new Date(time)
        return setNode(this, nid, key, Number.isNaN(date.getTime()) ? '' : date.toISOString(), JSON_STRING)
    }

    /** As `set`, with a number in fixed notation and six decimals, as C writes it. */
    setDouble(key: string | null, value: number, nid = 0): number {
        return setNode(this, nid, key, fixed(value), JSON_PRIMITIVE)
    }

    /**
     * Removes a node with all that is below it; whether there was one. A null key is the base itself; an empty one removes nothing.
     * Throws a `JsonError`: `JSON_NO_NODE`, `JSON_LOCKED`.
     */
    remove(key: string | null, nid = 0): boolean {
        return removeNode(this, nid, key)
    }

    /** The direct children with their ids, in order. Nodes must not be added or removed meanwhile, or the walk ends. */
    children(nid = 0, key: string | null = null): IterableIterator<[node: JsonNode, nid: number]> {
        return iterateChildren(this, find(this, nid, key))
    }

    /**
     * Merges a part of a tree, which may be this one, into a part of this one. What was merged before an error stays merged.
     *
     * Throws a `JsonError`: `JSON_BLEND_LOCKED`, `JSON_NO_NODE`, `JSON_BLEND_KIND` (an object and something else are to be
     * appended or replaced), `JSON_BLEND_DEPTH` (more than 32 objects within each other), `JSON_TOO_MANY_NODES`.
     */
    blend(source: Json | null, options: TreeBlendOptions = {}): void {
        blend(this, source, options)
    }

    /**
     * Blends into an object what its property `conditional` has for the present choices, then removes that property:
     * `conditional: { SELECTOR: { CHOICE: { ... } } }`. The choice of a selector is the value of the top-level property of that name.
     *
     * Throws a `JsonError`: `JSON_CONDITIONAL` with its cause, if a choice cannot be blended; `JSON_LOCKED`.
     */
    applyConditional(options: ConditionalOptions = {}): void {
        applyConditional(this, options)
    }

    /** A copy of the document, unlocked, without path, error and user flags. */
    clone(): Json {
        const copy = new Json()
        copy.maxNodes = this.maxNodes
        if (this.count > 0) {
            copy.appendAll(-1, copyNodes(this, 0, null))
        }
        return copy
    }

    /**
     * A node and all that is below it as text, with a final line feed if the flags have `JSON_MULTILINE`; flags 0 are JSON5 on one
     * line. An empty text if there is no node. Throws a `JsonError` (`JSON_TEXT_TOO_LARGE`) beyond 2^27 units.
     */
    override toString(flags = 0, nid = 0, key: string | null = null, layout: LayoutOptions = {}): string {
        return render(this, find(this, nid, key), flags, layout) + ((flags & JSON_MULTILINE) !== 0 ? '\n' : '')
    }

    /**
     * Replaces a file by a node as text, such that after a crash there is the old content or the new one.
     * Throws a `JsonError`: `JSON_NOTHING_TO_SAVE`, `JSON_CANNOT_CREATE`, `JSON_CANNOT_WRITE`, `JSON_TEXT_TOO_LARGE`.
     */
    save(path: string, { nid = 0, key = null, mode = 0, flags = 0, ...layout }: SaveOptions = {}): void {
        if (this.count > 0 && find(this, nid, key) < 0) {
            throw treeError('JSON_NOTHING_TO_SAVE', `"${key}"`)
        }
        saveText(path, this.toString(flags, nid, key, layout), mode)
    }

    /** A node and all that is below it as a plain JavaScript value; undefined if there is none. */
    toObject(nid = 0, options: ToObjectOptions = {}): unknown {
        return toValue(this, nid, options)
    }

    /** For `JSON.stringify`: the document as a plain value. */
    toJSON(): unknown {
        return this.toObject()
    }

    /** What `console.log` shows: the beginning of the document. */
    [inspect.custom](): string {
        const text = this.toString()
        return `Json(${this.count}) ${text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text}`
    }

    /**
     * `text` with each `${path}` replaced by the text of the node; what is not there, or null, stays as it is written if `keep`, else
     * it goes. Null if a `}` is missing.
     */
    template(text: string, keep = false): string | null {
        return expandText(this, text, keep)
    }
}

/** Six decimals; `toFixed` changes to the exponential notation at 1e21. */
function fixed(value: number): string {
    return Math.abs(value) < 1e21 ? value.toFixed(6) : Number.isFinite(value) ? `${BigInt(value)}.000000` : 'null'
}
