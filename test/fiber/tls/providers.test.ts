import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import { connect, listen } from '../../../fiber/socket/index.js'
import { FakeNetwork } from '../../../fiber/testing/index.js'
import {
    addTlsProvider,
    type TlsProvider,
    type TlsSettings,
    tlsClient,
    tlsProvider,
    tlsServer,
} from '../../../fiber/tls/index.js'
import { echo, exchange } from './harness.js'

t.test('tlsProvider has openssl from the start', async t => {
    t.equal(tlsProvider('openssl').name, 'openssl')
})

t.test('tlsProvider throws for a name that nobody has added', async t => {
    t.throws(() => tlsProvider('none'), {
        code: 'TLS_PROVIDER',
        message: /^Cannot use TLS provider none: not known, wanted one of openssl/,
    })
    t.throws(() => tlsClient({ provider: 'none' }), { code: 'TLS_PROVIDER' })
    t.throws(() => tlsServer({ provider: 'none' }), { code: 'TLS_PROVIDER' })
})

t.test('addTlsProvider makes another provider work everywhere', async t => {
    const asked: TlsSettings[] = []
    const hosts: string[] = []
    // One that leaves the wire as it is.
    const clear: TlsProvider = {
        name: 'clear',
        connector: settings => {
            asked.push(settings)
            return {
                *connect(wire, host) {
                    hosts.push(host)
                    return wire
                },
            }
        },
        acceptor: settings => {
            asked.push(settings)
            return {
                *accept(wire) {
                    return wire
                },
            }
        },
    }
    addTlsProvider(clear)
    await run(function* () {
        const network = new FakeNetwork().host('there', '10.0.0.1')
        const listener = yield* listen('10.0.0.1:1', echo, { network, tls: tlsServer({ provider: 'clear' }) })
        const tls = tlsClient({ provider: 'clear', alpn: ['one'] })
        const socket = yield* connect({ host: 'there', port: 1, network, tls })
        t.equal(yield* exchange(socket, 'hello'), 'hello')
        yield* socket.close()
        yield* listener.closeAll()
    })
    t.strictSame(hosts, ['there'])
    t.match(asked, [
        { role: 'server', verifyPeer: false },
        { role: 'client', alpn: ['one'], verifyPeer: true },
    ])
})
