/*
    Secure connections of the C face with another implementation: the command openssl.
*/

import { type ChildProcessWithoutNullStreams, spawn as spawnProcess } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { R_ERR_CANT_COMPLETE } from '../../../fiber/compat/c.js'
import { type Fiber, fromPromise, run } from '../../../fiber/core/index.js'
import {
    type RSocket,
    rAllocSocket,
    rConnectSocket,
    rFreeSocket,
    rGetSocketError,
    rListenSocket,
    rReadSocket,
    rSetSocketCerts,
    rSetSocketCiphers,
    rSetSocketVerify,
    rSetTlsAlpn,
    rWriteSocket,
} from '../../../fiber/rsocket/index.js'
import { makePki, noOpenssl } from '../tls/pki.js'
import { echo, freed, portOf } from './pair.js'

t.test('openssl', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())

    /** What `openssl s_client` says to a listener with these settings. */
    function* client(settle: (listener: RSocket) => void, ...args: string[]): Fiber<string> {
        const listener = rAllocSocket()
        rSetSocketCerts(listener, null, pki.path('server.key'), pki.path('server.crt'), null)
        settle(listener)
        yield* rListenSocket(listener, '127.0.0.1', 0, echo)
        const port = portOf(listener)
        const child = spawnProcess('openssl', [
            's_client',
            '-connect',
            `127.0.0.1:${port}`,
            '-CAfile',
            pki.path('ca.crt'),
            ...args,
        ])
        let text = ''
        for (const stream of [child.stdout, child.stderr]) {
            stream.on('data', (chunk: Buffer) => {
                text += String(chunk)
                if (text.includes('sent back')) {
                    child.stdin.end()
                }
            })
        }
        child.stdin.on('error', () => {})
        child.stdin.write('sent back\n')
        yield* fromPromise(once(child, 'close'))
        rFreeSocket(listener)
        return text
    }

    t.test('openssl s_client verifies a listener of ours, and is answered', async t => {
        await run(function* () {
            const text = yield* client(() => {})
            t.match(text, /Verification: OK/)
            t.match(text, /sent back/)
            t.match(yield* client(() => {}, '-tls1_2'), /Protocol *: TLSv1.2/)
            t.notMatch(yield* client(() => {}, '-tls1_1'), /sent back/)
        })
    })

    t.test('openssl s_client is given the first protocol of ours that it offers', async t => {
        await run(function* () {
            const both = (listener: RSocket) => rSetTlsAlpn(listener.tls, 'mqtt, h2')
            t.match(yield* client(both, '-alpn', 'h2,mqtt'), /ALPN protocol: mqtt/)
            t.match(yield* client(both, '-alpn', 'h2'), /ALPN protocol: h2/)
            t.match(yield* client(both, '-alpn', 'other'), /No ALPN negotiated/)
        })
    })

    t.test('openssl s_client must show a certificate where it is demanded', async t => {
        await run(function* () {
            const demanding = (listener: RSocket) => {
                rSetSocketVerify(listener, 1, 1)
                rSetSocketCerts(listener, pki.path('ca.crt'), null, null, null)
            }
            const identity = ['-cert', pki.path('client.crt'), '-key', pki.path('client.key')]
            const text = yield* client(demanding, ...identity)
            t.match(text, /sent back/)
            t.match(text, /Acceptable client certificate CA names\n.*CN ?= ?Test CA/)
            t.notMatch(yield* client(demanding), /sent back/)
        })
    })

    t.test('openssl s_client gets the ciphers that are set', async t => {
        await run(function* () {
            const one = (listener: RSocket) => rSetSocketCiphers(listener, 'ECDHE-ECDSA-AES256-GCM-SHA384')
            t.match(yield* client(one, '-tls1_2'), /Cipher *: ECDHE-ECDSA-AES256-GCM-SHA384/)
        })
    })

    /** Starts `openssl s_server`, and waits until it listens. */
    function* server(name: string, ...args: string[]): Fiber<[ChildProcessWithoutNullStreams, number]> {
        const identity = ['-cert', pki.path(`${name}.crt`), '-key', pki.path(`${name}.key`)]
        const child = spawnProcess('openssl', ['s_server', '-accept', '127.0.0.1:0', '-rev', ...identity, ...args])
        const port = yield* fromPromise(
            new Promise<number>(resolve => {
                let text = ''
                child.stdout.on('data', (chunk: Buffer) => {
                    text += String(chunk)
                    const found = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(text)
                    if (found !== null) {
                        resolve(Number(found[1]))
                    }
                })
            }),
        )
        return [child, port]
    }

    t.test('rConnectSocket to openssl s_server verifies it, and talks', async t => {
        await run(function* () {
            for (const [name, trusted] of [
                ['server', true],
                ['stranger', false],
            ] as const) {
                const [child, port] = yield* server(name, '-alpn', 'mqtt')
                const sp = rAllocSocket()
                rSetSocketCerts(sp, pki.path('ca.crt'), null, null, null)
                rSetTlsAlpn(sp.tls, 'mqtt')
                const code = yield* rConnectSocket(sp, 'localhost', port, 0)
                if (trusted) {
                    t.equal(code, 0, rGetSocketError(sp))
                    t.equal(sp.socket!.security!.alpn, 'mqtt')
                    yield* rWriteSocket(sp, 'hello\n')
                    const buf = Buffer.alloc(64)
                    t.equal(buf.toString('latin1', 0, yield* rReadSocket(sp, buf, 64)), 'olleh\n')
                } else {
                    t.equal(code, R_ERR_CANT_COMPLETE)
                    t.equal(rGetSocketError(sp), 'Certificate not trusted')
                }
                yield* freed(sp)
                child.kill()
                yield* fromPromise(once(child, 'close'))
            }
        })
    })
})
