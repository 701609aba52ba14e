/*
    node-wire.ts -- NodeWire: a net.Socket (or tls.TLSSocket) as a wire.

    Bytes arrive in the common buffer (the `onread` option) where that works, else as 'data' events, which cost 1.4 µs more
    each. The option is official for sockets that connect; into others, which Node or TLS has made, it is put afterwards
    (`adoptReadBuffer`).
*/

import { createConnection, type Socket as NetSocket, type TcpNetConnectOpts } from 'node:net'
import { makeAddress } from './addresses.js'
import { adoptReadBuffer } from './read-buffer.js'
import { readBuffer } from './node-handles.js'
import type { Address, Security, TextEncoding, Wire, WireSink } from './wire.js'

const kWire = Symbol('wire')

/** A Node socket that knows its wire. */
interface WiredSocket extends NetSocket {
    [kWire]?: NodeWire
}

// Shared by all sockets: Node calls listeners with the socket as `this`.

function onData(this: WiredSocket, chunk: Buffer): void {
    this[kWire]?.data(chunk, chunk.length)
}

function onBytes(this: WiredSocket, count: number, buffer: Uint8Array): boolean {
    return this[kWire]?.data(buffer as Buffer, count) ?? true
}

function onEnd(this: WiredSocket): void {
    this[kWire]?.ended()
}

function onError(this: WiredSocket, error: Error): void {
    this[kWire]?.failed(error)
}

function onClose(this: WiredSocket): void {
    this[kWire]?.closed()
}

/** Opens a connection whose bytes will come in the common buffer. It is for a `NodeWire`; until then it is to be paused. */
export function dialNode(options: TcpNetConnectOpts): NetSocket {
    return createConnection({ ...options, allowHalfOpen: true, onread: { buffer: readBuffer, callback: onBytes } })
}

/** A Node socket as a wire. It is to be connected, paused or not read from, and with `allowHalfOpen`. */
export class NodeWire implements Wire {
    readonly security: Security | null
    readonly #socket: WiredSocket
    #sink: WireSink | null = null
    #remote: Address | null = null
    #error: Error | null = null
    #ending = false
    /** An empty write stands behind the others, to tell when they are over. */
    #watching = false

    /** Takes over a socket of Node, connected or about to be. */
    constructor(socket: NetSocket, security: Security | null = null) {
        this.#socket = socket
        this.security = security
        // An error before `start` must not take the process down.
        socket.on('error', onError)
        socket.on('close', onClose)
        this.#socket[kWire] = this
    }

    /** Gives the Node socket away, for a TLS provider to wrap. Only before `start`; the wire is of no use afterwards. */
    detach(): NetSocket {
        const socket = this.#socket
        socket.off('error', onError)
        socket.off('close', onClose)
        delete socket[kWire]
        return socket
    }

    get remote(): Address | null {
        const { remoteAddress: address, remotePort: port, remoteFamily: family } = this.#socket
        return (this.#remote ??= makeAddress({ address, port, family }))
    }

    get local(): Address | null {
        const { localAddress: address, localPort: port, localFamily: family } = this.#socket
        return makeAddress({ address, port, family })
    }

    get fd(): number {
        const inside = this.#socket as { _handle?: { readonly fd?: number } | null }
        return inside._handle?.fd ?? -1
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
        if (socket.destroyed) {
            // It broke before: its events are gone.
            process.nextTick(() => this.closed())
            return
        }
        if (!adoptReadBuffer(socket, onBytes) || socket.readableLength > 0) {
            // Also for what came before, together with a TLS handshake: it is in the socket's own queue, and flows first.
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
        if (socket.destroyed || this.#ending) {
            return true
        }
        if (more) {
            socket.cork()
            socket.write(data as string, encoding)
            return true
        }
        const below = socket.write(data as string, encoding)
        if (socket.writableCorked > 0) {
            socket.uncork()
        }
        if (socket.writableLength === 0) {
            return true
        }
        if (!this.#watching) {
            this.watch()
        }
        return below
    }

    end(): void {
        if (!this.#ending) {
            this.#ending = true
            this.#socket.end()
        }
    }

    destroy(reset: boolean): void {
        // What was ended cannot be reset.
        if (reset && !this.#ending) {
            this.#socket.resetAndDestroy()
        } else {
            this.#socket.destroy()
        }
    }

    setNoDelay(on: boolean): void {
        this.#socket.setNoDelay(on)
    }

    setRef(on: boolean): void {
        if (on) {
            this.#socket.ref()
        } else {
            this.#socket.unref()
        }
    }

    /** @internal */
    data(bytes: Buffer, length: number): boolean {
        if (this.#sink === null) {
            return true
        }
        const goOn = this.#sink.data(bytes, length)
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
        const sink = this.#sink
        this.#sink = null
        sink?.closed(this.#error)
    }

    private watch(): void {
        this.#watching = true
        this.#socket.write('', 'latin1', () => this.written())
    }

    private written(): void {
        this.#watching = false
        const socket = this.#socket
        if (socket.destroyed) {
            return
        }
        if (socket.writableLength === 0) {
            this.#sink?.drained()
        } else {
            this.watch()
        }
    }
}
