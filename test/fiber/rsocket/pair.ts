/*
    pair.ts -- Connected sockets of the C face, over the loopback interface or in memory.
*/

import t, { type Test } from 'tap'
import { Event, type Fiber, run } from '../../../fiber/core/index.js'
import { ref } from '../../../fiber/compat/c.js'
import {
    RSocket,
    rAllocSocket,
    rConnectSocket,
    rFreeSocket,
    rGetSocketAddr,
    rGetSocketError,
    rListenSocket,
    rReadSocket,
    rWriteSocket,
} from '../../../fiber/rsocket/index.js'
import { memoryPair } from '../../../fiber/testing/index.js'

/** The port of a socket. */
export function portOf(sp: RSocket): number {
    const port = ref(0)
    rGetSocketAddr(sp, ref(''), 80, port)
    return port.value
}

/** A listener whose connections are handed to a fiber that waits for them. */
export class Accepting {
    readonly listener = rAllocSocket()
    readonly #waiting: RSocket[] = []
    readonly #arrived = new Event('a connection');

    *listen(host: string | null = '127.0.0.1'): Fiber<number> {
        const code = yield* rListenSocket(this.listener, host, 0, (_arg: null, sock: RSocket) => {
            this.#waiting.push(sock)
            this.#arrived.emit()
        })
        if (code < 0) {
            throw new Error(`Cannot listen: ${code} ${rGetSocketError(this.listener)}`)
        }
        return portOf(this.listener)
    }

    *next(): Fiber<RSocket> {
        while (this.#waiting.length === 0) {
            yield* this.#arrived.wait()
        }
        return this.#waiting.shift()!
    }
}

/** A handler that sends back what comes, until the peer ends. */
export function* echo(_arg: unknown, sock: RSocket): Fiber<void> {
    const buf = Buffer.alloc(1024)
    for (let n = yield* rReadSocket(sock, buf, 1024); n > 0; n = yield* rReadSocket(sock, buf, 1024)) {
        yield* rWriteSocket(sock, buf, n)
    }
    rFreeSocket(sock)
}

/** Connects, with settings made before; throws if that fails. */
export function* connected(sp: RSocket, port: number, host = '127.0.0.1'): Fiber<RSocket> {
    const code = yield* rConnectSocket(sp, host, port, 0)
    if (code < 0) {
        throw new Error(`Cannot connect: ${code} ${rGetSocketError(sp)}`)
    }
    return sp
}

/** Two sockets that are connected with each other: the client, the accepted one. */
export function* tcpPair(client = rAllocSocket()): Fiber<[RSocket, RSocket]> {
    const accepting = new Accepting()
    yield* connected(client, yield* accepting.listen())
    const server = yield* accepting.next()
    rFreeSocket(accepting.listener)
    return [client, server]
}

/** The same in memory. */
export function cMemoryPair(): [RSocket, RSocket] {
    const [a, b] = memoryPair()
    return [RSocket.over(a), RSocket.over(b)]
}

/** Frees sockets, and waits until nothing is left of their connections. */
export function* freed(...sockets: RSocket[]): Fiber<void> {
    const connections = sockets.map(({ socket }) => socket)
    sockets.forEach(rFreeSocket)
    for (const socket of connections) {
        if (socket !== null) {
            yield* socket.waitClosed()
        }
    }
}

/** Runs a body over TCP and in memory. */
export function onBoth(name: string, body: (t: Test, a: RSocket, b: RSocket) => Fiber<void>): void {
    for (const [where, make] of [
        ['TCP', tcpPair],
        ['memory', cMemoryPair],
    ] as const) {
        t.test(`${name} (${where})`, async t => {
            await run(function* () {
                const made = make()
                const [a, b] = Array.isArray(made) ? made : yield* made
                yield* body(t, a, b)
                yield* freed(a, b)
            })
        })
    }
}
