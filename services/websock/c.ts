/*
    c.ts -- The C face of services/websock. Source: spec websocket.md. `WebSocket` is the same as behind the other door.
*/

import { RSocket } from '../../fiber/c.js'
import { type Nullable, type Pointer, R_ERR_BAD_ARGS, stringOf } from '../../fiber/compat/index.js'
import { type Fiber, firstBytes, format, type RBuf, Socket } from '../../fiber/index.js'
import { jsonToString } from '../json/c.js'
import { JSON_JSON, type Json } from '../json/index.js'
import { closedSocket } from './no-wire.js'
import { WebSocket } from './web-socket.js'
import type { WebSocketProc } from './web-socket-state.js'

export * from './constants.js'
export { IotoWebSocket } from './ioto-web-socket.js'
export { WebSocket } from './web-socket.js'
export type { WebSocketProc } from './web-socket-state.js'

const NOTHING: Buffer = Buffer.alloc(0)

function isOne(ws: Pointer<WebSocket>): ws is WebSocket {
    return ws instanceof WebSocket
}

/** Makes a WebSocket on a connection on which the handshake is over; NULL for a NULL socket. */
export function webSocketAlloc(sock: Pointer<RSocket | Socket>, client: boolean | number): Nullable<WebSocket> {
    const socket = sock instanceof RSocket ? (sock.socket ?? closedSocket()) : sock
    if (!(socket instanceof Socket)) {
        return null
    }
    const ws = new WebSocket(socket, Boolean(client))
    ws.sock = sock instanceof RSocket ? sock : socket
    return ws
}

/** Lets go of a WebSocket. The socket stays open. */
export function webSocketFree(ws: Pointer<WebSocket>): void {
    if (isOne(ws)) {
        ws.release()
    }
}

/** Deals with the frames that have come, without waiting for more. Returns 1, or the error as a negative number. */
export function* webSocketProcess(ws: Pointer<WebSocket>): Fiber<number> {
    return isOne(ws) ? yield* ws.process() : R_ERR_BAD_ARGS
}

/**
 * Tells `callback` of everything until the WebSocket is closed.
 *
 * @param buf bytes that have come with the handshake; NULL: none
 * @param timeout milliseconds without a message; 0: any time
 * @returns 0 after an orderly close, else the error as a negative number
 */
export function* webSocketRun(
    ws: Pointer<WebSocket>,
    callback: WebSocketProc,
    arg?: unknown,
    buf?: Pointer<RBuf>,
    timeout = 0,
): Fiber<number> {
    return isOne(ws) ? yield* ws.run(callback, arg, buf || null, timeout) : R_ERR_BAD_ARGS
}

/** Of a client: the key that it sent. */
export function webSocketGetClientKey(ws: Pointer<WebSocket>): Nullable<string> {
    return isOne(ws) ? ws.clientKey : null
}

/** What the peer's close frame says besides its status. */
export function webSocketGetCloseReason(ws: Pointer<WebSocket>): Nullable<string> {
    return isOne(ws) ? ws.closeReason : null
}

/** What the application has set. */
export function webSocketGetData(ws: Pointer<WebSocket>): unknown {
    return isOne(ws) ? ws.data : null
}

/** Text of the latest error. */
export function webSocketGetErrorMessage(ws: Pointer<WebSocket>): Nullable<string> {
    return isOne(ws) ? ws.errorMessage : null
}

/** Bytes of the message so far, the present fragment included. */
export function webSocketGetMessageLength(ws: Pointer<WebSocket>): number {
    return isOne(ws) ? ws.messageLength : 0
}

/** Whether a close frame has come. */
export function webSocketGetOrderlyClosed(ws: Pointer<WebSocket>): boolean {
    return isOne(ws) && ws.orderlyClosed
}

/** The sub-protocol that was agreed on. */
export function webSocketGetProtocol(ws: Pointer<WebSocket>): Nullable<string> {
    return isOne(ws) ? ws.protocol : null
}

