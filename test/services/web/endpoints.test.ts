import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
    connect,
    type Fiber,
    run,
    type Socket,
    scope,
    spawn,
    type TlsClientOptions,
    tlsClient,
} from '../../../fiber/index.js'
import { memoryPair } from '../../../fiber/testing/index.js'
import { webAlloc, webFreeHost, webSecureEndpoint, webStartHost, webStopHost } from '../../../services/web/c.js'
import type { WebTlsConfig } from '../../../services/web/index.js'
import { makePki, noOpenssl } from '../../fiber/tls/pki.js'
import { Client, resetClients, type Test, TestHost } from './harness.js'

const pki = makePki()
const hasIpv6 = Object.values(networkInterfaces()).some(list => list?.some(({ address }) => address === '::1'))

/** Runs a test over real sockets; what the body leaves running is cancelled. */
function socketTest(name: string, skip: string | false, body: (t: Test) => Fiber<void>): void {
    t.test(name, { skip }, async t => {
        await run(() =>
            scope(function* (s) {
                yield* body(t)
                resetClients()
                s.cancel()
            }),
        )
    })
}

function host(listen: readonly string[], tls: WebTlsConfig = {}): TestHost {
    return new TestHost({ web: { listen }, tls }, { '/': web => web.writeNow(`${web.scheme} ${web.listen!.endpoint}`) })
}

function* get(socket: Socket): Fiber<string> {
    const client = new Client(
        socket,
        spawn(function* () {}),
    )
    const response = yield* client.get('/', 'Connection: close')
    return response.body.toString()
}

function* dial(host: TestHost, index = 0, tls?: TlsClientOptions): Fiber<Socket> {
    const { address, port } = host.addresses[index]!
    return yield* connect({
        host: address === '::' ? '::1' : address,
        port,
        ...(tls === undefined ? {} : { tls: tlsClient({ authority: pki.path('ca.crt'), ...tls }) }),
    })
}

function* failureOf(work: Fiber<unknown>): Fiber<unknown> {
    try {
        yield* work
    } catch (error) {
        return error
    }
    return undefined
}

socketTest('Endpoints listens on several, and says where', false, function* (t) {
    const server = host(['http://127.0.0.1:0', '127.0.0.1:0', 'other://localhost:0'])
    yield* server.start()
    t.equal(server.listeners.length, 3)
    for (const [i, endpoint] of ['http://127.0.0.1:0', '127.0.0.1:0', 'other://localhost:0'].entries()) {
        t.equal(yield* get(yield* dial(server, i)), `http ${endpoint}`)
        t.equal(server.listeners[i]!.port, server.addresses[i]!.port)
    }
    t.same(
        server.events.filter(({ level }) => level === 'info').map(({ message }) => message),
        server.urls.map(url => `Listening ${url}`),
    )
    yield* server.stop()
    t.same(server.listeners, [])
})

socketTest(
    'Endpoints listens on IPv6 addresses, and with both on all interfaces',
    hasIpv6 ? false : 'no IPv6 here',
    function* (t) {
        const server = host(['http://[::1]:0', 'http://:0'])
        yield* server.start()
        t.match(server.urls[0], /^http:\/\/\[::1\]:\d+$/)
        t.match(server.urls[1], /^http:\/\/localhost:\d+$/)
        t.equal(yield* get(yield* dial(server, 0)), 'http http://[::1]:0')
        const { port } = server.addresses[1]!
        for (const address of ['::1', '127.0.0.1']) {
            t.equal(yield* get(yield* connect({ host: address, port })), 'http http://:0')
        }
        yield* server.stop()
    },
)

socketTest('Endpoints refuses what is no endpoint', false, function* (t) {
    for (const [endpoint, error] of [
        ['http://127.0.0.1:99999', { code: 'SOCKET_ADDRESS' }],
        ['http://127.0.0.1:80/path', { code: 'SOCKET_ADDRESS' }],
        ['HTTPS://127.0.0.1:0', { code: 'WEB_CONFIG', message: /scheme HTTPS, wanted https in lower case/ }],
        [
            '8080',
            { code: 'WEB_CONFIG', message: "Cannot listen on 8080: it is no port without a colon, wanted ':8080'" },
        ],
    ] as const) {
        const server = host(['127.0.0.1:0', endpoint])
        t.match(yield* failureOf(server.start()), error)
        t.same(server.listeners, [])
    }
})

