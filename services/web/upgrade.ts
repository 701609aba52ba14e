/*
    upgrade.ts -- How a connection becomes a WebSocket, and stops being one (spec websocket.md §3).
*/

import { SocketError } from '../../fiber/index.js'
import {
    type Acceptance,
    acceptUpgrade,
    Compressor,
    type Refusal,
    WebSocket,
    WebSocketError,
    WS_STATE_OPEN,
    WS_VERSION,
} from '../websock/index.js'
import { WEB_UNLIMITED } from './constants.js'
import type { WebErrorCode } from './errors.js'
import type { Web } from './web.js'

const CODES: Readonly<Record<Refusal['reason'], WebErrorCode>> = {
    protocol: 'WEB_SOCKET_PROTOCOL',
    protocols: 'WEB_SOCKET_PROTOCOLS',
    version: 'WEB_SOCKET_VERSION',
    key: 'WEB_SOCKET_KEY',
    extensions: 'WEB_SOCKET_EXTENSIONS',
}

/** Whether a request asks for a WebSocket. RFC 9110 §7.8: those of HTTP/1.0 cannot. */
export function asksWebSocket(web: Web): boolean {
    return !web.http10 && web.upgrade?.toLowerCase() === 'websocket'
}

/** Answers a request for a WebSocket. Returns whether the connection is one now; if not, it ends. */
export function upgrade(web: Web): boolean {
    const { connection, host } = web
    const { webSockets } = host.settings
    // A body would have to be read before the first frame.
    const isUsable = web.get && !connection.head.hasBody && web.error === null && !web.wroteHeaders
    if (!webSockets.enable || !isUsable) {
        connection.abandon('Cannot upgrade to WebSocket')
        return false
    }
    const { protocol, compress: compression } = webSockets
    const verdict = acceptUpgrade(connection.head.fields, { protocol, compression })
    if (!verdict.accepted) {
        if (verdict.reason === 'version') {
            // RFC 6455 §4.4
            web.addHeader('Sec-WebSocket-Version', String(WS_VERSION))
        }
        connection.refuse(CODES[verdict.reason])
        return false
    }
    web.upgraded = true
    connection.leaveHttp()
    web.reply.switchProtocols(timeoutLines(web) + verdict.lines)
    web.webSocket = makeWebSocket(web, verdict)
    return true
}

/** The action has returned: if the WebSocket is still in use, the client is told that this is the end. */
export function leave({ webSocket }: Web): void {
    if (webSocket?.state === WS_STATE_OPEN) {
        webSocket.closeNow()
    }
}

/** Whether an error only says that the client is gone, or has closed the WebSocket. */
export function isLeft({ webSocket, connection }: Web, error: unknown): error is Error {
    if (error instanceof WebSocketError && (error.code === 'WEBSOCKET_CLOSED' || error.code === 'WEBSOCKET_WRITE')) {
        return webSocket?.state !== WS_STATE_OPEN || connection.socket.closed
    }
    return error instanceof SocketError && connection.socket.closed
}

function makeWebSocket(web: Web, { protocol, compression }: Acceptance): WebSocket {
    const { limits, timeouts, webSockets } = web.host.settings
    const { maxFrame, maxMessage } = limits
    const ws = new WebSocket(web.connection.socket, false, {
        ...{ maxFrame, maxMessage, validate: webSockets.validateUTF, pingPeriod: webSockets.ping },
        // `run` has a timeout of its own. For the others: clients that say nothing must not hold all connections for ever.
        timeout: timeouts.inactivity,
    })
    ws.parent = web
    ws.selectProtocol(protocol)
    if (compression !== null) {
        ws.compressWith(new Compressor(compression))
    }
    return ws
}

function timeoutLines(web: Web): string {
    const { request, inactivity } = web.host.settings.timeouts
    const seconds = (ms: number) => Math.min(Math.floor(ms / 1000), WEB_UNLIMITED)
    return `X-Request-Timeout: ${seconds(request)}\r\nX-Inactivity-Timeout: ${seconds(inactivity)}\r\n`
}
