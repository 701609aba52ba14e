import fc from 'fast-check'
import t from 'tap'
import { rAllocBuf } from '../../../fiber/collection/c.js'
import { R_ERR_BAD_ARGS, R_ERR_CANT_COMPLETE, ref } from '../../../fiber/compat/c.js'
import { type Blocking, deadline, run, sleep, spawn } from '../../../fiber/core/index.js'
import * as face from '../../../fiber/rsocket/c.js'
import { activeSockets, useNetwork } from '../../../fiber/rsocket/index.js'
import { FakeNetwork, virtually } from '../../../fiber/testing/index.js'
import { hostileValues } from '../hostile/values.js'
import { cMemoryPair, freed } from './pair.js'

const {
    rConnectSocket,
    rGetSocketAddr,
    rGetSocketError,
    rGetSocketHandle,
    rGetSocketWait,
    rIsSocketClosed,
    rIsSocketConnected,
    rIsSocketEof,
    rIsSocketSecure,
    rListenSocket,
    rReadSocket,
    rReadSocketSync,
    rSendFile,
    rSetSocketError,
    rWriteSocket,
    rWriteSocketSync,
} = face

t.test('functions of sockets give what is documented for NULL', async t => {
    await run(function* () {
        for (const none of [null, undefined, 0] as const) {
            t.equal(yield* rConnectSocket(none, 'localhost', 80, 0), R_ERR_BAD_ARGS)
            t.equal(yield* rListenSocket(none, null, 0, () => {}), R_ERR_BAD_ARGS)
            t.equal(yield* rReadSocket(none, Buffer.alloc(9), 9, 0), R_ERR_BAD_ARGS)
            t.equal(yield* rWriteSocket(none, 'text', 4, 0), R_ERR_BAD_ARGS)
            t.equal(yield* rSendFile(none, 0, 0, 9), R_ERR_BAD_ARGS)
            t.equal(rReadSocketSync(none, Buffer.alloc(9), 9), R_ERR_BAD_ARGS)
            t.equal(rWriteSocketSync(none, 'text'), R_ERR_BAD_ARGS)
            t.equal(rGetSocketAddr(none, ref(''), 9, ref(0)), R_ERR_BAD_ARGS)
            t.equal(rGetSocketHandle(none), -1)
            t.equal(rGetSocketWait(none), null)
            t.equal(rGetSocketError(none), '')
            t.equal(rSetSocketError(none, 'text'), R_ERR_CANT_COMPLETE)
            t.ok(rIsSocketClosed(none))
            t.ok(rIsSocketEof(none))
            t.notOk(rIsSocketSecure(none))
            t.notOk(rIsSocketConnected(none))
        }
    })
})

t.test('functions of sockets give what is documented for wrong buffers and sizes', async t => {
    await run(function* () {
        const [a, b] = cMemoryPair()
        yield* rWriteSocket(a, 'text')
        for (const buf of [null, undefined, 0, 'text', {}, []] as never[]) {
            t.equal(rReadSocketSync(b, buf, 9), R_ERR_BAD_ARGS)
            t.equal(yield* rReadSocket(b, buf, 9, 0), R_ERR_BAD_ARGS)
        }
        for (const size of [0, -1, 0.5, Number.NaN, '9', null] as number[]) {
            t.equal(rReadSocketSync(b, Buffer.alloc(9), size), R_ERR_BAD_ARGS)
            t.equal(yield* rReadSocket(b, rAllocBuf(9), size, 0), R_ERR_BAD_ARGS)
        }
        t.equal(rReadSocketSync(b, Buffer.alloc(0), 9), R_ERR_BAD_ARGS)
        for (const data of [null, undefined, 0, 7, {}, []] as never[]) {
            t.equal(rWriteSocketSync(b, data), R_ERR_BAD_ARGS)
            t.equal(yield* rWriteSocket(b, data, 4, 0), R_ERR_BAD_ARGS)
        }
        t.equal(yield* rReadSocket(b, Buffer.alloc(9), 2 ** 40, 0), 4, 'no more than the buffer holds')
        yield* freed(a, b)
    })
})

