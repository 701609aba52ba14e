/*
    web-socket-state.ts -- WebSocketState: the part of `WebSocket` that says how it stands, under the names that ported code reads
    (spec websocket.md §2), and tells the callback.

        CONNECTING --> OPEN --> CLOSING ----------> CLOSED
                         |      a close frame        ^  the peer's close frame came, or the connection is
                         |      was sent             |  over, or something was wrong
                         +---------------------------+
*/

import { Event, type Fiber, Logger, now, type Socket, switchCount } from '../../fiber/index.js'
import type { RSocket } from '../../fiber/c.js'
import type { Compressor } from './compressor.js'
import { WS_EVENT_CLOSE, WS_EVENT_ERROR, WS_STATE_CLOSED, WS_STATE_CONNECTING, WS_STATE_OPEN } from './constants.js'
import { WS_MAX_FRAME, WS_MAX_MESSAGE, WS_STATUS_NO_STATUS } from './constants.js'
import { WebSocketError, type WebSocketErrorCode, webSocketErrors } from './errors.js'
import { FrameReader } from './frame-reader.js'
import { type Heart, Heartbeat } from './heartbeat.js'
import { limitOf, periodOf, type WebSocketOptions } from './options.js'
import type { WebSocket } from './web-socket.js'

/**
 * Is told of an event, one of `WS_EVENT_*`: a plain function, or one that returns what is to be run. `buf` is null for OPEN;
 * otherwise `len` bytes, valid during the call: the payload of a frame, the text of an error, the payload of a close frame.
 */
export type WebSocketProc = (
    ws: WebSocket,
    event: number,
    buf: Buffer | null,
    len: number,
    arg: never,
) => Fiber<unknown> | void

/** Any callback: what it wants as argument is known to who has set it. */
type AnyProc = (ws: WebSocket, event: number, buf: Buffer | null, len: number, arg: unknown) => Fiber<unknown> | void

/** How long a close frame that was sent waits for its answer, milliseconds (spec websocket.md §7.3). */
const CLOSE_WAIT = 30_000

/** So many bytes may come without anybody reading them; then reading is held back, and signs of life are not seen. */
const HELD_BACK = 65536

const log = new Logger('sockets')

/** How a WebSocket stands. */
export abstract class WebSocketState implements Heart {
    /** The connection below it. */
    readonly socket: Socket
    /** The same, as the one who made the WebSocket has it. */
    sock: Socket | RSocket
    /** It is the client's side. */
    readonly client: boolean
    /** One of `WS_STATE_*`. */
    state = WS_STATE_CONNECTING
    /** Most payload bytes of a frame that is sent; Infinity: no limit. */
    maxFrame: number
    /** A close frame was sent. */
    closing = false
    /** Status of the peer's close frame; 1005: none has come. */
    closeStatus = WS_STATUS_NO_STATUS
    /** What the peer's close frame says besides; null: nothing. */
    closeReason: string | null = null
    /** The latest error: a close status, or a negative code of the C face; 0: none. */
    error = 0
    /** Its text; null: none. */
    errorMessage: string | null = null
    /** What has ended the WebSocket; null: nothing has, or a close frame. */
    failure: WebSocketError | null = null
    /** The sub-protocol that was agreed on; null: none. */
    protocol: string | null = null
    /** Of a client: the key that it sent. */
    clientKey: string | null = null
    /** `now()` at which waits for the peer end; 0: they do not. */
    deadline = 0
    /** What it belongs to, such as a request. */
    parent: unknown = null
    /** For the application. */
    data: unknown = null
    /** What is told of events, and its argument; see `run`. */
    callback: AnyProc | null = null
    callbackArg: unknown = null
    /** A close frame of the peer has come. */
    orderlyClosed = false
    /** @internal Compresses messages; null: they are not compressed. */
    compressor: Compressor | null = null
    /** @internal The socket is closed with the WebSocket. */
    ownsSocket = false
    protected readonly reader: FrameReader
    /** The callback has been told that it is open. */
    protected announced = false
    /** Payload of a close frame that was sent without telling the callback yet. */
    protected owed: Buffer | null = null
    /** Told when it is over, and when a message that was sent in parts is complete. */
    protected readonly changed = new Event('WebSocket')
    readonly #heartbeat: Heartbeat
    readonly #patience: number
    #pingPeriod: number
    #timeout: number
    /** The step of a fiber in which there was progress last. */
    #step = -1

    constructor(socket: Socket, client: boolean, options: WebSocketOptions) {
        this.socket = socket
        this.sock = socket
        this.client = client
        this.maxFrame = limitOf(options.maxFrame, WS_MAX_FRAME)
        this.#timeout = periodOf(options.timeout)
        const maxMessage = limitOf(options.maxMessage, WS_MAX_MESSAGE)
        this.reader = new FrameReader(!client, maxMessage, options.validate ?? true)
        this.#pingPeriod = periodOf(options.pingPeriod)
        this.#patience = periodOf(options.pongTimeout) || Infinity
        this.#heartbeat = new Heartbeat(this)
    }

    // Settings

    /** Most bytes of a message in either direction; Infinity: no limit. */
    get maxMessage(): number {
        return this.reader.maxMessage
    }

    set maxMessage(bytes: number) {
        this.reader.maxMessage = bytes
    }

    /** Text that comes is checked. */
    get validate(): boolean {
        return this.reader.validate
    }

