/*
    c-host.ts -- Hosts under C names: making, starting, stopping, actions, hooks. Source: spec web.md §1 to §5, §22.
*/

import {
    type Nullable,
    type Pointer,
    R_ERR_BAD_REQUEST,
    R_ERR_CANT_ACCESS,
    R_ERR_CANT_OPEN,
    R_ERR_OK,
    stringOf,
} from '../../fiber/compat/index.js'
import { type Fiber, Logger, type Socket } from '../../fiber/index.js'
import { Json } from '../json/index.js'
import { ME_WEB_CONFIG } from './constants.js'
import { runHook, type WebHook } from './hooks.js'
import { WebHost } from './host.js'
import type { Web, WebHandler } from './web.js'
import type { WebListen } from './web-listen.js'

const log = new Logger('web')

function reasonOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error)
}

/** Does nothing. Returns 0. */
export function webInit(): number {
    return R_ERR_OK
}

/** Does nothing. */
export function webTerm(): void {}

/**
 * Makes a host. NULL stands for the file `web.json5` of the present directory.
 *
 * @param flags what is traced, `WEB_SHOW_*`; 0: as the environment variable `WEB_SHOW` says
 * @returns NULL if the configuration cannot be read or used; the log says why
 */
export function webAllocHost(config: Pointer<Json>, flags: number): Nullable<WebHost> {
    try {
        return new WebHost(config instanceof Json ? config : Json.parseFile(ME_WEB_CONFIG), flags)
    } catch (error) {
        log.error(reasonOf(error))
        return null
    }
}

/** Closes all endpoints and connections. */
export function webFreeHost(host: WebHost): void {
    host.stopNow()
}

/**
 * Opens all endpoints; the server runs until it is stopped.
 *
 * @returns 0 when connections are accepted, or R_ERR_CANT_OPEN; the log says why
 */
export function* webStartHost(host: WebHost): Fiber<number> {
    try {
        yield* host.launch()
        return R_ERR_OK
    } catch (error) {
        log.error(reasonOf(error))
        return R_ERR_CANT_OPEN
    }
}

/** Closes all endpoints and connections at once. */
export function webStopHost(host: WebHost): void {
    host.stopNow()
}

/** Directory of the documents. */
export function webGetDocs(host: WebHost): string {
    return host.docs
}

/** Has `ip` shown in place of the address 0.0.0.0 in redirects. */
export function webSetHostDefaultIP(host: WebHost, ip: string): void {
    host.setDefaultIP(ip)
}

/** Has `fn` serve the paths that begin with `match`, on routes with the handler `action`, for users with `role`. */
export function webAddAction(host: WebHost, match: string, fn: WebHandler, role?: Pointer<string>): void {
    host.addAction(match, fn, stringOf(role))
}

/** Has `hook` told of the life of connections and requests; NULL: nobody. */
export function webSetHook(host: WebHost, hook: Pointer<WebHook>): void {
    host.setHook(typeof hook === 'function' ? hook : null)
}

/** Tells the hook of the host. Returns 0. */
export function* webHook(web: Web, event: number): Fiber<number> {
    yield* runHook(web, event)
    return R_ERR_OK
}

/** Serves a connection until it is over. Returns 0. */
export function* webAlloc(listen: WebListen, sock: Socket): Fiber<number> {
    yield* listen.host.serve(sock, listen)
    return R_ERR_OK
}

/** Closes the connection. */
export function webFree(web: Web): void {
    web.sock.closeNow()
}

/** Reads certificate and key of an endpoint again. Returns 0, or R_ERR_CANT_ACCESS; the log says why. */
export function webSecureEndpoint(listen: WebListen): number {
    try {
        listen.secureEndpoint()
        return R_ERR_OK
    } catch (error) {
        log.error(reasonOf(error))
        return R_ERR_CANT_ACCESS
    }
}

/**
 * Makes the connection a WebSocket. The server does that before an action runs.
 *
 * @returns 0, or R_ERR_BAD_REQUEST if it cannot be; the request was answered then
 */
export function* webUpgradeSocket(web: Web): Fiber<number> {
    return (yield* web.upgradeSocket()) ? R_ERR_OK : R_ERR_BAD_REQUEST
}
