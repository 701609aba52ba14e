/*
    conformance.ts -- What any socket must do, whatever its transport. Each transport's own test runs it.
*/

import { createHash, randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { deadline, type Fiber, fibers, run, spawn, type Task, yieldNow } from '../../../fiber/core/index.js'
import { type Socket, SocketError, type SocketErrorCode } from '../../../fiber/socket/index.js'
import { observing } from './observing.js'
import { type Body, codeOf, isOver, until } from './pair-tools.js'

export { closeBoth, codeOf, isOver, until } from './pair-tools.js'

/** A way to make connections. */
export interface Fixture {
    /** For the names of tests. */
    readonly name: string
    /** Makes two connected sockets. */
    pair(): Fiber<[Socket, Socket]>
    /** How a peer that is reset sees it. Default `SOCKET_RESET`. */
    readonly resetCode?: SocketErrorCode
    /** Bytes that a side may hold for a reader that does not read: buffers of the system, of both ends. Default 64 MB. */
    readonly mostBuffered?: number
}

/** Runs the suite. */
export function conformance(t: Test, fixture: Fixture): void {
    const test = (name: string, body: Body) => {
        t.test(`${fixture.name}: ${name}`, async t => {
            await run(function* main() {
                const [a, b] = yield* fixture.pair()
                try {
                    // Not a measure of speed: a hanging test is to end with the fibers' stacks.
                    yield* deadline(30_000, body(t, a, b))
                } finally {
                    a.reset()
                    b.reset()
                    yield* a.waitClosed()
                    yield* b.waitClosed()
                }
            })
        })
    }
    reading(test)
    borrowing(test)
    writing(test)
    ending(test, fixture)
    waiting(test)
    flowing(test, fixture)
    observing(test)
}

/** Sends pieces such that each arrives before the next one is sent. */
function* sendPieces(from: Socket, to: Socket, pieces: readonly Buffer[]): Fiber<void> {
    for (const piece of pieces) {
        const goal = to.statistics().bytesRead + piece.length
        yield* from.write(piece)
        yield* from.flush()
        yield* until(() => to.statistics().bytesRead === goal)
        // What a reader did with it is over, too.
        yield* yieldNow()
    }
}

const text = 'first\r\nsecond\n\r\nf\u00fcnf;sechs'
const bytes = Buffer.from(text)

function* readParts(b: Socket): Fiber<string[]> {
    const parts: string[] = []
    for (let i = 0; i < 3; i++) {
        parts.push((yield* b.readLine()) ?? 'null')
    }
    parts.push(`${yield* b.readUntil(';')}`, `${yield* b.readExactly(5)}`)
    return parts
}

const parts = ['first', 'second', '', 'f\u00fcnf;', 'sechs']

function reading(test: (name: string, body: Body) => void): void {
    test('read gives what is there, then 0 at the end', function* (t, a, b) {
        const buf = Buffer.alloc(100)
        yield* a.write('hello')
        const count = yield* b.read(buf)
        t.equal(buf.toString('latin1', 0, count), 'hello')
        a.end()
        t.equal(yield* b.read(buf), 0)
        t.equal(yield* b.read(buf), 0, 'the end stays the end')
        t.ok(b.eof)
    })

    test('read fills a small buffer and leaves the rest', function* (t, a, b) {
        const buf = Buffer.alloc(2)
        yield* a.write('abc')
        yield* until(() => b.available === 3)
        t.equal(yield* b.read(buf), 2)
        t.equal(buf.toString(), 'ab')
        t.equal(yield* b.read(buf), 1)
        t.equal(buf.toString('latin1', 0, 1), 'c')
    })

    test('read of an empty buffer is an error', function* (t, _a, b) {
        t.throws(() => b.read(Buffer.alloc(0)), RangeError)
        t.equal(b.available, 0)
        yield* yieldNow()
    })

    test('readSome gives a buffer that stays valid', function* (t, a, b) {
        yield* a.write('one')
        const first = yield* b.readSome()
        yield* a.write('two')
        const second = yield* b.readSome(1)
        t.equal(`${first}`, 'one')
        t.equal(`${second}`, 't')
        a.end()
        t.equal(`${yield* b.readSome()}`, 'wo')
        t.equal(yield* b.readSome(), null)
    })

    test('readLine, readUntil and readExactly find their parts at every split', function* (t, a, b) {
        for (let at = 1; at < bytes.length; at++) {
            const reader = spawn(readParts, b)
            yield* sendPieces(a, b, [bytes.subarray(0, at), bytes.subarray(at)])
            t.same(yield* reader.join(), parts, `split at ${at}`)
        }
    })

    test('readLine, readUntil and readExactly find their parts byte by byte', function* (t, a, b) {
        const reader = spawn(readParts, b)
        yield* sendPieces(
            a,
            b,
            [...bytes].map(byte => Buffer.of(byte)),
        )
        t.same(yield* reader.join(), parts)
    })

    test('readLine takes a last line without an end, then gives null', function* (t, a, b) {
        yield* a.write('last')
        a.end()
        t.equal(yield* b.readLine(), 'last')
        t.equal(yield* b.readLine(), null)
    })

    test('readLine refuses a line beyond its limit, and takes one of just that length', function* (t, a, b) {
        yield* a.write('1234567\n12345678\n')
        t.equal(yield* b.readLine(8), '1234567')
        t.equal(yield* codeOf(() => b.readLine(8)), 'SOCKET_TOO_LONG')
        t.equal(yield* b.readLine(9), '12345678', 'it can still be read')
    })

    test('readLine refuses an endless line before its end has come', function* (t, a, b) {
        yield* a.write('12345678')
        t.equal(yield* codeOf(() => b.readLine(8)), 'SOCKET_TOO_LONG')
    })

    test('readUntil gives null at the end, and leaves what came', function* (t, a, b) {
        yield* a.write('no delimiter')
        a.end()
        t.equal(yield* b.readUntil('--'), null)
        t.equal(`${yield* b.readAll()}`, 'no delimiter')
    })

    test('readUntil wants a delimiter', function* (t, _a, b) {
        const error = yield* failure(() => b.readUntil(''))
        t.ok(error instanceof RangeError)
    })

    test('readExactly tells when the peer ends too early, and leaves what came', function* (t, a, b) {
        yield* a.write('abc')
        a.end()
        t.equal(yield* codeOf(() => b.readExactly(4)), 'SOCKET_SHORT')
        t.equal(`${yield* b.readExactly(3)}`, 'abc')
        t.equal((yield* b.readExactly(0)).length, 0)
    })

    test('readAll gives everything, and refuses more than its limit', function* (t, a, b) {
        yield* a.write('12345')
        yield* a.write('6789')
        a.end()
        t.equal(yield* codeOf(() => b.readAll(8)), 'SOCKET_TOO_LONG')
        t.equal(`${yield* b.readAll(9)}`, '123456789')
    })

    test('readExactly takes more than is read ahead', function* (t, a, b) {
        const data = randomBytes(300_000)
        const writer = spawn(send, a, data)
        t.ok(data.equals(yield* b.readExactly(data.length)))
        yield* writer.join()
    })
}

function borrowing(test: (name: string, body: Body) => void): void {
    test('borrow shows what is there, and the rest again after consume', function* (t, a, b) {
        yield* a.write('abcdef')
        yield* until(() => b.available === 6)
        t.equal(`${yield* b.borrow()}`, 'abcdef')
        b.consume(2)
        t.equal(`${yield* b.borrow()}`, 'cdef')
        b.consume(0)
        t.equal(`${yield* b.borrow()}`, 'cdef', 'shown again')
        b.consume(4)
        a.end()
        t.equal(yield* b.borrow(), null)
        t.equal(yield* b.borrow(), null)
    })

    test('borrow without consume waits for more', function* (t, a, b) {
        const reader = spawn(function* () {
            const seen: string[] = []
            for (let shown = yield* b.borrow(); shown !== null; shown = yield* b.borrow()) {
                seen.push(`${shown}`)
            }
            return seen
        })
        yield* sendPieces(a, b, ['a', 'b', 'c'].map(Buffer.from as (text: string) => Buffer))
        a.end()
        t.same(yield* reader.join(), ['a', 'ab', 'abc'])
        t.equal(b.available, 3, 'nothing was consumed')
        t.equal(`${yield* b.readAll()}`, 'abc')
    })

    test('borrow leaves the rest to other ways of reading', function* (t, a, b) {
        yield* a.write('head\nbody')
        yield* b.borrow()
        t.equal(yield* b.readLine(), 'head')
        yield* b.borrow()
        t.equal(`${yield* b.readExactly(4)}`, 'body')
    })

    test('borrow shows no more than the input limit', function* (t, a, b) {
        const data = Buffer.alloc(2 ** 20 + 1)
        const writer = spawn(send, a, data)
        const code = yield* codeOf(function* () {
            while ((yield* b.borrow()) !== null) {}
        })
        t.equal(code, 'SOCKET_TOO_LONG')
        b.consume(b.available)
        yield* b.readExactly(data.length - (b.statistics().bytesRead - b.available))
        yield* writer.join()
    })

    test('consume refuses more than there is', function* (t, a, b) {
        yield* a.write('ab')
        yield* until(() => b.available === 2)
        t.throws(() => b.consume(3), RangeError)
        t.throws(() => b.consume(-1), RangeError)
        t.equal(b.available, 2)
    })
}

function writing(test: (name: string, body: Body) => void): void {
    test('write takes text and bytes, in any mixture', function* (t, a, b) {
        const pieces: [string | Buffer, 'latin1' | 'utf8'][] = [
            ['plain ', 'latin1'],
            ['caf\u00e9 ', 'latin1'],
            ['caf\u00e9 \u{1f600} ', 'utf8'],
            [Buffer.from([0, 255, 128]), 'utf8'],
            ['\u00e9', 'latin1'],
            ['\u00e9', 'utf8'],
            ['', 'utf8'],
            [Buffer.alloc(0), 'utf8'],
            ['x'.repeat(20_000), 'latin1'],
            [Buffer.alloc(10_000, 'y'), 'utf8'],
            ['\u20ac'.repeat(30_000), 'utf8'],
            [Buffer.alloc(100_000, 'z'), 'utf8'],
            ['head', 'latin1'],
            [Buffer.alloc(20_000, 'w'), 'utf8'],
            [Buffer.alloc(5, 'v'), 'utf8'],
            ['v'.repeat(200_000), 'latin1'],
            ['end', 'utf8'],
        ]
        const expected = Buffer.concat(
            pieces.map(([data, encoding]) => (typeof data === 'string' ? Buffer.from(data, encoding) : data)),
        )
        const writer = spawn(function* () {
            for (const [data, encoding] of pieces) {
                yield* a.write(data, encoding)
            }
            a.end()
        })
        const received = yield* b.readAll()
        yield* writer.join()
        t.ok(received.equals(expected), `${received.length} bytes, wanted ${expected.length}`)
        t.equal(a.statistics().bytesWritten, expected.length)
        t.equal(b.statistics().bytesRead, expected.length)
    })

    test('write leaves the bytes to the caller when it is over', function* (t, a, b) {
        for (const size of [10, 10_000, 1_000_000]) {
            const buf = Buffer.alloc(size, 'a')
            const reader = spawn(function* () {
                return yield* b.readExactly(size)
            })
            yield* a.write(buf)
            buf.fill('b')
            t.ok((yield* reader.join()).equals(Buffer.alloc(size, 'a')), `${size} bytes`)
        }
    })

    test('write from several fibers keeps each piece whole', function* (t, a, b) {
        const writers: Task[] = []
        for (let i = 0; i < 10; i++) {
            writers.push(
                spawn(function* () {
                    for (let j = 0; j < 50; j++) {
                        yield* a.write(`${String(i).repeat(1000)}\n`)
                        yield* yieldNow()
                    }
                }) as Task,
            )
        }
        const counts = new Array<number>(10).fill(0)
        for (let n = 0; n < 500; n++) {
            const line = (yield* b.readLine())!
            t.ok(line === line[0]!.repeat(1000))
            counts[Number(line[0])]!++
        }
        t.same(counts, new Array(10).fill(50))
        for (const writer of writers) {
            yield* writer.join()
        }
    })

    test('flush waits until all is taken', function* (t, a, b) {
        const reader = spawn(function* () {
            return (yield* b.readExactly(500_000)).length
        })
        yield* a.write('x'.repeat(500_000))
        yield* a.flush()
        t.equal(a.statistics().pending, 0)
        t.equal(yield* reader.join(), 500_000)
    })

    test('write is sent when its fiber waits for something else', function* (t, a, b) {
        yield* a.write('x')
        yield* until(() => b.available === 1)
        t.pass()
    })
}

function ending(test: (name: string, body: Body) => void, { resetCode = 'SOCKET_RESET' }: Fixture): void {
    test('end ends one direction only', function* (t, a, b) {
        yield* a.write('question')
        a.end()
        a.end()
        t.equal(`${yield* b.readAll()}`, 'question')
        yield* b.write('answer')
        b.end()
        t.equal(`${yield* a.readAll()}`, 'answer')
        t.equal(yield* codeOf(() => send(a, 'more')), 'SOCKET_ENDED')
        yield* until(() => a.closed && b.closed)
        t.equal(a.error, null)
        t.equal(b.error, null)
        t.equal(yield* a.read(Buffer.alloc(1)), 0, 'an orderly end stays one when all is over')
    })

    test('close sends what was written, then ends', function* (t, a, b) {
        const data = randomBytes(3_000_000)
        const writer = spawn(function* () {
            yield* a.write(data)
            yield* a.write('tail')
            yield* a.close()
        })
        const received = yield* b.readAll(4_000_000)
        t.ok(received.equals(Buffer.concat([data, Buffer.from('tail')])))
        yield* writer.join()
        b.end()
        yield* a.waitClosed()
        yield* b.waitClosed()
        t.equal(b.error, null)
    })

    test('closeNow sends what was written, in the background', function* (t, a, b) {
        yield* a.write('last words')
        a.closeNow()
        a.closeNow()
        t.ok(a.closed)
        t.equal(`${yield* b.readAll()}`, 'last words')
        t.equal(b.error, null)
    })

    test('close with unread input does not lose output', function* (t, a, b) {
        yield* b.write('x'.repeat(50_000))
        yield* until(() => a.available > 0)
        yield* a.write('answer')
        yield* a.close()
        t.equal(`${yield* b.readAll()}`, 'answer')
    })

    test('close twice, and from two fibers, is one close', function* (t, a, b) {
        const other = spawn(function* () {
            yield* a.close()
        })
        yield* a.close()
        yield* other.join()
        yield* a.close()
        t.ok(a.closed)
        t.equal(yield* b.borrow(), null)
    })

    test('close ends a read of another fiber', function* (t, a) {
        const reader = spawn(codeOf, () => readOne(a))
        yield* yieldNow()
        yield* a.close()
        t.equal(yield* reader.join(), 'SOCKET_CLOSED')
    })

    test('reads and writes after close are refused', function* (t, a) {
        yield* a.close()
        t.equal(yield* codeOf(() => readOne(a)), 'SOCKET_CLOSED')
        t.equal(yield* codeOf(() => a.readLine()), 'SOCKET_CLOSED')
        t.equal(yield* codeOf(() => send(a, 'x')), 'SOCKET_CLOSED')
        a.end()
        a.reset()
        t.ok(a.closed)
    })

    test('reset breaks the reads and writes of the peer', function* (t, a, b) {
        yield* a.write('x')
        yield* until(() => b.available === 1)
        a.reset()
        yield* until(() => isOver(b))
        t.equal(`${yield* b.readExactly(1)}`, 'x', 'what came before can be read')
        t.equal(yield* codeOf(() => readOne(b)), resetCode)
        t.equal(yield* codeOf(() => readOne(b)), resetCode, 'it stays so')
        t.equal(yield* codeOf(() => send(b, 'x')), resetCode)
        t.equal(yield* codeOf(() => flush(b)), resetCode)
        t.ok(b.error)
        yield* b.close()
    })

    test('reset reaches a fiber that waits, and the error shows its calls', function* (t, a, b) {
        const reader = spawn(function* outer() {
            return yield* failure(function* inner() {
                yield* b.readLine()
            })
        })
        yield* yieldNow()
        a.reset()
        const error = yield* reader.join()
        t.ok(error instanceof SocketError)
        t.equal((error as SocketError).code, resetCode)
        t.match((error as SocketError).stack, /inner[^]*outer/)
        t.ok((error as SocketError).cause)
    })

    test('reset ends the own fibers', function* (t, a) {
        const reader = spawn(codeOf, () => readOne(a))
        yield* yieldNow()
        a.reset()
        t.equal(yield* reader.join(), 'SOCKET_CLOSED')
    })

    test('waitClosed waits for the end of both sides', function* (t, a, b) {
        const order: string[] = []
        const waiter = spawn(function* () {
            yield* a.waitClosed()
            order.push('over')
        })
        yield* a.close()
        order.push('closed')
        t.equal(yield* b.borrow(), null)
        order.push('ended')
        yield* b.close()
        yield* waiter.join()
        t.same(order, ['closed', 'ended', 'over'])
        yield* a.waitClosed()
    })

    test('watch tells once when the connection is over', function* (t, a, b) {
        const told: (Error | null)[] = []
        b.watch({ socketOver: error => told.push(error) })
        a.reset()
        yield* until(() => isOver(b))
        t.equal(told.length, 1)
        t.ok(told[0])
    })
}

function waiting(test: (name: string, body: Body) => void): void {
    test('a read that is cancelled loses nothing', function* (t, a, b) {
        const ways: (() => Fiber<unknown>)[] = [
            () => readOne(b),
            () => b.readSome(),
            () => b.readLine(),
            () => b.readExactly(100),
            () => b.readUntil('xyz'),
            () => borrowOne(b),
        ]
        for (const way of ways) {
            const reader = spawn(way)
            yield* yieldNow()
            reader.cancel()
            yield* until(() => reader.state === 'done')
            yield* a.write('ab')
            t.equal(`${yield* b.readExactly(2)}`, 'ab')
        }
    })

    test('a read that is cancelled when its data has come loses nothing', function* (t, a, b) {
        const reader = spawn(function* () {
            return yield* b.readSome()
        })
        yield* yieldNow()
        yield* a.write('ab')
        yield* until(() => b.statistics().bytesRead === 2 || reader.state === 'done')
        reader.cancel()
        yield* until(() => reader.state === 'done')
        const outcome = reader.statistics().outcome
        t.equal(b.available, outcome === 'cancelled' ? 2 : 0)
    })

    test('deadline around a read leaves the socket usable', function* (t, a, b) {
        const error = yield* failure(function* () {
            yield* deadline(1, b.readLine())
        })
        t.match(error, { code: 'FIBER_TIMEOUT' })
        yield* a.write('x\n')
        t.equal(yield* b.readLine(), 'x')
    })

    test('setDeadline ends reads, which can be done again', function* (t, a, b) {
        b.setDeadline(1)
        t.equal(yield* codeOf(() => readOne(b)), 'SOCKET_TIMEOUT')
        t.equal(yield* codeOf(() => b.readLine()), 'SOCKET_TIMEOUT', 'it stays passed')
        yield* a.write('x')
        yield* until(() => b.available === 1)
        t.equal(yield* b.read(Buffer.alloc(1)), 1, 'what is there is given all the same')
        b.setDeadline(Infinity)
        const reader = spawn(readOne, b)
        yield* a.write('y')
        t.equal(yield* reader.join(), 1)
    })

    test('setDeadline moves the deadline of a read that waits', function* (t, _a, b) {
        b.setDeadline(60_000)
        const reader = spawn(codeOf, () => readOne(b))
        yield* yieldNow()
        b.setDeadline(1)
        t.equal(yield* reader.join(), 'SOCKET_TIMEOUT')
    })

    test('setDeadline without a wait does nothing', function* (t, a, b) {
        b.setDeadline(0)
        yield* a.write('x\n')
        yield* until(() => b.available === 2)
        t.equal(yield* b.readLine(), 'x')
        yield* b.write('y')
        t.equal(yield* a.read(Buffer.alloc(1)), 1)
    })

    test('two readers at a time are refused', function* (t, a, b) {
        const reader = spawn(readOne, b)
        yield* yieldNow()
        t.equal(yield* codeOf(() => readOne(b)), 'SOCKET_BUSY')
        t.equal(yield* codeOf(() => borrowOne(b)), 'SOCKET_BUSY')
        t.equal(yield* codeOf(() => b.readLine()), 'SOCKET_BUSY')
        yield* a.write('x')
        t.equal(yield* reader.join(), 1, 'the first one is not disturbed')
    })

    test('a fiber that waits shows for what, and goes on undisturbed', function* (t, a, b) {
        const reader = spawn(function* waitsForLine() {
            return yield* b.readLine()
        })
        yield* yieldNow()
        const { frames, waitsFor } = reader.backtrace()
        t.equal(frames[0]?.function, 'waitsForLine')
        t.match(waitsFor, /^socket\.read from /)
        t.ok(fibers().length > 0)
        yield* a.write('x\n')
        t.equal(yield* reader.join(), 'x')
    })

    test('statistics are a frozen record', function* (t, a, b) {
        yield* a.write('abc')
        yield* until(() => b.available === 3)
        const record = b.statistics()
        t.ok(Object.isFrozen(record))
        t.match(record, { bytesRead: 3, bytesWritten: 0, available: 3, pending: 0, eof: false, closed: false })
        t.ok(record.idle >= 0)
        t.ok(record.local)
        t.ok(record.remote)
        t.equal(a.remote?.port, b.local?.port)
        t.equal(a.secure, a.security !== null)
    })
}

/** Text, because a write of many bytes waits until they can be given back to the caller, whatever is in the queue. */
const sixtyFourK = 'x'.repeat(65536)

function flowing(test: (name: string, body: Body) => void, fixture: Fixture): void {
    const { mostBuffered = 64 * 2 ** 20, resetCode = 'SOCKET_RESET' } = fixture

    test('a reader that does not read stops the writer', function* (t, a, b) {
        const piece = randomBytes(65536)
        const text = piece.toString('latin1')
        let written = 0
        let stop = false
        const hash = createHash('sha256')
        const writer = spawn(function* () {
            while (!stop) {
                yield* a.write(text, 'latin1')
                hash.update(piece)
                written += piece.length
            }
        })
        yield* until(() => a.congested || written > mostBuffered)
        t.ok(written <= mostBuffered, `${written} bytes`)
        t.ok(b.available < 300_000, `${b.available} bytes are held for the reader`)
        stop = true
        const reader = spawn(digest, b)
        yield* writer.join()
        a.end()
        t.equal(yield* reader.join(), hash.digest('hex'))
    })

    test('a writer that waits is told of a reset', function* (t, a, b) {
        const writer = spawn(codeOf, function* () {
            for (;;) {
                yield* a.write(sixtyFourK)
            }
        })
        yield* until(() => a.congested)
        b.reset()
        t.equal(yield* writer.join(), resetCode)
    })

    test('a writer that waits runs into the deadline', function* (t, a) {
        const writer = spawn(codeOf, function* () {
            for (;;) {
                yield* a.write(sixtyFourK)
            }
        })
        yield* until(() => a.congested)
        a.setDeadline(1)
        t.equal(yield* writer.join(), 'SOCKET_TIMEOUT')
    })

    test('a writer that waits can be cancelled', function* (t, a, b) {
        let done = false
        const writer = spawn(function* () {
            try {
                for (;;) {
                    yield* a.write(sixtyFourK)
                }
            } finally {
                done = true
            }
        })
        yield* until(() => a.congested)
        writer.cancel()
        yield* until(() => writer.state === 'done')
        t.ok(done)
        const reader = spawn(digest, b)
        yield* a.flush()
        yield* a.write('goes on')
        a.end()
        yield* reader.join()
    })

    test('ten megabytes go both ways at the same time', function* (t, a, b) {
        const data = randomBytes(10 * 2 ** 20)
        const other = Buffer.from(data).reverse()
        const writers = [spawn(sendPiecewise, a, data), spawn(sendPiecewise, b, other)]
        const readers = [spawn(digest, b), spawn(digest, a)]
        for (const writer of writers) {
            yield* writer.join()
        }
        t.equal(yield* readers[0]!.join(), createHash('sha256').update(data).digest('hex'))
        t.equal(yield* readers[1]!.join(), createHash('sha256').update(other).digest('hex'))
    })

    test('reading piecewise of borrowed bytes sees each byte once', function* (t, a, b) {
        const data = randomBytes(500_000)
        const writer = spawn(sendPiecewise, a, data)
        const hash = createHash('sha256')
        for (let round = 0; ; round++) {
            const shown = yield* b.borrow()
            if (shown === null) {
                break
            }
            const used = round % 3 === 0 ? shown.length : Math.ceil(shown.length / 2)
            hash.update(shown.subarray(0, used))
            b.consume(used)
        }
        yield* writer.join()
        t.equal(hash.digest('hex'), createHash('sha256').update(data).digest('hex'))
    })
}

function* readOne(socket: Socket): Fiber<number> {
    return yield* socket.read(Buffer.alloc(1))
}

function* borrowOne(socket: Socket): Fiber<Buffer | null> {
    return yield* socket.borrow()
}

function* flush(socket: Socket): Fiber<void> {
    yield* socket.flush()
}

function* send(socket: Socket, data: string | Buffer): Fiber<void> {
    yield* socket.write(data)
}

/** Sends pieces of many sizes, then ends. */
function* sendPiecewise(socket: Socket, data: Buffer): Fiber<void> {
    for (let at = 0, size = 1; at < data.length; at += size) {
        size = ((size * 31) % 100_000) + 1
        yield* socket.write(data.subarray(at, at + size))
    }
    socket.end()
}

function* digest(socket: Socket): Fiber<string> {
    const hash = createHash('sha256')
    const buf = Buffer.alloc(50_000)
    for (let count = yield* socket.read(buf); count > 0; count = yield* socket.read(buf)) {
        hash.update(buf.subarray(0, count))
    }
    return hash.digest('hex')
}

function* failure(body: () => Fiber<unknown>): Fiber<unknown> {
    try {
        yield* body()
    } catch (error) {
        return error
    }
    return null
}
