/*
    STARTTLS, over each kind of transport and in each role.
*/

import t from 'tap'
import { run, spawn } from '../../../fiber/core/index.js'
import { connect, listen, nodeNetwork, type Socket, upgrade } from '../../../fiber/socket/index.js'
import { memoryPair } from '../../../fiber/testing/index.js'
import { tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { tcpPair } from '../socket/tcp-pair.js'
import { codeOf, echoServer, exchange } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

t.test('upgrade with TLS', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = () => tlsServer({ certificate: pki.path('server.crt'), key: pki.path('server.key') })
    const client = () => tlsClient({ authority: pki.path('ca.crt') })

    function* both(accepted: Socket, connected: Socket) {
        const accepting = spawn(function* () {
            t.equal(yield* accepted.readLine(), 'STARTTLS')
            yield* accepted.write('OK\n')
            const secure = yield* upgrade(accepted, wire => server().accept(wire))
            yield* secure.write(yield* secure.readExactly(5))
            t.equal(yield* secure.readSome(), null)
            yield* secure.close()
            yield* secure.waitClosed()
        })
        yield* connected.write('STARTTLS\n')
        t.equal(yield* connected.readLine(), 'OK')
        const secure = yield* upgrade(connected, wire => client().connect(wire, 'localhost'))
        t.equal(yield* exchange(secure, 'hello'), 'hello')
        t.ok(secure.security?.authorized)
        yield* secure.close()
        yield* accepting.join()
        yield* secure.waitClosed()
    }

    for (const first of ['accepted', 'connected'] as const) {
        t.test(`upgrade makes a TCP connection secure, the ${first} side as server`, async () => {
            await run(function* () {
                const pair = yield* tcpPair(nodeNetwork, first)
                yield* both(...pair)
            })
        })
    }

    t.test('upgrade makes a memory pair secure', async () => {
        await run(function* () {
            const pair = memoryPair({ segment: 7 })
            yield* both(...pair)
        })
    })

    t.test('upgrade puts TLS into TLS', async () => {
        await run(function* () {
            const listener = yield* listen('127.0.0.1:0', null, { tls: server() })
            const connecting = spawn(connect, { host: 'localhost', port: listener.port, tls: client() })
            const accepted = (yield* listener.accept())!
            yield* both(accepted, yield* connecting.join())
            listener.close()
            yield* listener.waitClosed()
        })
    })

    t.test('upgrade closes a connection whose peer is not found good', async t => {
        await run(function* () {
            const listener = yield* echoServer(
                { certificate: pki.path('self.crt'), key: pki.path('self.key') },
                { onFailure: () => {} },
            )
            const socket = yield* connect({ host: 'localhost', port: listener.port })
            try {
                yield* upgrade(socket, wire => client().connect(wire, 'localhost'))
                t.fail('it was trusted')
            } catch (error) {
                t.equal(codeOf(error), 'TLS_SELF_SIGNED')
            }
            t.ok(socket.closed)
            yield* listener.closeAll()
        })
    })
})
