import t from 'tap'
import { rAllocBuf, rBufToString, rPutStringToBuf } from '../../../fiber/collection/c.js'
import {
    MAXINT64,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_READ,
    R_ERR_CANT_WRITE,
    R_ERR_TIMEOUT,
    rGetOsError,
} from '../../../fiber/compat/c.js'
import { now, run, sleep, spawn, type Task, yieldNow } from '../../../fiber/core/index.js'
import { rResumeFiber } from '../../../fiber/event/index.js'
import {
    rAllocSocket,
    rCloseSocket,
    rDisconnectSocket,
    rFreeSocket,
    rIsSocketEof,
    rReadSocket,
    rReadSocketSync,
    rResetSocket,
    rSetSocketLinger,
    rWriteSocket,
    rWriteSocketSync,
} from '../../../fiber/rsocket/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { rGetTicks } from '../../../fiber/time/c.js'
import { until } from '../socket/pair-tools.js'
import { cMemoryPair, freed, onBoth } from './pair.js'

const text = (buf: Buffer, count: number) => buf.toString('utf8', 0, Math.max(count, 0))

onBoth('rReadSocket gives what has come, as soon as anything has', function* (t, a, b) {
    const buf = Buffer.alloc(64)
    t.equal(yield* rWriteSocket(a, 'héllo'), 6)
    t.equal(text(buf, yield* rReadSocket(b, buf, buf.length)), 'héllo')
    t.equal(yield* rWriteSocket(b, Buffer.from('answer!'), 6, 0), 6)
    t.equal(yield* rReadSocket(a, buf, 3, 0), 3)
    t.equal(text(buf, 3), 'ans')
    t.equal(yield* rReadSocket(a, buf, 64, 0), 3)
    t.equal(text(buf, 3), 'wer')
})

onBoth('rReadSocket puts bytes behind those of a buffer', function* (t, a, b) {
    const buf = rAllocBuf(4)
    rPutStringToBuf(buf, 'before ')
    yield* rWriteSocket(a, 'and after')
    t.equal(yield* rReadSocket(b, buf, 100), 9)
    t.equal(rBufToString(buf), 'before and after')
    t.equal(yield* rWriteSocket(b, buf), 16)
    const other = Buffer.alloc(20)
    t.equal(text(other, yield* rReadSocket(a, other, 20)), 'before and after')
    t.equal(rReadSocketSync(b, buf, 0), R_ERR_BAD_ARGS)
    t.ok(rReadSocketSync(b, buf, 1e9) < 0, 'more than a buffer can hold')
})

onBoth('rReadSocket shows an end as an error, behind what came before, and then writing fails', function* (t, a, b) {
    const buf = Buffer.alloc(64)
    yield* rWriteSocket(a, 'last')
    rCloseSocket(a)
    yield* until(() => b.socket!.statistics().bytesRead === 4)
    t.notOk(rIsSocketEof(b))
    t.equal(yield* rReadSocket(b, buf, 64), 4)
    t.equal(yield* rReadSocket(b, buf, 64), R_ERR_CANT_READ)
    t.ok(rIsSocketEof(b))
    t.equal(rReadSocketSync(b, buf, 64), R_ERR_CANT_READ)
    t.equal(yield* rWriteSocket(b, 'more'), R_ERR_CANT_WRITE)
    t.equal(rWriteSocketSync(b, 'more'), R_ERR_CANT_WRITE)
})

onBoth('rWriteSocket to a peer that has ended its side works until that end is read', function* (t, a, b) {
    const buf = Buffer.alloc(64)
    a.socket!.end()
    yield* until(() => b.socket!.eof)
    t.equal(yield* rWriteSocket(b, 'still'), 5)
    t.equal(text(buf, yield* rReadSocket(a, buf, 64)), 'still')
    t.equal(yield* rReadSocket(b, buf, 64), R_ERR_CANT_READ)
    t.equal(yield* rWriteSocket(b, 'more'), R_ERR_CANT_WRITE)
})

onBoth('rReadSocket shows a reset as an error', function* (t, a, b) {
    const buf = Buffer.alloc(64)
    const reader = spawn(function* () {
        return yield* rReadSocket(b, buf, 64)
    })
    yield* yieldNow()
    a.socket!.reset()
    t.equal(yield* reader.join(), R_ERR_CANT_READ)
    t.ok(rIsSocketEof(b))
})

onBoth('rWriteSocket gives the error of the system when the peer has reset', function* (t, a, b) {
    a.socket!.reset()
    yield* until(() => b.socket!.statistics().over)
    const code = yield* rWriteSocket(b, 'text')
    t.ok(code === -104 || code === -32, String(code))
    t.equal(rGetOsError(), -code)
    t.notOk(rIsSocketEof(b))
    t.ok(rWriteSocketSync(b, 'text') < 0)
})

