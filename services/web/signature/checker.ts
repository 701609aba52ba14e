/*
    checker.ts -- Checker: holds a tree against a signature (spec web.md §19.3).

    For a response it copies what may go out, field by field: what the signature does not name stays here. For a request it copies
    nothing, and completes the tree with default values.
*/

import { JSON_ARRAY, JSON_JSON, JSON_OBJECT, JSON_PRIMITIVE, Json, type JsonNode } from '../../json/index.js'
import { WEB_MAX_SIG, WEB_MAX_SIG_DEPTH } from '../constants.js'
import { WebError } from '../errors.js'
import type { Web } from '../web.js'
import { childNamed } from './child-named.js'
import { primitiveFault } from './primitive.js'
import type { Signatures } from './signatures.js'

/** Properties of the database that are nobody's business: neither checked nor copied. */
const hidden: ReadonlySet<string> = new Set(['pk', 'sk'])

/** The error that answers data which does not fit: the message and a line feed (spec web.md §19.2). */
export function invalid(message: string): WebError {
    return new WebError('WEB_INVALID', `${message}\n`)
}

/** Checks trees. Throws what `invalid` gives, or `WEB_SIGNATURE`. */
export class Checker {
    readonly #web: Web
    readonly #signatures: Signatures
    readonly #types: Json
    /** `request`, `query` or `response`: what the data is called in messages, and what `drop` may ask for. */
    readonly #tag: string
    readonly #copies: boolean

    constructor(web: Web, signatures: Signatures, tag: string, copies: boolean) {
        this.#web = web
        this.#signatures = signatures
        this.#types = signatures.tree
        this.#tag = tag
        this.#copies = copies
    }

    /** Checks the node `nid` of a tree (-1: there is no data) against the block `sid`. Returns what may go out of it, as JSON. */
    check(json: Json, nid: number, sid: number, depth: number): string {
        const type = this.typeOf(sid)
        const node = json.node(nid)
        if (type !== 'array' && type !== 'object') {
            return this.#primitive(node, sid, type)
        }
        if (depth > WEB_MAX_SIG_DEPTH) {
            throw new WebError('WEB_SIGNATURE')
        }
        return type === 'array' ? this.#array(json, nid, sid, depth) : this.#object(json, nid, sid, depth)
    }

    /** Type of a block: a word, or the property `type` of an object, which is one itself if it has none. */
    typeOf(sid: number): string {
        const node = this.#types.node(sid)
        if (node?.type === JSON_OBJECT) {
            return this.#types.getNode('type', sid)?.value ?? 'object'
        }
        return node?.value ?? 'signature'
    }

    #primitive(node: JsonNode | undefined, sid: number, type: string): string {
        const name = this.#types.node(sid)?.name ?? ''
        if (node?.isContainer && type === 'string') {
            throw invalid(`Bad ${this.#tag} data, expected a string for "${name}"`)
        }
        const text = node?.isContainer ? '{}' : (node?.value ?? null)
        const fault = primitiveFault(text, type, this.#tag, name)
        if (fault !== null) {
            throw invalid(fault)
        }
        return !this.#copies || node === undefined ? '' : isNull(node) ? 'null' : JSON.stringify(text)
    }

