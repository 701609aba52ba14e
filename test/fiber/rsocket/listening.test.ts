import { createConnection, createServer } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_CANT_COMPLETE, R_ERR_CANT_OPEN, ref } from '../../../fiber/compat/c.js'
import {
    Event,
    type Fiber,
    fibers,
    fromPromise,
    onUncaught,
    run,
    setFiberLimit,
    sleep,
    spawn,
} from '../../../fiber/core/index.js'
import { rGetFiber, rSpawnFiber } from '../../../fiber/event/index.js'
import { rSetLogHandler } from '../../../fiber/log/c.js'
import '../../../fiber/parts.js'
import {
    activeSockets,
    R_SOCKET_LISTENER,
    R_SOCKET_SERVER,
    type RSocket,
    rAllocSocket,
    rCloseSocket,
    rConnectSocket,
    rFreeSocket,
    rGetSocketAddr,
    rGetSocketError,
    rGetSocketLimit,
    rGetSocketWait,
    rIsSocketClosed,
    rListenSocket,
    rReadSocket,
    rSetSocketLimit,
    rWriteSocket,
    useNetwork,
} from '../../../fiber/rsocket/index.js'
import { type Acceptor, Socket } from '../../../fiber/socket/index.js'
import { FakeNetwork, fiberTest, memoryWires } from '../../../fiber/testing/index.js'
import { programInRealTime } from '../event/c-program.js'
import { until } from '../socket/pair-tools.js'
import { Accepting, connected, echo, freed, portOf } from './pair.js'

/** What an echo server at an address answers. */
function* askEcho(host: string, port: number): Fiber<string> {
    const sp = rAllocSocket()
    const buf = Buffer.alloc(64)
    if ((yield* rConnectSocket(sp, host, port, 0)) < 0) {
        return rGetSocketError(sp)
    }
    yield* rWriteSocket(sp, 'hello')
    const count = yield* rReadSocket(sp, buf, buf.length)
    yield* freed(sp)
    return count < 0 ? String(count) : buf.toString('latin1', 0, count)
}

const hasIpv6 = await new Promise<boolean>(resolve => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(0, '::1', () => server.close(() => resolve(true)))
})

t.test('rListenSocket calls the handler on a fiber named socket, with the argument and an accepted socket', async t => {
    await run(function* () {
        const listener = rAllocSocket()
        const seen: unknown[] = []
        const handler = function* (arg: string, sock: RSocket) {
            seen.push([arg, sock.flags, sock.fd > 0, sock.wait?.fd === sock.fd, rGetFiber().name])
            yield* echo(arg, sock)
        }
        t.equal(yield* rListenSocket(listener, '127.0.0.1', 0, handler, 'argument'), 0)
        t.equal(listener.flags, R_SOCKET_LISTENER)
        t.ok(listener.fd > 0)
        t.ok(rGetSocketWait(listener))
        t.equal(yield* askEcho('127.0.0.1', portOf(listener)), 'hello')
        t.strictSame(seen, [['argument', R_SOCKET_SERVER, true, true, 'socket']])
        rFreeSocket(listener)
        t.ok(rIsSocketClosed(listener))
    })
})

