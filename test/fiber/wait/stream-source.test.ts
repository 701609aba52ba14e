import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import { PassThrough, Readable, Writable } from 'node:stream'
import t from 'tap'
import { fromPromise, run, sleep } from '../../../fiber/core/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { R_IO, R_MODIFIED, R_READABLE, R_WRITABLE, rAllocWait, type RWaitTarget } from '../../../fiber/wait/index.js'
import { waiting } from './switch.js'

const waitOn = (target: RWaitTarget) => rAllocWait(target)!

fiberTest(t, 'rAllocWait of a stream waits until there is something to read, which stays there', function* (t) {
    const stream = new PassThrough()
    const wait = waitOn(stream)
    const { got, task } = waiting(wait, R_READABLE)
    yield* sleep(1)
    t.strictSame(got, [])
    stream.write('some text')
    yield* task.join()
    t.strictSame(got, [R_READABLE])
    t.equal(yield* wait.waitFor(R_READABLE), R_READABLE, 'by level')
    t.equal(String(stream.read()), 'some text')
    const again = waiting(wait, R_READABLE)
    yield* sleep(1)
    t.strictSame(again.got, [])
    stream.end()
    yield* again.task.join()
    t.equal(stream.read(), null)
    wait.free()
})

fiberTest(t, 'rAllocWait of a stream is readable at its end and after an error', function* (t) {
    const ended = Readable.from([])
    const wait = waitOn(ended)
    t.equal(yield* wait.waitFor(R_READABLE), R_READABLE)
    t.equal(yield* wait.waitFor(R_READABLE), R_READABLE)
    const broken = new PassThrough()
    const other = waitOn(broken)
    const { got, task } = waiting(other, R_READABLE)
    broken.destroy(new Error('it broke'))
    yield* task.join()
    t.strictSame(got, [R_READABLE])
    wait.free()
    other.free()
})

fiberTest(t, 'rAllocWait of a stream waits for room to write', function* (t) {
    const held: (() => void)[] = []
    const stream = new Writable({ highWaterMark: 4, write: (_chunk, _encoding, done) => held.push(done) })
    const wait = waitOn(stream)
    t.equal(yield* wait.waitFor(R_IO), R_WRITABLE)
    t.equal(stream.write('too long'), false)
    const { got, task } = waiting(wait, R_IO)
    yield* sleep(1)
    t.strictSame(got, [])
    held.pop()!()
    yield* task.join()
    t.strictSame(got, [R_WRITABLE])
    stream.end()
    t.equal(yield* wait.waitFor(R_WRITABLE), R_WRITABLE, 'a write fails at once')
    held.pop()?.()
    wait.free()
})

fiberTest(t, 'rFreeWait leaves no listener on a stream', function* (t) {
    const stream = new PassThrough()
    stream.on('error', () => {})
    const before = stream.eventNames().map(name => [name, stream.listenerCount(name)])
    const wait = waitOn(stream)
    t.not(stream.listenerCount('readable'), 0)
    wait.free()
    const after = stream.eventNames().map(name => [name, stream.listenerCount(name)])
    t.strictSame(after, before)
    t.equal(yield* wait.waitFor(R_MODIFIED), 0x606)
})

t.test('rAllocWait of a net.Socket waits for what the peer sends, and its end', async t => {
    const server = createServer(socket => socket.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket: Socket = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    await run(function* () {
        const wait = waitOn(socket)
        t.equal(yield* wait.waitFor(R_READABLE), R_READABLE)
        t.equal(String(socket.read()), 'hello')
        t.equal(yield* wait.waitFor(R_READABLE), R_READABLE)
        t.equal(socket.read(), null)
        wait.free()
        socket.destroy()
        server.close()
        yield* fromPromise(once(server, 'close'))
    })
})
