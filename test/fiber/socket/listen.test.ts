import { connect as netConnect } from 'node:net'
import t, { type Test } from 'tap'
import {
    type Fiber,
    fibers,
    fromPromise,
    onUncaught,
    run,
    scope,
    sleep,
    spawn,
    type Task,
    type UncaughtFailure,
} from '../../../fiber/core/index.js'
import {
    connect,
    type Listener,
    listen,
    type Network,
    type Socket,
    type TlsAcceptor,
} from '../../../fiber/socket/index.js'
import { nodeNetwork } from '../../../fiber/socket/node-network.js'
import { forceSelfTest, selfTest } from '../../../fiber/socket/self-test.js'
import { FakeNetwork, fiberTest } from '../../../fiber/testing/index.js'
import { codeOf, isOver, until } from './conformance.js'

function* echo(socket: Socket): Fiber<void> {
    for (let bytes = yield* socket.borrow(); bytes !== null; bytes = yield* socket.borrow()) {
        yield* socket.write(bytes)
        socket.consume(bytes.length)
    }
}

function* dial(listener: Listener, network: Network): Fiber<Socket> {
    return yield* connect({ host: '127.0.0.1', port: listener.port, network })
}

function suite(t: Test, network: Network): void {
    const test = (name: string, body: (t: Test) => Fiber<void>) => t.test(`listen ${name}`, t => run(body, t))

    test('serves a hundred connections at the same time', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network })
        const clients: Task<string>[] = []
        for (let i = 0; i < 100; i++) {
            clients.push(
                spawn(function* () {
                    const socket = yield* dial(listener, network)
                    yield* socket.write(`hello ${i}`)
                    socket.end()
                    const answer = `${yield* socket.readAll()}`
                    yield* socket.close()
                    return answer
                }),
            )
        }
        for (const [i, client] of clients.entries()) {
            t.equal(yield* client.join(), `hello ${i}`)
        }
        yield* until(() => listener.connections === 0)
        t.match(listener.statistics(), { accepted: 100, refused: 0, failed: 0, listening: true, secure: false })
        listener.close()
        yield* listener.waitClosed()
    })

    test('gives the address that was chosen', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network })
        t.equal(listener.address.address, '127.0.0.1')
        t.ok(listener.port > 0)
        yield* listener.closeAll()
        t.notOk(listener.listening)
    })

    test('refuses an address in use', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network })
        t.equal(yield* codeOf(() => listen(`127.0.0.1:${listener.port}`, echo, { network })), 'SOCKET_IN_USE')
        yield* listener.closeAll()
    })

    test('closes connections above its limit, and takes others when there is room', function* (t) {
        const refused: unknown[] = []
        const options = { network, limit: 2, onRefuse: (remote: unknown) => refused.push(remote) }
        const listener = yield* listen('127.0.0.1:0', echo, options)
        const kept = [yield* dial(listener, network), yield* dial(listener, network)]
        for (const socket of kept) {
            yield* socket.write('x')
            yield* socket.readExactly(1)
        }
        const extra = yield* dial(listener, network)
        t.equal(yield* codeOf(() => end(extra)), 'none', 'an orderly end')
        t.equal(refused.length, 1)
        t.equal(listener.connections, 2)
        yield* extra.close()
        yield* kept[0]!.close()
        yield* until(() => listener.connections === 1)
        const next = yield* dial(listener, network)
        yield* next.write('x')
        t.equal(`${yield* next.readExactly(1)}`, 'x')
        t.match(listener.statistics(), { accepted: 3, refused: 1, limit: 2 })
        yield* next.close()
        yield* kept[1]!.close()
        yield* listener.closeAll()
    })

    test('does not count what it has closed and peers have not, up to 16 of them', function* (t) {
        // Of the two that there may be at a time one keeps its place; the others are greeted, closed, and do not close.
        let count = 0
        function* serve(socket: Socket): Fiber<void> {
            count++
            yield* socket.write('x')
            if (count === 1) {
                yield* socket.readSome()
            }
        }
        const listener = yield* listen('127.0.0.1:0', serve, { network, limit: 2 })
        const kept = yield* dial(listener, network)
        yield* kept.readExactly(1)
        const lazy: Socket[] = []
        for (let i = 0; i < 40; i++) {
            const socket = yield* dial(listener, network)
            t.equal(`${yield* socket.readAll()}`, 'x')
            lazy.push(socket)
        }
        t.match(listener.statistics(), { accepted: 41, refused: 0 })
        t.ok(listener.connections <= 2 + 16)
        yield* kept.close()
        yield* listener.closeAll()
        t.equal(listener.connections, 0)
        for (const socket of lazy) {
            socket.closeNow()
        }
    })

    test('asks whether there is room before it refuses', function* (t) {
        const open: Socket[] = []
        function* keep(socket: Socket): Fiber<void> {
            open.push(socket)
            yield* socket.write('x')
            yield* socket.readAll()
        }
        const asked: unknown[] = []
        const makeRoom = (remote: { address: string } | null) => {
            asked.push(remote?.address)
            const first = open.shift()
            first?.closeNow()
            return first !== undefined
        }
        const listener = yield* listen('127.0.0.1:0', keep, { network, limit: 2, makeRoom })
        const sockets: Socket[] = []
        for (let i = 0; i < 4; i++) {
            const socket = yield* dial(listener, network)
            yield* socket.readExactly(1)
            sockets.push(socket)
        }
        t.same(asked, [sockets[2]!.local!.address, sockets[3]!.local!.address])
        t.equal(yield* codeOf(() => end(sockets[0]!)), 'none', 'an orderly end')
        t.equal(yield* codeOf(() => end(sockets[1]!)), 'none')
        open.length = 0
        const extra = yield* dial(listener, network)
        t.equal(yield* codeOf(() => end(extra)), 'none')
        t.equal(asked.length, 3)
        t.match(listener.statistics(), { accepted: 4, refused: 1 })
        yield* listener.closeAll()
        for (const socket of [...sockets, extra]) {
            socket.closeNow()
        }
    })

    test('with limit 0 refuses everything', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network, limit: 0 })
        const socket = yield* dial(listener, network)
        t.equal(yield* codeOf(() => end(socket)), 'none')
        yield* socket.close()
        t.match(listener.statistics(), { accepted: 0, refused: 1 })
        yield* listener.closeAll()
    })

    test('closes the socket when the handler ends', function* (t) {
        const listener = yield* listen('127.0.0.1:0', greet, { network })
        const socket = yield* dial(listener, network)
        t.equal(`${yield* socket.readAll()}`, 'hello')
        yield* socket.close()
        yield* until(() => listener.connections === 0)
        yield* listener.closeAll()
    })

    test('reports the failure of a handler, closes its socket, and goes on', function* (t) {
        const failures: UncaughtFailure[] = []
        const former = onUncaught(failure => failures.push(failure))
        try {
            let calls = 0
            const listener = yield* listen(
                '127.0.0.1:0',
                function* (socket) {
                    yield* socket.readLine()
                    if (++calls === 1) {
                        throw new Error('no good')
                    }
                    yield* socket.write('fine')
                },
                { network },
            )
            t.equal(yield* ask(listener, network, 'x\n'), '')
            t.equal(yield* ask(listener, network, 'x\n'), 'fine')
            t.equal(failures.length, 1)
            t.match(failures[0], { error: { message: 'no good' }, task: { name: 'socket' } })
            t.equal(listener.statistics().failed, 1)
            yield* listener.closeAll()
        } finally {
            onUncaught(former)
        }
    })

    test('takes what peers do for no failure', function* (t) {
        const listener = yield* listen(
            '127.0.0.1:0',
            function* (socket) {
                yield* socket.readLine()
            },
            { network },
        )
        const socket = yield* dial(listener, network)
        yield* until(() => listener.connections === 1)
        socket.reset()
        yield* until(() => listener.connections === 0)
        t.equal(listener.statistics().failed, 0)
        yield* listener.closeAll()
    })

    test('tells onFailure of everything', function* (t) {
        const told: unknown[] = []
        const listener = yield* listen(
            '127.0.0.1:0',
            function* (socket) {
                socket.setDeadline(1)
                yield* socket.readLine()
            },
            { network, onFailure: (error, socket) => told.push(error, socket?.closed) },
        )
        t.equal(yield* ask(listener, network, 'x'), '')
        t.match(told, [{ code: 'SOCKET_TIMEOUT' }, false])
        yield* listener.closeAll()
    })

    test('closeAll cancels handlers, which clean up', function* (t) {
        const log: string[] = []
        let begun = 0
        const listener = yield* listen(
            '127.0.0.1:0',
            function* (socket) {
                try {
                    begun++
                    yield* socket.readLine()
                } finally {
                    log.push(socket.closed ? 'closed' : 'open')
                    yield* socket.write('bye')
                }
            },
            { network },
        )
        const sockets = [yield* dial(listener, network), yield* dial(listener, network)]
        yield* until(() => begun === 2)
        yield* listener.closeAll()
        t.same(log, ['open', 'open'])
        t.equal(listener.connections, 0)
        for (const socket of sockets) {
            t.equal(`${yield* socket.readAll()}`, 'bye')
            yield* socket.close()
        }
        t.equal(yield* codeOf(() => dial(listener, network)), 'SOCKET_REFUSED')
    })

    test('closeAll waits for handlers whose peers are gone', function* (t) {
        let state = 'not begun'
        const listener = yield* listen(
            '127.0.0.1:0',
            function* (socket) {
                try {
                    state = 'begun'
                    yield* socket.borrow()
                    yield* sleep(Infinity)
                } finally {
                    yield* until(() => isOver(socket))
                    state = 'cleaned up'
                }
            },
            { network },
        )
        const client = yield* dial(listener, network)
        yield* until(() => state === 'begun')
        client.reset()
        yield* until(() => listener.connections === 0)
        yield* listener.closeAll()
        t.equal(state, 'cleaned up')
    })

    test('close lets open connections go on', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network })
        const socket = yield* dial(listener, network)
        yield* until(() => listener.connections === 1)
        listener.close()
        listener.close()
        yield* socket.write('still here')
        t.equal(`${yield* socket.readExactly(10)}`, 'still here')
        yield* socket.close()
        yield* listener.waitClosed()
    })

    test('belongs to the scope of its caller', function* (t) {
        let listener: Listener | null = null
        const before = fibers().length
        const client = yield* scope(function* (s) {
            const open = yield* listen('127.0.0.1:0', echo, { network })
            listener = open
            const socket = yield* dial(open, network)
            yield* until(() => open.connections === 1)
            s.cancel()
            return socket
        })
        t.notOk(listener!.listening)
        t.equal(yield* codeOf(() => end(client)), 'none')
        yield* client.close()
        yield* listener!.waitClosed()
        t.equal(fibers().length, before)
    })

    test('loses no connection when it is cancelled before a handler has begun', function* (t) {
        const listener = yield* listen('127.0.0.1:0', echo, { network })
        const client = yield* dial(listener, network)
        // The connection may be anywhere between the system and its handler.
        yield* listener.closeAll()
        t.equal(listener.connections, 0)
        yield* codeOf(() => end(client))
        client.reset()
        yield* until(() => isOver(client))
    })

    test('without a handler gives connections to accept', function* (t) {
        const listener = yield* listen('127.0.0.1:0', null, { network })
        const client = yield* dial(listener, network)
        const socket = yield* listener.accept()
        yield* socket!.write('hi')
        t.equal(`${yield* client.readExactly(2)}`, 'hi')
        listener.close()
        t.equal(yield* listener.accept(), null)
        yield* socket!.close()
        yield* client.close()
        yield* listener.waitClosed()
    })
}

