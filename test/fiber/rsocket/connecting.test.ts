import { createServer } from 'node:net'
import t from 'tap'
import {
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    R_ERR_TIMEOUT,
    rGetOsError,
} from '../../../fiber/compat/c.js'
import { type Fiber, now, onUncaught, run, setFiberLimit, sleep, spawn, yieldNow } from '../../../fiber/core/index.js'
import {
    R_SOCKET_FAST_CONNECT,
    type RSocket,
    rAllocSocket,
    rCheckInternet,
    rCloseSocket,
    rConnectSocket,
    rDisconnectSocket,
    rFreeSocket,
    rGetSocketError,
    rGetSocketHandle,
    rGetSocketWait,
    rIsSocketClosed,
    rIsSocketConnected,
    rIsSocketEof,
    rListenSocket,
    rReadSocket,
    rResetSocket,
    rSetSocketError,
    rSetSocketLinger,
    rSetTls,
    rWriteSocket,
    useNetwork,
} from '../../../fiber/rsocket/index.js'
import type { Network } from '../../../fiber/socket/index.js'
import { FakeNetwork, fiberTest } from '../../../fiber/testing/index.js'
import { rGetTicks } from '../../../fiber/time/c.js'
import { R_READABLE, rWaitForIO } from '../../../fiber/wait/index.js'
import { Accepting, connected, freed, tcpPair } from './pair.js'

/** A port at which nobody listens. */
function closedPort(): Promise<number> {
    return new Promise(resolve => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address() as { port: number }
            server.close(() => resolve(port))
        })
    })
}

/** Runs `body` with another network under the sockets. */
function* on<N extends Network>(network: N, body: (network: N) => Fiber<void>): Fiber<void> {
    const former = useNetwork(network)
    try {
        yield* body(network)
    } finally {
        useNetwork(former)
    }
}

t.test('rConnectSocket connects, and gives the socket a descriptor and a wait object', async t => {
    await run(function* () {
        const accepting = new Accepting()
        const port = yield* accepting.listen()
        const sp = rAllocSocket()
        t.match(sp, { fd: -1, linger: -1, flags: 0, hasCert: false, error: null, tls: null, wait: null, activity: 0 })
        t.equal(rGetSocketHandle(sp), -1)
        t.equal(yield* rConnectSocket(sp, 'localhost', port, rGetTicks() + 10_000), 0)
        t.ok(rGetSocketHandle(sp) > 0)
        t.equal(rGetSocketWait(sp)?.fd, sp.fd)
        t.ok(rIsSocketConnected(sp))
        const server = yield* accepting.next()
        t.not(server.fd, sp.fd)
        yield* freed(sp, server)
        rFreeSocket(accepting.listener)
        t.equal(rGetSocketHandle(sp), -1)
        t.equal(rGetSocketWait(sp), null)
    })
})

t.test('rConnectSocket tells what went wrong, and the error is gone at the next try', async t => {
    const port = await closedPort()
    await run(function* () {
        const sp = rAllocSocket()
        t.equal(rGetSocketError(sp), '')
        t.equal(yield* rConnectSocket(sp, null, port, 0), R_ERR_CANT_COMPLETE)
        t.equal(rGetSocketError(sp), 'Host address required for connection')
        t.equal(yield* rConnectSocket(sp, '127.0.0.1', port, 0), R_ERR_CANT_CONNECT)
        t.equal(rGetSocketError(sp), `Cannot connect socket to 127.0.0.1:${port}`)
        t.equal(rGetOsError(), 111)
        t.ok(rIsSocketClosed(sp))
        t.equal(yield* rConnectSocket(sp, 'no-such-name.invalid', 80, 0), R_ERR_BAD_ARGS)
        t.equal(rGetSocketError(sp), 'Cannot find address of no-such-name.invalid:80')
        t.equal(rSetSocketError(sp, 'second %d', 2), R_ERR_CANT_COMPLETE)
        t.match(rGetSocketError(sp), /^Cannot find/, 'the first one counts')
        rResetSocket(sp)
        t.equal(rGetSocketError(sp), '')
        t.notOk(rIsSocketClosed(sp))
        t.equal(rSetSocketError(sp, 'number %d', 7), R_ERR_CANT_COMPLETE)
        t.equal(rGetSocketError(sp), 'number 7')
        for (const bad of [0, -1, 65_536, 1.5, Number.NaN]) {
            t.equal(yield* rConnectSocket(sp, '127.0.0.1', bad, 0), R_ERR_CANT_CONNECT)
        }
        rFreeSocket(sp)
    })
})

