/*
    web-socket.ts -- WebSocket: a WebSocket of either role, after its handshake (RFC 6455).

        for (;;) {
            const message = yield* ws.receive()
            if (message === null) { break }
            yield* ws.send(message)
        }

    It is put together from its parts, each with the file that it is about:

        WebSocketState       how it stands, limits, time, pings
        WebSocketSending     messages to frames
        WebSocketReceiving   frames to messages, the end

    and can be used in two ways: `receive` gives whole messages one after the other; `run` tells a callback of each frame, as the
    original agent does.
*/

import { deadline, type Fiber, now, type RBuf, type Socket, TimeoutError } from '../../fiber/index.js'
import { isWireStatus } from './close-status.js'
import {
    WS_EVENT_MESSAGE,
    WS_EVENT_PARTIAL_MESSAGE,
    WS_MSG_CLOSE,
    WS_MSG_CONTROL,
    WS_MSG_PONG,
    WS_STATE_CLOSED,
    WS_STATUS_OK,
} from './constants.js'
import { WEB_MORE, WS_MSG_BINARY, WS_MSG_MORE } from './constants.js'
import { WebSocketError, webSocketErrors } from './errors.js'
import { periodOf, type WebSocketOptions } from './options.js'
import { WebSocketReceiving } from './web-socket-receiving.js'
import type { WebSocketData } from './web-socket-sending.js'
import type { WebSocketProc } from './web-socket-state.js'

/** A plain record about a WebSocket. */
export interface WebSocketStatistics {
    /** Messages so far. */
    readonly received: number
    readonly sent: number
    /** Bytes on the connection so far, handshake included. */
    readonly bytesRead: number
    readonly bytesWritten: number
    /** Bytes that were sent and that the system has not taken. */
    readonly pending: number
    /** One of `WS_STATE_*`. */
    readonly state: number
    /** Messages are compressed. */
    readonly compressed: boolean
}

/** A WebSocket. `connect` and the web server make them. */
export class WebSocket extends WebSocketReceiving {
    /** On a connection on which the handshake is over. `client`: it is the client's side. */
    constructor(socket: Socket, client: boolean, options: WebSocketOptions = {}) {
        super(socket, client, options)
    }

