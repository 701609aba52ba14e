/*
    transport.ts -- Transport: what carries the bytes of MQTT. A socket (plain or TLS), or a WebSocket.
*/

import { deadline, detach, type Fiber, type Op, type Socket, TimeoutError } from '../../fiber/index.js'
import type { WebSocket } from '../websock/index.js'

/** A connection as the client uses it: one fiber reads, anybody writes. */
export interface Transport {
    /** The socket below. */
    readonly socket: Socket
    /** Waits for bytes, which are lent until the fiber suspends; null: the peer has ended. Throws what the connection throws. */
    read(): Fiber<Buffer | null>
    /** Sends without waiting: in one piece with what else is written in this turn. Throws when the connection is over. */
    writeNow(data: string | Uint8Array): void
    /** A writer should wait. */
    readonly congested: boolean
    /** Waits until the system has taken what was written. */
    flush(): Op<void>
    /** Sends what was written, and closes. */
    closeNow(): void
    /** Closes at once. */
    drop(): void
}

/** MQTT over TCP or TLS. */
export class SocketTransport implements Transport {
    readonly socket: Socket

    constructor(socket: Socket) {
        this.socket = socket
    }

    *read(): Fiber<Buffer | null> {
        const bytes = yield* this.socket.borrow()
        if (bytes !== null) {
            this.socket.consume(bytes.length)
        }
        return bytes
    }

    writeNow(data: string | Uint8Array): void {
        this.socket.writeNow(data)
    }

    get congested(): boolean {
        return this.socket.congested
    }

    flush(): Op<void> {
        return this.socket.flush()
    }

    closeNow(): void {
        this.socket.closeNow()
    }

    drop(): void {
        this.socket.drop()
    }
}

/** Name of the sub-protocol [MQTT-6.0.0-3]. */
export const WEBSOCKET_PROTOCOL = 'mqtt'

/** What is written in a turn becomes one message, up to this length. */
const MESSAGE_LENGTH = 65536

/** MQTT over a WebSocket (MQTT 3.1.1 §6). Packets need not be aligned to messages. */
export class WebSocketTransport implements Transport {
    readonly #ws: WebSocket
    #parts: Buffer[] = []
    #length = 0
    #scheduled = false

    constructor(ws: WebSocket) {
        this.#ws = ws
    }

    get socket(): Socket {
        return this.#ws.socket
    }

    *read(): Fiber<Buffer | null> {
        for (;;) {
            const message = yield* this.#ws.receive()
            if (message === null) {
                if (this.#ws.failure !== null) {
                    throw this.#ws.failure
                }
                return null
            }
            // [MQTT-6.0.0-1]: text is an error; what it says is then found to be no packet.
            const bytes = typeof message === 'string' ? Buffer.from(message) : message
            if (bytes.length > 0) {
                return bytes
            }
        }
    }

    writeNow(data: string | Uint8Array): void {
        const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.copyBytesFrom(data)
        this.#parts.push(bytes)
        this.#length += bytes.length
        if (this.#length >= MESSAGE_LENGTH) {
            this.#send()
        } else if (!this.#scheduled) {
            this.#scheduled = true
            process.nextTick(() => this.#sendLater())
        }
    }

    get congested(): boolean {
        return this.#ws.socket.congested
    }

    flush(): Op<void> {
        this.#send()
        return this.#ws.socket.flush()
    }

    closeNow(): void {
        this.#sendLater()
        detach('mqtt close', farewell, this.#ws)
    }

    drop(): void {
        this.#parts = []
        this.#length = 0
        this.#ws.socket.drop()
    }

    /** The connection may have broken since: whoever reads it is told. */
    #sendLater(): void {
        this.#scheduled = false
        try {
            this.#send()
        } catch {
            this.#parts = []
            this.#length = 0
        }
    }

    #send(): void {
        if (this.#length > 0) {
            const message = Buffer.concat(this.#parts, this.#length)
            this.#parts = []
            this.#length = 0
            this.#ws.sendNow(message)
        }
    }
}

/** How long the answer to a close frame is waited for, milliseconds. */
const FAREWELL = 2000

function* farewell(ws: WebSocket): Fiber<void> {
    try {
        yield* deadline(FAREWELL, ws.close())
    } catch (error) {
        if (!(error instanceof TimeoutError)) {
            throw error
        }
    } finally {
        ws.socket.closeNow()
    }
}
