import { writeFileSync } from 'node:fs'
import type { SecureContextOptions } from 'node:tls'
import t from 'tap'
import {
    R_ERR_BAD_ARGS,
    R_ERR_CANT_CONNECT,
    R_ERR_CANT_INITIALIZE,
    R_ERR_CANT_COMPLETE,
} from '../../../fiber/compat/c.js'
import { run } from '../../../fiber/core/index.js'
import {
    dropSockets,
    R_SOCKET_CONFIG_TLS,
    R_TLS_HAS_AUTHORITY,
    RSocket,
    rAllocSocket,
    rAllocTls,
    rConfigTls,
    rConnectSocket,
    rFreeTls,
    rGetSocketCustom,
    rGetSocketError,
    rIsSocketConnected,
    rIsSocketSecure,
    rIsTlsConnected,
    rListenSocket,
    rResetSocket,
    rSetSocketCerts,
    rSetSocketCiphers,
    rSetSocketCustom,
    rSetSocketDefaultCerts,
    rSetSocketDefaultCiphers,
    rSetSocketDefaultVerify,
    rSetSocketVerify,
    rSetTls,
    rSetTlsAlpn,
    rSetTlsCerts,
    rSetTlsCiphers,
    rSetTlsDefaultAlpn,
    rSetTlsDefaultCerts,
    rSetTlsDefaultCiphers,
    rSetTlsDefaultVerify,
    rSetTlsEngine,
    rSetTlsVerify,
} from '../../../fiber/rsocket/index.js'
import { tlsDefaults } from '../../../fiber/rsocket/tls-defaults.js'
import { makePki, noOpenssl } from '../tls/pki.js'

const initial = { ...tlsDefaults }

t.afterEach(() => {
    Object.assign(tlsDefaults, initial)
})

t.test('rSetSocketCerts and its kin make a socket secure, and leave out what is NULL', async t => {
    const sp = rAllocSocket()
    t.notOk(rIsSocketSecure(sp))
    rSetSocketCerts(sp, 'ca', 'key', 'cert', 'revoke')
    t.ok(rIsSocketSecure(sp))
    t.ok(sp.hasCert)
    rSetSocketCerts(sp, null, 'other', null, null)
    t.notOk(sp.hasCert, 'this call gave no certificate')
    t.match(sp.tls, { ca: 'ca', key: 'other', cert: 'cert', revoke: 'revoke' })
    rSetSocketCiphers(sp, 'A:B')
    rSetSocketVerify(sp, 0, 1)
    rSetTlsAlpn(sp.tls, 'one,two')
    t.match(sp.tls, { ciphers: 'A:B', verifyPeer: 0, verifyIssuer: 1, alpn: 'one,two', connected: false })
    rSetSocketCiphers(sp, '')
    rSetSocketVerify(sp, -1, -1)
    t.match(sp.tls, { ciphers: null, verifyPeer: -1, verifyIssuer: -1 })
    t.notOk(rIsTlsConnected(sp.tls))
    t.notOk(rIsSocketConnected(sp), 'secure, and no handshake')
    rSetTlsEngine(sp.tls, 'pkcs11')
})

t.test('rAllocTls makes settings to be put into a socket', async t => {
    const sp = new RSocket()
    const tls = rAllocTls(sp)
    t.equal(sp.tls, null)
    rSetTlsCerts(tls, 'ca', null, null, null)
    rSetTlsCiphers(tls, 'A')
    rSetTlsVerify(tls, 1, 0)
    t.match(tls, { ca: 'ca', ciphers: 'A', verifyPeer: 1, verifyIssuer: 0 })
    sp.tls = tls
    rSetTls(sp)
    t.equal(sp.tls, tls)
    rFreeTls(tls)
    t.equal(rConfigTls(null, true), R_ERR_BAD_ARGS)
    t.equal(rConfigTls(rAllocTls(null), false), 0)
})

