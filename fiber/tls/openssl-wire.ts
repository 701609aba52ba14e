/*
    openssl-wire.ts -- OpensslWire: a tls.TLSSocket as a wire.

    What differs from a plain socket:

    - A write is never over when the call returns: each one is told of its end. (The bytes were encrypted by then, so nothing
      but the queue of the stream refers to them.)
    - Bytes that have been decrypted arrive even after reading was stopped, up to one read of the socket below (64 KB).
    - To abort means to abort the socket below.
*/

import type { TLSSocket } from 'node:tls'
import {
    type Address,
    adoptReadBuffer,
    type ReadCallback,
    type Security,
    type TextEncoding,
    type Wire,
    type WireSink,
} from '../socket/index.js'
import type { Transport } from './transport.js'

const kWire = Symbol('wire')

interface WiredSocket extends TLSSocket {
    [kWire]?: OpensslWire
}

// Shared by all sockets: Node calls listeners with the socket as `this`.

const onBytes: ReadCallback = function (count, buffer) {
    return (this as WiredSocket)[kWire]!.data(buffer as Buffer, count)
}

function onData(this: WiredSocket, chunk: Buffer): void {
    this[kWire]!.data(chunk, chunk.length)
}

function onEnd(this: WiredSocket): void {
    this[kWire]!.ended()
}

function onError(this: WiredSocket, error: Error): void {
    this[kWire]!.failed(error)
}

function onClose(this: WiredSocket): void {
    this[kWire]!.closed()
}

/** A secure wire whose handshake is over. */
export class OpensslWire implements Wire {
    readonly security: Security
    readonly #socket: WiredSocket
    readonly #transport: Transport
    readonly #written = (error?: Error | null): void => this.written(error)
    #sink: WireSink | null = null
    #error: Error | null = null
    #isOver = false

    /** Takes over the socket, whose earlier listeners may go. */
    constructor(socket: TLSSocket, transport: Transport, security: Security) {
        this.#socket = socket
        this.#transport = transport
        this.security = security
        this.#socket[kWire] = this
        socket.on('error', onError)
        socket.on('close', onClose)
    }

    get remote(): Address | null {
        return this.#transport.remote
    }

    get local(): Address | null {
        return this.#transport.local
    }

    get fd(): number {
        return this.#transport.fd
    }

    get pending(): number {
        return this.#socket.writableLength
    }

    start(sink: WireSink): void {
        const socket = this.#socket
        const isFirst = this.#sink === null
        this.#sink = sink
        if (!isFirst) {
            this.resume()
            return
        }
        socket.on('end', onEnd)
        if (this.#isOver) {
            process.nextTick(() => this.closed())
            return
        }
        if (socket.readableEnded) {
            process.nextTick(() => this.ended())
        }
        const adopted = this.#transport.isNative && adoptReadBuffer(socket, onBytes)
        if (!adopted || socket.readableLength > 0) {
            // Also for what came together with the end of the handshake: it is in the socket's own queue, and flows first.
            socket.on('data', onData)
        }
        socket.resume()
    }

    pause(): void {
        this.#socket.pause()
    }

    resume(): void {
        if (!this.#socket.destroyed) {
            this.#socket.resume()
        }
    }

    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean {
        const socket = this.#socket
        if (data.length === 0) {
            return true
        }
        if (!socket.writable) {
            // Broken, and `closed` is about to tell so: who writes in a loop is to wait for that.
            return false
        }
        if (more) {
            socket.cork()
        }
        const below = socket.write(data as string, encoding, this.#written)
        if (!more && socket.writableCorked > 0) {
            socket.uncork()
        }
        return below
    }

    end(): void {
        // Sends close_notify, then ends the socket below.
        this.#socket.end()
    }

    destroy(reset: boolean): void {
        const socket = this.#socket
        // Once the end is being sent the system takes no reset any more.
        if (reset && (!socket.writableEnded || socket.writableLength > 0)) {
            this.#transport.reset()
        }
        socket.destroy()
    }

    setNoDelay(on: boolean): void {
        this.#transport.setNoDelay(on)
    }

    setRef(on: boolean): void {
        this.#transport.setRef(on)
    }

    /** @internal */
    data(bytes: Buffer, length: number): boolean {
        const goOn = this.#sink === null || this.#sink.data(bytes, length)
        if (!goOn) {
            this.#socket.pause()
        }
        return goOn
    }

    /** @internal */
    ended(): void {
        this.#sink?.ended()
    }

    /** @internal */
    failed(error: Error): void {
        this.#error ??= error
    }

    /** @internal */
    closed(): void {
        this.#isOver = true
        const sink = this.#sink
        this.#sink = null
        sink?.closed(this.#error)
    }

    private written(error?: Error | null): void {
        if (!error && this.#socket.writableLength === 0) {
            this.#sink?.drained()
        }
    }
}