/** What a port may hand over where it should not. */
const strange = fc.oneof(
    fc.constantFrom(...hostileValues).map(([, make]) => make()),
    fc.constantFrom<unknown>('10.0.0.1', Buffer.from('bytes'), rAllocBuf(4), new face.Rtls(null), { value: 0 }),
)

/** All but the classes. */
const functions = Object.entries(face).filter(([name, value]) => typeof value === 'function' && !/^R[A-Zt]/.test(name))

t.test('functions of sockets and TLS take all sorts of arguments without a crash', async t => {
    t.ok(functions.length > 50)
    await virtually(function* () {
        const network = new FakeNetwork().host('text', '10.0.0.1')
        const former = useNetwork(network)
        const samples = fc.sample(
            fc.tuple(fc.constantFrom('none', 'fresh', 'open'), fc.array(strange, { maxLength: 5 })),
            40,
        )
        for (const [name, fn] of functions) {
            for (const [kind, args] of samples) {
                const [open, peer] = cMemoryPair()
                const first = kind === 'open' ? [open] : kind === 'fresh' ? [new face.RSocket()] : []
                const result = (fn as (...args: unknown[]) => unknown)(...first, ...args)
                if (typeof (result as Iterator<unknown> | null)?.next === 'function') {
                    // One with an endless deadline of its own waits until the peer is gone.
                    const leaving = spawn(function* () {
                        yield* sleep(50_000)
                        peer.socket?.reset()
                    })
                    const code = yield* deadline(100_000, result as Blocking<unknown>)
                    leaving.cancel()
                    t.ok(typeof code === 'number' || typeof code === 'boolean', name)
                }
                for (const sp of [open, peer, ...first]) {
                    sp.socket?.reset()
                    sp.free()
                }
            }
            face.rSetSocketCustom(null)
            face.rSetSocketLimit(face.ME_SOCKET_MAX)
        }
        useNetwork(former)
        // What was closed in an orderly way is over by then.
        yield* sleep(100_000)
    })
    t.equal(activeSockets(), 0)
})

t.test('RSocket has methods for those who write new code', async t => {
    await run(function* () {
        const listener = new face.RSocket()
        const handler = function* (_arg: null, sock: face.RSocket) {
            const buf = Buffer.alloc(9)
            yield* sock.write(buf.subarray(0, yield* sock.read(buf, 9)))
            sock.free()
        }
        t.equal(yield* listener.listen('127.0.0.1', 0, handler), 0)
        const [ip, port] = [ref(''), ref(0)]
        t.equal(listener.address(ip, 80, port), 0)
        const sp = new face.RSocket()
        t.equal(yield* sp.connect(ip.value, port.value), 0)
        sp.setNoDelay(true)
        t.equal(yield* sp.write('text'), 4)
        const buf = Buffer.alloc(9)
        t.equal(yield* sp.read(buf, 9), 4)
        t.notOk(sp.closed || sp.eof || sp.secure)
        t.ok(sp.connected)
        yield* freed(sp, listener)
        t.ok(sp.closed && sp.eof)
        sp.setAlpn('h2')
        sp.setCiphers('A')
        sp.setVerify(1, 0)
        sp.setLinger(5)
        t.match(sp, { linger: 5, tls: { alpn: 'h2', ciphers: 'A', verifyPeer: 1, verifyIssuer: 0 } })
    })
})

t.test('RSocket.over makes a C socket of any other', async t => {
    await run(function* () {
        const [a, b] = cMemoryPair()
        t.ok(a.fd > 0)
        t.equal(yield* rWriteSocket(a, 'text'), 4)
        t.equal(String(yield* b.socket!.readExactly(4)), 'text')
        yield* freed(a, b)
    })
})
