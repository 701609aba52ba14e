/*
    connect.ts -- connect: WebSockets of a client, `ws:` and `wss:`.
*/

import {
    connect as connectSocket,
    type Fiber,
    type Network,
    now,
    type Socket,
    SocketError,
    type TlsConnector,
    tlsClient,
} from '../../fiber/index.js'
import { type ResponseHead, ResponseParser } from '../http/index.js'
import { type CompressionOptions, compressionWish, offerText, readAnswer } from './compression.js'
import { Compressor } from './compressor.js'
import { WS_VERSION } from './constants.js'
import { WebSocketError } from './errors.js'
import { makeKey } from './key.js'
import type { WebSocketOptions } from './options.js'
import { upgradeFault } from './response.js'
import { isToken } from './token.js'
import { WebSocket } from './web-socket.js'

/** How to connect. */
export interface ConnectWebSocketOptions extends WebSocketOptions {
    /** Sub-protocols, the best one first. The server may choose one of them, or none: `ws.protocol`. Default: none. */
    readonly protocols?: string | readonly string[]
    /** More headers of the request, such as `Authorization` or `Origin`. Default: none. */
    readonly headers?: Readonly<Record<string, string>>
    /** Offers to compress messages. Default false. */
    readonly compression?: CompressionOptions | boolean
    /** Milliseconds for the connection and the handshake. Default 30,000. */
    readonly deadline?: number
    /** Makes `wss:` connections secure. Default: `tlsClient()`, which verifies the server. */
    readonly tls?: TlsConnector
    /** Default: the real one. */
    readonly network?: Network
}

/** Where a URL leads. */
interface Target {
    readonly secure: boolean
    readonly host: string
    readonly port: number
    /** Value of the Host header. */
    readonly authority: string
    /** Path and query. */
    readonly path: string
}

/** Bytes of a response head, at most. */
const RESPONSE_LIMIT = 16384

/** Interim responses that are skipped. */
const MOST_INTERIM = 10

/** Headers that are part of the handshake. */
const OWN: ReadonlySet<string> = new Set([
    ...['host', 'upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol'],
    ...['sec-websocket-extensions', 'sec-websocket-accept', 'content-length', 'transfer-encoding'],
])

/**
 * Opens a WebSocket: `const ws = yield* connect('wss://example.com/live')`. It ends with `close`, or when `receive` gives null;
 * the connection is closed then. Throws `WEBSOCKET_URL`, what the connection throws (`SOCKET_REFUSED` and others),
 * `WEBSOCKET_REFUSED` if the server answers with another status than 101, and `WEBSOCKET_HANDSHAKE` if its answer is none.
 */
export function* connect(url: string, options: ConnectWebSocketOptions = {}): Fiber<WebSocket> {
    const target = readUrl(url)
    const wish = compressionWish(options.compression)
    const key = makeKey()
    const protocols = protocolsOf(options.protocols)
    const lines = requestLines(target, key, protocols, options.headers ?? {})
    const offer = wish === null ? '' : `Sec-WebSocket-Extensions: ${offerText(wish)}\r\n`
    const socket = yield* reach(target, options)
    let open = false
    try {
        yield* socket.write(`${lines}${offer}\r\n`, 'latin1')
        const response = yield* readResponse(socket, url)
        const ws = new WebSocket(socket, true, options)
        const fault = upgradeFault(response, key) ?? agree(ws, response, protocols)
        const compression = readAnswer(response.fields.get('sec-websocket-extensions'), wish)
        if (fault !== null || compression === undefined) {
            const message = fault ?? 'Bad WebSocket Sec-WebSocket-Extensions header'
            throw new WebSocketError(
                response.status === 101 ? 'WEBSOCKET_HANDSHAKE' : 'WEBSOCKET_REFUSED',
                `Cannot open ${url}: ${message}`,
            )
        }
        if (compression !== null) {
            ws.compressWith(new Compressor(compression))
        }
        ws.clientKey = key
        ws.ownsSocket = true
        ws.start()
        open = true
        return ws
    } finally {
        if (!open) {
            socket.closeNow(false)
        }
    }
}

function* reach(target: Target, options: ConnectWebSocketOptions): Fiber<Socket> {
    const { deadline = 30_000, network } = options
    const due = now() + deadline
    const tls = target.secure ? { tls: options.tls ?? tlsClient() } : {}
    const { host, port } = target
    const socket = yield* connectSocket({ host, port, deadline, ...tls, ...(network === undefined ? {} : { network }) })
    socket.setDue(due)
    return socket
}

