import { copyFileSync } from 'node:fs'
import type { SecureContextOptions } from 'node:tls'
import t from 'tap'
import { opensslContext } from '../../../fiber/tls/openssl-context.js'
import { clientSettings, serverSettings, type TlsServerOptions } from '../../../fiber/tls/options.js'
import { makePki, noOpenssl } from './pki.js'

t.test('contexts', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const identity = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const make = (options: TlsServerOptions) => opensslContext(serverSettings(options))

    t.test('opensslContext gives the same context for the same content', async t => {
        const first = make(identity)
        t.equal(make(identity), first)
        t.equal(make({ certificate: pki.text('server.pem') }), first)
        t.not(make({ ...identity, maxVersion: 'TLSv1.2' }), first)
        t.not(make({ ...identity, verifyPeer: true, authority: pki.path('ca.crt') }), first)
        t.not(opensslContext(clientSettings({ ...identity, verifyPeer: false })), first)
    })

    t.test('opensslContext gives another context when a file has changed', async t => {
        const options = { certificate: pki.path('live.crt'), key: pki.path('live.key') }
        const install = (name: string) => {
            copyFileSync(pki.path(`${name}.crt`), options.certificate)
            copyFileSync(pki.path(`${name}.key`), options.key)
        }
        install('server')
        const first = make(options)
        install('rsa')
        t.not(make(options), first)
        install('server')
        t.equal(make(options), first)
    })

    t.test('opensslContext forgets contexts that were not asked for lately', async t => {
        const first = make(identity)
        for (let i = 0; i < 32; i++) {
            make({ ...identity, ciphers: `AES256-SHA:@SECLEVEL=${i % 3}${':HIGH'.repeat(i)}` })
        }
        t.not(make(identity), first)
    })

    t.test('opensslContext knows ciphers by all their names, and warns of others', async t => {
        const warnings: string[] = []
        const onWarning = (message: string) => warnings.push(message)
        make({ ...identity, onWarning, ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256', 'HIGH'] })
        make({ ...identity, onWarning, ciphers: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' })
        t.strictSame(warnings, [])
        make({ ...identity, onWarning, ciphers: 'AES256-SHA,TLS_NO_SUCH_SUITE,TLS_DH_anon_WITH_AES_256_CBC_SHA' })
        t.strictSame(warnings, [
            'Cannot use cipher TLS_NO_SUCH_SUITE: unknown here, ignored',
            'Cannot use cipher TLS_DH_anon_WITH_AES_256_CBC_SHA: unknown here, ignored',
        ])
        t.throws(() => make({ ...identity, onWarning, ciphers: 'nonsense' }), { code: 'TLS_CIPHERS' })
    })

    t.test('opensslContext lets customize change the options of Node, and keeps nothing of that', async t => {
        const seen: SecureContextOptions[] = []
        const customize = (options: SecureContextOptions) => {
            seen.push({ ...options })
            options.minVersion = 'TLSv1.3'
        }
        const [first, second] = [make({ ...identity, customize }), make({ ...identity, customize })]
        t.not(second, first)
        t.not(make(identity), first)
        t.equal(seen.length, 2)
        t.match(seen[0], { minVersion: 'TLSv1.2', cert: pki.text('server.crt') })
        const refuse = () => {
            throw new RangeError('refused')
        }
        t.throws(() => make({ ...identity, customize: refuse }), { message: 'refused' })
    })

    t.test('opensslContext tells what OpenSSL does not take', async t => {
        pki.openssl('genrsa', '-out', 'weak.key', '512')
        pki.certificate('weak')
        const weak = { certificate: pki.path('weak.crt'), key: pki.path('weak.key') }
        t.throws(() => make(weak), { code: 'TLS_CERTIFICATE', message: /^Cannot use certificate and key: / })
    })
})
