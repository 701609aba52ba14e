/*
    c-short.ts -- The C face of whole exchanges in one call, of which only status 200 counts (spec url.md §10).
*/

import { isNull, type Nullable, type Pointer, stringOf } from '../../fiber/compat/index.js'
import type { Fiber } from '../../fiber/index.js'
import type { Json } from '../json/index.js'
import { type CData, type CHeaders, isUrl } from './c-arguments.js'
import { jsonOf, valued } from './c-outcome.js'
import { temporary, urlFetch } from './c-request.js'
import type { Url } from './url.js'

/** Body of a GET request; NULL for another status than 200. */
export function* urlGet(url: Pointer<string>, headers: CHeaders, ...args: readonly unknown[]): Fiber<Nullable<string>> {
    return yield* temporary(up => textOf(up, 'GET', url, null, 0, headers, args))
}

/** Body of the response to a POST request; NULL for another status than 200. */
export function* urlPost(
    url: Pointer<string>,
    data: CData,
    size: Pointer<number>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<Nullable<string>> {
    return yield* temporary(up => textOf(up, 'POST', url, data, size, headers, args))
}

/** A request whose response is JSON; NULL for another status than 200, and for what is none. Headers NULL: `Content-Type: application/json`. */
export function* urlJson(
    up: Pointer<Url>,
    method: Pointer<string>,
    url: Pointer<string>,
    data: CData,
    size: Pointer<number>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    if (!isUrl(up)) {
        return yield* temporary(one => urlJson(one, method, url, data, size, headers, ...args))
    }
    const [lines, rest] = isNull(headers) ? ['Content-Type: application/json\r\n', []] : [headers, args]
    const text = yield* textOf(up, stringOf(method), url, data, size, lines, rest)
    return text === null ? null : jsonOf(up, text, message => `Cannot parse json. "${message}"`)
}

/** The same with GET; headers NULL: none. */
export function* urlGetJson(
    url: Pointer<string>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    const [lines, rest] = isNull(headers) ? ['', []] : [headers, args]
    return yield* temporary(up => urlJson(up, 'GET', url, null, 0, lines, ...rest))
}

/** The same with POST. */
export function* urlPostJson(
    url: Pointer<string>,
    data: CData,
    len: Pointer<number>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    return yield* temporary(up => urlJson(up, 'POST', url, data, len, headers, ...args))
}

/** The body of a response with status 200; null: another status, or an error. It can be read from `up` afterwards. */
function* textOf(
    up: Url,
    method: string | null,
    url: Pointer<string>,
    data: CData,
    size: Pointer<number>,
    headers: CHeaders,
    args: readonly unknown[],
): Fiber<string | null> {
    const status = yield* urlFetch(up, method, url, data, size, headers, ...args)
    const text = status < 0 ? null : yield* valued(up, up.text())
    return status === 200 ? text : null
}
