import { connect as netConnect, createServer, Socket as NetSocket } from 'node:net'
import t from 'tap'
import { type Fiber, run, spawn } from '../../../fiber/core/index.js'
import { isTcpHandle } from '../../../fiber/socket/node-handles.js'
import { adoptReadBuffer, trustReadBuffer } from '../../../fiber/socket/read-buffer.js'
import { forceSelfTest, selfTest, takeHandles } from '../../../fiber/socket/self-test.js'

t.afterEach(() => forceSelfTest(null))

t.test('selfTest succeeds on this Node, also for several fibers at a time', async t => {
    await run(function* (): Fiber<void> {
        const tasks = [1, 2, 3].map(() => spawn(selfTest))
        for (const task of tasks) {
            t.equal(yield* task.join(), true)
        }
        t.equal(yield* selfTest(), true)
    })
})

t.test('selfTest leaves nothing behind that keeps the process alive', async t => {
    await run(selfTest)
    const resources = () => process.getActiveResourcesInfo().filter(name => /TCP|Timeout/.test(name))
    for (let turn = 0; turn < 20 && resources().length > 0; turn++) {
        await new Promise(setImmediate)
    }
    t.same(resources(), [])
})

t.test('takeHandles does nothing with a server of another shape', async t => {
    t.equal(
        takeHandles(
            createServer(),
            () => {},
            () => {},
        ),
        false,
        'it does not listen',
    )
    const server = { _handle: { onconnection: 'odd' } }
    t.equal(
        takeHandles(
            server as never,
            () => {},
            () => {},
        ),
        false,
    )
})

t.test('isTcpHandle refuses what is none', async t => {
    for (const value of [null, undefined, 1, {}, { readStart() {} }]) {
        t.equal(isTcpHandle(value), false)
    }
})

t.test('adoptReadBuffer refuses without trust, and sockets of another shape', async t => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const socket = netConnect((server.address() as { port: number }).port, '127.0.0.1')
    await new Promise(resolve => socket.once('connect', resolve))
    trustReadBuffer(false)
    t.equal(
        adoptReadBuffer(socket, () => true),
        false,
    )
    trustReadBuffer(true)
    t.equal(
        adoptReadBuffer(new NetSocket(), () => true),
        false,
        'no handle yet',
    )
    t.equal(
        adoptReadBuffer(socket, () => true),
        true,
    )
    t.equal(
        adoptReadBuffer(socket, () => true),
        true,
        'it has it already',
    )
    socket.destroy()
    server.close()
})