    #array(json: Json, nid: number, sid: number, depth: number): string {
        const top = json.node(nid)
        if (top === undefined) {
            return ''
        }
        if (top.type !== JSON_ARRAY) {
            throw invalid(`Bad ${this.#tag}, expected an array`)
        }
        const of = this.#signatures.below(sid, 'of')
        if (of < 0) {
            return this.#whole(json, nid)
        }
        const parts: string[] = []
        // Default values may be added meanwhile, so the ends are asked for anew.
        for (let id = nid + 1; id < top.last; id = json.node(id)!.last) {
            parts.push(this.check(json, id, of, depth + 1))
        }
        return `[${parts.join(',')}]`
    }

    #object(json: Json, nid: number, sid: number, depth: number): string {
        const fields = this.#signatures.below(sid, 'fields')
        const top = json.node(nid)
        if (fields < 0) {
            return top === undefined ? '' : this.#whole(json, nid)
        }
        if (top !== undefined && top.type !== JSON_OBJECT) {
            throw invalid(`Bad ${this.#tag}, expected an object`)
        }
        const parts: string[] = []
        const defaults = this.#types.getBool('hasRequired', false, sid) ? this.#require(json, nid, fields) : null
        for (const [name, value] of defaults ?? []) {
            parts.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
        }
        for (let id = nid + 1; top !== undefined && id < top.last; id = json.node(id)!.last) {
            const { name } = json.node(id)!
            const text = defaults?.has(name!) ? null : this.#property(json, id, sid, fields, depth)
            if (text !== null) {
                parts.push(`${JSON.stringify(name)}:${text}`)
            }
        }
        return `{${parts.join(',')}}`
    }

    /** Looks for required fields. Returns the default values that are to be copied; for a request they are in the tree then. */
    #require(json: Json, nid: number, fields: number): Map<string, string> {
        const defaults = new Map<string, string>()
        for (const [field, id] of this.#types.children(fields)) {
            const name = field.name ?? ''
            if (!this.#types.getBool('required', false, id) || isPresent(json, nid, name)) {
                continue
            }
            const value = this.#types.get('default', null, id)
            if (value === null) {
                throw invalid(`Missing required ${this.#tag} field '${name}'`)
            }
            defaults.set(name, value)
        }
        if (!this.#copies && defaults.size > 0) {
            if (json.node(nid) !== undefined) {
                json.blend(Json.fromObject(Object.fromEntries(defaults)), { did: nid })
            }
            defaults.clear()
        }
        return defaults
    }

    /** Checks one property. Returns its value as it may go out; null: it may not. */
    #property(json: Json, id: number, sid: number, fields: number, depth: number): string | null {
        const name = json.node(id)!.name ?? ''
        if (name.startsWith('_') || hidden.has(name)) {
            return null
        }
        const field = childNamed(this.#types, fields, name)
        if (field < 0) {
            if (this.#types.getBool('hasWild', false, sid)) {
                return this.#whole(json, id)
            }
            if (this.#signatures.isStrict) {
                const shown = name.length > WEB_MAX_SIG ? `${name.slice(0, WEB_MAX_SIG)}...` : name
                throw invalid(`Invalid ${this.#tag} field '${shown}' in ${this.#web.url}`)
            }
            return null
        }
        if (!this.#permits(sid, field)) {
            return null
        }
        const isTyped = this.#types.node(field)!.type !== JSON_OBJECT || this.#types.getId('type', field) >= 0
        if (isNull(json.node(id)) || (!isTyped && this.#signatures.below(field, 'fields') < 0)) {
            // A field without a type may be anything; null is as good as nothing, where that is permitted (spec web.md §19.3).
            return this.#whole(json, id)
        }
        return this.check(json, id, field, depth + 1)
    }

    /** Whether the user may send or see a field. The route's own role needs no look: without it nobody is here. */
    #permits(sid: number, field: number): boolean {
        const types = this.#types
        const role = types.get('role', null, field) ?? types.get('role', null, sid)
        if (role !== null && !this.#web.can(role)) {
            return false
        }
        const drop = types.getNode('drop', field)
        const unless = drop?.type === JSON_OBJECT ? types.get(`drop.${this.#tag}`, null, field) : (drop?.value ?? null)
        return unless === null || unless === 'false' || (unless !== 'true' && this.#web.can(unless))
    }

    /** A node as it is. */
    #whole(json: Json, nid: number): string {
        return this.#copies ? json.toString(JSON_JSON, nid) : ''
    }
}

/** Whether an object has a property that is not null. */
function isPresent(json: Json, nid: number, name: string): boolean {
    const node = json.node(nid) === undefined ? undefined : json.node(childNamed(json, nid, name))
    return node !== undefined && !isNull(node)
}

function isNull(node: JsonNode | undefined): boolean {
    return node?.type === JSON_PRIMITIVE && node.value === 'null'
}