t.test('rConnectSocket closes what is open first, and keeps the two flags that stay', async t => {
    await run(function* () {
        const [sp, first] = yield* tcpPair()
        const accepting = new Accepting()
        sp.flags |= R_SOCKET_FAST_CONNECT
        const { fd, wait } = sp
        yield* connected(sp, yield* accepting.listen())
        t.not(sp.fd, fd)
        t.equal(sp.flags, R_SOCKET_FAST_CONNECT)
        t.ok(wait!.freed)
        t.ok((yield* rReadSocket(first, Buffer.alloc(9), 9)) < 0, 'the former peer sees the end')
        const second = yield* accepting.next()
        yield* rWriteSocket(sp, 'text')
        t.equal(yield* rReadSocket(second, Buffer.alloc(9), 9), 4)
        rFreeSocket(accepting.listener)
        yield* freed(sp, first, second)
    })
})

t.test('rSetSocketLinger 0 makes the peer of a client see a reset', async t => {
    await run(function* () {
        const client = rAllocSocket()
        rSetSocketLinger(client, 0)
        const [sp, server] = yield* tcpPair(client)
        const reader = spawn(function* () {
            return yield* rReadSocket(server, Buffer.alloc(9), 9)
        })
        yield* yieldNow()
        rCloseSocket(sp)
        t.ok((yield* reader.join()) < 0)
        t.match(server.socket?.error, { code: 'ECONNRESET' })
        yield* freed(server)
        // On an accepted one it only means not to wait for the peer.
        const [a, b] = yield* tcpPair()
        rSetSocketLinger(b, 0)
        rCloseSocket(b)
        t.ok((yield* rReadSocket(a, Buffer.alloc(9), 9)) < 0)
        t.equal(a.socket?.error, null)
        yield* freed(a, b)
    })
})

t.test('rCheckInternet tells whether a name resolves', async t => {
    await run(function* () {
        const network = new FakeNetwork()
        yield* on(network, function* () {
            t.equal(yield* rCheckInternet(), false)
            network.host('www.google.com', '10.0.0.1')
            t.equal(yield* rCheckInternet(), true)
        })
    })
})

// A fake network, in virtual time.

const nobody = () => {}

fiberTest(t, 'rConnectSocket tries the addresses of IPv4 in their order, then those of IPv6', function* (t) {
    const network = new FakeNetwork({ latency: 10 })
        .host('server.test', '2001:db8::1', '10.0.0.1', '2001:db8::2', '10.0.0.2')
        .route('10.0.0.1', { connect: 'silence' })
        .route('10.0.0.2', { connect: 'refuse' })
    yield* on(network, function* () {
        const [listener, sp] = [rAllocSocket(), rAllocSocket()]
        t.equal(yield* rListenSocket(listener, null, 80, nobody), 0)
        t.equal(yield* rConnectSocket(sp, 'server.test', 80, 0), 0)
        t.strictSame(network.dialled, ['10.0.0.1:80', '10.0.0.2:80', '2001:db8::1:80'])
        rSetSocketLinger(sp, 0)
        yield* freed(sp, listener)
        yield* sleep(5000)
    })
})

fiberTest(t, 'rConnectSocket has 30 seconds unless it is told otherwise', function* (t) {
    const network = new FakeNetwork({ connect: 'silence' })
    yield* on(network, function* () {
        const sp = rAllocSocket()
        for (const [deadline, ms] of [
            [() => 0, 30_000],
            [() => -5, 30_000],
            [() => Number.NaN, 30_000],
            [() => rGetTicks() + 500, 500],
            [() => rGetTicks() - 500, 0],
        ] as const) {
            const start = now()
            t.equal(yield* rConnectSocket(sp, '10.0.0.1', 80, deadline()), R_ERR_CANT_CONNECT)
            t.equal(now() - start, ms)
            t.equal(rGetSocketError(sp), 'Cannot connect socket to 10.0.0.1:80')
            t.ok(rIsSocketEof(sp))
        }
    })
})

fiberTest(t, 'rConnectSocket counts the handshake in, and tells its timeout apart', function* (t) {
    const network = new FakeNetwork()
    yield* on(network, function* () {
        const [listener, sp] = [rAllocSocket(), rAllocSocket()]
        // It takes the connection, and says nothing.
        t.equal(yield* rListenSocket(listener, null, 443, nobody), 0)
        rSetTls(sp)
        const start = now()
        t.equal(yield* rConnectSocket(sp, '10.0.0.1', 443, 0), R_ERR_TIMEOUT)
        t.equal(now() - start, 30_000)
        t.equal(rGetSocketError(sp), 'Cannot upgrade socket to TLS')
        t.ok(rIsSocketClosed(sp))
        t.notOk(rIsSocketConnected(sp))
        rFreeSocket(listener)
        network.cut()
        yield* sleep(5000)
    })
})