/** One of `WS_STATE_*`. */
export function webSocketGetState(ws: Pointer<WebSocket>): number {
    return isOne(ws) ? ws.state : 0
}

/** Sends formatted text. Returns its bytes, negative on errors. */
export function webSocketSend(ws: Pointer<WebSocket>, fmt: string, ...args: readonly unknown[]): Fiber<number> {
    return webSocketSendString(ws, format(fmt, args))
}

/** Sends text. Returns its bytes, negative on errors. */
export function webSocketSendString(ws: Pointer<WebSocket>, buf: Pointer<string>): Fiber<number> {
    return webSocketSendBlock(ws, 1, stringOf(buf) ?? '')
}

/** Sends a node of a tree as strict JSON; `key` is below `nid`, NULL for the node itself. Returns its bytes, negative on errors. */
export function* webSocketSendJson(
    ws: Pointer<WebSocket>,
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
): Fiber<number> {
    const text = jsonToString(json, nid, key, JSON_JSON)
    return text === null ? R_ERR_BAD_ARGS : yield* webSocketSendString(ws, text)
}

/**
 * Sends a message, a part of one (`WS_MSG_MORE`), or a control frame.
 *
 * @param len bytes of `msg` that are meant; none: all of it
 * @returns bytes that were sent, negative on errors
 */
export function* webSocketSendBlock(
    ws: Pointer<WebSocket>,
    type: number,
    msg: Pointer<string | Uint8Array>,
    len?: number,
): Fiber<number> {
    if (!isOne(ws)) {
        return R_ERR_BAD_ARGS
    }
    return yield* ws.sendBlock(type, beginning(msg || NOTHING, len))
}

/** Tells the callback, and sends a close frame. Returns the bytes of its payload; 0 if one was sent before. */
export function* webSocketSendClose(ws: Pointer<WebSocket>, status: number, reason: Pointer<string>): Fiber<number> {
    return isOne(ws) ? yield* ws.sendClose(status, stringOf(reason)) : R_ERR_BAD_ARGS
}

/** Sets the key that a client has sent. */
export function webSocketSetClientKey(ws: Pointer<WebSocket>, clientKey: Pointer<string>): void {
    if (isOne(ws)) {
        ws.clientKey = stringOf(clientKey)
    }
}

/** Sets what belongs to the application. */
export function webSocketSetData(ws: Pointer<WebSocket>, data: unknown): void {
    if (isOne(ws)) {
        ws.data = data
    }
}

/** Sets the time between pings, milliseconds; 0: none are sent. */
export function webSocketSetPingPeriod(ws: Pointer<WebSocket>, pingPeriod: number): void {
    if (isOne(ws)) {
        ws.pingPeriod = pingPeriod
    }
}

/** Sets the bytes of a frame that is sent and of a message in either direction; 0: no limit. */
export function webSocketSetLimits(ws: Pointer<WebSocket>, maxFrame: number, maxMessage: number): void {
    if (isOne(ws)) {
        ws.setLimits(maxFrame, maxMessage)
    }
}

/** Takes a sub-protocol as the one that was agreed on; NULL and empty change nothing. */
export function webSocketSelectProtocol(ws: Pointer<WebSocket>, protocol: Pointer<string>): void {
    if (isOne(ws)) {
        ws.selectProtocol(stringOf(protocol))
    }
}

/** Whether text that comes is checked to be UTF-8. */
export function webSocketSetValidateUTF(ws: Pointer<WebSocket>, validateUTF: boolean): void {
    if (isOne(ws)) {
        ws.validate = Boolean(validateUTF)
    }
}

/** The first `len` bytes of what is to be sent. */
function beginning(data: string | Uint8Array, len: number | undefined): string | Uint8Array {
    if (len === undefined) {
        return data
    }
    return typeof data === 'string' ? firstBytes(data, len) : data.subarray(0, len)
}
