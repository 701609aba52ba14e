import { copyFileSync } from 'node:fs'
import t from 'tap'
import { type Fiber, run } from '../../../fiber/core/index.js'
import { connect, listen } from '../../../fiber/socket/index.js'
import { FakeNetwork } from '../../../fiber/testing/index.js'
import {
    describeCertificate,
    type TlsClientOptions,
    type TlsServerOptions,
    tlsClient,
    tlsServer,
} from '../../../fiber/tls/index.js'
import { codeOf, echo, echoServer, exchange } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

t.test('servers', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const of = (name: string, key = name) => ({
        certificate: pki.path(`${name}.crt`),
        key: pki.path(`${key}.key`),
    })
    const authority = pki.path('ca.crt')

    /** The protocol that is agreed upon. */
    function* agreed(server: TlsServerOptions, client: TlsClientOptions): Fiber<(string | null)[]> {
        const seen: (string | null)[] = []
        const listener = yield* listen(
            '127.0.0.1:0',
            function* (socket): Fiber<void> {
                seen.push(socket.security!.alpn)
                yield* echo(socket)
            },
            { tls: tlsServer({ ...of('server'), ...server }) },
        )
        const tls = tlsClient({ authority, ...client })
        const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
        yield* exchange(socket, 'hello')
        seen.push(socket.security!.alpn)
        yield* socket.close()
        yield* listener.closeAll()
        return seen
    }

    t.test('tlsServer selects its first protocol that the client offers, otherwise it goes on without', async t => {
        const rows: readonly (readonly [string[], string[], string | null])[] = [
            [['one', 'two'], ['two', 'one'], 'one'],
            [['one', 'two'], ['two'], 'two'],
            [['one'], ['other', 'Ône'], null],
            [['Ône'], ['other', 'Ône'], 'Ône'],
            [['one'], [], null],
            [[], ['one'], null],
        ]
        for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
            for (const [ours, theirs, expected] of rows) {
                const found = await run(agreed, { alpn: ours }, { alpn: theirs, maxVersion })
                t.strictSame(found, [expected, expected], `${ours} and ${theirs}, ${maxVersion}`)
            }
        }
    })

    t.test(
        'tlsServer with strictAlpn refuses who offers other protocols alone, and serves who offers none',
        async t => {
            const strict: TlsServerOptions = { alpn: ['one', 'two'], strictAlpn: true }
            for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
                t.strictSame(await run(agreed, strict, { alpn: ['two', 'one'], maxVersion }), ['one', 'one'])
                t.strictSame(await run(agreed, strict, { alpn: ['other', 'two'], maxVersion }), ['two', 'two'])
                t.strictSame(await run(agreed, strict, { maxVersion }), [null, null])
                await t.rejects(run(agreed, strict, { alpn: ['other'], maxVersion }), {
                    message: /no application protocol/,
                })
            }
        },
    )

    t.test('tlsServer shows the certificate of the name that the client asks for', async t => {
        await run(function* () {
            const network = new FakeNetwork()
            const names = ['localhost', 'wrong.example', 'a.example', 'x.b.example', 'x.y.b.example', 'B.EXAMPLE']
            for (const name of names) {
                network.host(name, '10.0.0.1')
            }
            const server = tlsServer({
                ...of('server'),
                names: { 'WRONG.example.': of('wrong-name'), 'a.example': of('names'), '*.b.example': of('names') },
            })
            const listener = yield* listen('10.0.0.1:443', echo, { network, tls: server })
            const seen: string[] = []
            for (const host of names) {
                for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
                    const tls = tlsClient({ verifyPeer: false, maxVersion })
                    const socket = yield* connect({ host, port: 443, network, tls })
                    yield* exchange(socket, 'hello')
                    seen.push(describeCertificate(socket.security!.peerCertificate!).commonName!)
                    yield* socket.close()
                }
            }
            t.strictSame(
                seen,
                ['localhost', 'wrong.example', 'a.example', 'a.example', 'localhost', 'localhost'].flatMap(name => [
                    name,
                    name,
                ]),
            )
            yield* listener.closeAll()
        })
    })

    t.test('tlsServer asks for client certificates whatever the name', async t => {
        await run(function* () {
            const network = new FakeNetwork().host('a.example', '10.0.0.1')
            const failed: string[] = []
            const listener = yield* listen('10.0.0.1:443', echo, {
                network,
                tls: tlsServer({ ...of('server'), names: { 'a.example': of('names') }, authority, verifyPeer: true }),
                onFailure: error => failed.push(codeOf(error)),
            })
            const good = yield* connect({
                host: 'a.example',
                port: 443,
                network,
                tls: tlsClient({ authority, ...of('client') }),
            })
            t.equal(yield* exchange(good, 'hello'), 'hello')
            yield* good.close()
            try {
                const bad = yield* connect({
                    host: 'a.example',
                    port: 443,
                    network,
                    tls: tlsClient({ authority, ...of('client-stranger') }),
                })
                yield* exchange(bad, 'hello')
                t.fail('it must not succeed')
            } catch {
                t.strictSame(failed, ['TLS_UNTRUSTED'])
            }
            yield* listener.closeAll()
        })
    })

    t.test('tlsServer.reload gives new connections the new certificate and leaves open ones alone', async t => {
        await run(function* () {
            const certificate = pki.path('live.crt')
            const key = pki.path('live.key')
            const install = (name: string): void => {
                copyFileSync(pki.path(`${name}.crt`), certificate)
                copyFileSync(pki.path(`${name}.key`), key)
            }
            install('server')
            const server = tlsServer({ certificate, key })
            const listener = yield* listen('127.0.0.1:0', echo, { tls: server })
            const shown = function* (): Fiber<string> {
                const tls = tlsClient({ verifyPeer: false })
                const socket = yield* connect({ host: 'localhost', port: listener.port, tls })
                yield* exchange(socket, 'hello')
                const { serialNumber } = describeCertificate(socket.security!.peerCertificate!)
                yield* socket.close()
                return serialNumber
            }
            const open = yield* connect({ host: 'localhost', port: listener.port, tls: tlsClient({ authority }) })
            const first = yield* shown()
            install('rsa')
            t.equal(yield* shown(), first, 'files are not read for each connection')
            server.reload()
            const second = yield* shown()
            t.not(second, first)
            t.equal(yield* exchange(open, 'still here'), 'still here')

            copyFileSync(pki.path('server.key'), key)
            t.throws(() => server.reload(), { code: 'TLS_KEY' })
            t.equal(yield* shown(), second, 'a reload that fails changes nothing')
            server.reload(of('server'))
            t.equal(yield* shown(), first)
            yield* open.close()
            yield* listener.closeAll()
        })
    })

    t.test('tlsServer sends the whole chain', async t => {
        await run(function* () {
            const listener = yield* echoServer(of('chain', 'chained'))
            const socket = yield* connect({ host: 'localhost', port: listener.port, tls: tlsClient({ authority }) })
            t.equal(socket.security!.authorized, true)
            yield* socket.close()
            yield* listener.closeAll()
        })
    })
})