function* greet(socket: Socket): Fiber<void> {
    yield* socket.write('hello')
}

fiberTest(t, 'listen: handshakes of more than a second give way to new connections at the limit', function* (t) {
    const network = new FakeNetwork()
    let stalled = 2
    const tls: TlsAcceptor = {
        *accept(wire) {
            yield* sleep(stalled-- > 0 ? Infinity : 1)
            return wire
        },
    }
    const failed: unknown[] = []
    const onFailure = (error: unknown): void => void failed.push((error as { code?: string }).code)
    const listener = yield* listen('127.0.0.1:0', echo, { network, limit: 2, tls, handshake: 60_000, onFailure })
    const silent = [yield* dial(listener, network), yield* dial(listener, network)]
    yield* sleep(900)
    const early = yield* dial(listener, network)
    t.equal(yield* codeOf(() => end(early)), 'none')
    t.match([listener.statistics().refused, failed.length], [1, 0])
    yield* sleep(200)
    for (let i = 0; i < 2; i++) {
        const socket = yield* dial(listener, network)
        yield* socket.write('x')
        t.equal(`${yield* socket.readExactly(1)}`, 'x')
        t.equal(yield* codeOf(() => end(silent[i]!)), 'none', 'the oldest goes')
    }
    const late = yield* dial(listener, network)
    t.equal(yield* codeOf(() => end(late)), 'none')
    t.strictSame(failed, ['SOCKET_TIMEOUT', 'SOCKET_TIMEOUT'])
    t.match(listener.statistics(), { refused: 2, connections: 2, accepted: 4, failed: 2 })
    yield* listener.closeAll()
})

