/*
    web-socket-sending.ts -- WebSocketSending: the part of `WebSocket` that sends.

    A message that fits into a frame is one write, with nothing between. Of a longer one, or one that the application sends in parts,
    the fiber that sends it owns the WebSocket until the last frame is out: messages of other fibers wait, for frames of two
    messages must not mix (RFC 6455 §5.4). Control frames go between.
*/

import {
    byteLength,
    current,
    deadline,
    type Fiber,
    now,
    SocketError,
    type Task,
    TimeoutError,
} from '../../fiber/index.js'
import { isWireStatus } from './close-status.js'
import {
    WS_EVENT_CLOSE,
    WS_MAX_CONTROL,
    WS_MSG_CLOSE,
    WS_MSG_CONT,
    WS_MSG_PING,
    WS_STATE_CLOSED,
    WS_STATE_CLOSING,
} from './constants.js'
import { WS_MSG_BINARY, WS_MSG_PONG, WS_MSG_TEXT, WS_STATUS_INTERNAL_ERROR, WS_STATUS_OK } from './constants.js'
import { WebSocketError } from './errors.js'
import { firstByte } from './frame-head.js'
import { FrameWriter } from './frame-writer.js'
import type { WebSocketOptions } from './options.js'
import { WebSocketState } from './web-socket-state.js'

const TOO_LONG_REASON = 'WebSockets close message was too big'
const NOTHING = Buffer.alloc(0)

/** What can be sent. */
export type WebSocketData = string | Uint8Array

/** A WebSocket that sends. */
export abstract class WebSocketSending extends WebSocketState {
    readonly #writer: FrameWriter
    /** The fiber whose message is on its way in parts. */
    #owner: Task | null = null
    /** Whole messages that have to wait for its end, since their senders do not. */
    #later: WebSocketData[] = []
    #laterBytes = 0
    #messages = 0
    /** Bytes of the message in parts that are out. */
    #partsSent = 0

    constructor(socket: WebSocketState['socket'], client: boolean, options: WebSocketOptions) {
        super(socket, client, options)
        this.#writer = new FrameWriter(socket, client)
    }

    /** Messages that were sent. */
    protected get messagesSent(): number {
        return this.#messages
    }

    /** Payload bytes of frames that are out, of the message in parts that was sent last. */
    protected get partsSent(): number {
        return this.#partsSent
    }

    /** Bytes that were sent and that the system has not taken. */
    get pending(): number {
        return this.socket.pending + this.#laterBytes
    }

    /**
     * Sends a message: a string as text, bytes as they are. Waits while the peer takes less than is sent; bytes may be changed when
     * that is over. Throws a `WebSocketError`: `WEBSOCKET_CLOSED`, `WEBSOCKET_OUT_TOO_BIG`, `WEBSOCKET_WRITE` if the connection
     * breaks.
     */
    *send(data: WebSocketData): Fiber<void> {
        yield* this.transmit(typeof data === 'string' ? WS_MSG_TEXT : WS_MSG_BINARY, false, data)
    }

    /** Sends a value as JSON. */
    sendJson(value: unknown): Fiber<void> {
        const text = JSON.stringify(value)
        if (text === undefined) {
            throw new WebSocketError(
                'WEBSOCKET_MISUSE',
                `Cannot send as JSON: the value is of type ${typeof value}, wanted one that JSON has`,
            )
        }
        return this.send(text)
    }

    /**
     * Sends a message without waiting, whatever the peer takes: the caller looks at `pending`, and bounds what it sends. Bytes must
     * not be changed any more. Throws as `send` does.
     */
    sendNow(data: WebSocketData): void {
        const length = lengthOf(data)
        this.#checkSend(length)
        if (this.#owner !== null) {
            this.#later.push(data)
            this.#laterBytes += length
            return
        }
        this.#put(typeof data === 'string' ? WS_MSG_TEXT : WS_MSG_BINARY, data, length)
    }

    /** @internal Sends a frame that was made before, as `sendNow`. Returns false if it has to be made for this one. */
    sendFrameNow(frame: Buffer, length: number): boolean {
        if (this.client || this.compressor !== null || this.#owner !== null || length > this.maxFrame) {
            return false
        }
        this.#checkSend(length)
        this.#messages++
        this.#write(() => this.socket.writeNow(frame))
        this.progress()
        return true
    }

    /** Sends a ping with up to 125 bytes; the pong that comes back is a sign of life and nothing else. */
    *ping(data: WebSocketData = NOTHING): Fiber<void> {
        yield* this.transmitControl(WS_MSG_PING, data)
    }

