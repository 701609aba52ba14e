import t from 'tap'
import { Event, type Fiber, now, run, sleep, spawn } from '../../../fiber/core/index.js'
import {
    type RSocket,
    rCloseSocket,
    rGetSocketWait,
    rReadSocketSync,
    rSetSocketWaitMask,
    rWriteSocket,
    rWriteSocketSync,
} from '../../../fiber/rsocket/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import {
    R_IO,
    R_READABLE,
    R_TIMEOUT,
    R_WAIT_MAIN_FIBER,
    R_WRITABLE,
    rAllocWait,
    rSetWaitHandler,
    rWaitForIO,
} from '../../../fiber/wait/index.js'
import { cMemoryPair, freed, tcpPair } from './pair.js'

/** What has come and was not read. */
function taken(sp: RSocket): string {
    const buf = Buffer.alloc(1000)
    const count = rReadSocketSync(sp, buf, buf.length)
    return count < 0 ? String(count) : buf.toString('latin1', 0, count)
}

for (const [where, make] of [
    ['TCP', tcpPair],
    ['memory', cMemoryPair],
] as const) {
    const withPair = (body: (a: RSocket, b: RSocket) => Fiber<void>) =>
        run(function* () {
            const made = make()
            const [a, b] = Array.isArray(made) ? made : yield* made
            // One that the test closes is over only some time later.
            const connections = [a.socket!, b.socket!]
            yield* body(a, b)
            yield* freed(a, b)
            for (const connection of connections) {
                yield* connection.waitClosed()
            }
        })

    t.test(`rWaitForIO waits for input, room and the end (${where})`, async t => {
        await withPair(function* (a, b) {
            const wait = rGetSocketWait(b)
            t.equal(yield* rWaitForIO(wait, R_IO, 0), R_WRITABLE)
            t.equal(yield* rWaitForIO(wait, R_READABLE, now() + 5), 0)
            yield* rWriteSocket(a, 'text')
            t.equal(yield* rWaitForIO(wait, R_READABLE, 0), R_READABLE)
            t.equal(yield* rWaitForIO(wait, R_READABLE, 0), R_READABLE, 'by level')
            t.equal(taken(b), 'text')
            t.equal(yield* rWaitForIO(wait, R_READABLE, now() + 5), 0)
            rCloseSocket(a)
            t.equal(yield* rWaitForIO(wait, R_READABLE, 0), R_READABLE)
            t.ok(Number(taken(b)) < 0)
        })
    })

    t.test(`rWaitForIO waits for room to write (${where})`, async t => {
        await withPair(function* (a, b) {
            const block = Buffer.alloc(100_000)
            while (rWriteSocketSync(a, block) > 0) {
                yield* sleep(0)
            }
            t.equal(yield* rWaitForIO(rGetSocketWait(a), R_IO, now() + 5), 0)
            const waiting = spawn(function* () {
                return yield* rWaitForIO(rGetSocketWait(a), R_IO, 0)
            })
            const buf = Buffer.alloc(1 << 20)
            while (a.socket!.congested) {
                yield* rWaitForIO(rGetSocketWait(b), R_READABLE, now() + 10)
                rReadSocketSync(b, buf, buf.length)
            }
            t.equal(yield* waiting.join(), R_WRITABLE)
        })
    })

    t.test(`rSetWaitHandler serves a socket, one handler at a time (${where})`, async t => {
        await withPair(function* (a, b) {
            const said: string[] = []
            const came = new Event('input')
            let active = 0
            const handler = function* (sp: RSocket, mask: number) {
                said.push(`${++active} ${mask}`)
                yield* sleep(0)
                said.push(taken(sp))
                active--
                came.emit()
            }
            rSetWaitHandler(rGetSocketWait(b), handler, b, R_READABLE, 0, 0)
            yield* rWriteSocket(a, 'one')
            yield* came.wait()
            yield* rWriteSocket(a, 'two')
            yield* came.wait()
            t.strictSame(said, ['1 2', 'one', '1 2', 'two'])
            rSetSocketWaitMask(b, 0, 0)
        })
    })

    t.test(`rSetWaitHandler on the main fiber reads at once (${where})`, async t => {
        await withPair(function* (a, b) {
            const said: string[] = []
            const came = new Event('input')
            const handler = (sp: RSocket) => {
                said.push(taken(sp))
                came.emit()
            }
            rSetWaitHandler(rGetSocketWait(b), handler, b, R_READABLE, 0, R_WAIT_MAIN_FIBER)
            yield* rWriteSocket(a, 'one')
            yield* came.wait()
            rCloseSocket(a)
            yield* came.wait()
            t.strictSame(said, ['one', '-29'])
            rSetSocketWaitMask(b, 0, 0)
        })
    })
}

fiberTest(t, 'rSetSocketWaitMask tells the handler of a connection that is idle', function* (t) {
    const [a, b] = cMemoryPair()
    const said: unknown[] = []
    const handler = (sp: RSocket, mask: number) => {
        said.push(mask === 0 ? `idle ${sp.wait!.eventMask === R_TIMEOUT}` : taken(sp))
        rSetSocketWaitMask(sp, R_READABLE, now() + 1000)
    }
    rSetWaitHandler(rGetSocketWait(b), handler, b, R_READABLE, now() + 1000, 0)
    yield* sleep(900)
    yield* rWriteSocket(a, 'busy')
    yield* sleep(900)
    t.strictSame(said, ['busy'])
    yield* sleep(200)
    t.strictSame(said, ['busy', 'idle true'])
    rCloseSocket(b)
    yield* sleep(10_000)
    t.equal(said.length, 2, 'closed: no deadline any more')
    yield* freed(a, b)
})

t.test('rAllocWait of a socket replaces its wait object, and is NULL for one that is not open', async t => {
    await run(function* () {
        const [a, b] = cMemoryPair()
        const former = rGetSocketWait(b)!
        const wait = rAllocWait(b)
        t.ok(former.freed)
        t.equal(rGetSocketWait(b), wait)
        yield* rWriteSocket(a, 'text')
        t.equal(yield* rWaitForIO(wait, R_READABLE, 0), R_READABLE)
        yield* freed(a, b)
        t.equal(rAllocWait(b), null)
    })
})
