import t from 'tap'
import { type Fiber, run, spawn } from '../../../fiber/core/index.js'
import { connect, listen, Socket } from '../../../fiber/socket/index.js'
import { forceSelfTest, selfTest } from '../../../fiber/socket/self-test.js'
import { type Conditions, memoryWires } from '../../../fiber/testing/index.js'
import { type TlsClientOptions, type TlsServerOptions, tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { conformance } from '../socket/conformance.js'
import { makePki, noOpenssl } from './pki.js'

type Side = 'accepted' | 'connected'

/** Two secure sockets over the loopback interface; `first` is the side that comes first. */
function* networkPair(server: TlsServerOptions, client: TlsClientOptions, first: Side): Fiber<[Socket, Socket]> {
    const listener = yield* listen('127.0.0.1:0', null, { tls: tlsServer(server) })
    const connecting = spawn(connect, { host: '127.0.0.1', port: listener.port, tls: tlsClient(client) })
    const accepted = (yield* listener.accept())!
    const connected = yield* connecting.join()
    listener.close()
    return first === 'accepted' ? [accepted, connected] : [connected, accepted]
}

/** Two secure sockets in memory. */
function* memoryPair(
    server: TlsServerOptions,
    client: TlsClientOptions,
    conditions: Conditions = {},
): Fiber<[Socket, Socket]> {
    const [near, far] = memoryWires(conditions)
    const accepting = spawn(function* () {
        return yield* tlsServer(server).accept(near)
    })
    const connected = yield* tlsClient(client).connect(far, 'localhost')
    return [new Socket(yield* accepting.join()), new Socket(connected)]
}

t.test('OpensslWire', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const client = { authority: pki.path('ca.crt') }
    const old = { ...client, maxVersion: 'TLSv1.2' as const }

    t.test('OpensslWire on TCP with the read buffer', async t => {
        await run(selfTest)
        conformance(t, { name: 'accepted', pair: () => networkPair(server, client, 'accepted') })
        conformance(t, { name: 'connected', pair: () => networkPair(server, client, 'connected') })
        conformance(t, { name: 'TLS 1.2', pair: () => networkPair(server, old, 'accepted') })
    })

    t.test('OpensslWire on TCP with data events', async t => {
        forceSelfTest(false)
        t.teardown(() => forceSelfTest(null))
        conformance(t, { name: 'accepted', pair: () => networkPair(server, client, 'accepted') })
    })

    t.test('OpensslWire in memory', async t => {
        conformance(t, { name: 'TLS 1.3', pair: () => memoryPair(server, client) })
        conformance(t, { name: 'TLS 1.2', pair: () => memoryPair(server, old) })
    })
})