    /** Sends one message, or with `more` a part of one. Gives the bytes of its payload. */
    protected *transmit(opcode: number, more: boolean, data: WebSocketData): Fiber<number> {
        const length = lengthOf(data)
        this.#partsSent = 0
        this.#checkSend(length)
        if (this.#owner !== null || opcode === WS_MSG_CONT) {
            yield* this.#wait(opcode)
        }
        if (more || opcode === WS_MSG_CONT || length > this.maxFrame) {
            return yield* this.#transmitParts(opcode, more, data, length)
        }
        if (!this.#put(opcode, data, length)) {
            yield* this.drain()
        }
        return length
    }

    /** Sends a ping or a pong. Gives the bytes of its payload. */
    protected *transmitControl(opcode: number, data: WebSocketData): Fiber<number> {
        const payload = bytesOf(data)
        if (payload.length > WS_MAX_CONTROL) {
            throw new WebSocketError(
                'WEBSOCKET_OUT_TOO_BIG',
                `Outgoing message is too large, length ${payload.length} max ${WS_MAX_CONTROL}`,
            )
        }
        this.#checkOpen()
        if (!this.#write(() => this.#writer.bytes(firstByte(opcode, true, false), payload))) {
            yield* this.drain()
        }
        return payload.length
    }

    /** Answers a ping, unless a close frame was sent. */
    protected *pong(payload: Uint8Array): Fiber<void> {
        if (!this.closing) {
            yield* this.transmitControl(WS_MSG_PONG, payload)
        }
    }

    protected override pingNow(): void {
        this.#writeQuietly(firstByte(WS_MSG_PING, true, false), NOTHING)
    }

    /** Waits until the peer has taken what was sent. */
    protected *drain(): Fiber<void> {
        try {
            yield* this.socket.flush()
        } catch (error) {
            throw writeFailure(error)
        }
    }

    /** Tells the callback, and sends a close frame, unless one was sent. Gives the bytes of its payload. */
    protected *transmitClose(status: number, reason: string | null): Fiber<number> {
        if (this.closing || this.state === WS_STATE_CLOSED) {
            return 0
        }
        const payload = this.#beginClosing(status, reason)
        yield* this.tell(WS_EVENT_CLOSE, payload)
        this.#putClose(status, payload)
        return payload.length
    }

    /**
     * Sends a close frame without waiting, and without telling the callback now. A fiber that receives sees the end when the peer has
     * answered, within 30 seconds. If there is none, a WebSocket of `connect` is over at once, so this suits a `finally` block.
     */
    closeNow(status = WS_STATUS_OK, reason: string | null = null): void {
        if (!this.closing && this.state !== WS_STATE_CLOSED) {
            this.owed = this.#beginClosing(status, reason)
            this.#putClose(status, this.owed)
        }
        this.dropUnread()
    }

    /** Nobody reads the answer to a close frame: the connection ends behind it, if it is ours. */
    protected abstract dropUnread(): void

