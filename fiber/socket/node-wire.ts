/*
    node-wire.ts -- NodeWire: a net.Socket (or tls.TLSSocket) as a Wire.
*/

import type { Socket as NetSocket } from 'node:net'
import { SocketError } from './errors.js'
import type { Address, Security, TextEncoding, Wire, WireSink } from './wire.js'

const later = () => new SocketError('SOCKET_FAILED', 'Cannot do this: not written yet')

/** A Node socket as a wire. It is to be connected and must not have been read from. */
export class NodeWire implements Wire {
    constructor(_socket: NetSocket, _security: Security | null = null) {
        throw later()
    }
    /** Gives the Node socket away, paused and without listeners. Only before `start`; the wire is of no use after. */
    detach(): NetSocket {
        throw later()
    }
    get remote(): Address | null {
        throw later()
    }
    get local(): Address | null {
        throw later()
    }
    get security(): Security | null {
        throw later()
    }
    get pending(): number {
        throw later()
    }
    start(_sink: WireSink): void {
        throw later()
    }
    pause(): void {
        throw later()
    }
    resume(): void {
        throw later()
    }
    write(_data: string | Uint8Array, _encoding: TextEncoding, _more: boolean): boolean {
        throw later()
    }
    end(): void {
        throw later()
    }
    destroy(_reset: boolean): void {
        throw later()
    }
    setNoDelay(_on: boolean): void {
        throw later()
    }
    setRef(_on: boolean): void {
        throw later()
    }
}