onBoth('rReadSocket is ended by a close of the socket, not by a resume of its fiber', function* (t, _a, b) {
    const got: number[] = []
    const reader = spawn(function* () {
        got.push(yield* rReadSocket(b, Buffer.alloc(9), 9))
    })
    yield* yieldNow()
    rResumeFiber(reader as Task, 5)
    yield* yieldNow()
    yield* yieldNow()
    t.strictSame(got, [])
    t.equal(reader.backtrace().waitsFor, 'rReadSocket')
    rCloseSocket(b)
    yield* reader.join()
    t.strictSame(got, [R_ERR_CANT_READ])
})

onBoth('rWriteSocket waits for a slow peer, and sends all, in order', function* (t, a, b) {
    const data = Buffer.alloc(5_000_000)
    for (let i = 0; i < data.length; i += 4) {
        data.writeUInt32LE(i, i)
    }
    const writer = spawn(function* () {
        const code = yield* rWriteSocket(a, data, data.length)
        // From here on the bytes are the writer's again.
        data.fill(0)
        return code
    })
    const expected = Buffer.from(data)
    const got = Buffer.alloc(data.length)
    for (let at = 0; at < got.length; ) {
        const count = yield* rReadSocket(b, got.subarray(at), 100_000)
        if (count < 0) {
            t.fail(String(count))
            break
        }
        at += count
    }
    t.equal(yield* writer.join(), data.length)
    t.ok(got.equals(expected))
})

onBoth('rWriteSocket is ended by a close of the socket', function* (t, a) {
    const writer = spawn(function* () {
        return yield* rWriteSocket(a, Buffer.alloc(50_000_000))
    })
    yield* until(() => a.socket!.congested)
    yield* yieldNow()
    rCloseSocket(a)
    t.equal(yield* writer.join(), R_ERR_CANT_WRITE)
})

onBoth('rWriteSocket of nothing is nothing', function* (t, a) {
    t.equal(yield* rWriteSocket(a, ''), 0)
    t.equal(yield* rWriteSocket(a, 'text', 0), 0)
    t.equal(rWriteSocketSync(a, Buffer.alloc(0)), 0)
    t.equal(rWriteSocketSync(a, 'text', -1), R_ERR_BAD_ARGS)
    t.equal(yield* rWriteSocket(a, 'text', Number.NaN), R_ERR_BAD_ARGS)
    t.notOk(rIsSocketEof(a))
})

onBoth('rWriteSocket cuts text by bytes, also inside a character', function* (t, a, b) {
    const buf = Buffer.alloc(9)
    t.equal(yield* rWriteSocket(a, 'aé!', 2), 2)
    t.equal(yield* rReadSocket(b, buf, 9), 2)
    t.strictSame([...buf.subarray(0, 2)], [0x61, 0xc3])
    t.equal(yield* rWriteSocket(a, 'aé!', 99), 4)
})

onBoth('rDisconnectSocket ends a connection that another fiber owns', function* (t, a, b) {
    const owner = spawn(function* () {
        const code = yield* rReadSocket(b, Buffer.alloc(9), 9)
        t.not(b.fd, -1)
        rCloseSocket(b)
        return code
    })
    yield* yieldNow()
    rDisconnectSocket(b)
    t.equal(yield* owner.join(), R_ERR_CANT_READ)
    t.equal(yield* rReadSocket(a, Buffer.alloc(9), 9), R_ERR_CANT_READ)
})

onBoth('rReadSocket goes on when somebody has freed the wait object', function* (t, a, b) {
    b.wait!.free()
    const reader = spawn(function* () {
        const buf = Buffer.alloc(9)
        return text(buf, yield* rReadSocket(b, buf, 9))
    })
    yield* yieldNow()
    b.wait!.free()
    yield* yieldNow()
    yield* rWriteSocket(a, 'text')
    t.equal(yield* reader.join(), 'text')
})

t.test('rReadSocket and rWriteSocket of a socket that is not open give the error of the system', async t => {
    await run(function* () {
        const sp = rAllocSocket()
        t.equal(yield* rReadSocket(sp, Buffer.alloc(9), 9), -9)
        t.equal(yield* rWriteSocket(sp, 'text'), -9)
        rResetSocket(sp)
        rFreeSocket(sp)
        t.equal(yield* rReadSocket(sp, Buffer.alloc(9), 9), R_ERR_CANT_READ)
        t.equal(yield* rWriteSocket(sp, 'text'), R_ERR_CANT_WRITE)
    })
})

