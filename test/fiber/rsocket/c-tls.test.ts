/*
    Secure connections of the C face, over the loopback interface.
*/

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import t from 'tap'
import {
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_INITIALIZE,
    R_ERR_CANT_READ,
    R_ERR_TIMEOUT,
} from '../../../fiber/compat/c.js'
import { type Fiber, now, run, sleep, spawn } from '../../../fiber/core/index.js'
import {
    activeSockets,
    type RSocket,
    rAllocSocket,
    rCloseTls,
    rConfigTls,
    rConnectSocket,
    rFreeSocket,
    rGetSocketError,
    rGetTlsSession,
    rIsSocketClosed,
    rIsSocketConnected,
    rIsSocketSecure,
    rIsTlsConnected,
    rListenSocket,
    rReadSocket,
    rSendFile,
    rSetSocketCerts,
    rSetSocketCustom,
    rSetSocketDefaultVerify,
    rSetSocketVerify,
    rSetTls,
    rSetTlsAlpn,
    rSetTlsSession,
    rUpgradeTls,
    rWriteSocket,
    rWriteSocketSync,
    useNetwork,
} from '../../../fiber/rsocket/index.js'
import { tlsDefaults } from '../../../fiber/rsocket/tls-defaults.js'
import { FakeNetwork, fiberTest } from '../../../fiber/testing/index.js'
import { rGetTicks } from '../../../fiber/time/c.js'
import { until } from '../socket/pair-tools.js'
import { makePki, noOpenssl } from '../tls/pki.js'
import { Accepting, connected, freed, portOf, tcpPair } from './pair.js'