fiberTest(t, 'rConnectSocket is ended by a close, a disconnect or a reset from another fiber', function* (t) {
    const network = new FakeNetwork({ connect: 'silence' })
    yield* on(network, function* () {
        for (const end of [rCloseSocket, rDisconnectSocket, rResetSocket, rFreeSocket]) {
            const sp = rAllocSocket()
            const start = now()
            const task = spawn(function* () {
                return yield* rConnectSocket(sp, '10.0.0.1', 80, 0)
            })
            yield* sleep(100)
            end(sp)
            t.equal(yield* task.join(), R_ERR_CANT_CONNECT)
            t.equal(now() - start, 100)
            t.equal(sp.fd, -1)
        }
    })
})

fiberTest(t, 'rConnectSocket takes the socket from a call that is still connecting it', function* (t) {
    const network = new FakeNetwork().route('10.0.0.1', { connect: 'silence' })
    yield* on(network, function* () {
        const [listener, sp] = [rAllocSocket(), rAllocSocket()]
        t.equal(yield* rListenSocket(listener, '10.0.0.2', 80, nobody), 0)
        const codes: number[] = []
        const first = spawn(function* () {
            codes.push(yield* rConnectSocket(sp, '10.0.0.1', 80, 0))
        })
        yield* sleep(100)
        codes.push(yield* rConnectSocket(sp, '10.0.0.2', 80, 0))
        yield* first.join()
        t.strictSame(codes.toSorted(), [R_ERR_CANT_CONNECT, 0].toSorted())
        t.ok(sp.fd > 0)
        t.notOk(rIsSocketClosed(sp))
        t.equal(rGetSocketError(sp), '')
        rSetSocketLinger(sp, 0)
        yield* freed(sp, listener)
        network.cut()
        yield* sleep(5000)
    })
})

fiberTest(t, 'rConnectSocket whose fiber is cancelled leaves nothing behind', function* (t) {
    const network = new FakeNetwork({ latency: 100 })
    yield* on(network, function* () {
        const [listener, sp] = [rAllocSocket(), rAllocSocket()]
        t.equal(yield* rListenSocket(listener, null, 80, nobody), 0)
        // At each moment of the way.
        for (let ms = 0; ms < 300; ms += 50) {
            const task = spawn(function* () {
                yield* rConnectSocket(sp, '10.0.0.1', 80, 0)
                yield* sleep(Infinity)
            })
            yield* sleep(ms)
            task.cancel()
            yield* sleep(1)
            t.equal(sp.attempt, null)
            rSetSocketLinger(sp, 0)
            rResetSocket(sp)
        }
        rFreeSocket(listener)
        network.cut()
        yield* sleep(5000)
    })
})

t.test('rConnectSocket without a fiber for it fails', async t => {
    await run(function* () {
        const sp = rAllocSocket()
        setFiberLimit(1)
        t.equal(yield* rConnectSocket(sp, '127.0.0.1', 80, 0), R_ERR_CANT_CONNECT)
        setFiberLimit(0)
    })
})

t.test('rConnectSocket throws on what is a mistake of the program', async t => {
    const failures: unknown[] = []
    const former = onUncaught(({ error }) => failures.push(error))
    await run(function* () {
        const broken = { ...new FakeNetwork(), resolve: () => null as never } as unknown as Network
        yield* on(broken, function* () {
            try {
                yield* rConnectSocket(rAllocSocket(), 'name', 80, 0)
                t.fail('connected')
            } catch (error) {
                t.ok(error instanceof TypeError)
            }
        })
    })
    onUncaught(former)
})

t.test('rWaitForIO on a socket gives 0x406 when it is closed, and afterwards', async t => {
    await run(function* () {
        const [a, b] = yield* tcpPair()
        const wait = rGetSocketWait(b)
        const got: number[] = []
        const task = spawn(function* () {
            got.push(yield* rWaitForIO(wait, R_READABLE, 0))
        })
        yield* yieldNow()
        rCloseSocket(b)
        yield* task.join()
        t.strictSame(got, [0x406])
        t.equal(yield* rWaitForIO(wait, R_READABLE, 0), 0x406)
        yield* freed(a as RSocket, b)
        t.equal(yield* rWaitForIO(wait, R_READABLE, 0), 0x606)
    })
})
