/*
    connection.ts -- A connection to a debug endpoint, from the side of whoever debugs. Commands of the Chrome DevTools Protocol are
    answered, notifications are handed on in the order in which they come.
*/

import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Message, Send } from '../cdp.js'
import { DebugError } from '../errors.js'

/** What a connection hands on. */
export interface Receiver {
    notification(method: string, params: Record<string, unknown>): void
    /** The program, or its endpoint, has gone. */
    closed(): void
}

/** A connection. */
export class Connection {
    readonly #socket: WebSocket
    readonly #waiting = new Map<number, (message: Message | null) => void>()
    #last = 0

    private constructor(socket: WebSocket, receiver: Receiver) {
        this.#socket = socket
        socket.on('message', data => {
            const message = JSON.parse(data.toString()) as Message
            if (message.id === undefined) {
                receiver.notification(message.method!, message.params ?? {})
            } else {
                this.#waiting.get(message.id)?.(message)
                this.#waiting.delete(message.id)
            }
        })
        socket.on('error', () => {})
        socket.on('close', () => {
            for (const answer of this.#waiting.values()) {
                answer(null)
            }
            this.#waiting.clear()
            receiver.closed()
        })
    }

    /** Connects. Throws `DEBUG_CONNECT`. */
    static async open(url: string, receiver: Receiver): Promise<Connection> {
        const socket = new WebSocket(url, { perMessageDeflate: false })
        try {
            await once(socket, 'open')
        } catch (error) {
            throw new DebugError('DEBUG_CONNECT', `Cannot connect to ${url}: ${(error as Error).message}`)
        }
        return new Connection(socket, receiver)
    }

    /** Sends a command, and gives its result. Throws `DEBUG_COMMAND` if it is refused, `DEBUG_CONNECT` if the program has gone. */
    readonly send: Send = async <T>(method: string, params: Record<string, unknown> = {}): Promise<T> => {
        if (this.#socket.readyState !== WebSocket.OPEN) {
            throw new DebugError('DEBUG_CONNECT', `Cannot send ${method}: the program has gone`)
        }
        const id = ++this.#last
        const answered = new Promise<Message | null>(resolve => this.#waiting.set(id, resolve))
        this.#socket.send(JSON.stringify({ id, method, params }))
        const answer = await answered
        if (answer === null) {
            throw new DebugError('DEBUG_CONNECT', `Cannot send ${method}: the program has gone`)
        }
        if (answer.error !== undefined) {
            throw new DebugError('DEBUG_COMMAND', (answer.error as { message: string }).message)
        }
        return answer.result as T
    }

    /** Goes; the program runs on. */
    async close(): Promise<void> {
        if (this.#socket.readyState !== WebSocket.CLOSED) {
            const closed = once(this.#socket, 'close')
            this.#socket.close()
            await closed
        }
    }
}
