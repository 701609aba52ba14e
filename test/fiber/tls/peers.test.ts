/*
    Connections with other implementations: the commands openssl and curl.
*/

import { type ChildProcessWithoutNullStreams, execFileSync, spawn as spawnProcess } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { type Fiber, fromPromise, run } from '../../../fiber/core/index.js'
import { connect, type Listener, listen, type Socket } from '../../../fiber/socket/index.js'
import { type TlsServerOptions, tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { codeOf, echoServer } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

const noCurl: string | false = (() => {
    try {
        execFileSync('curl', ['--version'], { stdio: 'ignore' })
        return noOpenssl
    } catch {
        return 'the command curl is not installed'
    }
})()

/** What a command says, on both outputs, when it is over. */
function* output(command: string, args: string[], input = ''): Fiber<string> {
    const child = spawnProcess(command, args, { stdio: 'pipe' })
    let text = ''
    child.stdout.on('data', data => (text += data))
    child.stderr.on('data', data => (text += data))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    yield* fromPromise(once(child, 'close'))
    return text
}

/** Answers each request with the same short response. */
function* hello(socket: Socket): Fiber<void> {
    for (;;) {
        const line = yield* socket.readLine()
        if (line === null) {
            return
        }
        if (line === '') {
            yield* socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
        }
    }
}

t.test('peers', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const identity = { certificate: pki.path('chain.crt'), key: pki.path('chained.key') }
    const authority = pki.path('ca.crt')

    /** `openssl s_client`, which ends at once. */
    function* client(port: number, ...args: string[]): Fiber<string> {
        const target = ['-connect', `127.0.0.1:${port}`, '-CAfile', authority]
        return yield* output('openssl', ['s_client', ...target, ...args])
    }

    function* withServer(options: TlsServerOptions, body: (listener: Listener) => Fiber<void>): Fiber<void> {
        const listener = yield* echoServer({ ...identity, ...options })
        yield* body(listener)
        yield* listener.closeAll()
    }

    t.test('openssl s_client verifies our chain, TLS 1.2 and 1.3', async t => {
        await run(withServer, {}, function* (listener: Listener) {
            for (const version of ['1_2', '1_3']) {
                const text = yield* client(
                    listener.port,
                    `-tls${version}`,
                    '-verify_return_error',
                    '-verify_hostname',
                    'localhost',
                )
                t.match(text, /Verify return code: 0 \(ok\)/)
                t.match(
                    text,
                    new RegExp(`Protocol *: TLSv${version.replace('_', '.')}|New, TLSv${version.replace('_', '.')}`),
                )
                t.match(text, /CN = Intermediate/)
            }
            const text = yield* client(listener.port, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0')
            t.match(text, /alert protocol version|no protocols available/, 'TLS 1.1 is refused')
        })
    })

    t.test('openssl s_client agrees on a protocol, or goes on without', async t => {
        await run(withServer, { alpn: ['one', 'two'] }, function* (listener: Listener) {
            t.match(yield* client(listener.port, '-alpn', 'two,one'), /ALPN protocol: one/)
            t.match(yield* client(listener.port, '-alpn', 'three,two'), /ALPN protocol: two/)
            t.match(yield* client(listener.port, '-alpn', 'three'), /No ALPN negotiated[^]*Verify return code: 0/)
            t.match(yield* client(listener.port), /No ALPN negotiated[^]*Verify return code: 0/)
        })
    })

    t.test('openssl s_client gets the certificate of the name it asks for', async t => {
        const names = { 'a.example': { certificate: pki.path('names.crt'), key: pki.path('names.key') } }
        await run(withServer, { names }, function* (listener: Listener) {
            t.match(yield* client(listener.port, '-servername', 'a.example'), /subject=O = Test, CN = a.example/)
            t.match(yield* client(listener.port, '-servername', 'other'), /subject=O = Test, CN = localhost/)
            t.match(yield* client(listener.port, '-noservername'), /subject=O = Test, CN = localhost/)
        })
    })

    t.test('openssl s_client resumes its session, with tickets and with the cache of the server', async t => {
        await run(withServer, {}, function* (listener: Listener) {
            for (const way of [[], ['-no_ticket']]) {
                const text = yield* client(listener.port, '-tls1_2', '-reconnect', ...way)
                t.equal(text.match(/^Reused, TLSv1.2/gm)?.length, 5, way.join() || 'tickets')
            }
            const file = pki.path('session.pem')
            // It stays until the ticket has come, which it has when the echo has.
            const args = ['-tls1_3', '-sess_out', file, '-connect', `127.0.0.1:${listener.port}`]
            const child = spawnProcess('openssl', ['s_client', ...args])
            child.stdin.write('hello\n')
            yield* fromPromise(until(child, 'hello'))
            child.stdin.end()
            yield* fromPromise(once(child, 'close'))
            t.match(yield* client(listener.port, '-tls1_3', '-sess_in', file), /^Reused, TLSv1.3/m)
        })
    })

    t.test('openssl s_client cannot renegotiate', async t => {
        await run(function* () {
            // The client gives up with an alert, which the handler meets, or is killed before it has sent it.
            const failed: string[] = []
            const options: TlsServerOptions = { ...identity, maxVersion: 'TLSv1.2' }
            const listener = yield* echoServer(options, { onFailure: error => failed.push(codeOf(error)) })
            const target = ['-connect', `127.0.0.1:${listener.port}`]
            const child = spawnProcess('openssl', ['s_client', ...target])
            const refused = until(child, /no renegotiation|RENEGOTIATING[^]*error/)
            yield* fromPromise(until(child, 'Verify return code'))
            child.stdin.write('R\n')
            t.ok(yield* fromPromise(refused))
            child.kill()
            yield* listener.closeAll()
            t.match(failed.join(), /^(|SOCKET_FAILED|SOCKET_RESET)$/)
        })
    })

    t.test('openssl s_client shows its certificate', async t => {
        const failed: string[] = []
        await run(function* () {
            const options = { ...identity, authority, verifyPeer: true }
            const listener = yield* echoServer(options, { onFailure: error => failed.push(codeOf(error)) })
            const show = (name: string) => ['-cert', pki.path(`${name}.crt`), '-key', pki.path(`${name}.key`)]
            const text = yield* client(listener.port, '-tls1_2', ...show('client'))
            t.match(text, /Acceptable client certificate CA names[^]*CN = Test CA[^]*Verify return code: 0/)
            t.strictSame(failed, [])
            yield* client(listener.port, '-tls1_2', ...show('client-stranger'))
            t.match(yield* client(listener.port, '-tls1_2'), /alert handshake failure/)
            yield* listener.closeAll()
        })
        t.strictSame(failed, ['TLS_UNTRUSTED', 'TLS_NO_CERTIFICATE'])
    })

    t.test('curl fetches over a connection, and keeps it', { skip: noCurl }, async t => {
        await run(function* () {
            const listener = yield* listen('127.0.0.1:0', hello, { tls: tlsServer(identity) })
            const url = `https://localhost:${listener.port}/`
            for (const version of [['--tlsv1.3'], ['--tls-max', '1.2']]) {
                const text = yield* output('curl', ['-sS', '--cacert', authority, ...version, url, url])
                t.equal(text, 'hellohello')
            }
            t.equal(listener.statistics().accepted, 2)
            const refused = yield* output('curl', ['-sS', '--cacert', pki.path('other-ca.crt'), url])
            t.match(refused, /certificate/)
            yield* listener.closeAll()
        })
    })

    t.test('tlsClient works with openssl s_server, TLS 1.2 and 1.3', async t => {
        for (const version of ['-tls1_2', '-tls1_3']) {
            const certificate = ['-cert', pki.path('chained.crt'), '-key', pki.path('chained.key')]
            const chain = ['-cert_chain', pki.path('intermediate.crt')]
            const rules = ['-alpn', 'two,three', '-Verify', '2', '-CAfile', authority, version]
            const child = spawnProcess('openssl', [
                's_server',
                '-accept',
                '127.0.0.1:0',
                '-rev',
                ...certificate,
                ...chain,
                ...rules,
            ])
            t.teardown(() => child.kill())
            const port = Number((await until(child, /ACCEPT 127\.0\.0\.1:(\d+)/))[1])
            await run(function* () {
                const tls = tlsClient({
                    authority,
                    alpn: ['one', 'two'],
                    certificate: pki.path('client.crt'),
                    key: pki.path('client.key'),
                })
                for (const reused of [false, true]) {
                    const socket = yield* connect({ host: 'localhost', port, tls })
                    yield* socket.write('hello\n')
                    t.equal(yield* socket.readLine(), 'olleh')
                    t.equal(socket.security!.alpn, 'two')
                    t.equal(socket.security!.reused, reused)
                    yield* socket.close()
                }
            })
            child.kill()
        }
    })
})

/** Waits until a process has written something. */
function until(child: ChildProcessWithoutNullStreams, wanted: string | RegExp): Promise<string[]> {
    return new Promise(resolve => {
        let text = ''
        const look = (data: Buffer): void => {
            text += data
            const found = typeof wanted === 'string' ? (text.includes(wanted) ? [wanted] : null) : wanted.exec(text)
            if (found !== null) {
                resolve([...found])
            }
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
    })
}
