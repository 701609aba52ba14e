import t from 'tap'
import { type Fiber, now, sleep, spawn } from '../../../fiber/core/index.js'
import { Socket, SocketError, upgrade, type Wire } from '../../../fiber/socket/index.js'
import { fiberTest, type MemoryWire, memoryWires } from '../../../fiber/testing/index.js'
import { closeBoth, codeOf } from './conformance.js'

/** Wires of which the second notes how it was destroyed. */
function wires(): [Socket, Socket, string[]] {
    const [near, far] = memoryWires()
    const fates: string[] = []
    const destroy = far.destroy.bind(far)
    far.destroy = (reset: boolean) => {
        fates.push(`destroy ${reset}`)
        destroy(reset)
    }
    return [new Socket(near), new Socket(far as MemoryWire), fates]
}

function* same(wire: Wire): Fiber<Wire> {
    yield* sleep(5)
    return wire
}

fiberTest(t, 'upgrade gives a socket over what the layer makes of the connection', function* (t) {
    const [a, b] = wires()
    yield* a.write('STARTTLS\n')
    t.equal(yield* b.readLine(), 'STARTTLS')
    const secure = yield* upgrade(b, same, { linger: 10 })
    t.ok(b.closed)
    yield* a.write('hello\n')
    t.equal(yield* secure.readLine(), 'hello')
    yield* closeBoth(a, secure)
})

fiberTest(t, 'upgrade that fails, runs into its deadline or is cancelled, closes the connection', function* (t) {
    const [, failing, fates] = wires()
    const fail = function* (): Fiber<Wire> {
        throw new SocketError('SOCKET_FAILED', 'no')
    }
    t.equal(yield* codeOf(() => upgrade(failing, fail)), 'SOCKET_FAILED')
    t.strictSame(fates, ['destroy false'])

    const [, slow, slowFates] = wires()
    const stall = function* (wire: Wire): Fiber<Wire> {
        yield* sleep(Infinity)
        return wire
    }
    const start = now()
    t.equal(yield* codeOf(() => upgrade(slow, stall, { deadline: 70 })), 'SOCKET_TIMEOUT')
    t.equal(now() - start, 70)
    t.equal(slowFates.length, 1)

    const [, cancelled, cancelledFates] = wires()
    const task = spawn(upgrade, cancelled, stall)
    yield* sleep(1)
    task.cancel()
    yield* sleep(1)
    t.equal(cancelledFates.length, 1)
})

fiberTest(t, 'upgrade of a closed socket is refused', function* (t) {
    const [a, b] = wires()
    yield* closeBoth(a, b)
    t.equal(yield* codeOf(() => upgrade(b, same)), 'SOCKET_CLOSED')
})