    set validate(on: boolean) {
        this.reader.validate = on
    }

    /** Milliseconds without a frame that comes or a message that goes, after which the connection is given up; 0: any time. */
    get timeout(): number {
        return this.#timeout
    }

    set timeout(ms: number) {
        this.#timeout = periodOf(ms)
        if (this.state === WS_STATE_OPEN) {
            this.#startWaiting()
        }
    }

    /** Milliseconds between pings; 0: there are none. */
    get pingPeriod(): number {
        return this.#pingPeriod
    }

    set pingPeriod(ms: number) {
        this.#pingPeriod = periodOf(ms)
        if (this.state === WS_STATE_OPEN) {
            this.#startPings()
        }
    }

    /** @internal Messages may be compressed from now on. */
    compressWith(compressor: Compressor): void {
        this.compressor = compressor
        this.reader.mayCompress = true
    }

    // The frame that is delivered

    /** Kind of the message under way, `WS_MSG_TEXT` or `WS_MSG_BINARY`; 0: none. */
    get type(): number {
        return this.reader.type
    }

    /** Kind of the frame. */
    get opcode(): number {
        return this.reader.opcode
    }

    /** It is the last one of its message. */
    get fin(): boolean {
        return this.reader.fin
    }

    /** Payload bytes of the frame. */
    get frameLength(): number {
        return this.reader.length
    }

    /** Payload bytes of the message so far. */
    get messageLength(): number {
        return this.reader.messageLength
    }

    // Being told

    /** Tells the callback. */
    protected *tell(event: number, buf: Buffer | null): Fiber<void> {
        const work = this.callback?.(this as unknown as WebSocket, event, buf, buf?.length ?? 0, this.callbackArg)
        if (typeof work === 'object') {
            yield* work
        }
    }

    /** Tells the callback of a close frame that was sent in a moment when it could not be told. */
    protected *tellOwed(): Fiber<void> {
        const payload = this.owed
        if (payload !== null) {
            this.owed = null
            yield* this.tell(WS_EVENT_CLOSE, payload)
        }
    }

    /** Records an error and tells the callback. */
    protected *note(failure: WebSocketError): Fiber<void> {
        this.error = webSocketErrors[failure.code].error
        this.errorMessage = failure.message
        log.trace(failure.message)
        yield* this.tell(WS_EVENT_ERROR, Buffer.from(failure.message))
    }

    // Time

    /** There was progress: the peer has time again. */
    protected progress(): void {
        // Once for each step of a fiber: looking at the clock costs a twentieth of a short message.
        const step = switchCount()
        if (this.#timeout > 0 && !this.closing && step !== this.#step) {
            this.#step = step
            this.deadline = now() + this.#timeout
            this.socket.setDue(this.deadline)
        }
    }

    /** A close frame was sent: its answer is not waited for for ever. */
    protected limitClosing(): void {
        this.deadline = now() + Math.min(this.#timeout || CLOSE_WAIT, CLOSE_WAIT)
        this.socket.setDue(this.deadline)
        this.#heartbeat.end()
    }

    /** @internal The handshake is over: time begins to count. */
    start(): void {
        this.state = WS_STATE_OPEN
        this.#startWaiting()
        this.#startPings()
    }

    /** It is over. */
    protected over(): void {
        if (this.state !== WS_STATE_CLOSED) {
            this.state = WS_STATE_CLOSED
            this.#heartbeat.end()
            this.reader.drop()
            if (this.ownsSocket) {
                this.socket.closeNow()
            }
            this.changed.emit()
        }
    }

    /** What is thrown by a call that needs an open WebSocket. */
    protected closedError(): WebSocketError {
        const reason = this.failure === null ? '' : `: ${this.failure.message}`
        return new WebSocketError(
            'WEBSOCKET_CLOSED',
            `Cannot send: the WebSocket is closed${reason}`,
            this.failure === null ? {} : { cause: this.failure },
        )
    }

    // Pings

    /** @internal */
    get beats(): number {
        const { socket } = this
        return socket.available < HELD_BACK ? socket.bytesRead : -1
    }

    /** @internal */
    beat(): boolean {
        if (this.state !== WS_STATE_OPEN || this.socket.closed) {
            return false
        }
        if (!this.socket.congested) {
            this.pingNow()
        }
        return true
    }

    /** @internal The peer is gone: whoever waits for it is told. */
    missed(): void {
        if (this.state === WS_STATE_OPEN) {
            this.deadline = now()
            this.#timeout = 0
            this.socket.setDue(this.deadline)
        }
    }

    /** Sends an empty ping, if that is possible. */
    protected abstract pingNow(): void

    #startWaiting(): void {
        this.deadline = 0
        this.socket.setDue(Infinity)
        this.#step = -1
        this.progress()
    }

    #startPings(): void {
        if (this.#pingPeriod > 0) {
            this.#heartbeat.begin(this.#pingPeriod, this.#patience)
        } else {
            this.#heartbeat.end()
        }
    }
}

/** The error that goes with a code. `detail`: a number that was wrong. */
export function failureOf(code: WebSocketErrorCode, detail: number | null = null, cause?: unknown): WebSocketError {
    const { message } = webSocketErrors[code]
    const options = cause === undefined ? {} : { cause }
    return new WebSocketError(code, detail === null ? message : `${message} ${detail}`, options)
}
