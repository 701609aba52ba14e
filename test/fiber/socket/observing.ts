/*
    observing.ts -- The part of the suite for what does not wait: readNow, observe, shutdown, drop, handOver.
*/

import { deadline, spawn, yieldNow } from '../../../fiber/core/index.js'
import { Socket } from '../../../fiber/socket/index.js'
import { type Body, closeBoth, codeOf, isOver, until } from './pair-tools.js'

/** Notes what an observer is told. */
class Noting {
    readable = 0
    writable = 0

    socketReadable(): void {
        this.readable++
    }

    socketWritable(): void {
        this.writable++
    }
}

function now(socket: Socket, size = 100): string {
    const buf = Buffer.alloc(size)
    return buf.toString('latin1', 0, socket.readNow(buf))
}

/** Runs it. */
export function observing(test: (name: string, body: Body) => void): void {
    test('readNow takes what has come, and does not wait', function* (t, a, b) {
        t.equal(now(b), '')
        t.notOk(b.eof)
        yield* a.write('abc')
        yield* until(() => b.available === 3)
        t.equal(now(b, 2), 'ab')
        t.equal(now(b), 'c')
        t.equal(now(b), '')
        a.end()
        yield* until(() => b.eof)
        t.equal(now(b), '')
        yield* b.close()
        t.throws(() => now(b), { code: 'SOCKET_CLOSED' })
    })

    test('readNow throws what broke the connection, behind what has come, and while another fiber reads', function* (t, a, b) {
        const reader = spawn(function* () {
            return yield* b.readExactly(3)
        })
        yield* yieldNow()
        t.throws(() => now(b), { code: 'SOCKET_BUSY' })
        yield* a.write('abcd')
        yield* reader.join()
        t.equal(now(b), 'd')
        b.reset()
        yield* until(() => isOver(a))
        if (a.error === null) {
            t.pass('this transport shows a reset as an end')
        } else {
            t.throws(() => now(a), { code: 'SOCKET_RESET' })
        }
    })

    test('observe tells of input and of its end', function* (t, a, b) {
        const noting = new Noting()
        b.observe(noting)
        yield* a.write('abc')
        yield* until(() => b.available === 3)
        t.equal(noting.readable, 1)
        now(b)
        a.end()
        yield* until(() => b.eof)
        t.equal(noting.readable, 2)
        yield* closeBoth(b, a)
        t.ok(noting.readable > 2 && noting.writable > 0, 'it is over')
    })

    test('observe tells of room for output', function* (t, a, b) {
        const noting = new Noting()
        a.observe(noting)
        const block = Buffer.alloc(65536)
        while (!a.congested) {
            a.writeNow(block)
            yield* yieldNow()
        }
        const before = noting.writable
        const reader = spawn(function* () {
            const buf = Buffer.alloc(1 << 20)
            while ((yield* b.read(buf)) > 0) {}
        })
        yield* until(() => !a.congested)
        t.ok(noting.writable > before)
        a.end()
        yield* reader.join()
    })

    test('observe with null tells nobody', function* (t, a, b) {
        const noting = new Noting()
        b.observe(noting)
        b.observe(null)
        yield* a.write('abc')
        yield* until(() => b.available === 3)
        t.equal(noting.readable, 0)
    })

    test('shutdown shows the reader an end, and sends what was written and an end', function* (t, a, b) {
        const reader = spawn(function* () {
            return yield* b.readAll()
        })
        yield* yieldNow()
        yield* b.write('last words')
        b.shutdown()
        t.equal(String(yield* reader.join()), '')
        t.equal(String(yield* a.readAll()), 'last words')
        t.notOk(b.closed)
        t.equal(yield* codeOf(() => writing(b)), 'SOCKET_ENDED')
        b.shutdown()
        yield* closeBoth(a, b)
        b.shutdown()
    })

    test('drop closes without waiting for anybody', function* (t, a, b) {
        yield* b.write('read me')
        yield* b.flush()
        yield* until(() => a.available === 7)
        b.drop()
        t.ok(b.closed)
        yield* b.waitClosed()
        t.equal(String(yield* a.readAll()), 'read me')
        b.drop()
    })

    test('handOver gives the connection away, with what was not consumed', function* (t, a, b) {
        yield* a.write('first second')
        yield* until(() => b.available === 12)
        t.equal(String(yield* b.readExactly(6)), 'first ')
        yield* b.write('before ')
        const other = new Socket(b.handOver())
        t.ok(b.closed)
        t.equal(yield* codeOf(() => b.readAll()), 'SOCKET_CLOSED')
        t.throws(() => b.handOver(), { code: 'SOCKET_CLOSED' })
        b.reset()
        yield* b.close()
        yield* a.write(' third')
        t.equal(String(yield* other.readExactly(12)), 'second third')
        yield* other.write('after')
        t.equal(String(yield* a.readExactly(12)), 'before after')
        a.end()
        t.equal(String(yield* other.readAll()), '')
        yield* closeBoth(other, a)
    })

    test('handOver is refused while a fiber reads', function* (t, a, b) {
        const reader = spawn(function* () {
            return yield* b.readAll()
        })
        yield* yieldNow()
        t.throws(() => b.handOver(), { code: 'SOCKET_BUSY' })
        a.end()
        yield* reader.join()
    })

    test('handOver passes on a flood, an end and a break that come before there is a new user', function* (t, a, b) {
        const flood = Buffer.alloc(300_000, 'x')
        const wire = b.handOver()
        const sender = spawn(function* () {
            yield* a.write(flood)
            yield* a.close()
        })
        // Held back: there is nobody to read.
        for (let turn = 0; turn < 10; turn++) {
            yield* until(() => true)
            yield* yieldNow()
        }
        const other = new Socket(wire)
        t.equal((yield* deadline(30_000, other.readAll(400_000))).length, flood.length)
        yield* sender.join()
        yield* other.close()
        yield* other.waitClosed()
        t.ok(isOver(other))
    })
}

function* writing(socket: Socket) {
    yield* socket.write('x')
}
