import t from 'tap'
import { type Fiber, now, sleep, spawn, statistics } from '../../../fiber/core/index.js'
import { Socket, type TextEncoding, type Wire } from '../../../fiber/socket/index.js'
import { fiberTest, type MemoryWire, memoryPair, memoryWires } from '../../../fiber/testing/index.js'
import { closeBoth, codeOf } from './conformance.js'

/** Counts what a wire is given to send. */
function counting(wire: MemoryWire): string[] {
    const writes: string[] = []
    const write = wire.write.bind(wire)
    wire.write = (data: string | Uint8Array, encoding: TextEncoding) => {
        writes.push(Buffer.from(data as string, encoding).toString('latin1'))
        return write(data, encoding)
    }
    return writes
}

function* readOne(socket: Socket): Fiber<number> {
    return yield* socket.read(Buffer.alloc(1))
}

fiberTest(t, 'Socket sends the answers to pipelined requests in one write', function* (t) {
    const [near, far] = memoryWires()
    const writes = counting(far)
    const [client, server] = [new Socket(near), new Socket(far)]
    const handler = spawn(function* () {
        for (let line = yield* server.readLine(); line !== null; line = yield* server.readLine()) {
            yield* server.write(`head ${line} `, 'latin1')
            yield* server.write(`body ${line}\n`, 'latin1')
        }
        yield* server.close()
    })
    yield* client.write('1\n2\n3\n')
    for (let i = 1; i <= 3; i++) {
        t.equal(yield* client.readLine(), `head ${i} body ${i}`)
    }
    t.same(writes, ['head 1 body 1\nhead 2 body 2\nhead 3 body 3\n'])
    yield* client.write('4\n')
    t.equal(yield* client.readLine(), 'head 4 body 4')
    t.equal(writes.length, 2)
    client.end()
    yield* handler.join()
    yield* closeBoth(client, server)
})

fiberTest(t, 'Socket sends at the end of the slice what a fiber leaves behind', function* (t) {
    const [near, far] = memoryWires()
    const writes = counting(near)
    const [a, b] = [new Socket(near), new Socket(far)]
    const writer = spawn(function* () {
        yield* a.write('one ')
        yield* a.write('two ')
        yield* sleep(1000)
        yield* a.write('three')
    })
    yield* writer.join()
    a.end()
    t.equal(`${yield* b.readAll()}`, 'one two three')
    t.same(writes, ['one two ', 'three'])
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket sends at once what is written outside of fibers', function* (t) {
    const [a, b] = memoryPair()
    setImmediate(() => a.writeNow('x'))
    t.equal(yield* readOne(b), 1)
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.write does not wait below the mark of the wire, and waits above', function* (t) {
    const [a, b] = memoryPair({ highWater: 1000, latency: 10 })
    const start = now()
    yield* a.write('x'.repeat(1000))
    t.notOk(a.congested)
    const reader = spawn(function* () {
        return (yield* b.readAll()).length
    })
    t.notOk(a.writeNow('y'.repeat(70_000)), 'sent at once, since it is much')
    t.ok(a.congested)
    t.equal(now(), start)
    yield* a.write('!')
    t.ok(now() >= start + 10, 'it has waited until all had arrived')
    t.notOk(a.congested)
    a.end()
    t.equal(yield* reader.join(), 71_001)
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.setDeadline may be moved by each request, with one timer', function* (t) {
    const [a, b] = memoryPair()
    const reader = spawn(function* () {
        const times: number[] = []
        for (;;) {
            b.setDeadline(5000)
            const code = yield* codeOf(() => readOne(b))
            times.push(now())
            if (code !== 'none') {
                return { code, times }
            }
        }
    })
    const start = now()
    for (let i = 0; i < 5; i++) {
        yield* sleep(4000)
        t.equal(statistics().timers, 1)
        yield* a.write('x')
    }
    const { code, times } = yield* reader.join()
    t.equal(code, 'SOCKET_TIMEOUT')
    t.equal(times.length, 6)
    t.equal(times.at(-1), start + 20_000 + 5000)
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.setDeadline may be moved to an earlier time', function* (t) {
    const [a, b] = memoryPair()
    const start = now()
    b.setDeadline(60_000)
    const reader = spawn(codeOf, () => readOne(b))
    yield* sleep(1000)
    b.setDeadline(500)
    t.equal(yield* reader.join(), 'SOCKET_TIMEOUT')
    t.equal(now(), start + 1500)
    t.match(yield* codeOf(() => readOne(b)), 'SOCKET_TIMEOUT', 'it stays passed')
    b.setDeadline(Infinity)
    const again = spawn(codeOf, () => readOne(b))
    yield* sleep(3_600_000)
    yield* a.write('x')
    t.equal(yield* again.join(), 'none')
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.close gives up after the linger time if the peer does not read', function* (t) {
    const [near, far] = memoryWires({ highWater: 10 })
    const a = new Socket(near, { linger: 7000 })
    const start = now()
    a.writeNow('x'.repeat(1000))
    yield* a.close()
    t.equal(now(), start + 7000)
    t.ok(a.statistics().over || a.closed)
    far.destroy(true)
    yield* sleep(1)
    t.ok(a.statistics().over)
})

