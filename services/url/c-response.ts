/*
    c-response.ts -- The C face of responses: status, headers, body.
*/

import { type Nullable, type Pointer, R_ERR_BAD_ARGS, stringOf } from '../../fiber/compat/index.js'
import { type Fiber, RBuf } from '../../fiber/index.js'
import type { Json } from '../json/index.js'
import { isUrl } from './c-arguments.js'
import { coded, jsonOf, valued } from './c-outcome.js'
import type { Url } from './url.js'

/** The status of the response, which is waited for; negative on errors. */
export function urlGetStatus(up: Pointer<Url>): Fiber<number> {
    return coded(up, function* (up) {
        yield* up.finalize()
        return up.status
    })
}

/** The first value of a header of the response. */
export function urlGetHeader(up: Pointer<Url>, header: Pointer<string>): Nullable<string> {
    return isUrl(up) ? up.header(stringOf(header) ?? '') : null
}

/** The value of a cookie that the response sets. */
export function urlGetCookie(up: Pointer<Url>, name: Pointer<string>): Nullable<string> {
    return isUrl(up) ? up.cookie(stringOf(name) ?? '') : null
}

/** Text of the first error of the request. */
export function urlGetError(up: Pointer<Url>): Nullable<string> {
    return isUrl(up) ? up.error : null
}

/** Reads bytes of the body. Returns how many, 0 at the end, or negative. */
export function* urlRead(up: Pointer<Url>, buf: Pointer<Uint8Array>, bufsize: Pointer<number>): Fiber<number> {
    if (!(buf instanceof Uint8Array)) {
        return R_ERR_BAD_ARGS
    }
    const room = typeof bufsize === 'number' && bufsize > 0 ? buf.subarray(0, bufsize) : buf
    return room.length === 0 ? 0 : yield* coded(up, up => up.read(room))
}

/** The whole body; NULL on errors, and beyond the 8 MB that a buffer can hold. */
export function* urlGetResponseBuf(up: Pointer<Url>): Fiber<Nullable<RBuf>> {
    const body = isUrl(up) ? yield* valued(up, up.bytes()) : null
    if (body === null) {
        return null
    }
    const buf = new RBuf(body.length + 1)
    if (buf.put(body) < body.length) {
        const one = up as Url
        one.setError('Response too big', 'URL_TOO_BIG')
        return null
    }
    return buf
}

/** The whole body as text; empty on errors. */
export function* urlGetResponse(up: Pointer<Url>): Fiber<Nullable<string>> {
    return isUrl(up) ? ((yield* valued(up, up.text())) ?? '') : null
}

/** The whole body as JSON, whatever the status; NULL on errors. */
export function* urlGetJsonResponse(up: Pointer<Url>): Fiber<Nullable<Json>> {
    const text = isUrl(up) ? yield* valued(up, up.text()) : null
    return text === null ? null : jsonOf(up as Url, text, message => `Cannot parse json. ${message}`)
}
