import t from 'tap'
import { type Fiber, now, sleep, spawn } from '../../../fiber/core/index.js'
import { connect, type Listener, listen, type Socket } from '../../../fiber/socket/index.js'
import { FakeNetwork, fiberTest, memoryPair } from '../../../fiber/testing/index.js'
import { closeBoth, codeOf } from '../socket/conformance.js'

function* echo(socket: Socket): Fiber<void> {
    for (let bytes = yield* socket.readSome(); bytes !== null; bytes = yield* socket.readSome()) {
        yield* socket.write(bytes)
    }
}

function* open(network: FakeNetwork): Fiber<[Socket, Listener]> {
    const listener = yield* listen('10.0.0.1:7', echo, { network })
    return [yield* connect({ host: '10.0.0.1', port: 7, network }), listener]
}

function* shut(socket: Socket, listener: Listener): Fiber<void> {
    yield* socket.close()
    yield* listener.closeAll()
    yield* socket.waitClosed()
}

fiberTest(t, 'FakeNetwork takes the latency for each way', function* (t) {
    const network = new FakeNetwork({ latency: 50 })
    const start = now()
    const [socket, listener] = yield* open(network)
    t.equal(now() - start, 100, 'to connect is one round trip')
    yield* socket.write('ping')
    t.equal(`${yield* socket.readExactly(4)}`, 'ping')
    t.equal(now() - start, 200)
    yield* shut(socket, listener)
})

fiberTest(t, 'FakeNetwork sends no faster than its bandwidth', function* (t) {
    const network = new FakeNetwork({ bandwidth: 1000 })
    const [socket, listener] = yield* open(network)
    const start = now()
    yield* socket.write('x'.repeat(500))
    yield* socket.readExactly(500)
    t.equal(now() - start, 1000, 'half a second there, half a second back')
    yield* shut(socket, listener)
})

fiberTest(t, 'FakeNetwork stalls where a packet is lost, and keeps the order', function* (t) {
    let segments = 0
    const network = new FakeNetwork({ segment: 10, stall: () => (segments++ === 1 ? 3000 : 0) })
    const [socket, listener] = yield* open(network)
    const start = now()
    yield* socket.write('0123456789abcdefghij')
    t.equal(`${yield* socket.readExactly(10)}`, '0123456789')
    const first = now() - start
    t.equal(`${yield* socket.readExactly(10)}`, 'abcdefghij')
    t.ok(first < 3000 && now() - start >= 3000, `${first}, ${now() - start}`)
    yield* shut(socket, listener)
})

fiberTest(t, 'FakeNetwork cuts a connection at a byte', function* (t) {
    const network = new FakeNetwork({ cutAfter: 5 })
    let received = ''
    const listener = yield* listen(
        '10.0.0.1:7',
        function* (socket) {
            received += yield* socket.readExactly(5)
            yield* socket.readExactly(1)
        },
        { network },
    )
    const socket = yield* connect({ host: '10.0.0.1', port: 7, network })
    yield* socket.write('0123456789')
    t.equal(yield* codeOf(() => socket.readExactly(1)), 'SOCKET_RESET')
    yield* sleep(1)
    yield* listener.closeAll()
    t.equal(received, '01234')
})

fiberTest(t, 'FakeNetwork goes silent at a byte, and only a deadline tells', function* (t) {
    const network = new FakeNetwork({ cutAfter: 5, cut: 'silence' })
    const [socket, listener] = yield* open(network)
    yield* socket.write('0123456789')
    socket.setDeadline(60_000)
    const start = now()
    t.equal(yield* codeOf(() => socket.readExactly(6)), 'SOCKET_TIMEOUT')
    t.equal(now() - start, 60_000)
    socket.reset()
    yield* listener.closeAll()
})

fiberTest(t, 'FakeNetwork.cut resets all connections', function* (t) {
    const network = new FakeNetwork()
    const [socket, listener] = yield* open(network)
    const reader = spawn(codeOf, () => socket.readLine())
    yield* sleep(10)
    network.cut()
    t.equal(yield* reader.join(), 'SOCKET_RESET')
    yield* listener.closeAll()
})

fiberTest(t, 'FakeNetwork.silence pulls the cable', function* (t) {
    const network = new FakeNetwork()
    const [socket, listener] = yield* open(network)
    yield* socket.write('x')
    t.equal(`${yield* socket.readExactly(1)}`, 'x')
    network.silence()
    yield* socket.write('y')
    socket.setDeadline(1000)
    t.equal(yield* codeOf(() => socket.readExactly(1)), 'SOCKET_TIMEOUT')
    socket.reset()
    yield* listener.closeAll()
})

fiberTest(t, 'FakeNetwork knows only the names it was told', function* (t) {
    const network = new FakeNetwork().host('known', '10.0.0.1')
    t.equal(yield* codeOf(() => connect({ host: 'unknown', port: 1, network })), 'SOCKET_NOT_FOUND')
    t.equal(yield* codeOf(() => connect({ host: 'known', port: 1, network })), 'SOCKET_REFUSED')
})

fiberTest(t, 'FakeNetwork.route changes one address', function* (t) {
    const network = new FakeNetwork()
        .route('10.0.0.2', { connect: 'unreachable' })
        .route('10.0.0.3', { connect: 'silence' })
    const listener = yield* listen('*:7', echo, { network })
    t.equal(yield* codeOf(() => connect({ host: '10.0.0.2', port: 7, network })), 'SOCKET_UNREACHABLE')
    t.equal(yield* codeOf(() => connect({ host: '10.0.0.3', port: 7, network, deadline: 50 })), 'SOCKET_TIMEOUT')
    network.route('10.0.0.2', { connect: 'accept' })
    const socket = yield* connect({ host: '10.0.0.2', port: 7, network })
    yield* shut(socket, listener)
})

fiberTest(t, 'FakeNetwork has one listener for an address and port', function* (t) {
    const network = new FakeNetwork()
    const listener = yield* listen('10.0.0.1:7', echo, { network })
    t.equal(yield* codeOf(() => listen('10.0.0.1:7', echo, { network })), 'SOCKET_IN_USE')
    yield* listener.closeAll()
    const again = yield* listen('10.0.0.1:7', echo, { network })
    yield* again.closeAll()
})

fiberTest(t, 'memoryPair overwrites the bytes it has shown', function* (t) {
    const [a, b] = memoryPair()
    yield* a.write('secret')
    const shown = yield* b.borrow()
    t.equal(`${shown}`, 'secret')
    yield* sleep(1)
    t.not(`${shown}`, 'secret', 'valid until the fiber suspends')
    t.equal(b.available, 6)
    b.consume(0)
    t.equal(`${yield* b.borrow()}`, 'secret')
    yield* closeBoth(a, b)
})

fiberTest(t, 'a connection broken at any byte ends in an error or an end, never in wrong bytes', function* (t) {
    const text = 'first\nsecond\nthird\n'
    for (let cutAfter = 1; cutAfter < text.length; cutAfter++) {
        const [a, b] = memoryPair({ cutAfter })
        a.writeNow(text)
        const lines: string[] = []
        const code = yield* codeOf(function* () {
            for (let line = yield* b.readLine(); line !== null; line = yield* b.readLine()) {
                lines.push(line)
            }
        })
        t.equal(code, 'SOCKET_RESET')
        t.equal(
            `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}`,
            text.slice(0, text.lastIndexOf('\n', cutAfter - 1) + 1),
        )
        yield* closeBoth(a, b)
    }
})
