/*
    transport.ts -- What node:tls runs over: a TCP socket itself where there is one, so that bytes do not pass through
    JavaScript before they are decrypted, else a stream around the wire.
*/

import { Socket as NetSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Address, NodeWire, type Wire } from '../socket/index.js'
import { WireDuplex } from './wire-duplex.js'

/** The lower side of a secure connection. */
export class Transport {
    readonly stream: Duplex
    readonly remote: Address | null
    /** Descriptor of the TCP socket; -1: not known. */
    readonly fd: number
    readonly #wire: Wire

    constructor(wire: Wire) {
        this.#wire = wire
        this.remote = wire.remote
        this.fd = wire.fd ?? -1
        this.stream = wire instanceof NodeWire ? wire.detach() : new WireDuplex(wire)
    }

    /** It is a TCP socket. */
    get isNative(): boolean {
        return this.stream instanceof NetSocket
    }

    get local(): Address | null {
        return this.#wire.local
    }

    /** Closes; of a TLS socket above, which closes it, only `reset` is to be said before. */
    destroy(): void {
        this.stream.destroy()
    }

    /**
     * Has the peer see a reset when this is destroyed. `resetAndDestroy` is no way to do it: of a socket with TLS on top it
     * is the end of the process (Node 20: it shuts down, resets and closes the handle while TLS still uses it).
     */
    reset(): void {
        if (this.stream instanceof NetSocket) {
            const inside = this.stream as NetSocket & { resetAndClosing?: boolean }
            inside.resetAndClosing = true
        } else {
            this.#wire.destroy(true)
        }
    }

    setNoDelay(on: boolean): void {
        if (this.stream instanceof NetSocket) {
            this.stream.setNoDelay(on)
        } else {
            this.#wire.setNoDelay(on)
        }
    }

    setRef(on: boolean): void {
        if (!(this.stream instanceof NetSocket)) {
            this.#wire.setRef(on)
        } else if (on) {
            this.stream.ref()
        } else {
            this.stream.unref()
        }
    }
}
