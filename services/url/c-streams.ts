/*
    c-streams.ts -- The C face of what goes on after the head of the response: server-sent events and WebSockets.
*/

import {
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    stringOf,
} from '../../fiber/compat/index.js'
import { type Fiber, now, spawn } from '../../fiber/index.js'
import type { WebSocket, WebSocketProc } from '../websock/index.js'
import { type CHeaders, headersOf, isUrl } from './c-arguments.js'
import { coded } from './c-outcome.js'
import { temporary, urlFinalize, urlStart, urlWriteHeaders } from './c-request.js'
import { urlGetStatus } from './c-response.js'
import type { ServerEvent } from './event-parser.js'
import type { Url } from './url.js'

/** Is told of an event: `id` is -1 when it has none. */
export type UrlSseProc = (up: Url, id: number, event: string | null, data: string, arg: never) => Fiber<unknown> | void

/** Tells `callback` of the events of a response whose head was read. Returns 0 at the end of the stream, or negative. */
export function* urlSseRun(
    up: Pointer<Url>,
    callback: Pointer<UrlSseProc>,
    arg: unknown,
    _buf: unknown,
    deadline: Pointer<number> = 0,
): Fiber<number> {
    if (!isUrl(up) || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    if (typeof deadline === 'number' && deadline > 0) {
        const { timeout } = up
        up.setTimeout(Math.max(deadline - now(), 1))
        up.timeout = timeout
    }
    const told = ({ id, event, data }: ServerEvent): unknown => callback(up, id, event, data, arg as never) ?? undefined
    return yield* coded(up, () => up.events(told))
}

/** Makes a GET request and tells `proc` of its events. Returns 0 when the stream has ended, or negative. */
export function* urlGetEvents(
    uri: Pointer<string>,
    proc: Pointer<UrlSseProc>,
    arg: unknown,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<number> {
    if (stringOf(uri) === null || typeof proc !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const given = headersOf(headers, args) ?? ''
    const lines = given === '' || given.endsWith('\r\n') ? given : `${given}\r\n`
    const accept = /^accept[ \t]*:/im.test(given) ? '' : 'Accept: text/event-stream\r\n'
    return yield* temporary(function* (up) {
        if ((yield* urlStart(up, 'GET', uri)) < 0 || (yield* urlWriteHeaders(up, lines + accept)) < 0) {
            return R_ERR_CANT_COMPLETE
        }
        if ((yield* urlGetStatus(up)) !== 200) {
            return R_ERR_CANT_COMPLETE
        }
        yield* urlSseRun(up, proc, arg, null, 0)
        return 0
    })
}

/** The WebSocket of a request whose handshake is over. */
export function urlGetWebSocket(up: Pointer<Url>): Nullable<WebSocket> {
    return isUrl(up) ? up.webSocket : null
}

/** Opens a WebSocket and tells `callback` of everything until it is closed. Returns 0 after an orderly close, or negative. */
export function* urlWebSocket(
    url: Pointer<string>,
    callback: Pointer<WebSocketProc>,
    arg: unknown,
    headers: CHeaders,
): Fiber<number> {
    if (stringOf(url) === null || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    return yield* temporary(function* (up) {
        if ((yield* urlStart(up, 'GET', url)) < 0) {
            return R_ERR_CANT_CONNECT
        }
        if ((yield* urlWriteHeaders(up, headers)) < 0 || (yield* urlFinalize(up)) < 0 || up.webSocket === null) {
            return R_ERR_CANT_COMPLETE
        }
        const { webSocket, timeout } = up
        return (yield* webSocket.run(callback, arg, null, timeout)) < 0 ? R_ERR_CANT_COMPLETE : 0
    })
}

/**
 * Tells `callback` of everything on the WebSocket of a request, in a fiber of its own, a child of the present one. Returns 0 or
 * negative. `urlFree` of `up` ends the WebSocket.
 */
export function urlWebSocketAsync(up: Pointer<Url>, callback: Pointer<WebSocketProc>, arg: unknown): number {
    if (!isUrl(up) || up.webSocket === null || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const { webSocket, timeout } = up
    spawn(() => webSocket.run(callback, arg, null, timeout))
    return 0
}
