/*
    fake-network.ts -- FakeNetwork: hosts, names, listeners and connections in memory, with all that goes wrong in real ones.

        const network = new FakeNetwork({ latency: 20 }).host('server.test', '10.0.0.1')
        const listener = yield* listen('10.0.0.1:80', handler, { network })
        const socket = yield* connect({ host: 'server.test', port: 80, network })

    Time is that of the runtime's clock, so a virtual clock makes it jump.
*/

import { isIP } from 'node:net'
import { type Fiber, sleep } from '../core/index.js'
import {
    type Acceptor,
    type Address,
    type Binding,
    type BindOptions,
    type HostAddress,
    type Network,
    SocketError,
    type SocketErrorCode,
    type Wire,
} from '../socket/index.js'
import type { Conditions } from './conditions.js'
import { MemoryWire } from './memory-wire.js'

/** How an address behaves. */
export interface RouteConditions extends Conditions {
    /**
     * What happens to those who connect. `accept` (default): what the listener there says. `refuse`: as if there were none.
     * `unreachable`: an error of the network. `silence`: nothing, for ever.
     */
    readonly connect?: 'accept' | 'refuse' | 'unreachable' | 'silence'
}

class FakeBinding implements Binding {
    constructor(
        readonly network: FakeNetwork,
        readonly address: Address,
        readonly acceptor: Acceptor,
    ) {}

    close(): void {
        this.network.unbind(this)
    }
}

const firstFreePort = 49152
const client = '10.255.0.1'

/** A network in memory. */
export class FakeNetwork implements Network {
    readonly #conditions: RouteConditions
    readonly #names = new Map<string, HostAddress[]>()
    readonly #routes = new Map<string, RouteConditions>()
    readonly #bindings = new Set<FakeBinding>()
    readonly #wires = new Set<MemoryWire>()
    #nextPort = firstFreePort
    /** Attempts to connect, as `address:port`, in their order. */
    readonly dialled: string[] = []

    /** `conditions` hold where `route` says nothing else. */
    constructor(conditions: RouteConditions = {}) {
        this.#conditions = conditions
    }

    /** Gives addresses to a name, in the order in which `resolve` tells them. */
    host(name: string, ...addresses: string[]): this {
        this.#names.set(name, addresses.map(numeric))
        return this
    }

    /** Sets how an address behaves from now on; what is not named stays. */
    route(address: string, conditions: RouteConditions): this {
        this.#routes.set(address, { ...this.conditionsOf(address), ...conditions })
        return this
    }

    /** Resets all connections. */
    cut(): void {
        for (const wire of this.#wires) {
            wire.lane.send('reset')
            wire.farEnd.lane.send('reset')
        }
        this.#wires.clear()
    }

    /** Pulls the cable of all connections: nothing arrives any more, and nobody is told. */
    silence(): void {
        for (const wire of this.#wires) {
            wire.silence()
            wire.farEnd.silence()
        }
    }

    *resolve(host: string): Fiber<readonly HostAddress[]> {
        if (isIP(host) !== 0) {
            return [numeric(host)]
        }
        yield* sleep((this.#conditions.latency ?? 0) * 2)
        const found = this.#names.get(host)
        if (found === undefined) {
            throw failure('SOCKET_NOT_FOUND', `Cannot find the address of ${host}: the name has no address`)
        }
        return found
    }

    *dial(to: HostAddress, port: number): Fiber<Wire> {
        const target = `${to.address}:${port}`
        this.dialled.push(target)
        const { connect = 'accept', latency = 0, ...conditions } = this.conditionsOf(to.address)
        yield* sleep(connect === 'silence' ? Infinity : latency * 2)
        if (connect === 'unreachable') {
            throw failure('SOCKET_UNREACHABLE', `Cannot connect to ${target}: no way to the host`)
        }
        const binding = connect === 'accept' ? this.bindingAt(to.address, port) : undefined
        if (binding === undefined) {
            throw failure('SOCKET_REFUSED', `Cannot connect to ${target}: nobody listens there`)
        }
        const near: Address = { address: client, port: this.#nextPort++, family: 4 }
        const wire = new MemoryWire(near, { ...to, port }, { latency, ...conditions })
        this.#wires.add(wire)
        binding.acceptor.accepted(wire.farEnd)
        return wire
    }

    *bind(host: string, port: number, acceptor: Acceptor, _options: BindOptions): Fiber<Binding> {
        const address = host === '' ? '::' : host
        const bound = port === 0 ? this.#nextPort++ : port
        if (this.bindingAt(host, bound) !== undefined) {
            throw failure('SOCKET_IN_USE', `Cannot listen at ${address}:${bound}: the address is in use`)
        }
        const binding = new FakeBinding(this, { ...numeric(address), port: bound }, acceptor)
        this.#bindings.add(binding)
        return binding
    }

    /** @internal */
    unbind(binding: FakeBinding): void {
        this.#bindings.delete(binding)
    }

    private bindingAt(address: string, port: number): FakeBinding | undefined {
        return [...this.#bindings].find(
            ({ address: bound }) => bound.port === port && (bound.address === '::' || bound.address === address),
        )
    }

    private conditionsOf(address: string): RouteConditions {
        return this.#routes.get(address) ?? this.#conditions
    }
}

function numeric(address: string): HostAddress {
    return { address, family: isIP(address) === 6 ? 6 : 4 }
}

function failure(code: SocketErrorCode, message: string): SocketError {
    return new SocketError(code, message)
}