socketTest('Endpoints serves https with the certificate of the configuration', noOpenssl, function* (t) {
    const both = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    for (const tls of [
        both,
        { certificate: pki.path('server.pem') },
        { certificate: pki.path('server.der'), key: both.key },
    ]) {
        const server = host(['https://127.0.0.1:0', 'http://127.0.0.1:0'], tls)
        yield* server.start()
        t.match(server.urls[0], /^https:/)
        t.equal(yield* get(yield* dial(server, 0, {})), 'https https://127.0.0.1:0')
        t.equal(yield* get(yield* dial(server, 1)), 'http http://127.0.0.1:0')
        t.same(server.errors, [])
        yield* server.stop()
    }
})

socketTest('Endpoints lets each handshake fail where no certificate is configured', noOpenssl, function* (t) {
    const server = host(['https://127.0.0.1:0'])
    yield* server.start()
    t.match(server.errors, [
        { code: 'WEB_NO_TLS', message: 'No tls.certificate is configured: each TLS handshake fails' },
    ])
    t.match(yield* failureOf(dial(server, 0, {})), { code: 'TLS_HANDSHAKE' })
    t.equal(server.statistics().connections, 0)
    yield* server.stop()
})

socketTest(
    'Endpoints does not open a secure one whose files cannot be read, and opens the others',
    noOpenssl,
    function* (t) {
        const files = {
            certificate: pki.path('server.crt'),
            key: pki.path('server.key'),
            authority: pki.path('ca.crt'),
        }
        for (const [property, name] of [
            ['certificate', 'certificate'],
            ['key', 'certificate key'],
            ['authority', 'authority'],
        ] as const) {
            const server = host(['https://127.0.0.1:0', 'http://127.0.0.1:0'], {
                ...files,
                [property]: '/nowhere/at/all',
            })
            yield* server.start()
            t.equal(yield* get(yield* dial(server, 0)), 'http http://127.0.0.1:0')
            t.match(server.errors, [
                { code: 'WEB_NO_TLS', message: `Cannot access ${name} /nowhere/at/all` },
                {
                    code: 'WEB_NO_TLS',
                    message:
                        'Secure endpoint https://127.0.0.1:0 is not yet ready as it does not have a certificate or key.',
                },
            ])
            yield* server.stop()
        }
    },
)

socketTest(
    'Endpoints leaves out what has files that cannot be used, and fails with ciphers that nobody knows',
    noOpenssl,
    function* (t) {
        const key = pki.path('server.key')
        const bad = join(pki.folder, 'bad.crt')
        writeFileSync(bad, 'no certificate')
        const certificate = pki.path('server.crt')
        for (const [tls, message] of [
            [{ certificate: bad, key }, /^Cannot load certificate/],
            [{ certificate, key: bad }, /^Cannot load .*key/],
            [{ certificate, key: pki.path('rsa.key') }, /does not belong to/],
            [{ certificate, key, authority: bad, verify: { client: true } }, /^Cannot load .*authorit/],
        ] as const) {
            const server = host(['https://127.0.0.1:0', 'http://127.0.0.1:0'], tls)
            yield* server.start()
            t.match(server.errors, [
                { code: 'WEB_NO_TLS', message },
                { code: 'WEB_NO_TLS', message: /^Secure endpoint https:\/\/127\.0\.0\.1:0 is not yet ready/ },
            ])
            t.same(
                server.listeners.map(({ endpoint }) => endpoint),
                ['http://127.0.0.1:0'],
            )
            yield* server.stop()
        }
        t.match(yield* failureOf(host(['http://a..b:80']).start()), {
            code: 'SOCKET_NOT_FOUND',
            message: /^Cannot listen on http:\/\/a\.\.b:80: Cannot find the address of a\.\.b/,
        })
        const server = host(['https://127.0.0.1:0'], { certificate, key, ciphers: ['NONE'] })
        const message = /Cannot define ciphers "NONE": none is known/
        t.match(yield* failureOf(server.start()), { code: 'WEB_CONFIG', message })
        t.same(server.listeners, [])
    },
)

socketTest('Endpoints takes ciphers by either name, and tells of those it does not know', noOpenssl, function* (t) {
    const ciphers = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'NOT_THERE']
    const server = host(['https://127.0.0.1:0'], {
        certificate: pki.path('server.crt'),
        key: pki.path('server.key'),
        ciphers,
    })
    yield* server.start()
    const socket = yield* dial(server, 0, { maxVersion: 'TLSv1.2' })
    t.match(socket.security, { cipher: 'ECDHE-ECDSA-AES128-GCM-SHA256' })
    yield* get(socket)
    t.match(server.errors, [{ code: 'WEB_NO_TLS', message: /Cannot use cipher NOT_THERE: unknown here, ignored/ }])
    yield* server.stop()
})

