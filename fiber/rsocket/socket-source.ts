/*
    socket-source.ts -- A socket as the source of its wait object.
*/

import type { Socket, SocketObserver } from '../socket/index.js'
import { R_READABLE, R_WRITABLE, type SourceListener, type WaitSource } from '../wait/index.js'

/** Tells whether a connection is readable: there is input, its end, or an error; and whether it takes output. */
export class SocketSource implements WaitSource, SocketObserver {
    readonly #socket: Socket
    #listener: SourceListener | null = null

    constructor(socket: Socket) {
        this.#socket = socket
    }

    start(listener: SourceListener): void {
        this.#listener = listener
        this.#socket.observe(this)
    }

    look(mask: number): number {
        const socket = this.#socket
        const isOver = socket.closed
        return (
            ((isOver || socket.available > 0 || socket.eof ? R_READABLE : 0) |
                (isOver || !socket.congested ? R_WRITABLE : 0)) &
            mask
        )
    }

    stop(): void {
        this.#socket.observe(null)
    }

    socketReadable(): void {
        this.#listener!.sourceChanged()
    }

    socketWritable(): void {
        this.#listener!.sourceChanged()
    }
}
