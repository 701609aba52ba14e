/*
    validate.ts -- Holds requests and responses against the signatures of their host (spec web.md §19.2 to §19.4).

    What does not fit is thrown as a `WebError` that answers it: 400 and the end of the connection.
*/

import { JSON_JSON, Json } from '../../json/index.js'
import type { Web } from '../web.js'
import { Checker, invalid } from './checker.js'
import { primitiveFault } from './primitive.js'
import type { Signatures } from './signatures.js'

/** Which signature data is held against. */
export interface ValidateOptions {
    /** Key of a block in the signatures, such as `user.login.response`. Default: the block `tag` of the request's own signature. */
    readonly key?: string | null
    /** `request`, `query` or `response`: what the data is called in messages. Default `response`. */
    readonly tag?: string
}

/** Checks the request that is served, and completes its variables with default values. */
export function validateRequest(web: Web): void {
    const { signatureSet: signatures } = web.host
    if (signatures === null) {
        return
    }
    const { signature } = web
    if (signature < 0) {
        refuseMissing(web, signatures, 'Missing request signature for request')
        return
    }
    const request = signatures.below(signature, 'request')
    const query = signatures.below(request, 'query')
    if (query >= 0 && web.query) {
        // The body is not looked at then (spec web.md §31, K17).
        new Checker(web, signatures, 'query', false).check(web.qvars!, 0, query, 0)
        return
    }
    if (request < 0) {
        refuseMissing(web, signatures, 'Missing request API signature')
        return
    }
    const checker = new Checker(web, signatures, 'request', false)
    const type = checker.typeOf(request)
    if (type === 'object' || type === 'array') {
        if (web.vars === null || web.vars.count === 0) {
            web.vars = Json.fromObject({})
        }
        checker.check(web.vars, 0, request, 0)
    } else {
        const text = web.bodyBytes.length === 0 ? null : web.bodyBytes.toString()
        wantPrimitive(text, type, 'request', 'request')
    }
}

/**
 * Checks the node `nid` of a tree; null: there is no data. `copies`: gives what may go out of it, as JSON; otherwise the tree gets
 * default values.
 */
export function validateJson(
    web: Web,
    json: Json | null,
    nid: number,
    options: ValidateOptions = {},
    copies = true,
): string {
    const sid = blockOf(web, web.host.signatureSet, options)
    return validateSignature(web, json, nid, sid, 0, options.tag ?? 'response', copies)
}

/** Checks text: JSON for an object or array, else as it is. Gives what may go out of it, as JSON. */
export function validateData(web: Web, text: string | null, options: ValidateOptions = {}): string {
    const { signatureSet: signatures } = web.host
    const sid = blockOf(web, signatures, options)
    if (signatures === null || sid < 0) {
        return text ?? ''
    }
    const tag = options.tag ?? 'response'
    const checker = new Checker(web, signatures, tag, true)
    const type = checker.typeOf(sid)
    if (type !== 'object' && type !== 'array') {
        wantPrimitive(text, type, tag, signatures.tree.node(sid)?.name ?? '')
        // Typed values go out as text, these too (spec web.md §31, K19; web-test-actions.md §6).
        return text === null || type === 'null' ? '' : JSON.stringify(text)
    }
    if (!text && type === 'array') {
        throw invalid(`Bad ${tag}, expected an array`)
    }
    const json = parsed(text ?? '', `Bad ${tag}, expected an ${type}`)
    return checker.check(json, json.count === 0 ? -1 : 0, sid, 0)
}

/** The same against the block with the id `sid`, which is nested `depth` deep; -1: none, and everything fits. */
export function validateSignature(
    web: Web,
    json: Json | null,
    nid: number,
    sid: number,
    depth: number,
    tag: string,
    copies: boolean,
): string {
    const { signatureSet: signatures } = web.host
    const tree = json ?? new Json()
    const top = tree.node(nid) === undefined ? -1 : nid
    if (signatures === null || sid < 0) {
        return copies && top >= 0 ? tree.toString(JSON_JSON, top) : ''
    }
    return new Checker(web, signatures, tag, copies).check(tree, top, sid, depth)
}

/** Id of the block that data is held against; -1: there is none, and everything fits. */
function blockOf(web: Web, signatures: Signatures | null, { key = null, tag = 'response' }: ValidateOptions): number {
    if (signatures === null) {
        return -1
    }
    if (key === null) {
        return signatures.below(web.signature, tag)
    }
    const sid = signatures.find(key)
    if (sid < 0) {
        throw invalid(`Missing signature for ${web.url}`)
    }
    return sid
}

function refuseMissing(web: Web, { isStrict }: Signatures, message: string): void {
    if (isStrict) {
        throw invalid(message)
    }
    web.connection.report('trace', null, `${message}: ${web.path}`)
}

function wantPrimitive(text: string | null, type: string, tag: string, name: string): void {
    const fault = primitiveFault(text, type, tag, name)
    if (fault !== null) {
        throw invalid(fault)
    }
}

function parsed(text: string, fault: string): Json {
    try {
        return Json.parse(text)
    } catch {
        throw invalid(fault)
    }
}