/** Waits for the head of the response; interim ones are skipped (RFC 9110 §15.2). What follows it stays in the socket. */
function* readResponse(socket: Socket, url: string): Fiber<ResponseHead> {
    const fault = (what: string) => new WebSocketError('WEBSOCKET_HANDSHAKE', `Cannot open ${url}: ${what}`)
    const parser = new ResponseParser({ head: RESPONSE_LIMIT })
    const { head } = parser
    for (let interim = 0; interim <= MOST_INTERIM; ) {
        const input = yield* borrow(socket, url)
        if (input === null) {
            throw fault('the server has closed the connection')
        }
        socket.consume(parser.execute(input, 0, input.length))
        if (parser.error !== null) {
            throw fault(`its answer cannot be read: ${parser.error.reason}`)
        }
        if (parser.complete) {
            if (head.old) {
                throw fault('its answer is not HTTP/1.1')
            }
            if (head.status >= 200 || head.status === 101) {
                return head
            }
            interim++
        }
    }
    throw fault(`more than ${MOST_INTERIM} responses are interim`)
}

function* borrow(socket: Socket, url: string): Fiber<Buffer | null> {
    try {
        return yield* socket.borrow()
    } catch (error) {
        if (error instanceof SocketError && error.code === 'SOCKET_TIMEOUT') {
            throw new WebSocketError('WEBSOCKET_TIMEOUT', `Cannot open ${url}: the server does not answer`, {
                cause: error,
            })
        }
        throw error
    }
}

/** Takes the sub-protocol that the server has chosen. Null, or what is wrong with it (RFC 6455 §4.1). */
function agree(ws: WebSocket, { fields }: ResponseHead, protocols: readonly string[]): string | null {
    const chosen = fields.get('sec-websocket-protocol')
    if (chosen === undefined) {
        return null
    }
    ws.protocol = chosen
    return protocols.includes(chosen) ? null : 'Bad WebSocket Sec-WebSocket-Protocol header'
}

function requestLines(
    { path, authority }: Target,
    key: string,
    protocols: readonly string[],
    headers: Readonly<Record<string, string>>,
): string {
    let lines = `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
    lines += `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: ${WS_VERSION}\r\n`
    if (protocols.length > 0) {
        lines += `Sec-WebSocket-Protocol: ${protocols.join(', ')}\r\n`
    }
    for (const [name, value] of Object.entries(headers)) {
        if (!isToken(name) || OWN.has(name.toLowerCase()) || !/^[\t -~\u0080-\u00ff]*$/.test(value)) {
            throw new WebSocketError(
                'WEBSOCKET_MISUSE',
                `Cannot send header ${JSON.stringify(name)}: it is part of the handshake, or has a character that no header may have`,
            )
        }
        lines += `${name}: ${value}\r\n`
    }
    return lines
}

function protocolsOf(given: string | readonly string[] | undefined): readonly string[] {
    const protocols = given === undefined ? [] : typeof given === 'string' ? [given] : given
    for (const name of protocols) {
        if (!isToken(name)) {
            throw new WebSocketError(
                'WEBSOCKET_MISUSE',
                `Cannot ask for sub-protocol ${JSON.stringify(name)}: wanted letters, digits and marks`,
            )
        }
    }
    return protocols
}

/** RFC 6455 §3. */
function readUrl(text: string): Target {
    const refuse = (what: string) => new WebSocketError('WEBSOCKET_URL', `Cannot open ${text}: ${what}`)
    let url: URL
    try {
        url = new URL(text)
    } catch (error) {
        throw new WebSocketError('WEBSOCKET_URL', `Cannot open ${text}: it is not a URL`, { cause: error })
    }
    if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
        throw refuse(`its scheme is ${url.protocol.slice(0, -1)}, wanted ws or wss`)
    }
    if (url.hash !== '') {
        throw refuse('it has a fragment, which WebSockets do not have')
    }
    if (url.username !== '' || url.password !== '') {
        throw refuse('it has a user, wanted a header Authorization')
    }
    const secure = url.protocol === 'wss:'
    return {
        secure,
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
        authority: url.host,
        path: url.pathname + url.search,
    }
}
