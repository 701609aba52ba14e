/*
    c-response.ts -- The response under C names. Source: spec web.md §10.2, §17, §21.

    Here each write is a chunk of its own, as in C, unless the length was set or the response is buffered.
*/

import {
    isNull,
    type Pointer,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_WRITE,
    R_ERR_OK,
    stringOf,
} from '../../fiber/compat/index.js'
import { byteLength, type Fiber, firstBytes, format } from '../../fiber/index.js'
import type { Json } from '../json/index.js'
import { outcomeOf } from './c-outcome.js'
import type { Web } from './web.js'

/** Adds a header line with a formatted value. One of the same name stays. */
export function webAddHeader(web: Web, key: string, fmt: string, ...args: readonly unknown[]): void {
    web.addHeader(key, format(fmt, args))
}

/** Adds a header line. */
export function webAddHeaderStaticString(web: Web, key: string, value: string): void {
    web.addHeader(key, value)
}

/** Adds a header line. */
export function webAddHeaderDynamicString(web: Web, key: string, value: string): void {
    web.addHeader(key, value)
}

/** Adds the headers of the configuration. */
export function webAddStandardHeaders(web: Web): void {
    web.addStandardHeaders()
}

/** Permits pages of other sites to use the response. */
export function webAddAccessControlHeader(web: Web): Fiber<void> {
    return web.addAccessControlHeader()
}

/** Sets the status code; 0 is sent as 500. */
export function webSetStatus(web: Web, status: number): void {
    web.setStatus(status || 500)
}

/** Announces the length of the body. */
export function webSetContentLength(web: Web, len: number): void {
    web.setContentLength(len)
}

/** Has the body collected until the response is complete. */
export function webBuffer(web: Web, _size: number): void {
    web.bufferBody()
}

/** Closes the connection after this response. */
export function webClose(web: Web): void {
    web.closeAfter()
}

/**
 * Adds text or bytes to the body; NULL completes the response.
 *
 * @param len bytes of `data` that are meant; 0 and none: all of it
 * @returns bytes accepted, 0 when the response is complete and for HEAD, negative on errors
 */
export function* webWrite(web: Web, data: Pointer<string | Uint8Array>, len?: number): Fiber<number> {
    if (isNull(data)) {
        return yield* webFinalize(web)
    }
    return yield* written(web, len ? beginning(data, len) : data)
}

/** Adds formatted text to the body. */
export function webWriteFmt(web: Web, fmt: string, ...args: readonly unknown[]): Fiber<number> {
    return written(web, format(fmt, args))
}

/** Adds a tree to the body, as strict JSON on one line. Sets no type. */
export function webWriteJson(web: Web, json: Json): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        const isLost = web.finalized || web.head
        const length = yield* web.writeJson(json)
        return isLost ? 0 : length
    })
}

/** Sends status and headers. Returns their bytes, 0 if they are out already, negative on errors. */
export function webWriteHeaders(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        const isOut = web.wroteHeaders
        yield* web.writeHeaders()
        return isOut ? 0 : web.reply.headLength
    })
}

/** Answers with formatted text and completes the response. A status of 0 or less also closes the connection. Returns 0, negative on errors. */
export function webWriteResponse(
    web: Web,
    status: number,
    fmt: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    return webWriteResponseString(web, status, format(stringOf(fmt) ?? '', args))
}

/** Answers with text and completes the response. A status of 0 or less also closes the connection. Returns 0, negative on errors. */
export function webWriteResponseString(web: Web, status: number, msg: Pointer<string>): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        yield* web.writeResponse(status, stringOf(msg) ?? '')
        return R_ERR_OK
    })
}

/** Records and answers an error. Returns 0; R_ERR_CANT_COMPLETE for a status of 0 or less, which closes the connection. */
export function webError(web: Web, status: number, fmt: string, ...args: readonly unknown[]): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_COMPLETE, function* () {
        yield* web.sendError(status, format(fmt, args))
        return status <= 0 ? R_ERR_CANT_COMPLETE : R_ERR_OK
    })
}

/** Ends the connection without a response. Returns R_ERR_CANT_COMPLETE. */
export function* webNetError(web: Web, fmt: string, ...args: readonly unknown[]): Fiber<number> {
    yield* web.netError(format(fmt, args))
    return R_ERR_CANT_COMPLETE
}

/** Redirects; parts that the target does not have are those of the request. */
export function* webRedirect(web: Web, status: number, target: Pointer<string>): Fiber<void> {
    yield* outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        yield* web.redirectTo(status, stringOf(target))
        return R_ERR_OK
    })
}

/** Completes the response. Returns 0, negative on errors. */
export function webFinalize(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        yield* web.finalize()
        return R_ERR_OK
    })
}

function beginning(data: string | Uint8Array, len: number): string | Uint8Array {
    return typeof data === 'string' ? firstBytes(data, len) : data.subarray(0, len)
}

function written(web: Web, data: string | Uint8Array): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        const isLost = web.finalized || web.head
        yield* web.writeChunk(data)
        return isLost ? 0 : typeof data === 'string' ? byteLength(data) : data.length
    })
}