t.test('defaults are set by two names each; the end of the runtime forgets all but what is verified', async t => {
    t.match(tlsDefaults, { verifyPeer: 1, verifyIssuer: 1, ca: null, key: null, cert: null, revoke: null, alpn: null })
    rSetSocketDefaultCerts('ca', 'key', 'cert', 'revoke')
    rSetTlsDefaultCerts(null, null, 'other', null)
    rSetSocketDefaultCiphers('A')
    rSetTlsDefaultAlpn('h2')
    rSetSocketDefaultVerify(1, 0)
    t.match(tlsDefaults, { ca: 'ca', key: 'key', cert: 'other', revoke: 'revoke', ciphers: 'A', alpn: 'h2' })
    t.match(tlsDefaults, { verifyPeer: 1, verifyIssuer: 0 })
    rSetTlsDefaultCiphers(null)
    rSetTlsDefaultVerify(0, 1)
    t.match(tlsDefaults, { ciphers: null, verifyPeer: 0, verifyIssuer: 1 })
    dropSockets()
    t.match(tlsDefaults, { ca: null, key: null, cert: null, revoke: null, ciphers: null, alpn: null })
    t.match(tlsDefaults, { verifyPeer: 0, verifyIssuer: 1 })
})

t.test('rConfigTls', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const { path } = { path: (name: string) => pki.path(name) }
    writeFileSync(path('broken'), 'no certificate')
    const broken = path('broken')

    t.test('rConfigTls tells which file cannot be used, and how', async t => {
        const [cert, key] = [path('server.crt'), path('server.key')]
        const cases: [
            ca: string | null,
            key: string | null,
            cert: string | null,
            revoke: string | null,
            text: string,
        ][] = [
            [null, key, 'absent', null, 'Unable to read certificate absent'],
            [null, key, broken, null, `Unable to load certificate ${broken}`],
            [null, 'absent', cert, null, 'Unable to read key absent'],
            [null, broken, cert, null, `Unable to load key ${broken}`],
            [null, path('encrypted.key'), cert, null, `Unable to load key ${path('encrypted.key')}`],
            [null, path('rsa.key'), cert, null, `Check of private key file failed: ${path('rsa.key')}`],
            [null, null, cert, null, `Unable to load key ${cert}`],
            ['absent', null, null, null, 'Unable to set certificate locations: absent'],
            [broken, null, null, null, `Unable to set certificate locations: ${broken}`],
            [null, null, null, 'absent', 'Cannot load certificate revoke list: absent'],
        ]
        for (const server of [true, false]) {
            for (const [ca, key, cert, revoke, text] of cases) {
                const sp = rAllocSocket()
                rSetSocketCerts(sp, ca, key, cert, revoke)
                t.equal(rConfigTls(sp.tls, server), R_ERR_CANT_INITIALIZE)
                t.equal(rGetSocketError(sp), text)
            }
            const sp = rAllocSocket()
            rSetSocketCiphers(sp, 'NONSENSE,NONE')
            t.equal(rConfigTls(sp.tls, server), R_ERR_CANT_INITIALIZE)
            t.equal(rGetSocketError(sp), 'Unable to define ciphers "NONSENSE,NONE"')
            rResetSocket(sp)
            rSetSocketCiphers(sp, null)
            rSetTlsAlpn(sp.tls, `a,${'b'.repeat(256)}`)
            t.equal(rConfigTls(sp.tls, server), R_ERR_CANT_INITIALIZE)
            t.equal(rGetSocketError(sp), 'ALPN protocol name exceeds 255 bytes')
        }
        pki.openssl('genrsa', '-out', 'weak.key', '512')
        pki.certificate('weak')
        const sp = rAllocSocket()
        rSetSocketCerts(sp, null, path('weak.key'), path('weak.crt'), null)
        t.equal(rConfigTls(sp.tls, true), R_ERR_CANT_INITIALIZE)
        t.equal(rGetSocketError(sp), `Unable to use certificate ${path('weak.crt')}`)
    })

    t.test('rConfigTls takes PEM and DER files, text, and a key in the file of the certificate', async t => {
        for (const [key, cert] of [
            [path('server.key'), path('server.crt')],
            [path('server.p8.der'), path('server.der')],
            [null, path('server.pem')],
            [pki.text('server.key'), pki.text('server.crt')],
            [null, pki.text('server.pem')],
        ] as const) {
            const sp = rAllocSocket()
            rSetSocketCerts(sp, path('ca.der'), key, cert, path('ca.crl'))
            t.equal(rConfigTls(sp.tls, true), 0, rGetSocketError(sp))
            t.equal(rConfigTls(sp.tls, false), 0)
        }
    })

    t.test('rConfigTls applies defaults to what is not set', async t => {
        rSetSocketDefaultCerts('absent', path('server.key'), path('server.crt'), null)
        const sp = rAllocSocket()
        rSetTls(sp)
        t.equal(rConfigTls(sp.tls, true), 0, 'listeners do not take the authorities')
        t.equal(rConfigTls(sp.tls, false), R_ERR_CANT_INITIALIZE)
        t.match(rGetSocketError(sp), /certificate locations: absent/)
        rSetSocketCerts(sp, path('ca.crt'), null, path('rsa.crt'), null)
        rResetSocket(sp)
        t.equal(rConfigTls(sp.tls, false), R_ERR_CANT_INITIALIZE)
        t.match(rGetSocketError(sp), /^Unable to load key .*rsa.crt$/, 'the default key is not for another certificate')
        rSetTlsDefaultAlpn('x'.repeat(300))
        rSetSocketCerts(sp, null, path('rsa.key'), null, null)
        rResetSocket(sp)
        t.equal(rConfigTls(sp.tls, false), R_ERR_CANT_INITIALIZE)
        t.match(rGetSocketError(sp), /^ALPN/)
    })

    t.test('rConnectSocket and rListenSocket tell that TLS cannot be configured', async t => {
        await run(function* () {
            const sp = rAllocSocket()
            rSetSocketCerts(sp, 'absent', null, null, null)
            t.equal(yield* rConnectSocket(sp, '127.0.0.1', 1, 0), R_ERR_CANT_CONNECT)
            t.equal(rGetSocketError(sp), 'Unable to set certificate locations: absent')
            t.equal(yield* rListenSocket(sp, '127.0.0.1', 0, () => {}), R_ERR_CANT_INITIALIZE)
            rSetSocketCustom(() => {
                throw new Error('not today')
            })
            const other = rAllocSocket()
            rSetTls(other)
            rSetSocketVerify(other, 0, 0)
            t.equal(yield* rConnectSocket(other, '127.0.0.1', 1, 0), R_ERR_CANT_COMPLETE)
            t.equal(rGetSocketError(other), 'Cannot configure TLS')
            rSetSocketCustom(null)
        })
    })

    t.test('rSetSocketCustom sets a hook that may change the options of Node', async t => {
        t.equal(rGetSocketCustom(), null)
        const calls: unknown[] = []
        const hook = (sock: RSocket, command: number, config: SecureContextOptions, flags: number) => {
            calls.push([sock, command, config.minVersion, flags])
            config.maxVersion = 'TLSv1.2'
        }
        rSetSocketCustom(hook)
        t.equal(rGetSocketCustom(), hook)
        const sp = rAllocSocket()
        rSetSocketVerify(sp, 0, 0)
        t.equal(rConfigTls(sp.tls, false), 0)
        rSetSocketCerts(sp, path('ca.crt'), null, null, null)
        t.equal(rConfigTls(sp.tls, false), 0)
        t.strictSame(calls, [
            [sp, R_SOCKET_CONFIG_TLS, 'TLSv1.2', 0],
            [sp, R_SOCKET_CONFIG_TLS, 'TLSv1.2', R_TLS_HAS_AUTHORITY],
        ])
        rSetSocketCustom(0)
        t.equal(rGetSocketCustom(), null)
    })
})