t.test('TLS', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())

    /** A socket that trusts our authority. */
    function client(): RSocket {
        const sp = rAllocSocket()
        rSetSocketCerts(sp, pki.path('ca.crt'), null, null, null)
        return sp
    }

    /** A secure listener with a certificate. */
    function* secureListener(
        name = 'server',
        settle: (listener: RSocket) => void = () => {},
    ): Fiber<[Accepting, number]> {
        const accepting = new Accepting()
        rSetSocketCerts(accepting.listener, null, pki.path(`${name}.key`), pki.path(`${name}.crt`), null)
        settle(accepting.listener)
        return [accepting, yield* accepting.listen()]
    }

    /** Sends a text each way. */
    function* talk(a: RSocket, b: RSocket): Fiber<string> {
        const buf = Buffer.alloc(64)
        yield* rWriteSocket(a, 'to and ')
        const there = yield* rReadSocket(b, buf, 64)
        yield* rWriteSocket(b, `${buf.toString('latin1', 0, Math.max(there, 0))}fro`)
        const back = yield* rReadSocket(a, buf, 64)
        return back < 0 ? String(back) : buf.toString('latin1', 0, back)
    }

    t.test('rConnectSocket makes a secure connection with a secure listener', async t => {
        await run(function* () {
            const [accepting, port] = yield* secureListener()
            const sp = client()
            t.notOk(rIsSocketConnected(sp))
            yield* connected(sp, port, 'localhost')
            const server = yield* accepting.next()
            for (const side of [sp, server]) {
                t.ok(rIsSocketSecure(side))
                t.ok(rIsSocketConnected(side))
                t.ok(rIsTlsConnected(side.tls))
            }
            t.not(server.tls, accepting.listener.tls)
            t.equal(yield* talk(sp, server), 'to and fro')
            t.equal(rWriteSocketSync(sp, '', 0), 0, 'nothing is a no-op')
            t.equal(yield* talk(sp, server), 'to and fro')
            const { tls } = sp
            yield* freed(sp, server, accepting.listener)
            t.notOk(rIsTlsConnected(tls))
            t.equal(activeSockets(), 0)
        })
    })

    t.test('rListenSocket sends the whole chain of its certificate', async t => {
        await run(function* () {
            const accepting = new Accepting()
            rSetSocketCerts(accepting.listener, null, pki.path('chained.key'), pki.path('chain.crt'), null)
            const sp = yield* connected(client(), yield* accepting.listen(), 'localhost')
            t.ok(sp.socket!.security!.authorized)
            yield* freed(sp, yield* accepting.next(), accepting.listener)
        })
    })

    t.test('rCloseTls shows the peer an end', async t => {
        await run(function* () {
            const [accepting, port] = yield* secureListener()
            const sp = yield* connected(client(), port, 'localhost')
            const server = yield* accepting.next()
            rCloseTls(sp.tls)
            t.equal(yield* rReadSocket(server, Buffer.alloc(9), 9), R_ERR_CANT_READ)
            yield* freed(sp, server, accepting.listener)
            rCloseTls(sp.tls)
        })
    })

    /** What comes of a connection: the result, the error of the client, and whether the handler was called. */
    function* outcome(
        certificate: string,
        settle: (sp: RSocket) => void,
        host = 'localhost',
        settleListener: (sp: RSocket) => void = () => {},
    ): Fiber<[number, string, boolean]> {
        const [accepting, port] = yield* secureListener(certificate, settleListener)
        const sp = client()
        settle(sp)
        const code = yield* rConnectSocket(sp, host, port, 0)
        let served = false
        const accepted: RSocket[] = []
        if (code === 0) {
            accepted.push(yield* accepting.next())
            served = (yield* talk(sp, accepted[0]!)) === 'to and fro'
        }
        const error = rGetSocketError(sp)
        yield* freed(sp, accepting.listener, ...accepted)
        return [code, error, served]
    }

    const strict = (sp: RSocket) => rSetSocketVerify(sp, 1, 1)
    const anyIssuer = (sp: RSocket) => rSetSocketVerify(sp, 1, 0)
    const nothing = (sp: RSocket) => rSetSocketVerify(sp, 0, 0)
    const bad = R_ERR_CANT_COMPLETE

    const table: [certificate: string, host: string, settle: (sp: RSocket) => void, code: number, text: string][] = [
        ['server', 'localhost', strict, 0, ''],
        ['server', '127.0.0.1', strict, 0, ''],
        ['self', 'localhost', strict, bad, 'Self-signed certificate'],
        ['self', 'localhost', anyIssuer, 0, ''],
        ['self', 'localhost', nothing, 0, ''],
        ['stranger', 'localhost', strict, bad, 'Certificate not trusted'],
        ['stranger', 'localhost', anyIssuer, 0, ''],
        ['expired', 'localhost', strict, bad, 'Certificate has expired'],
        ['expired', 'localhost', anyIssuer, bad, 'Certificate has expired'],
        ['self-expired', 'localhost', strict, bad, 'Self-signed certificate'],
        ['self-expired', 'localhost', anyIssuer, bad, 'Certificate has expired'],
        ['stranger-expired', 'localhost', strict, bad, 'Certificate not trusted'],
        ['stranger-expired', 'localhost', anyIssuer, bad, 'Certificate has expired'],
        ['expired', 'localhost', nothing, 0, ''],
        [
            'wrong-name',
            'localhost',
            strict,
            bad,
            'Certificate hostname mismatch. Expecting localhost got wrong.example',
        ],
        [
            'wrong-name',
            'localhost',
            anyIssuer,
            bad,
            'Certificate hostname mismatch. Expecting localhost got wrong.example',
        ],
        ['name-only', '127.0.0.1', strict, bad, 'Certificate hostname mismatch. Expecting 127.0.0.1 got localhost'],
        ['wrong-name', 'localhost', nothing, 0, ''],
        ['future', 'localhost', strict, bad, 'Certificate verification error 9'],
        ['no-server', 'localhost', strict, bad, 'Certificate verification error 26'],
        ['stranger-no-server', 'localhost', anyIssuer, bad, 'Certificate verification error 26'],
    ]
    for (const [certificate, host, settle, code, text] of table) {
        t.test(
            `rConnectSocket to ${host} with the certificate ${certificate}, ${settle.name}: ${text || 'ok'}`,
            async t => {
                await run(function* () {
                    t.strictSame(yield* outcome(certificate, settle, host), [code, text, code === 0])
                })
            },
        )
    }

    t.test('rConnectSocket refuses a revoked certificate', async t => {
        await run(function* () {
            pki.path('revoked.crt')
            const withList = (sp: RSocket) => rSetSocketCerts(sp, null, null, null, pki.path('ca.crl'))
            t.strictSame(yield* outcome('revoked', withList), [bad, 'Certificate verification error 23', false])
            t.strictSame(yield* outcome('server', withList), [0, '', true])
        })
    })

    t.test('rConnectSocket verifies by default, and what a listener sets changes nothing for clients', async t => {
        await run(function* () {
            t.equal(tlsDefaults.verifyPeer, 1)
            const lax = (sp: RSocket) => rSetSocketVerify(sp, 0, 0)
            t.strictSame(yield* outcome('self', () => {}, 'localhost', lax), [bad, 'Self-signed certificate', false])
            rSetSocketDefaultVerify(1, 0)
            t.strictSame(yield* outcome('self', () => {}), [0, '', true])
            rSetSocketDefaultVerify(0, 0)
            t.strictSame(yield* outcome('wrong-name', () => {}), [0, '', true])
            rSetSocketDefaultVerify(1, 1)
            t.strictSame(yield* outcome('self', () => {}), [bad, 'Self-signed certificate', false])
        })
    })

    t.test(
        'rListenSocket asks for a certificate only when it is told to, and calls no handler without a good one',
        async t => {
            await run(function* () {
                const demanding = (sp: RSocket) => {
                    rSetSocketVerify(sp, 1, 1)
                    rSetSocketCerts(sp, pki.path('ca.crt'), null, null, null)
                }
                const identity = (name: string) => (sp: RSocket) =>
                    rSetSocketCerts(sp, null, pki.path(`${name}.key`), pki.path(`${name}.crt`), null)
                t.strictSame(yield* outcome('server', identity('client'), 'localhost', demanding), [0, '', true])
                t.strictSame(yield* outcome('server', identity('client')), [0, '', true])
                for (const name of ['client-self', 'client-expired', 'client-stranger', 'no-client']) {
                    const [accepting, port] = yield* secureListener('server', demanding)
                    let called = false
                    accepting.listener.handler = () => {
                        called = true
                    }
                    const sp = client()
                    identity(name)(sp)
                    if ((yield* rConnectSocket(sp, 'localhost', port, 0)) === 0) {
                        t.ok((yield* rReadSocket(sp, Buffer.alloc(9), 9)) < 0)
                    }
                    t.notOk(called, name)
                    yield* freed(sp, accepting.listener)
                    yield* until(() => activeSockets() === 0)
                }
            })
        },
    )

    t.test('rSetTlsAlpn: the server selects its first name that the client offers, else goes on without', async t => {
        await run(function* () {
            for (const [server, offer, chosen] of [
                ['h2 http/1.1', 'http/1.1,h2', 'h2'],
                ['mqtt', 'http/1.1\tmqtt', 'mqtt'],
                ['mqtt', 'http/1.1', null],
                ['mqtt', '', null],
                ['', 'mqtt', null],
            ] as const) {
                const [accepting, port] = yield* secureListener('server', sp => rSetTlsAlpn(sp.tls, server))
                const sp = client()
                rSetTlsAlpn(sp.tls, offer)
                yield* connected(sp, port, 'localhost')
                const accepted = yield* accepting.next()
                t.equal(sp.socket!.security!.alpn, chosen, `${server} | ${offer}`)
                t.equal(accepted.socket!.security!.alpn, chosen)
                yield* freed(sp, accepted, accepting.listener)
            }
        })
    })

    t.test('rGetTlsSession gives a session that rSetTlsSession resumes', async t => {
        for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
            rSetSocketCustom((_sp: RSocket, _command: number, config: SecureContextOptions) => {
                config.maxVersion = version
            })
            await run(function* () {
                const [accepting, port] = yield* secureListener()
                const first = client()
                t.equal(rGetTlsSession(first), null)
                yield* connected(first, port, 'localhost')
                const server = yield* accepting.next()
                yield* talk(first, server)
                const session = rGetTlsSession(first)
                t.ok(session)
                yield* freed(server, first)
                const second = client()
                rSetTlsSession(second, session)
                yield* connected(second, port, 'localhost')
                const again = yield* accepting.next()
                t.equal(second.socket!.security!.protocol, version)
                t.equal(second.socket!.security!.reused, true, version)
                t.equal(yield* talk(second, again), 'to and fro')
                yield* freed(second, again, accepting.listener)
            })
        }
        rSetSocketCustom(null)
    })

    t.test('rSendFile works over TLS', async t => {
        await run(function* () {
            const [accepting, port] = yield* secureListener()
            const sp = yield* connected(client(), port, 'localhost')
            const server = yield* accepting.next()
            const content = Buffer.alloc(300_000, 'some text ')
            writeFileSync(pki.path('content'), content)
            const fd = openSync(pki.path('content'), 'r')
            const reading = spawn(function* () {
                const buf = Buffer.alloc(400_000)
                let at = 0
                for (let n = 1; n > 0; at += Math.max(n, 0)) {
                    n = yield* rReadSocket(server, buf.subarray(at), 400_000)
                }
                return buf.subarray(0, at)
            })
            t.equal(yield* rSendFile(sp, fd, 0, 1_000_000), content.length)
            closeSync(fd)
            rFreeSocket(sp)
            t.ok((yield* reading.join()).equals(content))
            yield* freed(server, accepting.listener)
        })
    })

    // STARTTLS.

    t.test('rUpgradeTls makes an open connection secure, on both sides', async t => {
        await run(function* () {
            const [a, b] = yield* tcpPair()
            const buf = Buffer.alloc(64)
            const { fd, wait } = a
            const accepting = spawn(function* () {
                yield* rReadSocket(b, buf, 64)
                yield* rWriteSocket(b, 'ready')
                rSetSocketCerts(b, null, pki.path('server.key'), pki.path('server.crt'), null)
                t.equal(rConfigTls(b.tls, true), 0)
                t.equal(yield* rUpgradeTls(b.tls, b.fd, null, 0), 0)
            })
            yield* rWriteSocket(a, 'STARTTLS')
            yield* rReadSocket(a, Buffer.alloc(64), 64)
            rSetSocketCerts(a, pki.path('ca.crt'), null, null, null)
            t.equal(yield* rUpgradeTls(a.tls, a.fd, 'localhost', rGetTicks() + 20_000), 0)
            yield* accepting.join()
            t.ok(rIsTlsConnected(a.tls) && rIsTlsConnected(b.tls))
            t.equal(a.fd, fd)
            t.equal(a.wait, wait)
            t.ok(a.socket!.security!.authorized)
            t.equal(yield* talk(a, b), 'to and fro')
            t.equal(yield* rUpgradeTls(a.tls, a.fd, 'localhost', 0), R_ERR_BAD_STATE)
            yield* freed(a, b)
        })
    })

    t.test('rUpgradeTls tells what went wrong, and closes the socket', async t => {
        await run(function* () {
            t.equal(yield* rUpgradeTls(null, 5, 'localhost', 0), R_ERR_BAD_STATE)
            const idle = client()
            t.equal(yield* rUpgradeTls(idle.tls, -1, 'localhost', 0), R_ERR_CANT_COMPLETE)

            const [a, b] = yield* tcpPair()
            rSetSocketCerts(a, 'absent', null, null, null)
            t.equal(yield* rUpgradeTls(a.tls, a.fd, 'localhost', 0), R_ERR_CANT_INITIALIZE)
            t.equal(rGetSocketError(a), 'Unable to set certificate locations: absent')
            t.notOk(rIsSocketClosed(a), 'nothing was sent')
            // The peer speaks no TLS.
            a.tls = client().tls
            yield* rWriteSocket(b, 'What do you want?\n')
            t.equal(yield* rUpgradeTls(a.tls, a.fd, 'localhost', 0), R_ERR_CANT_INITIALIZE)
            t.match(a.error, /^Unable/, 'the first one counts')
            t.ok(rIsSocketClosed(a))
            yield* freed(a, b)

            const [c, d] = yield* tcpPair()
            const server = spawn(function* () {
                rSetSocketCerts(d, null, pki.path('self.key'), pki.path('self.crt'), null)
                return yield* rUpgradeTls(d.tls, d.fd, null, 0)
            })
            t.equal(yield* rUpgradeTls(client().tls, c.fd, 'localhost', 0), R_ERR_CANT_INITIALIZE)
            t.equal(rGetSocketError(c), 'Self-signed certificate')
            t.not(yield* server.join(), undefined)
            yield* freed(c, d)
        })
    })

    t.test('rListenSocket is not held up by a peer that stalls or speaks nonsense in the handshake', async t => {
        await run(function* () {
            const [accepting, port] = yield* secureListener()
            const stalling = connectPlain(port, '127.0.0.1')
            const noisy = connectPlain(port, '127.0.0.1', () => noisy.write('GET / HTTP/1.0\r\n\r\n'))
            for (const socket of [stalling, noisy]) {
                socket.on('error', () => {})
            }
            yield* until(() => activeSockets() > 0)
            const sp = yield* connected(client(), port, 'localhost')
            const server = yield* accepting.next()
            t.equal(yield* talk(sp, server), 'to and fro')
            stalling.destroy()
            noisy.destroy()
            yield* freed(sp, server, accepting.listener)
            yield* until(() => activeSockets() === 0)
        })
    })

    fiberTest(t, 'rListenSocket gives a handshake 30 seconds', function* (t) {
        const network = new FakeNetwork()
        const former = useNetwork(network)
        const listener = rAllocSocket()
        rSetSocketCerts(listener, null, pki.path('server.key'), pki.path('server.crt'), null)
        let called = false
        const handler = () => {
            called = true
        }
        t.equal(yield* rListenSocket(listener, null, 443, handler), 0)
        const sp = rAllocSocket()
        t.equal(yield* rConnectSocket(sp, '10.0.0.1', 443, 0), 0)
        const start = now()
        t.equal(yield* rReadSocket(sp, Buffer.alloc(9), 9, rGetTicks() + 60_000), R_ERR_CANT_READ)
        t.equal(now() - start, 30_000)
        t.equal(activeSockets(), 0)
        t.notOk(called)
        rFreeSocket(sp)
        rFreeSocket(listener)
        useNetwork(former)
        yield* sleep(5000)
    })

    fiberTest(t, 'rUpgradeTls enforces its deadline', function* (t) {
        const network = new FakeNetwork()
        const former = useNetwork(network)
        const accepted: RSocket[] = []
        const listener = rAllocSocket()
        yield* rListenSocket(listener, null, 443, (_arg: null, sock: RSocket) => accepted.push(sock))
        for (const [deadline, ms] of [
            [() => 0, 30_000],
            [() => rGetTicks() + 700, 700],
        ] as const) {
            const sp = rAllocSocket()
            t.equal(yield* rConnectSocket(sp, '10.0.0.1', 443, 0), 0)
            rSetTls(sp)
            const start = now()
            t.equal(yield* rUpgradeTls(sp.tls, sp.fd, 'localhost', deadline()), R_ERR_TIMEOUT)
            t.equal(now() - start, ms)
            t.ok(rIsSocketClosed(sp))
        }
        t.equal(portOf(listener), 443)
        accepted.forEach(rFreeSocket)
        rFreeSocket(listener)
        useNetwork(former)
        yield* sleep(5000)
    })
})