fiberTest(t, 'Socket.close cuts the connection of a peer that does not end', function* (t) {
    const [a, b] = memoryPair()
    const start = now()
    yield* a.write('x')
    const order: string[] = []
    a.watch({ socketOver: () => order.push(`over at ${now() - start}`) })
    yield* a.close()
    order.push(`closed at ${now() - start}`)
    t.equal(`${yield* b.readAll()}`, 'x')
    yield* sleep(10_000)
    t.same(order, ['closed at 0', 'over at 2000'])
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.close drops what a peer goes on sending', function* (t) {
    const [a, b] = memoryPair()
    yield* a.write('answer')
    yield* a.close()
    const sender = spawn(codeOf, function* () {
        for (;;) {
            yield* b.write('x'.repeat(100_000))
            yield* sleep(100)
        }
    })
    t.equal(yield* sender.join(), 'SOCKET_RESET')
    t.equal(a.available, 0)
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket holds up a peer whose bytes nobody takes, and goes on when there is room', function* (t) {
    const [a, b] = memoryPair({ segment: 10_000 })
    const writer = spawn(function* () {
        for (let i = 0; i < 100; i++) {
            yield* a.write('x'.repeat(10_000))
        }
        a.end()
    })
    yield* sleep(1)
    const { available } = b
    t.ok(available >= 65_536 && available < 80_000, `${available}`)
    let total = 0
    const buf = Buffer.alloc(1000)
    for (let count = yield* b.read(buf); count > 0; count = yield* b.read(buf)) {
        total += count
    }
    t.equal(total, 1_000_000)
    yield* writer.join()
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket.borrow reads beyond the mark for a fiber that wants more, up to the input limit', function* (t) {
    const [a, b] = memoryPair({ inputLimit: 200_000 })
    a.writeNow('x'.repeat(300_000))
    let shown = 0
    const code = yield* codeOf(function* () {
        for (;;) {
            shown = (yield* b.borrow())!.length
        }
    })
    t.equal(code, 'SOCKET_TOO_LONG')
    t.ok(shown >= 200_000 && shown < 300_000, `${shown}`)
    yield* closeBoth(a, b)
})

fiberTest(t, 'Socket tells what a broken wire had', function* (t) {
    const [a, b] = memoryPair({ cutAfter: 5 })
    a.writeNow('123456789')
    t.equal(`${yield* b.readExactly(5)}`, '12345')
    t.equal(yield* codeOf(() => readOne(b)), 'SOCKET_RESET')
    t.ok(b.error)
    yield* closeBoth(a, b)
})

t.test('Socket begins to read when it is made', async t => {
    const calls: string[] = []
    const wire = new Proxy({} as Wire, {
        get: (_, name) => (name === 'pending' ? 0 : () => calls.push(String(name)) > 0),
    })
    new Socket(wire)
    t.same(calls, ['start'])
})

fiberTest(t, 'Socket.closeNow without farewell is over as soon as what was written has left', function* (t, clock) {
    for (const size of [10, 1_000_000]) {
        const [client, server] = memoryPair()
        yield* sleep(0)
        const begun = clock.now()
        server.writeNow('x'.repeat(size), 'latin1')
        server.closeNow(false)
        t.ok(server.closed)
        t.equal((yield* client.readAll(size)).length, size)
        yield* server.waitClosed()
        t.equal(clock.now(), begun)
        yield* client.close()
        yield* client.waitClosed()
    }
})
