import t from 'tap'
import { type Fiber, run } from '../../../fiber/core/index.js'
import { connect, listen, type Socket } from '../../../fiber/socket/index.js'
import { FakeNetwork } from '../../../fiber/testing/index.js'
import {
    describeCertificate,
    type TlsServerOptions,
    type TlsVersion,
    tlsClient,
    tlsServer,
} from '../../../fiber/tls/index.js'
import { codeOf, echo, echoServer, exchange } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

const versions: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3']

t.test('clients', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const identity = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const authority = pki.path('ca.crt')

    for (const maxVersion of versions) {
        t.test(`tlsClient resumes the latest session with a server by itself, ${maxVersion}`, async t => {
            await run(function* () {
                const listener = yield* echoServer(identity)
                // Another text makes other contexts: nothing of earlier tests is remembered.
                const tls = tlsClient({ authority, maxVersion, ciphers: 'HIGH:TLS_AES_128_GCM_SHA256' })
                for (const reused of [false, true, true]) {
                    const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                    yield* exchange(socket, 'hello')
                    t.equal(socket.security?.reused, reused)
                    t.equal(socket.security?.authorized, true)
                    t.equal(describeCertificate(socket.security!.peerCertificate!).commonName, 'localhost')
                    yield* socket.close()
                }
                // It is for this server only.
                const other = yield* echoServer(identity)
                const socket = yield* connect({ host: 'localhost', port: other.port, tls })
                t.equal(socket.security?.reused, false)
                yield* socket.close()
                yield* listener.closeAll()
                yield* other.closeAll()
            })
        })

        t.test(`tlsClient resumes a session that it is given, ${maxVersion}`, async t => {
            await run(function* () {
                const listener = yield* echoServer(identity)
                const rules = { authority, maxVersion }
                const first = yield* connect({ host: 'localhost', port: listener.port, tls: tlsClient(rules) })
                yield* exchange(first, 'hello')
                const session = first.security!.session()!
                t.ok(session.length > 100)
                yield* first.close()
                const tls = tlsClient({ ...rules, session, alpn: ['fresh'] })
                const second = yield* connect({ host: 'localhost', port: listener.port, tls })
                yield* exchange(second, 'hello')
                t.equal(second.security!.reused, true)
                t.ok(second.security!.session())
                yield* second.close()
                yield* listener.closeAll()
            })
        })

        t.test(`tlsClient makes a full handshake when it is given what is no session, ${maxVersion}`, async t => {
            await run(function* () {
                const listener = yield* echoServer(identity)
                for (const session of [
                    Buffer.from('rubbish'),
                    Buffer.alloc(0),
                    Buffer.from('\0nodejs:tls:session:9\0'),
                ]) {
                    const tls = tlsClient({ authority, maxVersion, session })
                    const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                    t.equal(yield* exchange(socket, 'hello'), 'hello')
                    t.equal(socket.security!.reused, false)
                    yield* socket.close()
                }
                yield* listener.closeAll()
            })
        })

        t.test(`tlsClient checks the host name of a resumed session too, ${maxVersion}`, async t => {
            await run(function* () {
                const network = new FakeNetwork().host('localhost', '10.0.0.1').host('wrong.example', '10.0.0.1')
                const listener = yield* listen('10.0.0.1:443', echo, { network, tls: tlsServer(identity) })
                const first = yield* connect({
                    host: 'localhost',
                    port: 443,
                    network,
                    tls: tlsClient({ authority, maxVersion }),
                })
                yield* exchange(first, 'hello')
                const session = first.security!.session()!
                yield* first.close()
                const tls = tlsClient({ authority, maxVersion, session, alpn: ['fresh'] })
                try {
                    yield* connect({ host: 'wrong.example', port: 443, network, tls })
                    t.fail('it must not succeed')
                } catch (error) {
                    t.equal(codeOf(error), 'TLS_HOSTNAME')
                }
                yield* listener.closeAll()
            })
        })
    }

    t.test('tlsClient does without a session that is rubbish, or unknown to the server', async t => {
        await run(function* () {
            const listener = yield* echoServer(identity)
            const rules = { authority, maxVersion: 'TLSv1.2' as const }
            const first = yield* connect({ host: 'localhost', port: listener.port, tls: tlsClient(rules) })
            const session = first.security!.session()!
            yield* first.close()
            yield* listener.closeAll()
            const other = yield* echoServer({ ...identity, ciphers: 'HIGH' })
            for (const each of [session, Buffer.from('rubbish'), Buffer.alloc(0)]) {
                const tls = tlsClient({ ...rules, session: each, alpn: ['other'] })
                const socket = yield* connect({ host: 'localhost', port: other.port, tls })
                t.equal(yield* exchange(socket, 'hello'), 'hello')
                t.equal(socket.security!.reused, false)
                yield* socket.close()
            }
            yield* other.closeAll()
        })
    })

    t.test('tlsClient accepts an address that the certificate shows, and sends no server name for it', async t => {
        const seen: (string | null)[] = []
        await run(function* () {
            const note = function* (socket: Socket): Fiber<void> {
                seen.push(socket.security!.serverName)
                yield* echo(socket)
            }
            const listener = yield* listen('127.0.0.1:0', note, { tls: tlsServer(identity) })
            for (const host of ['127.0.0.1', 'localhost']) {
                const socket = yield* connect({ host, port: listener.port, tls: tlsClient({ authority }) })
                yield* exchange(socket, 'hello')
                yield* socket.close()
            }
            yield* listener.closeAll()
        })
        t.strictSame(seen, [null, 'localhost'])
    })

    t.test('tlsClient shows its certificate, which the server can read', async t => {
        const seen: unknown[] = []
        await run(function* () {
            const note = function* (socket: Socket): Fiber<void> {
                const { authorized, peerCertificate } = socket.security!
                seen.push(authorized, describeCertificate(peerCertificate!).subject)
                yield* echo(socket)
            }
            const options: TlsServerOptions = { ...identity, authority, verifyPeer: true }
            const listener = yield* listen('127.0.0.1:0', note, { tls: tlsServer(options) })
            const tls = tlsClient({ authority, certificate: pki.path('client.crt'), key: pki.path('client.key') })
            for (let i = 0; i < 2; i++) {
                const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                yield* exchange(socket, 'hello')
                t.equal(socket.security!.reused, i === 1)
                yield* socket.close()
            }
            yield* listener.closeAll()
        })
        t.strictSame(seen, [true, 'O=Test, CN=device 7', true, 'O=Test, CN=device 7'])
    })

    t.test('tlsClient tells what was agreed upon', async t => {
        await run(function* () {
            const listener = yield* echoServer({ ...identity, alpn: ['two', 'one'] })
            const tls = tlsClient({ authority, alpn: ['one', 'two'], verifyIssuer: false })
            const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
            t.equal(socket.secure, true)
            t.match(socket.security, {
                protocol: 'TLSv1.3',
                cipher: /^TLS_AES_/,
                alpn: 'two',
                serverName: 'localhost',
                authorized: true,
                reused: false,
            })
            yield* socket.close()
            const ciphers = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'
            const old = tlsClient({ verifyPeer: false, maxVersion: 'TLSv1.2', ciphers })
            const second = yield* connect({ host: 'localhost', port: listener.port, tls: old })
            t.match(second.security, {
                protocol: 'TLSv1.2',
                cipher: 'ECDHE-ECDSA-AES256-GCM-SHA384',
                alpn: null,
                authorized: false,
            })
            t.equal(
                describeCertificate(second.security!.peerCertificate!).commonName,
                'localhost',
                'though not verified',
            )
            yield* second.close()
            yield* listener.closeAll()
        })
    })
})