t.test('rListenSocket binds all addresses, names and literals', async t => {
    await run(function* () {
        for (const [host, clients, refused] of [
            [null, hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'], []],
            ['0.0.0.0', ['127.0.0.1'], hasIpv6 ? ['::1'] : []],
            ['127.0.0.1', ['127.0.0.1', 'localhost'], ['127.0.0.2']],
            ['localhost', ['127.0.0.1'], hasIpv6 ? ['::1'] : []],
            ['127.0.0.2', ['127.0.0.2'], ['127.0.0.1']],
            ...(hasIpv6 ? ([['::1', ['::1'], ['127.0.0.1']]] as const) : []),
        ] as const) {
            const listener = rAllocSocket()
            t.equal(yield* rListenSocket(listener, host, 0, echo), 0, String(host))
            for (const client of clients) {
                t.equal(yield* askEcho(client, portOf(listener)), 'hello', `${host} from ${client}`)
            }
            for (const client of refused) {
                t.match(yield* askEcho(client, portOf(listener)), /^Cannot connect/, `${host} from ${client}`)
            }
            rFreeSocket(listener)
        }
    })
})

t.test('rListenSocket tells what went wrong', async t => {
    await run(function* () {
        const [first, second] = [rAllocSocket(), rAllocSocket()]
        t.equal(yield* rListenSocket(first, '127.0.0.1', 0, echo), 0)
        const port = portOf(first)
        t.equal(yield* rListenSocket(second, '127.0.0.1', port, echo), R_ERR_CANT_OPEN)
        t.equal(rGetSocketError(second), `Cannot bind address 127.0.0.1:${port}, errno 98`)
        t.equal(yield* rListenSocket(second, null, port, echo), R_ERR_CANT_OPEN)
        t.equal(rGetSocketError(second), `Cannot bind address *:${port}, errno 98`)
        t.equal(yield* rListenSocket(second, 'no-such-name.invalid', 0, echo), R_ERR_CANT_COMPLETE)
        t.equal(rGetSocketError(second), 'Cannot resolve address no-such-name.invalid:0')
        t.equal(yield* rListenSocket(second, '192.0.2.1', 0, echo), R_ERR_CANT_OPEN)
        t.equal(yield* rListenSocket(null, null, 0, echo), R_ERR_BAD_ARGS)
        t.equal(yield* rListenSocket(second, null, 0, null), R_ERR_BAD_ARGS)
        for (const bad of [-1, 65_536, 0.5, Number.NaN]) {
            t.equal(yield* rListenSocket(second, null, bad, echo), R_ERR_BAD_ARGS)
        }
        // It is free again at once.
        rCloseSocket(first)
        t.equal(yield* rListenSocket(second, '127.0.0.1', port, echo), 0)
        t.equal(rGetSocketError(second), '')
        rFreeSocket(second)
    })
})

t.test('rGetSocketAddr gives the own address of connections and listeners', async t => {
    await run(function* () {
        const accepting = new Accepting()
        const port = yield* accepting.listen(null)
        const sp = yield* connected(rAllocSocket(), port)
        const server = yield* accepting.next()
        const [ip, own] = [ref(''), ref(0)]
        t.equal(rGetSocketAddr(server, ip, 80, own), 0)
        t.strictSame([ip.value, own.value], ['127.0.0.1', port], 'IPv4-mapped IPv6 is shown as IPv4')
        t.equal(rGetSocketAddr(sp, ip, 10, own), 0)
        t.not(own.value, port)
        t.not(rGetSocketAddr(sp, ip, 9, own), 0, 'no room for the zero byte')
        t.equal(rGetSocketAddr(sp, ip, 0, own), R_ERR_BAD_ARGS)
        t.equal(rGetSocketAddr(null, ip, 80, own), R_ERR_BAD_ARGS)
        t.equal(rGetSocketAddr(sp, null, 80, own), R_ERR_BAD_ARGS)
        rFreeSocket(accepting.listener)
        yield* freed(sp, server)
        t.equal(rGetSocketAddr(sp, ip, 80, own), R_ERR_CANT_COMPLETE)
    })
})

t.test('rSetSocketLimit bounds the accepted sockets of all listeners; a freed one gives back its place', async t => {
    const lines: string[] = []
    const former = rSetLogHandler((type, source, message) => {
        if (source === 'socket') {
            lines.push(`${type}: ${message.trim()}`)
        }
    })
    await run(function* () {
        t.equal(rGetSocketLimit(), 1000)
        const accepting = new Accepting()
        const port = yield* accepting.listen()
        const other = new Accepting()
        const otherPort = yield* other.listen()
        rSetSocketLimit(2)
        t.equal(rGetSocketLimit(), 2)
        const clients = [yield* connected(rAllocSocket(), port), yield* connected(rAllocSocket(), otherPort)]
        const servers = [yield* accepting.next(), yield* other.next()]
        t.equal(activeSockets(), 2)
        const third = yield* connected(rAllocSocket(), port)
        t.ok((yield* rReadSocket(third, Buffer.alloc(9), 9)) < 0)
        t.strictSame(lines, ['error: Too many active sockets (2/2), rejecting connection'])
        // A close alone does not count: the socket is the handler's until it is freed.
        rCloseSocket(servers[0])
        t.equal(activeSockets(), 2)
        rFreeSocket(servers[0])
        rFreeSocket(servers[0])
        t.equal(activeSockets(), 1)
        const fourth = yield* connected(rAllocSocket(), port)
        const served = yield* accepting.next()
        rSetSocketLimit(0)
        const fifth = yield* connected(rAllocSocket(), port)
        t.ok((yield* rReadSocket(fifth, Buffer.alloc(9), 9)) < 0)
        t.equal(lines[1], 'error: Too many active sockets (2/0), rejecting connection')
        rSetSocketLimit(1000)
        rFreeSocket(accepting.listener)
        rFreeSocket(other.listener)
        yield* freed(...clients, third, fourth, fifth, servers[1]!, served)
        t.equal(activeSockets(), 0)
    })
    rSetLogHandler(former)
})

t.test('rListenSocket closes a connection for which there is no fiber', async t => {
    await run(function* () {
        const listener = rAllocSocket()
        t.equal(yield* rListenSocket(listener, '127.0.0.1', 0, echo), 0)
        const client = createConnection(portOf(listener), '127.0.0.1')
        setFiberLimit(fibers().length)
        yield* fromPromise(once(client, 'close'))
        setFiberLimit(0)
        t.equal(activeSockets(), 0)
        t.equal(yield* askEcho('127.0.0.1', portOf(listener)), 'hello')
        rFreeSocket(listener)
    })
})

t.test('rListenSocket frees the socket of a handler that fails, and goes on', async t => {
    const failures: unknown[] = []
    const former = onUncaught(({ error, task }) => failures.push(`${task.name} ${(error as Error).message}`))
    await run(function* () {
        const listener = rAllocSocket()
        let calls = 0
        const handler = (_arg: null, sock: RSocket) => {
            if (++calls === 1) {
                throw new Error('it failed')
            }
            return echo(null, sock)
        }
        t.equal(yield* rListenSocket(listener, '127.0.0.1', 0, handler), 0)
        t.ok(Number(yield* askEcho('127.0.0.1', portOf(listener))) < 0)
        t.equal(activeSockets(), 0)
        t.equal(yield* askEcho('127.0.0.1', portOf(listener)), 'hello')
        rFreeSocket(listener)
    })
    onUncaught(former)
    t.strictSame(failures, ['socket it failed'])
})

t.test('rListenSocket leaves the socket to its handler, which may keep it', async t => {
    await run(function* () {
        const accepting = new Accepting()
        const sp = yield* connected(rAllocSocket(), yield* accepting.listen())
        const server = yield* accepting.next()
        // The handler has ended.
        yield* until(() => fibers().every(({ name }) => name !== 'socket'))
        t.notOk(rIsSocketClosed(server))
        yield* rWriteSocket(sp, 'text')
        t.equal(yield* rReadSocket(server, Buffer.alloc(9), 9), 4)
        rFreeSocket(accepting.listener)
        yield* rWriteSocket(sp, 'more')
        t.equal(yield* rReadSocket(server, Buffer.alloc(9), 9), 4, 'connections outlive the listener')
        yield* freed(sp, server)
    })
})

t.test('rListenSocket may be called by a fiber that ends', async t => {
    const said = await programInRealTime(function* (say) {
        const listener = rAllocSocket()
        const done = new Event('the listener')
        rSpawnFiber('listens', function* () {
            say(String(yield* rListenSocket(listener, '127.0.0.1', 0, echo)))
            done.emit()
        })
        yield* done.wait()
        say(yield* askEcho('127.0.0.1', portOf(listener)))
        rFreeSocket(listener)
    })
    t.strictSame(said, ['0', 'hello'])
})

fiberTest(t, 'rListenSocket closes a connection whose fiber is cancelled before it begins', function* (t) {
    const network = new FakeNetwork()
    let door: Acceptor | null = null
    const former = useNetwork({
        resolve: host => network.resolve(host),
        dial: (to, port) => network.dial(to, port),
        bind: (host, port, acceptor, options) => {
            door = acceptor
            return network.bind(host, port, acceptor, options)
        },
    })
    const listener = rAllocSocket()
    let calls = 0
    t.equal(yield* rListenSocket(listener, null, 80, () => calls++), 0)
    const active = activeSockets()
    const [near, far] = memoryWires()
    if (door !== null) {
        ;(door as Acceptor).accepted(near)
    }
    t.equal(activeSockets(), active + 1)
    fibers()
        .find(({ name }) => name === 'socket')
        ?.cancel()
    t.equal(activeSockets(), active)
    const peer = new Socket(far)
    t.equal(yield* peer.readSome(), null)
    t.equal(calls, 0)
    yield* peer.close()
    yield* peer.waitClosed()
    rFreeSocket(listener)
    useNetwork(former)
})

fiberTest(t, 'rListenSocket that is closed while it binds does not listen', function* (t) {
    const network = new FakeNetwork()
    const slow = {
        resolve: (host: string) => network.resolve(host),
        dial: network.dial.bind(network),
        *bind(...args: Parameters<FakeNetwork['bind']>) {
            yield* sleep(10)
            return yield* network.bind(...args)
        },
    }
    const former = useNetwork(slow)
    for (const again of [false, true]) {
        const listener = rAllocSocket()
        const listening = spawn(function* () {
            return yield* rListenSocket(listener, '10.0.0.1', 80, echo)
        })
        yield* sleep(5)
        rCloseSocket(listener)
        if (again) {
            t.equal(yield* rListenSocket(listener, '10.0.0.2', 80, echo), 0)
        }
        t.equal(yield* listening.join(), R_ERR_CANT_OPEN)
        t.equal(rIsSocketClosed(listener), !again)
        rFreeSocket(listener)
    }
    useNetwork(former)
})