fiberTest(t, 'rReadSocket and rWriteSocket have 30 seconds unless they are told otherwise', function* (t) {
    const [a, b] = cMemoryPair()
    const buf = Buffer.alloc(9)
    for (const deadline of [0, -1]) {
        const start = now()
        t.equal(yield* rReadSocket(b, buf, 9, deadline), R_ERR_TIMEOUT)
        t.equal(now() - start, 30_000)
    }
    const start = now()
    t.equal(yield* rReadSocket(b, buf, 9, rGetTicks() + 100), R_ERR_TIMEOUT)
    t.equal(now() - start, 100)
    t.equal(yield* rReadSocket(b, buf, 9, 1), R_ERR_TIMEOUT)
    t.equal(now() - start, 100)
    // As usable as before, and the other side too.
    yield* rWriteSocket(a, 'text')
    yield* sleep(1)
    t.equal(yield* rReadSocket(b, buf, 9, 1), 4, 'what is there is given also after the deadline')
    const begin = now()
    t.equal(yield* rWriteSocket(a, Buffer.alloc(1_000_000), undefined, 0), R_ERR_TIMEOUT)
    t.equal(now() - begin, 30_000)
    rSetSocketLinger(a, 0)
    yield* freed(a, b)
})

onBoth('rReadSocket may be called by several fibers at a time', function* (t, a, b) {
    const got: string[] = []
    const readers = [1, 2, 3].map(() =>
        spawn(function* () {
            const buf = Buffer.alloc(3)
            got.push(text(buf, yield* rReadSocket(b, buf, 3)))
        }),
    )
    yield* yieldNow()
    yield* rWriteSocket(a, 'onetwoabc')
    for (const reader of readers) {
        yield* reader.join()
    }
    t.strictSame(got.toSorted(), ['abc', 'one', 'two'])
})

onBoth('rWriteSocket may be called by several fibers at a time, and while another one reads', function* (t, a, b) {
    const length = 300_000
    const writers = ['a', 'b', 'c'].map(letter =>
        spawn(function* () {
            return yield* rWriteSocket(a, letter.repeat(length))
        }),
    )
    const reader = spawn(function* () {
        const buf = Buffer.alloc(9)
        return text(buf, yield* rReadSocket(a, buf, 9))
    })
    const counts = { a: 0, b: 0, c: 0 }
    const buf = Buffer.alloc(100_000)
    for (let total = 0; total < 3 * length; ) {
        const count = yield* rReadSocket(b, buf, buf.length)
        for (const byte of buf.subarray(0, count)) {
            counts[String.fromCharCode(byte) as 'a']++
        }
        total += count
    }
    for (const writer of writers) {
        t.equal(yield* writer.join(), length)
    }
    t.strictSame(counts, { a: length, b: length, c: length })
    yield* rWriteSocket(b, 'read')
    t.equal(yield* reader.join(), 'read')
})

fiberTest(t, 'rReadSocket keeps each deadline, whatever the one before was', function* (t) {
    const [a, b] = cMemoryPair()
    const buf = Buffer.alloc(9)
    for (const ms of [500, 100, 1000, 30_000, 5, 700]) {
        const start = now()
        t.equal(yield* rReadSocket(b, buf, 9, rGetTicks() + ms), R_ERR_TIMEOUT)
        t.equal(now() - start, ms)
        // One that is met leaves a timer behind, which must not end the next wait.
        const reader = spawn(function* () {
            return yield* rReadSocket(b, buf, 9, rGetTicks() + ms)
        })
        yield* rWriteSocket(a, 'text')
        t.equal(yield* reader.join(), 4)
    }
    const task = spawn(function* () {
        return yield* rReadSocket(b, buf, 9, MAXINT64)
    })
    yield* sleep(1e9)
    yield* rWriteSocket(a, 'text')
    t.equal(yield* task.join(), 4)
    rSetSocketLinger(a, 0)
    yield* freed(a, b)
})

fiberTest(t, 'rReadSocket that is cancelled takes nothing, and leaves nothing', function* (t) {
    const [a, b] = cMemoryPair()
    const buf = Buffer.alloc(9)
    for (let i = 0; i < 3; i++) {
        const task = spawn(function* () {
            yield* rReadSocket(b, Buffer.alloc(9), 9)
        })
        yield* sleep(1)
        task.cancel()
        yield* sleep(1)
        t.equal(b.wait!.fiber, null)
    }
    yield* rWriteSocket(a, 'text')
    yield* sleep(1)
    t.equal(yield* rReadSocket(b, buf, 9), 4)
    rSetSocketLinger(a, 0)
    yield* freed(a, b)
})
