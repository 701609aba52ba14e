/*
    web-socket-receiving.ts -- WebSocketReceiving: the part of `WebSocket` that reads: frames from the socket, answers to pings and
    close frames, and how everything ends.

    One fiber reads. While it works on a message nothing is read: the socket takes in 64 KB, then the peer has to wait. A fiber
    that is cancelled, or runs into a deadline, while it waits for a message takes nothing with it: what has come is kept
    for the next one.
*/

import { current, type Fiber, SocketError, type Task } from '../../fiber/index.js'
import { PieceBuffer } from '../http/index.js'
import { isWireStatus } from './close-status.js'
import {
    WS_EVENT_CLOSE,
    WS_EVENT_OPEN,
    WS_MSG_CLOSE,
    WS_MSG_CONTROL,
    WS_MSG_PING,
    WS_MSG_TEXT,
    WS_STATE_CLOSED,
    WS_STATE_CLOSING,
    WS_STATE_CONNECTING,
    WS_STATE_OPEN,
} from './constants.js'
import { WS_STATUS_COMMS_ERROR, WS_STATUS_OK } from './constants.js'
import { WebSocketError, type WebSocketErrorCode, webSocketErrors } from './errors.js'
import { isText } from './utf8.js'
import { WebSocketSending } from './web-socket-sending.js'
import { failureOf } from './web-socket-state.js'

const NOTHING: Buffer = Buffer.alloc(0)

/** A WebSocket that receives. */
export abstract class WebSocketReceiving extends WebSocketSending {
    /** The fiber that reads; null: none. */
    #task: Task | null = null
    /** Bytes that were read by somebody else, and come first. */
    #backlog: Buffer = NOTHING
    /** Fragments of the message under way. */
    #parts: PieceBuffer | null = null
    #messages = 0

    /** Messages that were received. */
    protected get messagesReceived(): number {
        return this.#messages
    }

    protected override dropUnread(): void {
        if (this.#task === null && this.ownsSocket) {
            this.over()
        }
    }

    /** No fiber reads. */
    protected get mayRead(): boolean {
        return this.#task === null
    }

    /** The present fiber is in the middle of reading: its callback runs. */
    protected get isWithin(): boolean {
        return this.#task !== null && this.#task === current()
    }

    /**
     * Waits for a message and gives it: text as a string, bytes as a buffer of its own. Null: there are none any more; `closeStatus`
     * and `closeReason` tell what the peer said, `failure` what was wrong. Pings are answered meanwhile. One fiber at a time
     * receives: `WEBSOCKET_BUSY`.
     */
    *receive(): Fiber<string | Buffer | null> {
        this.#claim()
        try {
            if (!this.announced) {
                yield* this.#open()
            }
            while (yield* this.nextFrame(true)) {
                const message = this.#takeMessage()
                if (message instanceof WebSocketError) {
                    yield* this.#fail(message)
                } else if (message !== undefined) {
                    this.#messages++
                    return message
                }
            }
            return null
        } finally {
            this.#task = null
        }
    }

    /** Runs `work`, which reads, unless another fiber does. Before that the WebSocket is opened. */
    protected *reading<T>(work: () => Fiber<T>): Fiber<T> {
        this.#claim()
        try {
            yield* this.#open()
            return yield* work()
        } finally {
            this.#task = null
        }
    }

    /** Bytes that have come already, and are not in the socket. */
    protected addBacklog(bytes: Uint8Array): void {
        if (bytes.length > 0) {
            this.#backlog = Buffer.concat([this.#backlog, bytes])
        }
    }

    /**
     * Waits for a data frame, which is in the reader then. Control frames are dealt with. False: there is none any more. Unless
     * `wait` is set only what has come is looked at.
     */
    protected *nextFrame(wait: boolean): Fiber<boolean> {
        const { reader, socket } = this
        for (;;) {
            if (this.owed !== null) {
                yield* this.tellOwed()
            }
            if (this.state === WS_STATE_CLOSED) {
                return false
            }
            if (this.#backlog.length > 0) {
                const used = reader.execute(this.#backlog, 0, this.#backlog.length)
                this.#backlog = this.#backlog.subarray(used)
            } else {
                let input: Buffer | null
                try {
                    input = wait ? yield* socket.borrow() : socket.peek()
                } catch (error) {
                    yield* this.#lost(error)
                    return false
                }
                if (input === null) {
                    yield* this.#lost(null)
                    return false
                }
                if (input.length === 0) {
                    return false
                }
                socket.consume(reader.execute(input, 0, input.length))
            }
            if (reader.error !== null) {
                yield* this.#fail(failureOf(reader.error, reader.detail))
                return false
            }
            if (!reader.complete) {
                continue
            }
            this.progress()
            if (reader.opcode >= WS_MSG_CONTROL) {
                yield* this.#control()
            } else if (!this.closing) {
                return true
            }
        }
    }

    /**
     * The payload of the data frame, in memory of its own; of a compressed message all of it, with its last frame. Null: more has to
     * come. Undefined: it is damaged, and the WebSocket over.
     */
    protected *takeFrame(): Fiber<Buffer | null | undefined> {
        const { reader } = this
        if (!reader.compressed) {
            const bytes = this.#ownBytes()
            this.#messages += reader.fin ? 1 : 0
            return bytes
        }
        this.#addPart()
        if (!reader.fin) {
            return null
        }
        const message = this.#inflate()
        if (message instanceof WebSocketError) {
            yield* this.#fail(message)
            return undefined
        }
        this.#messages++
        return message
    }

    /** The present fiber reads from now on. */
    #claim(): void {
        if (this.#task !== null) {
            throw new WebSocketError(
                'WEBSOCKET_BUSY',
                `Cannot receive: fiber ${this.#task.id} ${this.#task.name} does, wanted one fiber at a time`,
            )
        }
        this.#task = current()
    }

