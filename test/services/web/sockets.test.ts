/*
    sockets.test.ts -- The web server over real sockets: endpoints, many connections, a peer that is not ours.
*/

import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { connect, type Fiber, fromPromise, run, scope, sleep, spawn } from '../../../fiber/index.js'
import { tlsServer } from '../../../fiber/tls/index.js'
import { WebHost } from '../../../services/web/index.js'
import { Client, resetClients, type Test, TestHost } from './harness.js'

/** Runs a test over real sockets; what the body leaves running is cancelled. */
function socketTest(name: string, body: (t: Test) => Fiber<void>): void {
    t.test(name, async t => {
        await run(() =>
            scope(function* (s) {
                yield* body(t)
                resetClients()
                s.cancel()
            }),
        )
    })
}

/** A real connection to a host. */
function* dial(host: WebHost): Fiber<Client> {
    const { address, port } = host.addresses[0]!
    const socket = yield* connect({ host: address, port })
    return new Client(
        socket,
        spawn(function* () {}),
    )
}

socketTest('WebHost.start listens, and stop ends it; then it can start again', function* (t) {
    const host = new TestHost(
        { listen: ['http://127.0.0.1:0', '127.0.0.1:0'] },
        { '/': web => web.writeNow(`${web.remote?.family}`) },
    )
    for (let round = 1; round <= 2; round++) {
        yield* host.start()
        t.match(host.urls, [/^http:\/\/127\.0\.0\.1:\d+$/, /^http:\/\/127\.0\.0\.1:\d+$/])
        const client = yield* dial(host)
        t.equal((yield* client.get('/')).body.toString(), '4')
        yield* host.stop()
        t.same(host.urls, [])
        t.ok(yield* client.ended())
    }
    t.same(host.errors, [])
})

socketTest('WebHost.start refuses to start twice, or with actions that no route leads to', function* (t) {
    const host = new TestHost({ listen: ['127.0.0.1:0'] })
    yield* host.start()
    t.throws(() => host.start().next(), { code: 'WEB_MISUSE', message: /it is running/ })
    yield* host.stop()
    const lost = new WebHost({ routes: [{}] })
    lost.addAction('/api/', () => {})
    t.throws(() => lost.start().next(), { code: 'WEB_MISUSE', message: /there is the action .* but no route to it/ })
})

socketTest('WebHost.start opens all endpoints or none', function* (t) {
    const other = new TestHost({ listen: ['127.0.0.1:0'] })
    yield* other.start()
    const { port } = other.addresses[0]!
    const host = new TestHost({ listen: ['127.0.0.1:0', `127.0.0.1:${port}`] })
    let error: unknown
    try {
        yield* host.start()
    } catch (caught) {
        error = caught
    }
    t.match(error, { code: 'SOCKET_IN_USE' })
    t.same(host.addresses, [])
    yield* other.stop()
    yield* host.stop()
})

socketTest('WebHost.start refuses documents that are not there', function* (t) {
    for (const [config, message] of [
        [{ documents: '/nowhere/at/all', routes: [{}] }, /documents is "\/nowhere\/at\/all", wanted a directory/],
        [{ documents: process.execPath, routes: [{}] }, /documents is .*, a file, wanted a directory/],
    ] as const) {
        let error: unknown
        try {
            yield* new TestHost(config).start()
        } catch (caught) {
            error = caught
        }
        t.match(error, { code: 'WEB_CONFIG', message })
    }
})

t.test('WebHost accepts documents that nobody may need', async t => {
    const dir = mkdtempSync(join(tmpdir(), 'web-host-'))
    t.teardown(() => rmSync(dir, { recursive: true }))
    await run(function* () {
        const host = new TestHost({ documents: dir, routes: [{}] })
        yield* host.start()
        yield* host.stop()
    })
})

socketTest('WebHost lets idle connections cost the others nothing: 1000 of them', function* (t) {
    const host = new TestHost(
        { listen: ['127.0.0.1:0'], limits: { connections: 1100 } },
        { '/': web => web.writeNow('a') },
    )
    yield* host.start()
    const idle: Client[] = []
    for (let i = 0; i < 1000; i++) {
        idle.push(yield* dial(host))
    }
    for (const client of idle.slice(0, 500)) {
        yield* client.get('/')
    }
    const client = yield* dial(host)
    for (let i = 0; i < 500; i++) {
        t.equal((yield* client.get('/')).status, 200)
    }
    t.match(host.statistics(), { connections: 1001, active: 0, requests: 1000 })
    yield* host.stop()
    t.match(host.statistics(), { connections: 0 })
    for (const other of idle) {
        other.socket.closeNow()
    }
    client.socket.closeNow()
})

