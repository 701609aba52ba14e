import { createServer } from 'node:net'
import t from 'tap'
import { now, run, sleep, spawn } from '../../../fiber/core/index.js'
import {
    connect,
    type HostAddress,
    listen,
    type Network,
    SocketError,
    type TlsConnector,
    type Wire,
} from '../../../fiber/socket/index.js'
import { interleave } from '../../../fiber/socket/connect.js'
import { FakeNetwork, fiberTest } from '../../../fiber/testing/index.js'
import { codeOf, until } from './conformance.js'

// The real network.

t.test('connect reaches a name, and both address families', async t => {
    await run(function* () {
        const listener = yield* listen('*:0', function* (socket) {
            yield* socket.write('hi')
        })
        for (const host of ['localhost', '127.0.0.1', '::1']) {
            const socket = yield* connect({ host, port: listener.port })
            t.equal(`${yield* socket.readAll()}`, 'hi', host)
            yield* socket.close()
        }
        yield* listener.closeAll()
    })
})

t.test("connect tells that nobody listens, with the system's error and the calls of the fiber", async t => {
    const port = await new Promise<number>(resolve => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address() as { port: number }
            server.close(() => resolve(port))
        })
    })
    await run(function* callsConnect() {
        try {
            yield* connect({ host: '127.0.0.1', port })
            t.fail('connected')
        } catch (error) {
            t.match(error, {
                code: 'SOCKET_REFUSED',
                message: `Cannot connect to 127.0.0.1:${port}: nobody listens there (ECONNREFUSED)`,
                cause: { code: 'ECONNREFUSED' },
                stack: /callsConnect/,
            })
        }
    })
})

t.test('connect tells that a name has no address', async t => {
    await run(function* () {
        t.equal(yield* codeOf(() => connect({ host: 'no-such-name.invalid', port: 80 })), 'SOCKET_NOT_FOUND')
    })
})

t.test('connect refuses ports that are none', async t => {
    await run(function* () {
        for (const port of [0, -1, 65_536, 1.5, Number.NaN]) {
            t.equal(yield* codeOf(() => connect({ host: '127.0.0.1', port })), 'SOCKET_ADDRESS')
        }
    })
})

t.test('connect that is cancelled leaves nothing behind', async t => {
    await run(function* () {
        const listener = yield* listen('127.0.0.1:0', null)
        const task = spawn(connect, { host: '127.0.0.1', port: listener.port })
        yield* sleep(0)
        task.cancel()
        yield* until(() => task.state === 'done')
        t.equal(task.statistics().outcome, 'cancelled')
        listener.close()
        yield* listener.closeAll()
    })
})

// A fake network, in virtual time.

function* greet(socket: { write(text: string): ReturnType<import('../../../fiber/socket/index.js').Socket['write']> }) {
    yield* socket.write('hi')
}

function network(...addresses: string[]): FakeNetwork {
    return new FakeNetwork({ latency: 10 }).host('server.test', ...addresses)
}

fiberTest(t, 'connect takes the first address that answers, families in turn', function* (t) {
    const fake = network('2001:db8::1', '2001:db8::2', '10.0.0.1', '10.0.0.2')
        .route('2001:db8::1', { connect: 'silence' })
        .route('2001:db8::2', { connect: 'silence' })
        .route('10.0.0.1', { connect: 'refuse' })
    const listener = yield* listen('10.0.0.2:80', greet, { network: fake })
    const start = now()
    const socket = yield* connect({ host: 'server.test', port: 80, network: fake })
    t.same(fake.dialled, ['2001:db8::1:80', '10.0.0.1:80', '2001:db8::2:80', '10.0.0.2:80'])
    // Finding the name 20; after 250 the second, refused after 20, so the third at once; 250 later the fourth, which takes 20.
    t.equal(now() - start, 20 + 250 + 20 + 250 + 20)
    t.equal(socket.remote?.address, '10.0.0.2')
    t.equal(`${yield* socket.readAll()}`, 'hi')
    yield* socket.close()
    yield* listener.closeAll()
    yield* socket.waitClosed()
})

fiberTest(t, 'connect tries addresses in the order that it is told', function* (t) {
    const fake = network('2001:db8::1', '10.0.0.1', '10.0.0.2')
    const order = (found: readonly HostAddress[]) => found.toSorted((a, b) => a.family - b.family)
    yield* codeOf(() => connect({ host: 'server.test', port: 80, network: fake, order }))
    t.same(fake.dialled, ['10.0.0.1:80', '10.0.0.2:80', '2001:db8::1:80'])
})