socketTest('Endpoints asks clients for certificates, of a known authority or of any', noOpenssl, function* (t) {
    const files = { certificate: pki.path('server.crt'), key: pki.path('server.key'), authority: pki.path('ca.crt') }
    const as = (name: string) => ({ certificate: pki.path(`${name}.crt`), key: pki.path(`${name}.key`) })
    for (const [issuer, good, bad] of [
        [true, ['client'], ['client-self', 'client-stranger', 'client-expired']],
        [false, ['client', 'client-self', 'client-stranger'], ['client-expired']],
    ] as const) {
        const server = host(['https://127.0.0.1:0'], { ...files, verify: { client: true, issuer } })
        yield* server.start()
        for (const name of good) {
            t.equal(yield* get(yield* dial(server, 0, as(name))), 'https https://127.0.0.1:0', name)
        }
        for (const name of bad) {
            // In TLS 1.3 a client notices when it reads.
            const attempt = function* () {
                yield* get(yield* dial(server, 0, as(name)))
            }
            t.ok(yield* failureOf(attempt()), name)
        }
        const without = function* () {
            yield* get(yield* dial(server, 0, {}))
        }
        t.ok(yield* failureOf(without()))
        yield* server.stop()
    }
})

socketTest('Endpoints reads certificates again when it is told to, and keeps what works', noOpenssl, function* (t) {
    const certificate = join(pki.folder, 'changing.crt')
    const key = join(pki.folder, 'changing.key')
    const put = (name: string) => {
        copyFileSync(pki.path(`${name}.crt`), certificate)
        copyFileSync(pki.path(`${name}.key`), key)
        chmodSync(key, 0o600)
    }
    put('server')
    const server = host(['https://127.0.0.1:0', 'http://127.0.0.1:0'], { certificate, key })
    yield* server.start()
    const seen = function* (): Fiber<Buffer> {
        const socket = yield* dial(server, 0, {})
        const bytes = socket.security!.peerCertificate
        yield* get(socket)
        return Buffer.from(bytes as Uint8Array)
    }
    const first = yield* seen()
    put('name-only')
    server.listeners[0]!.secureEndpoint()
    server.listeners[1]!.secureEndpoint()
    const socket = yield* dial(server, 0, { verifyPeer: false })
    t.notOk(Buffer.from(socket.security!.peerCertificate as Uint8Array).equals(first))
    yield* get(socket)
    writeFileSync(certificate, 'broken')
    t.throws(() => server.listeners[0]!.secureEndpoint(), { code: 'TLS_CERTIFICATE' })
    yield* get(yield* dial(server, 0, { verifyPeer: false }))
    yield* server.stop()
})

socketTest('WebHost.launch serves on when its caller has ended, and stopNow ends it at once', false, function* (t) {
    const server = host(['127.0.0.1:0'])
    for (let round = 1; round <= 2; round++) {
        const caller = spawn(function* () {
            t.equal(yield* webStartHost(server), 0)
        })
        yield* caller.join()
        const client = new Client(
            yield* dial(server),
            spawn(function* () {}),
        )
        t.equal((yield* client.get('/')).body.toString(), 'http 127.0.0.1:0')
        t.equal(server.webs.length, 1)
        t.equal(server.connections, 1)
        webStopHost(server)
        t.same(server.listeners, [])
        t.ok(yield* client.ended())
        webFreeHost(server)
    }
    t.equal(server.connSequence, 2)
})

socketTest('WebHost.launch tells its caller why it cannot start', false, function* (t) {
    const other = host(['127.0.0.1:0'])
    yield* other.launch()
    const server = host([`127.0.0.1:${other.addresses[0]!.port}`])
    t.match(yield* failureOf(server.launch()), { code: 'SOCKET_IN_USE' })
    t.equal(yield* webStartHost(server), -28)
    t.match(yield* failureOf(other.launch()), { code: 'WEB_MISUSE' })
    other.stopNow()
})

socketTest('webAlloc serves a connection of an endpoint', false, function* (t) {
    const server = host(['127.0.0.1:0'])
    yield* server.start()
    const [far, near] = memoryPair()
    const served = spawn(function* () {
        t.equal(yield* webAlloc(server.listeners[0]!, near), 0)
        near.closeNow()
    })
    t.equal(yield* get(far), 'http 127.0.0.1:0')
    yield* served.join()
    t.equal(webSecureEndpoint(server.listeners[0]!), 0)
    yield* server.stop()
})