function* end(socket: Socket): Fiber<void> {
    yield* socket.readAll()
}

function* ask(listener: Listener, network: Network, text: string): Fiber<string> {
    const socket = yield* dial(listener, network)
    yield* socket.write(text)
    const answer = `${yield* socket.readAll()}`
    yield* socket.close()
    return answer
}

t.test('handles:', async t => {
    await run(selfTest)
    suite(t, nodeNetwork)
})

t.test('net.Socket:', async t => {
    forceSelfTest(false)
    t.teardown(() => forceSelfTest(null))
    suite(t, nodeNetwork)
})

t.test('FakeNetwork:', async t => suite(t, new FakeNetwork()))

t.test('listen serves connections while the self-test runs, and after it', async t => {
    forceSelfTest(null)
    await run(function* () {
        const listener = yield* listen('127.0.0.1:0', greet)
        for (let i = 0; i < 3; i++) {
            const socket = yield* connect({ host: '127.0.0.1', port: listener.port })
            t.equal(`${yield* socket.readAll()}`, 'hello')
            yield* socket.close()
            t.equal(yield* selfTest(), true)
        }
        yield* listener.closeAll()
    })
})

t.test('listen at all interfaces takes IPv4 and IPv6', async t => {
    await run(function* () {
        const listener = yield* listen('http://:0', greet)
        for (const host of ['127.0.0.1', '::1']) {
            const socket = yield* connect({ host, port: listener.port })
            t.equal(socket.remote?.address, host)
            t.equal(`${yield* socket.readAll()}`, 'hello')
            yield* socket.close()
        }
        yield* listener.closeAll()
    })
})

