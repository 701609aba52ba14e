/*
    encoded.ts -- URL-encoded text, of queries and forms, as variables (spec web.md §13.4).

    Names are keys of the tree: `a.b=1` makes an object, `a[0]=x` an array. The tree is the only place where they are stored: what
    clients call their variables is never a property of an object of JavaScript.
*/

import { percentDecode } from '../../http/index.js'
import { type Json, JsonError } from '../../json/index.js'
import { WebError } from '../errors.js'

/**
 * Adds the variables of a text to a tree, which may get `limit` nodes at most. Pieces without a name are left out. Throws
 * `WEB_TOO_MANY_VARIABLES`.
 */
export function addEncoded(vars: Json, text: string, limit: number): void {
    for (let start = 0; start < text.length; ) {
        const sign = text.indexOf('&', start)
        const end = sign < 0 ? text.length : sign
        addPiece(vars, text.slice(start, end), limit)
        start = end + 1
    }
}

/** Sets a variable as a client names it. Throws `WEB_TOO_MANY_VARIABLES`. */
export function addVariable(vars: Json, name: string, value: string, limit: number): void {
    try {
        vars.setText(name, value)
    } catch (error) {
        if (!(error instanceof JsonError) || (error.code !== 'JSON_NO_KEY' && error.code !== 'JSON_TOO_MANY_NODES')) {
            throw error
        }
        if (error.code === 'JSON_TOO_MANY_NODES') {
            throw new WebError('WEB_TOO_MANY_VARIABLES', undefined, { cause: error })
        }
        // Nothing but separators is no name, as none at all.
    }
    // The root is no variable.
    if (vars.count > limit + 1) {
        throw new WebError('WEB_TOO_MANY_VARIABLES')
    }
}

/** Decodes percent-encoded text; what is not UTF-8 then stays as it came. */
export function decoded(text: string): string {
    return percentDecode(text) ?? text
}

function addPiece(vars: Json, piece: string, limit: number): void {
    const equals = piece.indexOf('=')
    if (equals < 0) {
        // Not decoded (spec web.md §13.4).
        addVariable(vars, piece, '', limit)
    } else {
        addVariable(vars, decoded(piece.slice(0, equals)), decoded(piece.slice(equals + 1)), limit)
    }
}
