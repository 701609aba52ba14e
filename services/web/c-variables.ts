/*
    c-variables.ts -- Variables under C names. Source: spec web.md §13.4, §13.5.
*/

import { isNull, type Nullable, type Pointer, stringOf } from '../../fiber/compat/index.js'
import type { Json } from '../json/index.js'
import { WebError } from './errors.js'
import type { Web } from './web.js'

/** The text of a variable of the body: form, JSON or multipart. The default if there is none. */
export function webGetVar(web: Web, name: Pointer<string>, def?: Pointer<string>): Nullable<string> {
    return web.getVar(stringOf(name) ?? '', stringOf(def))
}

/** The text of a variable of the query. The default if there is none. */
export function webGetQueryVar(web: Web, name: Pointer<string>, def?: Pointer<string>): Nullable<string> {
    return web.getQueryVar(stringOf(name) ?? '', stringOf(def))
}

/** Sets a variable of the body. */
export function webSetVar(web: Web, name: Pointer<string>, value: Pointer<string>): void {
    if (!isNull(name) && name !== '') {
        web.setVar(name, stringOf(value) ?? '')
    }
}

/** Removes a variable of the body. */
export function webRemoveVar(web: Web, name: Pointer<string>): void {
    web.removeVar(stringOf(name) ?? '')
}

/** Takes the variables of a form from the body. */
export function webParseForm(web: Web): void {
    web.parseForm()
}

/** Takes the variables of the query. */
export function webParseQuery(web: Web): void {
    web.parseQuery()
}

/** Adds the variables of URL-encoded text to a tree. */
export function webParseEncoded(web: Web, vars: Json, text: Pointer<string>): void {
    web.parseEncoded(vars, stringOf(text) ?? '')
}

/** The body as a tree; NULL if it is no JSON. */
export function webParseJson(web: Web): Nullable<Json> {
    try {
        return web.parseJson()
    } catch (error) {
        if (error instanceof WebError && error.code === 'WEB_BAD_JSON') {
            return null
        }
        throw error
    }
}
