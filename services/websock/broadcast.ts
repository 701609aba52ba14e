/*
    broadcast.ts -- Broadcast: one message to many WebSockets, of which some may be slow.

    Nobody waits for anybody: what a receiver has not taken is queued with its socket, up to a limit. Beyond that it is told to
    go, or misses messages; the others do not notice. The frame is made once for all who get it as it is.
*/

import { byteLength } from '../../fiber/index.js'
import { WS_MSG_BINARY, WS_MSG_TEXT, WS_STATE_OPEN, WS_STATUS_POLICY_VIOLATION } from './constants.js'
import { WebSocketError } from './errors.js'
import { firstByte } from './frame-head.js'
import { wholeFrame } from './frame-writer.js'
import type { WebSocket } from './web-socket.js'
import type { WebSocketData } from './web-socket-sending.js'

/** Bytes that a queued message takes besides its own: the system keeps a request for each, and most are short. */
const OVERHEAD = 512

/** What becomes of slow receivers. */
export interface BroadcastOptions {
    /** Bytes that may be queued for each receiver, 512 more for each message that is queued. Default 1,048,576. */
    readonly limit?: number
    /** `drop`: it misses the message. `disconnect`: it is closed with status 1008, and its queue is dropped. Default `drop`. */
    readonly slow?: 'drop' | 'disconnect'
}

/** A plain record about a broadcast. */
export interface BroadcastStatistics {
    /** Receivers at present. */
    readonly members: number
    /** Messages that were given to receivers, each counted once for each. */
    readonly sent: number
    /** Those that were not, because a receiver was slow. */
    readonly dropped: number
    /** Receivers that were disconnected because they were slow. */
    readonly disconnected: number
}

/** A set of WebSockets that get the same messages. */
export class Broadcast {
    /** Receivers, and how many messages each has queued since its connection was congested. */
    readonly #members = new Map<WebSocket, number>()
    readonly #limit: number
    readonly #disconnects: boolean
    #sent = 0
    #dropped = 0
    #disconnected = 0

    constructor(options: BroadcastOptions = {}) {
        const { limit = 1_048_576, slow = 'drop' } = options
        if (!(limit > 0)) {
            throw new RangeError(`Cannot broadcast: the limit is ${limit} bytes, wanted more than 0`)
        }
        this.#limit = limit
        this.#disconnects = slow === 'disconnect'
    }

    /** Adds a receiver. One that is closed is left out by itself. */
    add(ws: WebSocket): void {
        this.#members.set(ws, this.#members.get(ws) ?? 0)
    }

    /** Takes a receiver out. */
    delete(ws: WebSocket): void {
        this.#members.delete(ws)
    }

    /** Receivers at present. */
    get size(): number {
        return this.#members.size
    }

    /** Sends a message to all, without waiting. Bytes must not be changed any more. Returns how many got it. */
    send(data: WebSocketData): number {
        const isText = typeof data === 'string'
        const length = isText ? byteLength(data) : data.length
        let frame: Buffer | null = null
        let count = 0
        for (const [ws, queued] of this.#members) {
            if (ws.closing || ws.state > WS_STATE_OPEN || ws.socket.closed) {
                this.#members.delete(ws)
            } else if (ws.pending > 0 && ws.pending + length + queued * OVERHEAD > this.#limit) {
                this.#tooSlow(ws)
            } else {
                if (ws.socket.congested) {
                    this.#members.set(ws, queued + 1)
                } else if (queued > 0) {
                    this.#members.set(ws, 0)
                }
                frame ??= wholeFrame(firstByte(isText ? WS_MSG_TEXT : WS_MSG_BINARY, true, false), data)
                count += this.#give(ws, frame, data, length) ? 1 : 0
            }
        }
        this.#sent += count
        return count
    }

    /** Counters. */
    statistics(): BroadcastStatistics {
        return Object.freeze({
            ...{ members: this.#members.size, sent: this.#sent },
            ...{ dropped: this.#dropped, disconnected: this.#disconnected },
        })
    }

    #give(ws: WebSocket, frame: Buffer, data: WebSocketData, length: number): boolean {
        try {
            if (!ws.sendFrameNow(frame, length)) {
                ws.sendNow(data)
            }
            return true
        } catch (error) {
            if (!(error instanceof WebSocketError) || error.code === 'WEBSOCKET_OUT_TOO_BIG') {
                throw error
            }
            this.#members.delete(ws)
            return false
        }
    }

    #tooSlow(ws: WebSocket): void {
        if (!this.#disconnects) {
            this.#dropped++
            return
        }
        this.#disconnected++
        this.#members.delete(ws)
        ws.closeNow(WS_STATUS_POLICY_VIOLATION, 'Too slow')
        // Its queue would keep its memory until it has taken all of it.
        ws.socket.drop()
    }
}