    /**
     * Sends a close frame, and waits for that of the peer, 30 seconds at most; messages that come meanwhile are dropped. Never throws
     * because of the peer; a status that no close frame may have is a RangeError. When it is closed already: nothing.
     */
    *close(status: number = WS_STATUS_OK, reason: string | null = null): Fiber<void> {
        if (!isWireStatus(status)) {
            throw new RangeError(
                `Cannot close the WebSocket: status ${status}, wanted 1000 to 1003, 1007 to 1014, 3000 to 4999`,
            )
        }
        yield* this.transmitClose(status, reason)
        if (this.isWithin || this.state === WS_STATE_CLOSED) {
            return
        }
        try {
            yield* this.mayRead ? this.reading(() => this.#drop()) : this.#waitClosed()
        } finally {
            // This fiber may have been cancelled meanwhile.
            this.dropUnread()
        }
    }

    /**
     * Tells `callback` of everything until the WebSocket is closed (spec websocket.md §7.1). Each frame is an event of its own:
     * fragments are not joined. `buf`: bytes that have come with the handshake and are not in the socket. `timeout`: milliseconds
     * without a message, 0: any time.
     *
     * @returns 0 after an orderly close, else the error as a negative number
     */
    run(callback: WebSocketProc, arg: unknown = null, buf: RBuf | null = null, timeout = 0): Fiber<number> {
        this.callback = callback as NonNullable<WebSocketReceiving['callback']>
        this.callbackArg = arg
        this.timeout = periodOf(timeout)
        return this.reading(() => this.#run(buf))
    }

    /**
     * Deals with the frames that have come, without waiting for more, telling the callback.
     *
     * @returns 1, or the error as a negative number
     */
    process(): Fiber<number> {
        const ws = this
        return this.reading(function* () {
            yield* ws.#deliver(false)
            return ws.#result() || 1
        })
    }

    /**
     * Sends a message, a part of one or a control frame (spec websocket.md §6). `type` is one of `WS_MSG_*`, with the flag
     * `WS_MSG_MORE` if more of the message follows. Never throws because of the peer: the callback is told of errors.
     *
     * @returns bytes of the payload; if the connection breaks in between those that are out, if any; or a negative number
     */
    *sendBlock(type: number, data: WebSocketData): Fiber<number> {
        const kind = type & ~(WS_MSG_MORE | WEB_MORE)
        const more = kind !== type
        try {
            if (kind < 0 || kind > WS_MSG_PONG || (kind > WS_MSG_BINARY && kind < WS_MSG_CONTROL)) {
                throw new WebSocketError('WEBSOCKET_TYPE', `Bad message type ${type}`)
            }
            if (kind === WS_MSG_CLOSE) {
                return yield* this.#sendClose(data)
            }
            if (kind >= WS_MSG_CONTROL) {
                return yield* this.transmitControl(kind, data)
            }
            return yield* this.transmit(kind, more, data)
        } catch (error) {
            const failed = yield* this.#sendFailed(error)
            return (kind < WS_MSG_CONTROL && this.partsSent) || failed
        }
    }

    /** Sends a close frame, and tells the callback; does not wait for the peer. Gives the bytes of its payload. */
    sendClose(status: number, reason: string | null = null): Fiber<number> {
        return this.transmitClose(status, reason)
    }

    /** Takes a sub-protocol as the one that was agreed on. */
    selectProtocol(protocol: string | null): void {
        if (protocol) {
            this.protocol = protocol
        }
    }

    /** Sets `maxFrame` and `maxMessage`; 0: no limit. */
    setLimits(maxFrame: number, maxMessage: number): void {
        this.maxFrame = maxFrame > 0 ? maxFrame : Infinity
        this.maxMessage = maxMessage > 0 ? maxMessage : Infinity
    }

    /** @internal It is not used any more: no pings, no waits. */
    release(): void {
        this.over()
    }

    /** A plain record of the present state. */
    statistics(): WebSocketStatistics {
        const { bytesRead, bytesWritten } = this.socket
        return Object.freeze({
            ...{ received: this.messagesReceived, sent: this.messagesSent, bytesRead, bytesWritten },
            ...{ pending: this.pending, state: this.state, compressed: this.compressor !== null },
        })
    }

    *#run(buf: RBuf | null): Fiber<number> {
        if (buf !== null) {
            this.addBacklog(buf.bytes())
            buf.clear()
        }
        yield* this.#deliver(true)
        return this.#result()
    }

    /** Tells the callback of frames. */
    *#deliver(wait: boolean): Fiber<void> {
        while (yield* this.nextFrame(wait)) {
            const { fin } = this.reader
            const bytes = yield* this.takeFrame()
            if (bytes != null) {
                yield* this.tell(fin ? WS_EVENT_MESSAGE : WS_EVENT_PARTIAL_MESSAGE, bytes)
            }
        }
    }

    *#drop(): Fiber<void> {
        while (yield* this.nextFrame(true)) {
            // The application does not want it.
        }
    }

    /** Waits until the fiber that reads has seen the end. */
    *#waitClosed(): Fiber<void> {
        while (this.state !== WS_STATE_CLOSED) {
            try {
                yield* deadline(Math.max(0, this.deadline - now()), this.changed.wait())
            } catch (error) {
                if (!(error instanceof TimeoutError)) {
                    throw error
                }
                this.socket.closeNow()
                this.over()
            }
        }
    }

    /** A close frame whose payload the application has made. */
    *#sendClose(data: WebSocketData): Fiber<number> {
        if (this.closing || this.state === WS_STATE_CLOSED) {
            throw this.closedError()
        }
        const payload = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)
        const status = payload.length < 2 ? WS_STATUS_OK : payload.readUInt16BE(0)
        return yield* this.transmitClose(status, payload.length > 2 ? payload.toString('utf8', 2) : null)
    }

    /** Tells the callback of an error, and gives it as a number. */
    *#sendFailed(error: unknown): Fiber<number> {
        if (!(error instanceof WebSocketError)) {
            throw error
        }
        if (error.code !== 'WEBSOCKET_CLOSED') {
            yield* this.note(error)
        }
        const number = webSocketErrors[error.code].error
        return number > 0 ? -number : number
    }

    #result(): number {
        return this.error > 0 ? -this.error : this.error
    }
}