socketTest('WebHost cancels a handler whose client resets the connection', function* (t) {
    let cleaned = false
    const host = new TestHost(
        { listen: ['127.0.0.1:0'] },
        {
            '/': function* () {
                try {
                    yield* sleep(60_000)
                } finally {
                    cleaned = true
                }
            },
        },
    )
    yield* host.start()
    const client = yield* dial(host)
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    while (host.statistics().active === 0) {
        yield* sleep(1)
    }
    client.socket.reset()
    while (host.statistics().connections > 0) {
        yield* sleep(1)
    }
    t.ok(cleaned)
    yield* host.stop()
})

socketTest('WebHost delivers an error response to a client that is still sending', function* (t) {
    const host = new TestHost({ listen: ['127.0.0.1:0'], limits: { body: 1000 } }, { '/': () => {} })
    yield* host.start()
    const client = yield* dial(host)
    yield* client.socket.write(`POST / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`, 'latin1')
    const response = yield* client.response()
    t.equal(response.status, 413)
    t.equal(response.body.toString(), 'Request content-length is too big')
    t.ok(yield* client.ended())
    yield* host.stop()
})

const curl = spawnSync('curl', ['--version']).status === 0
const openssl = spawnSync('openssl', ['version']).status === 0

/** Runs curl and gives its output, or what it says of an error. */
function* ask(...args: string[]): Fiber<string> {
    return yield* fromPromise(
        new Promise<string>(resolve => {
            execFile('curl', ['-sS', '-m', '20', ...args], { encoding: 'latin1' }, (error, out) =>
                resolve(error === null ? out : String(error)),
            )
        }),
    )
}

t.test('WebHost serves https', { skip: curl && openssl ? false : 'curl or openssl is not installed' }, async t => {
    const dir = mkdtempSync(join(tmpdir(), 'web-tls-'))
    t.teardown(() => rmSync(dir, { recursive: true }))
    const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
    const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
    spawnSync('openssl', [...request.split(' '), '-keyout', key, '-out', certificate])
    await run(() =>
        scope(function* (s) {
            const host = new TestHost(
                { listen: ['https://127.0.0.1:0'] },
                {
                    '/large': web => web.writeNow('x'.repeat(500_000)),
                    '/': web => web.writeNow(`${web.scheme} ${web.secure}`),
                },
                { tls: tlsServer({ key, certificate }) },
            )
            yield* host.start()
            const url = host.urls[0]!
            t.match(url, /^https:/)
            t.equal(yield* ask('-k', `${url}/`), 'https true')
            t.equal((yield* ask('-k', `${url}/large`)).length, 500_000)
            t.equal(yield* ask('-k', '-H', 'Connection: close', `${url}/`), 'https true')
            t.equal(yield* ask('-k', '-d', 'abc', `${url}/`, `${url}/`), 'https truehttps true')
            t.same(host.errors, [])
            yield* host.stop()
            s.cancel()
        }),
    )
})

t.test('WebHost understands curl', { skip: curl ? false : 'curl is not installed' }, async t => {
    const dir = mkdtempSync(join(tmpdir(), 'web-curl-'))
    t.teardown(() => rmSync(dir, { recursive: true }))
    const file = join(dir, 'body')
    writeFileSync(file, 'x'.repeat(80_000))
    await run(() =>
        scope(function* (s) {
            const host = new TestHost(
                { listen: ['127.0.0.1:0'], limits: { body: '1MB' } },
                {
                    '/echo': function* (web) {
                        const body = yield* web.readBody()
                        yield* web.write(`${web.method} ${web.protocol} ${body.length}`)
                    },
                    '/stream': function* (web) {
                        for (let i = 0; i < 3; i++) {
                            yield* web.write(`${i} `)
                            yield* sleep(5)
                        }
                    },
                },
            )
            yield* host.start()
            const url = host.urls[0]!
            t.equal(yield* ask(`${url}/echo`), 'GET HTTP/1.1 0')
            t.equal(yield* ask('-0', `${url}/echo`), 'GET HTTP/1.0 0')
            t.equal(yield* ask('--data-binary', `@${file}`, `${url}/echo`), 'POST HTTP/1.1 80000')
            t.equal(
                yield* ask('--data-binary', `@${file}`, '-H', 'Expect: 100-continue', `${url}/echo`),
                'POST HTTP/1.1 80000',
            )
            t.equal(yield* ask('-T', file, '-H', 'Transfer-Encoding: chunked', `${url}/echo`), 'PUT HTTP/1.1 80000')
            t.equal(yield* ask(`${url}/stream`), '0 1 2 ')
            t.equal(yield* ask('-0', `${url}/stream`), '0 1 2 ')
            t.match(yield* ask('-I', `${url}/echo`), /^HTTP\/1\.1 200 OK\r\n[\s\S]*Content-Length: \d+\r\n\r\n$/)
            t.equal(yield* ask(`${url}/echo`, `${url}/stream`, `${url}/echo`), 'GET HTTP/1.1 00 1 2 GET HTTP/1.1 0')
            t.match(yield* ask('-i', `${url}/none`), /^HTTP\/1\.1 404 Not Found\r\n/)
            t.same(host.errors, [])
            s.cancel()
        }),
    )
})
