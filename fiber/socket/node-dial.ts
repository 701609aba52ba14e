/*
    node-dial.ts -- One attempt to connect to one address.
*/

import { connect, type Socket as NetSocket } from 'node:net'
import { Leaf, type Move, type Op, ready, SUSPEND, wake } from '../core/index.js'
import { formatAddress } from './addresses.js'
import { dialNode, NodeWire } from './node-wire.js'
import type { HostAddress } from './network.js'
import { systemFailure } from './system-errors.js'
import type { Wire } from './wire.js'

class Dial extends Leaf<Wire> {
    private readonly to: HostAddress
    private readonly port: number
    private readonly bare: boolean
    private socket: NetSocket | null = null
    private wire: NodeWire | null = null
    private error: Error | null = null

    constructor(to: HostAddress, port: number, bare: boolean) {
        super()
        this.to = to
        this.port = port
        this.bare = bare
    }

    describe(): string {
        return `connect to ${this.target}`
    }

    protected begin(): Move<Wire> {
        const options = { host: this.to.address, port: this.port, family: this.to.family, allowHalfOpen: true }
        const socket = this.bare ? connect(options) : dialNode(options)
        this.socket = socket
        socket.once('connect', () => this.connected(socket))
        socket.once('error', error => this.failed(error))
        return SUSPEND
    }

    protected again(): Move<Wire> {
        if (this.error !== null) {
            throw systemFailure('connect to', this.target, this.error)
        }
        return this.wire === null ? SUSPEND : ready(this.wire)
    }

    protected release(): void {
        this.socket?.on('error', () => {})
        this.socket?.destroy()
    }

    private get target(): string {
        return formatAddress(this.to.address, this.port)
    }

    private connected(socket: NetSocket): void {
        socket.removeAllListeners('error')
        socket.pause()
        this.wire = new NodeWire(socket)
        wake(this.task!)
    }

    private failed(error: Error): void {
        this.error = error
        wake(this.task!)
    }
}

/** Connects. `bare`: the wire is for a TLS provider. No deadline of its own, but the system gives up after two minutes or so. */
export function nodeDial(to: HostAddress, port: number, bare: boolean): Op<Wire> {
    return new Dial(to, port, bare)
}
