/*
    dial.ts -- New connections to an origin: straight, through an HTTP proxy, or through a tunnel of one (RFC 9110 §9.3.6).
*/

import {
    connect,
    type Fiber,
    type Network,
    now,
    type Socket,
    SocketError,
    TlsError,
    type TlsConnector,
    tlsClient,
    upgrade,
} from '../../fiber/index.js'
import type { UrlAddress } from './address.js'
import { Connection, type ConnectionLimits } from './connection.js'
import { UrlError } from './errors.js'
import { forwarder, type HttpProxy, proxyLogin } from './proxy.js'

/** How connections are made. */
export interface Dialling {
    /** Makes secure connections; null: the usual client. */
    readonly tls: TlsConnector | null
    readonly proxy: HttpProxy | null
    /** Null: the real one. */
    readonly network: Network | null
}

/** Connections with the same key can take each other's place. */
export function connectionKey(address: UrlAddress, proxy: HttpProxy | null): string {
    if (proxy === null) {
        return address.origin
    }
    // What a proxy sends on itself goes to whatever server the request names
    return forwarder(address, proxy) === null ? `${address.origin} by ${proxy.origin}` : `by ${proxy.origin}`
}

let usualTls: TlsConnector | undefined

/** Connects for a request of `url`, in `ms` milliseconds at most. Throws `URL_CONNECT`, `URL_TIMEOUT` and `URL_PROXY`. */
export function* dial(
    url: string,
    address: UrlAddress,
    { tls, proxy, network }: Dialling,
    limits: ConnectionLimits,
    ms: number,
): Fiber<Connection> {
    const due = now() + ms
    const secure = address.secure ? (tls ?? (usualTls ??= tlsClient())) : null
    const near = proxy ?? address
    const nearTls = proxy === null ? secure : proxy.secure ? (tls ?? (usualTls ??= tlsClient())) : null
    try {
        const { host, port } = near
        const by = { ...(nearTls === null ? {} : { tls: nearTls }), ...(network === null ? {} : { network }) }
        const socket = yield* connect({ host, port, deadline: Math.max(ms, 1), ...by })
        const key = connectionKey(address, proxy)
        if (proxy === null || forwarder(address, proxy) !== null) {
            return new Connection(socket, key, limits)
        }
        const inner = yield* tunnel(url, socket, address, proxy, limits, due)
        if (secure === null) {
            return new Connection(inner, key, limits)
        }
        const layered = yield* upgrade(inner, wire => secure.connect(wire, address.host), {
            deadline: Math.max(due - now(), 1),
        })
        return new Connection(layered, key, limits)
    } catch (error) {
        throw connectFailure(url, near, error)
    }
}

/** Has a proxy connect to the server. */
function* tunnel(
    url: string,
    socket: Socket,
    { host, port }: UrlAddress,
    proxy: HttpProxy,
    limits: ConnectionLimits,
    due: number,
): Fiber<Socket> {
    const to = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const connection = new Connection(socket, '', limits)
    let open = false
    try {
        connection.begin(`CONNECT ${to}`, 'CONNECT', due, limits)
        yield* connection.write(`CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n${proxyLogin(proxy)}\r\n`)
        const { status } = yield* connection.readHead()
        if (status < 200 || status > 299) {
            throw new UrlError(
                'URL_PROXY',
                `Cannot connect to ${url}: proxy ${proxy.origin} answered ${status}, wanted 200`,
            )
        }
        open = true
        return socket
    } finally {
        if (!open) {
            connection.drop()
        }
    }
}

function connectFailure(url: string, { host, port }: { host: string; port: number }, error: unknown): unknown {
    if (!(error instanceof SocketError || error instanceof TlsError)) {
        return error
    }
    const late = error.code === 'SOCKET_TIMEOUT'
    const place = `${host}:${port}`
    const text =
        error.code === 'SOCKET_NOT_FOUND'
            ? `Cannot find address of ${place}`
            : error instanceof TlsError
              ? error.message
              : `Cannot connect socket to ${place}`
    return new UrlError(late ? 'URL_TIMEOUT' : 'URL_CONNECT', `Cannot request ${url}: ${error.message}`, {
        text,
        cause: error,
    })
}
