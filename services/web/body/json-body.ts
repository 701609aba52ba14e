/*
    json-body.ts -- A request body that is JSON, as a tree (spec web.md §13.2, §13.5).
*/

import { isUtf8 } from 'node:buffer'
import { Json } from '../../json/index.js'
import { WebError } from '../errors.js'

/** Containers within each other. What handlers make of a tree may recurse. */
const MAX_DEPTH = 1000

/**
 * The tree of a body, which is Ioto's relaxed JSON; an empty one if it is empty. Throws `WEB_BAD_JSON`, whose cause tells what is
 * wrong where.
 */
export function parseJsonBody(body: Buffer): Json {
    if (!isUtf8(body)) {
        // RFC 8259 §8.1. Other bytes could not be told apart afterwards.
        throw new WebError('WEB_BAD_JSON', undefined, { cause: new TypeError('The body is no UTF-8') })
    }
    const json = new Json()
    json.maxDepth = MAX_DEPTH
    try {
        json.parseText(body.toString())
    } catch (cause) {
        throw new WebError('WEB_BAD_JSON', undefined, { cause })
    }
    return json
}