    #beginClosing(status: number, reason: string | null): Buffer {
        this.closing = true
        this.state = WS_STATE_CLOSING
        this.limitClosing()
        return closePayload(status, reason)
    }

    #putClose(status: number, payload: Buffer): void {
        this.#later = []
        this.#laterBytes = 0
        if (!isWireStatus(status)) {
            // RFC 6455 §7.4.1: it must not go on the wire.
            this.socket.closeNow()
            this.over()
            return
        }
        this.#writeQuietly(firstByte(WS_MSG_CLOSE, true, false), payload)
        this.changed.emit()
    }

    /** Sends a control frame. If the connection is gone, who reads is told. */
    #writeQuietly(first: number, payload: Buffer): void {
        try {
            this.#writer.bytes(first, payload)
        } catch (error) {
            if (!(error instanceof SocketError)) {
                throw error
            }
        }
    }

    /** Sends a whole message in one go. Returns false where a wait is advisable. */
    #put(opcode: number, data: WebSocketData, length: number): boolean {
        this.#messages++
        const { compressor } = this
        let below: boolean
        if (compressor?.wants(length)) {
            const payload = compressor.deflate(bytesOf(data))
            below = this.#putFrames(firstByte(opcode, true, true), payload)
        } else if (length > this.maxFrame) {
            below = this.#putFrames(firstByte(opcode, true, false), bytesOf(data))
        } else {
            below = this.#putFrame(firstByte(opcode, true, false), data, length)
        }
        this.progress()
        return below
    }

    #putFrame(first: number, data: WebSocketData, length: number): boolean {
        try {
            return typeof data === 'string' ? this.#writer.text(first, data, length) : this.#writer.bytes(first, data)
        } catch (error) {
            throw writeFailure(error)
        }
    }

    /** Sends as many frames as it takes, one after the other. */
    #putFrames(first: number, payload: Uint8Array): boolean {
        const { maxFrame } = this
        let below = true
        let at = 0
        do {
            const end = Math.min(at + maxFrame, payload.length)
            const isLast = end === payload.length
            const byte = at === 0 ? (isLast ? first : first & 0x7f) : firstByte(WS_MSG_CONT, isLast, false)
            below = this.#putFrame(byte, payload.subarray(at, end), end - at) && below
            at = end
        } while (at < payload.length)
        return below
    }

    /** Sends frame by frame, waiting for the peer between. The fiber owns the WebSocket until the message is complete. */
    *#transmitParts(opcode: number, more: boolean, data: WebSocketData, length: number): Fiber<number> {
        const { compressor } = this
        const isWhole = !more && opcode !== WS_MSG_CONT
        const compressed = isWhole && compressor?.wants(length) ? compressor.deflate(bytesOf(data)) : null
        const payload = compressed ?? bytesOf(data)
        let complete = false
        this.#owner = current()
        this.#partsSent = 0
        try {
            let at = 0
            do {
                const end = Math.min(at + this.maxFrame, payload.length)
                const fin = !more && end === payload.length
                const first = firstByte(at === 0 ? opcode : WS_MSG_CONT, fin, compressed !== null && at === 0)
                const below = this.#putFrame(first, payload.subarray(at, end), end - at)
                this.progress()
                at = end
                if (!below) {
                    yield* this.drain()
                }
                this.#partsSent = at
                if (at < payload.length) {
                    this.#checkOpen()
                }
            } while (at < payload.length)
            complete = true
        } finally {
            if (!complete) {
                // The peer waits for the rest, which nobody sends any more: no other message can follow.
                this.closeNow(WS_STATUS_INTERNAL_ERROR)
            }
            if (!complete || !more) {
                this.#release()
            }
        }
        if (!more) {
            this.#messages++
        }
        return length
    }

    /** Waits until no other fiber's message is under way. */
    *#wait(opcode: number): Fiber<void> {
        const me = current()
        if (opcode === WS_MSG_CONT) {
            if (this.#owner === null || this.#owner !== me) {
                throw new WebSocketError('WEBSOCKET_MISUSE', 'Cannot continue a message: this fiber has begun none')
            }
            return
        }
        if (this.#owner === me) {
            throw new WebSocketError('WEBSOCKET_MISUSE', 'Cannot send: the message before is not complete')
        }
        while (this.#owner !== null) {
            if (this.#owner.done) {
                // Its fiber is gone: the rest never comes.
                this.closeNow(WS_STATUS_INTERNAL_ERROR)
                this.#release()
                throw this.closedError()
            }
            yield* this.#change()
            this.#checkOpen()
        }
    }

    /** Waits until something has changed. Without a deadline that is when the owner's message ends, or the connection. */
    *#change(): Fiber<void> {
        const change = this.changed.wait()
        try {
            yield* this.deadline > 0 ? deadline(Math.max(0, this.deadline - now()), change) : change
        } catch (error) {
            throw error instanceof TimeoutError ? writeFailure(error) : error
        }
    }

    /** The message that was sent in parts is complete, or given up. */
    #release(): void {
        this.#owner = null
        const later = this.#later
        this.#later = []
        this.#laterBytes = 0
        if (!this.closing && this.state !== WS_STATE_CLOSED && !this.socket.closed) {
            for (const data of later) {
                this.#put(typeof data === 'string' ? WS_MSG_TEXT : WS_MSG_BINARY, data, lengthOf(data))
            }
        }
        this.changed.emit()
    }

    #write(work: () => boolean): boolean {
        try {
            return work()
        } catch (error) {
            throw writeFailure(error)
        }
    }

    #checkSend(length: number): void {
        this.#checkOpen()
        if (length > this.maxMessage) {
            throw new WebSocketError(
                'WEBSOCKET_OUT_TOO_BIG',
                `Outgoing message is too large, length ${length} max ${this.maxMessage}`,
            )
        }
    }

    #checkOpen(): void {
        if (this.closing || this.state === WS_STATE_CLOSED) {
            throw this.closedError()
        }
    }
}

/** The payload of a close frame. */
function closePayload(status: number, reason: string | null): Buffer {
    let text = reason ?? ''
    if (byteLength(text) > WS_MAX_CONTROL - 2) {
        text = TOO_LONG_REASON
    }
    const payload = Buffer.allocUnsafe(2 + byteLength(text))
    payload.writeUInt16BE(status & 0xffff, 0)
    payload.write(text, 2)
    return payload
}

function lengthOf(data: WebSocketData): number {
    return typeof data === 'string' ? byteLength(data) : data.length
}

function bytesOf(data: WebSocketData): Uint8Array {
    return typeof data === 'string' ? Buffer.from(data) : data
}

/** What a failed write becomes. */
function writeFailure(error: unknown): unknown {
    return error instanceof SocketError || error instanceof TimeoutError
        ? new WebSocketError('WEBSOCKET_WRITE', `Cannot write to socket: ${error.message}`, { cause: error })
        : error
}
