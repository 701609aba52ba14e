import { createServer, type Socket as NetSocket, connect as netConnect } from 'node:net'
import t from 'tap'
import {
    all,
    deadline,
    type Fiber,
    fibers,
    fromPromise,
    Latch,
    run,
    spawn,
    statistics,
    TimeoutError,
} from '../../../fiber/core/index.js'
import { connect, type Listener, NodeWire, type Wire } from '../../../fiber/socket/index.js'
import { memoryWires } from '../../../fiber/testing/index.js'
import { tlsClient, type TlsServerOptions, tlsServer } from '../../../fiber/tls/index.js'
import { codeOf, echoServer, exchange } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

/** A TCP connection of Node to a listener. */
function* dial(port: number): Fiber<NetSocket> {
    return yield* fromPromise(
        new Promise<NetSocket>((resolve, reject) => {
            const socket = netConnect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket))
            socket.on('error', reject)
        }),
    )
}

/** A TCP server of Node whose connections are given to `serve`; returns its port. */
function* rawServer(serve: (socket: NetSocket) => void): Fiber<{ port: number; close(): void }> {
    const server = createServer({ allowHalfOpen: true }, socket => {
        socket.on('error', () => {})
        serve(socket)
    })
    yield* fromPromise(new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
    const { port } = server.address() as { port: number }
    return { port, close: () => server.close() }
}

/** The first bytes that a client sends. */
const halfHello = Buffer.from([22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3, 1, 2, 3])

/** Twenty clients that say nothing, or half of what they should. */
function* stalled(port: number): Fiber<NetSocket[]> {
    const sockets: NetSocket[] = []
    for (let i = 0; i < 20; i++) {
        const socket = yield* dial(port)
        if (i % 2 === 1) {
            socket.write(halfHello)
        }
        sockets.push(socket)
    }
    return sockets
}

t.test('OpensslHandshake', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const identity = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const authority = pki.path('ca.crt')
    const tls = tlsClient({ authority })
    const variants: readonly (readonly [string, TlsServerOptions])[] = [
        ['a server', identity],
        ['a server with ALPN', { ...identity, alpn: ['one'] }],
    ]

    for (const [name, options] of variants) {
        t.test(`tlsServer lets handshakes that stall hold nobody up: ${name}`, async t => {
            await run(function* () {
                const listener = yield* echoServer(options)
                const silent = yield* stalled(listener.port)
                const one = function* (i: number): Fiber<string> {
                    const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                    const answer = yield* exchange(socket, `hello ${i}`)
                    yield* socket.close()
                    return answer
                }
                const answers = yield* all(Array.from({ length: 50 }, (_, i) => one(i)))
                t.equal(new Set(answers).size, 50)
                t.equal(listener.statistics().failed, 0)
                t.ok(listener.connections >= silent.length, 'they are still there')
                yield* listener.closeAll()
                for (const socket of silent) {
                    socket.destroy()
                }
            })
        })

        t.test(`tlsServer ends a handshake that stalls by the deadline: ${name}`, async t => {
            const failed: string[] = []
            const allFailed = new Latch(20)
            await run(function* () {
                const listener = yield* echoServer(options, {
                    handshake: 100,
                    onFailure: error => {
                        failed.push(codeOf(error))
                        allFailed.countDown()
                    },
                })
                const silent = yield* stalled(listener.port)
                yield* allFailed.wait()
                t.strictSame(new Set(failed), new Set(['FIBER_TIMEOUT']))
                t.equal(listener.connections, 0)
                for (const socket of silent) {
                    socket.destroy()
                }
                yield* listener.closeAll()
            })
        })

        t.test(`tlsServer ends a handshake with what is no TLS: ${name}`, async t => {
            await run(function* () {
                const failed: string[] = []
                const listener = yield* echoServer(options, { onFailure: error => failed.push(codeOf(error)) })
                for (const bytes of [
                    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
                    '\0'.repeat(600),
                    halfHello.toString('latin1'),
                ]) {
                    const socket = yield* connect({ host: '127.0.0.1', port: listener.port })
                    yield* socket.write(bytes, 'latin1')
                    socket.end()
                    // An alert perhaps, then the end.
                    yield* socket.readAll()
                    yield* socket.close()
                }
                t.strictSame(failed, ['TLS_HANDSHAKE', 'TLS_HANDSHAKE', 'TLS_HANDSHAKE'])
                yield* listener.closeAll()
            })
        })

        t.test(`tlsServer ends a handshake when the peer resets or ends in the middle: ${name}`, async t => {
            await run(function* () {
                const failed: string[] = []
                let seen = new Latch()
                const listener = yield* echoServer(options, {
                    onFailure: error => {
                        failed.push(codeOf(error))
                        seen.open()
                    },
                })
                for (const leave of ['resetAndDestroy', 'end', 'destroy'] as const) {
                    for (const bytes of [halfHello, '']) {
                        seen = new Latch()
                        const socket = yield* dial(listener.port)
                        if (bytes !== '') {
                            yield* fromPromise(new Promise<void>(resolve => socket.write(bytes, () => resolve())))
                        }
                        socket[leave]()
                        yield* seen.wait()
                        socket.destroy()
                    }
                }
                t.strictSame(failed, new Array(6).fill('TLS_HANDSHAKE'))
                yield* listener.closeAll()
            })
        })
    }

    t.test('tlsClient fails with a server that is none, whatever it does', async t => {
        const ways: readonly (readonly [string, (socket: NetSocket) => void])[] = [
            ['speaks HTTP', socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
            ['ends', socket => socket.end()],
            ['resets', socket => socket.once('data', () => socket.resetAndDestroy())],
            ['answers an alert', socket => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 40]))],
        ]
        for (const [way, serve] of ways) {
            await run(function* () {
                const server = yield* rawServer(serve)
                try {
                    yield* connect({ host: 'localhost', port: server.port, tls })
                    t.fail('it must not succeed')
                } catch (error) {
                    t.equal(codeOf(error), 'TLS_HANDSHAKE', way)
                    t.match((error as Error).message, /^Cannot complete TLS handshake with localhost: /)
                    t.ok((error as Error).cause instanceof Error)
                }
                server.close()
            })
        }
    })

    t.test('tlsClient is ended by the deadline of connect when the server says nothing', async t => {
        await run(function* () {
            const accepted: NetSocket[] = []
            const server = yield* rawServer(socket => accepted.push(socket))
            try {
                yield* connect({ host: 'localhost', port: server.port, tls, deadline: 100 })
                t.fail('it must not succeed')
            } catch (error) {
                t.equal(codeOf(error), 'SOCKET_TIMEOUT')
            }
            server.close()
            for (const socket of accepted) {
                socket.destroy()
            }
        })
    })

    t.test('OpensslHandshake destroys the connection when it is cancelled, on both sides', async t => {
        await run(function* () {
            for (const options of variants.map(([, each]) => each)) {
                for (const server of [true, false]) {
                    const [near, far] = memoryWires()
                    const over = new Latch()
                    far.start({ data: () => true, drained() {}, ended() {}, closed: () => over.open() })
                    const task = spawn(function* () {
                        yield* server ? tlsServer(options).accept(near) : tls.connect(near, 'localhost')
                    })
                    try {
                        yield* deadline(20, task.join())
                        t.fail('it must wait')
                    } catch (error) {
                        t.ok(error instanceof TimeoutError)
                    }
                    t.match(task.backtrace().waitsFor, /^TLS handshake with (localhost|memory b)$/)
                    task.cancel('enough')
                    // The far end sees the end, and ends.
                    far.end()
                    yield* over.wait()
                    t.equal(task.state, 'done')
                }
            }
        })
    })

    t.test('OpensslHandshake fails over a wire that is over', async t => {
        await run(function* () {
            const server = yield* rawServer(() => {})
            const socket = yield* dial(server.port)
            const wire: Wire = new NodeWire(socket)
            wire.destroy(false)
            try {
                yield* tls.connect(wire, 'localhost')
                t.fail('it must not succeed')
            } catch (error) {
                t.equal(codeOf(error), 'TLS_HANDSHAKE')
            }
            server.close()
        })
    })

    t.test('OpensslHandshake leaves neither fibers nor timers behind', async t => {
        const round = function* (): Fiber<void> {
            const listener: Listener = yield* echoServer(identity)
            for (let i = 0; i < 5; i++) {
                const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                yield* exchange(socket, 'hello')
                yield* socket.close()
            }
            yield* listener.closeAll()
        }
        // The first use of sockets may start what stays.
        await run(round)
        const before = { fibers: fibers().length, timers: statistics().timers }
        await run(round)
        t.strictSame({ fibers: fibers().length, timers: statistics().timers }, before)
    })
})