fiberTest(t, 'connect does not try others when the first answers in time', function* (t) {
    const fake = network('2001:db8::1', '10.0.0.1')
    const listener = yield* listen('[2001:db8::1]:80', greet, { network: fake })
    const socket = yield* connect({ host: 'server.test', port: 80, network: fake })
    t.same(fake.dialled, ['2001:db8::1:80'])
    yield* socket.close()
    yield* listener.closeAll()
    yield* socket.waitClosed()
})

fiberTest(t, 'connect keeps the slow first address when the second is slower, and closes the loser', function* (t) {
    const fake = network('2001:db8::1', '10.0.0.1')
        .route('2001:db8::1', { latency: 200 })
        .route('10.0.0.1', { latency: 300 })
    const listener = yield* listen('*:80', greet, { network: fake })
    const socket = yield* connect({ host: 'server.test', port: 80, network: fake })
    t.equal(socket.remote?.family, 6)
    t.equal(fake.dialled.length, 2)
    yield* socket.close()
    yield* sleep(5000)
    t.equal(listener.statistics().accepted, 1)
    yield* listener.closeAll()
})

fiberTest(t, 'connect tells of each address when none answers', function* (t) {
    const fake = network('10.0.0.1', '2001:db8::1').route('2001:db8::1', { connect: 'unreachable' })
    try {
        yield* connect({ host: 'server.test', port: 80, network: fake })
        t.fail('connected')
    } catch (error) {
        t.ok(error instanceof SocketError)
        t.match(error, {
            code: 'SOCKET_REFUSED',
            message:
                'Cannot connect to server.test:80, tried 2 addresses: 10.0.0.1:80: nobody listens there; ' +
                '2001:db8::1:80: no way to the host',
            cause: { errors: [{ code: 'SOCKET_REFUSED' }, { code: 'SOCKET_UNREACHABLE' }] },
        })
    }
})

fiberTest(t, 'connect ends by its deadline, and tells what it has tried', function* (t) {
    const fake = network('10.0.0.1', '10.0.0.2')
        .route('10.0.0.1', { connect: 'silence' })
        .route('10.0.0.2', { connect: 'silence' })
    const start = now()
    try {
        yield* connect({ host: 'server.test', port: 80, network: fake })
        t.fail('connected')
    } catch (error) {
        t.match(error, {
            code: 'SOCKET_TIMEOUT',
            message: 'Cannot connect to server.test:80: deadline of 30000 ms passed, tried 10.0.0.1:80, 10.0.0.2:80',
        })
    }
    t.equal(now() - start, 30_000)
    t.equal(yield* codeOf(() => connect({ host: '10.0.0.1', port: 80, network: fake, deadline: 5 })), 'SOCKET_TIMEOUT')
})

fiberTest(t, 'connect makes the TLS handshake within the same deadline', function* (t) {
    const fake = network('10.0.0.1')
    const listener = yield* listen('*:80', greet, { network: fake })
    const destroyed: Wire[] = []
    const tls: TlsConnector = {
        *connect(wire, host) {
            t.equal(host, 'server.test')
            try {
                yield* sleep(Infinity)
                return wire
            } finally {
                wire.destroy(false)
                destroyed.push(wire)
            }
        },
    }
    const start = now()
    t.equal(
        yield* codeOf(() => connect({ host: 'server.test', port: 80, network: fake, tls, deadline: 1000 })),
        'SOCKET_TIMEOUT',
    )
    t.equal(now() - start, 1000)
    t.equal(destroyed.length, 1)
    yield* listener.closeAll()
})

fiberTest(t, 'connect gives up the wire when it is cancelled between two attempts', function* (t) {
    const fake = network('10.0.0.1', '10.0.0.2').route('10.0.0.1', { connect: 'silence' })
    const listener = yield* listen('*:80', greet, { network: fake })
    const task = spawn(connect, { host: 'server.test', port: 80, network: fake as Network })
    yield* sleep(285)
    task.cancel()
    yield* until(() => task.state === 'done')
    yield* sleep(5000)
    t.equal(listener.connections, 0)
    yield* listener.closeAll()
})

t.test('interleave takes families in turn, beginning with the first (RFC 8305 §4)', async t => {
    const of = (list: string) =>
        [...list].map((c, i) => ({ address: `${c}${i}`, family: c === '6' ? (6 as const) : (4 as const) }))
    const families = (list: string) =>
        interleave(of(list))
            .map(({ family }) => family)
            .join('')
    t.equal(families('66644'), '64646')
    t.equal(families('44466'), '46464')
    t.equal(families('4666'), '4666')
    t.equal(families('6'), '6')
    t.equal(families(''), '')
})
