import t from 'tap'
import { type Fiber, fromPromise, run, spawn } from '../../../fiber/core/index.js'
import { Socket } from '../../../fiber/socket/index.js'
import { forceSelfTest } from '../../../fiber/socket/self-test.js'
import { memoryWires } from '../../../fiber/testing/index.js'
import { tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { conformance } from '../socket/conformance.js'
import { memoryPair, networkPair } from './pairs.js'
import { makePki, noOpenssl } from './pki.js'

/** A text in both directions: nothing of the handshake is on its way any more. */
function* exchangeBytes(a: Socket, b: Socket): Fiber<void> {
    yield* a.write('x')
    yield* b.readExactly(1)
    yield* b.write('x')
    yield* a.readExactly(1)
}

/** Lets the event loop turn. */
function* turns(count: number): Fiber<void> {
    for (let i = 0; i < count; i++) {
        yield* fromPromise(new Promise<void>(resolve => setImmediate(resolve)))
    }
}

t.test('Transport', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const client = { authority: pki.path('ca.crt') }

    t.test('Transport in memory', async t => {
        // With protocols the server looks at the hello before TLS does.
        const protocols = { alpn: ['one'] }
        conformance(t, {
            name: 'TLS 1.3',
            pair: () => memoryPair({ ...server, ...protocols }, { ...client, ...protocols }),
        })
    })

    t.test('Transport in memory takes a hello byte by byte', async t => {
        await run(function* () {
            const options = { ...server, alpn: ['two', 'one'] }
            const [a, b] = yield* memoryPair(options, { ...client, alpn: ['one', 'two'] }, { segment: 1 })
            t.strictSame([a.security!.alpn, b.security!.alpn], ['two', 'two'])
            yield* a.close()
            yield* b.close()
        })
    })

    t.test('Transport in memory breaks, with the reason, when what comes is not TLS any more', async t => {
        for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
            await run(function* () {
                const [near, far] = memoryWires()
                const accepting = spawn(function* () {
                    return yield* tlsServer(server).accept(near)
                })
                const connected = new Socket(yield* tlsClient({ ...client, maxVersion }).connect(far, 'localhost'))
                const accepted = new Socket(yield* accepting.join())
                yield* exchangeBytes(connected, accepted)
                far.write('this is not a record of TLS', 'latin1')
                try {
                    yield* accepted.readSome()
                    t.fail('it must not succeed')
                } catch (error) {
                    t.match(error, { cause: { code: 'TLS_BROKEN', cause: { code: /^ERR_SSL_/ } } })
                }
                connected.reset()
            })
        }
    })

    t.test('Transport in memory keeps what came before anybody listened, and the end', async t => {
        await run(function* () {
            const [near, far] = memoryWires()
            const accepting = spawn(function* () {
                return yield* tlsServer(server).accept(near)
            })
            const connected = new Socket(yield* tlsClient(client).connect(far, 'localhost'))
            const wire = yield* accepting.join()
            yield* connected.write('early')
            connected.end()
            yield* turns(20)
            const accepted = new Socket(wire)
            t.equal(String(yield* accepted.readAll()), 'early')
            t.equal(accepted.eof, true)
            yield* accepted.close()

            const [third, fourth] = memoryWires()
            const other = spawn(function* () {
                return yield* tlsServer(server).accept(third)
            })
            const silent = new Socket(yield* tlsClient(client).connect(fourth, 'localhost'))
            const late = yield* other.join()
            silent.end()
            yield* turns(20)
            const last = new Socket(late)
            t.equal(yield* last.readSome(), null)
            yield* last.close()
        })
    })

    t.test('Transport on TCP with data events', async t => {
        forceSelfTest(false)
        t.teardown(() => forceSelfTest(null))
        conformance(t, { name: 'connected', pair: () => networkPair(server, client, 'connected') })
    })
})