t.test('listen sees IPv4 peers of a dual-stack socket as IPv4', async t => {
    await run(function* () {
        const listener = yield* listen('*:0', null)
        const client = yield* connect({ host: '127.0.0.1', port: listener.port })
        const socket = yield* listener.accept()
        t.match(socket!.remote, { address: '127.0.0.1', family: 4 })
        t.match(socket!.local, { address: '127.0.0.1', family: 4, port: listener.port })
        client.reset()
        socket!.reset()
        listener.close()
        yield* listener.waitClosed()
    })
})

t.test('listen refuses addresses that are not of this machine, and names without one', async t => {
    await run(function* () {
        t.equal(yield* codeOf(() => listen('192.0.2.1:0', greet)), 'SOCKET_ADDRESS')
        t.equal(yield* codeOf(() => listen('no-such-name.invalid:0', greet)), 'SOCKET_NOT_FOUND')
        t.equal(yield* codeOf(() => listen('http://x:y', greet)), 'SOCKET_ADDRESS')
    })
})

t.test('listen that is cancelled leaves nothing behind', async t => {
    await run(function* () {
        const task = spawn(function* () {
            yield* listen('127.0.0.1:0', greet)
            yield* sleep(Infinity)
        })
        yield* sleep(0)
        task.cancel()
        yield* until(() => task.state === 'done')
        t.equal(task.statistics().outcome, 'cancelled')
    })
})

t.test('listen serves a peer that sends byte by byte', async t => {
    await run(function* () {
        const listener = yield* listen('127.0.0.1:0', function* (socket) {
            yield* socket.write(`got ${yield* socket.readLine()}`)
        })
        const answer = yield* fromPromise(
            new Promise<string>(resolve => {
                const client = netConnect({ port: listener.port, host: '127.0.0.1', noDelay: true })
                let text = ''
                client.on('data', chunk => {
                    text += chunk
                })
                client.on('end', () => resolve(text))
                const letters = [...'slow\n']
                const next = () => {
                    const letter = letters.shift()
                    if (letter !== undefined) {
                        client.write(letter, () => setImmediate(next))
                    }
                }
                next()
            }),
        )
        t.equal(answer, 'got slow')
        yield* listener.closeAll()
    })
})
