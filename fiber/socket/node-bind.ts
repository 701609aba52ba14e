/*
    node-bind.ts -- Listening, with a Node server.
*/

import { createServer, type Server } from 'node:net'
import { type Fiber, Leaf, type Move, ready, SUSPEND, wake } from '../core/index.js'
import { formatAddress, makeAddress } from './addresses.js'
import { HandleWire } from './handle-wire.js'
import type { Acceptor, BindOptions, Binding } from './network.js'
import { systemError } from './node-handles.js'
import { NodeWire } from './node-wire.js'
import { takeHandles, whenTested } from './self-test.js'
import { systemFailure } from './system-errors.js'
import type { Address } from './wire.js'

/** Listens at a numeric address (empty: all interfaces, IPv4 and IPv6). */
export function* nodeBind(host: string, port: number, acceptor: Acceptor, options: BindOptions): Fiber<Binding> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
    yield* new Bind(server, host, port, options.backlog)
    server.on('error', error => acceptor.acceptFailed(error))
    server.on('connection', socket => acceptor.accepted(new NodeWire(socket)))
    whenTested(() => {
        // A TLS provider wants a net.Socket to wrap.
        if (!options.secure) {
            acceptHandles(server, acceptor)
        }
    })
    return new NodeBinding(server)
}

function acceptHandles(server: Server, acceptor: Acceptor): void {
    takeHandles(
        server,
        handle => acceptor.accepted(new HandleWire(handle)),
        status => acceptor.acceptFailed(systemError(status, 'accept')),
    )
}

class NodeBinding implements Binding {
    readonly address: Address
    readonly #server: Server

    constructor(server: Server) {
        const { address, port, family } = server.address() as { address: string; port: number; family: string }
        this.address = makeAddress({ address, port, family })!
        this.#server = server
    }

    close(): void {
        this.#server.close()
    }
}

class Bind extends Leaf<void> {
    private readonly server: Server
    private readonly host: string
    private readonly port: number
    private readonly backlog: number
    private bound = false
    private error: Error | null = null

    constructor(server: Server, host: string, port: number, backlog: number) {
        super()
        this.server = server
        this.host = host
        this.port = port
        this.backlog = backlog
    }

    describe(): string {
        return `listen at ${this.target}`
    }

    protected begin(): Move<void> {
        const { server, host, port, backlog } = this
        server.once('listening', () => this.settle(null))
        server.once('error', error => this.settle(error))
        // Without a host Node binds all interfaces for IPv6 and IPv4, or IPv4 alone where there is no IPv6.
        server.listen(host === '' ? { port, backlog } : { port, host, backlog })
        return SUSPEND
    }

    protected again(): Move<void> {
        if (this.error !== null) {
            throw systemFailure('listen at', this.target, this.error)
        }
        return this.bound ? ready(undefined) : SUSPEND
    }

    protected release(): void {
        this.server.removeAllListeners()
        this.server.on('error', () => {})
        this.server.close()
    }

    private get target(): string {
        return formatAddress(this.host === '' ? '*' : this.host, this.port)
    }

    private settle(error: Error | null): void {
        this.server.removeAllListeners()
        this.bound = error === null
        this.error = error
        wake(this.task!)
    }
}
