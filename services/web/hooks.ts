/*
    hooks.ts -- Hooks: an application is told of the life of connections and requests, and may take part in it (spec web.md §22).
*/

import type { Blocking, Fiber } from '../../fiber/index.js'
import type { Web } from './web.js'

/** Connection accepted, after TLS and the limit of connections. */
export const WEB_HOOK_CONNECT = 1
/** Just before the connection is freed. */
export const WEB_HOOK_DISCONNECT = 2
/** The headers were read. */
export const WEB_HOOK_START = 3
/** The body was read and checked; before the protection against forged requests, and the handler. */
export const WEB_HOOK_RUN = 4
/** Before an action. */
export const WEB_HOOK_ACTION = 5
/** No route, or no document; the hook may respond. */
export const WEB_HOOK_NOT_FOUND = 6
/** After an error response, and at a net error. */
export const WEB_HOOK_ERROR = 7
/** A handler threw. */
export const WEB_HOOK_EXCEPTION = 8
/** A WebSocket has ended. */
export const WEB_HOOK_CLOSE = 9
/** The request is complete. */
export const WEB_HOOK_END = 10

/** Is told of an event, one of `WEB_HOOK_*`. A plain function, or one that returns what is to be run; the result is ignored. */
export type WebHook = (web: Web, event: number) => Blocking<unknown> | number | void

/** Tells the hook of the host, if there is one, and waits for it. */
export function* runHook(web: Web, event: number): Fiber<void> {
    const { hook } = web.host
    if (hook !== null) {
        const work = hook(web, event)
        if (typeof work === 'object') {
            yield* work
        }
    }
}