    /** Opens the WebSocket if it is new, and tells the callback that it is open. */
    *#open(): Fiber<void> {
        if (this.state === WS_STATE_CONNECTING) {
            this.start()
        }
        if (!this.announced && this.state === WS_STATE_OPEN) {
            this.announced = true
            yield* this.tell(WS_EVENT_OPEN, null)
        }
    }

    /** Adds the frame to its message. Gives the message when it is complete, undefined when not, or what is wrong with it. */
    #takeMessage(): string | Buffer | WebSocketError | undefined {
        const { reader } = this
        if (reader.fin && this.#parts === null && !reader.compressed) {
            return reader.type === WS_MSG_TEXT
                ? reader.payload.toString('utf8', reader.start, reader.end)
                : this.#ownBytes()
        }
        this.#addPart()
        if (!reader.fin) {
            return undefined
        }
        const bytes = reader.compressed ? this.#inflate() : this.#takeParts()
        return reader.type === WS_MSG_TEXT && !(bytes instanceof WebSocketError) ? bytes.toString() : bytes
    }

    #addPart(): void {
        const { reader } = this
        this.#parts ??= new PieceBuffer()
        this.#parts.add(reader.payload, reader.start, reader.end)
        reader.drop()
    }

    #takeParts(): Buffer {
        const { bytes } = this.#parts!
        this.#parts = null
        return bytes
    }

    /** Expands the message that has come. */
    #inflate(): Buffer | WebSocketError {
        try {
            const bytes = this.compressor!.inflate(this.#takeParts(), this.maxMessage)
            const isRight = !this.validate || this.reader.type !== WS_MSG_TEXT || isText(bytes, 0, bytes.length)
            return isRight ? bytes : failureOf('WEBSOCKET_UTF8')
        } catch (error) {
            if (error instanceof WebSocketError) {
                return error
            }
            throw error
        }
    }

    /** The payload of the frame, in memory that is not used again. */
    #ownBytes(): Buffer {
        const { reader } = this
        const { payload, start, end, owned } = reader
        reader.drop()
        return owned ? payload.subarray(start, end) : Buffer.from(payload.subarray(start, end))
    }

    *#control(): Fiber<void> {
        const { reader } = this
        const payload = this.#ownBytes()
        if (reader.opcode === WS_MSG_CLOSE) {
            yield* this.#peerCloses(payload)
        } else if (reader.opcode === WS_MSG_PING) {
            try {
                yield* this.pong(payload)
            } catch (error) {
                if (!(error instanceof WebSocketError)) {
                    throw error
                }
                yield* this.#lost(error.cause ?? error)
            }
        }
    }

    /** RFC 6455 §5.5.1, §7.1; spec websocket.md §5.3. */
    *#peerCloses(payload: Buffer): Fiber<void> {
        if (payload.length === 1) {
            yield* this.#fail(failureOf('WEBSOCKET_NO_STATUS'))
            return
        }
        const status = payload.length === 0 ? WS_STATUS_OK : payload.readUInt16BE(0)
        if (!isWireStatus(status)) {
            yield* this.#fail(failureOf('WEBSOCKET_BAD_CLOSE', status))
            return
        }
        if (!isText(payload, 2, payload.length)) {
            yield* this.#fail(failureOf('WEBSOCKET_UTF8'))
            return
        }
        this.closeStatus = status
        this.closeReason = payload.length > 2 ? payload.toString('utf8', 2) : null
        this.orderlyClosed = true
        yield* this.transmitClose(WS_STATUS_OK, 'OK')
        this.over()
    }

    /** The peer, or what it has sent, is wrong: it is told, and that is the end (RFC 6455 §7.1.7). */
    *#fail(failure: WebSocketError): Fiber<void> {
        this.failure = failure
        yield* this.note(failure)
        yield* this.transmitClose(webSocketErrors[failure.code].error, null)
        this.over()
    }

    /** The connection is over, or has taken too long. Null: the peer has ended it. */
    *#lost(error: unknown): Fiber<void> {
        if (error !== null && !(error instanceof SocketError)) {
            throw error
        }
        const code: WebSocketErrorCode = error?.code === 'SOCKET_TIMEOUT' ? 'WEBSOCKET_TIMEOUT' : 'WEBSOCKET_LOST'
        this.failure = failureOf(code, null, error ?? undefined)
        const wasClosing = this.closing
        this.closing = true
        this.state = WS_STATE_CLOSING
        yield* this.note(this.failure)
        if (!wasClosing) {
            // 1006 is told to the own side only.
            yield* this.tell(WS_EVENT_CLOSE, Buffer.from([WS_STATUS_COMMS_ERROR >> 8, WS_STATUS_COMMS_ERROR & 255]))
        }
        this.socket.closeNow()
        this.over()
    }
}
