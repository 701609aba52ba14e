/*
    The outcome table of spec runtime.md §9.3, row by row, with real handshakes in memory.
*/

import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import type { TlsClientOptions, TlsServerOptions, TlsVersion } from '../../../fiber/tls/index.js'
import { outcomeOf } from './harness.js'
import { makePki, noOpenssl } from './pki.js'

/** What the tolerant and the strict client make of a server: `verifyIssuer` true, false; and one with `verifyPeer` false. */
const clientRows: readonly (readonly [server: string, host: string, strict: string, tolerant: string, what: string])[] =
    [
        ['server', 'localhost', 'ok', 'ok', 'a good certificate'],
        ['chain', 'localhost', 'ok', 'ok', 'a good chain'],
        ['self', 'localhost', 'TLS_SELF_SIGNED', 'ok', 'a self-signed leaf'],
        ['stranger-chain', 'localhost', 'TLS_SELF_SIGNED', 'ok', 'a self-signed authority in the chain'],
        ['stranger', 'localhost', 'TLS_UNTRUSTED', 'ok', 'an unknown issuer'],
        ['chained', 'localhost', 'TLS_UNTRUSTED', 'ok', 'a chain that lacks its middle'],
        ['expired', 'localhost', 'TLS_EXPIRED', 'TLS_EXPIRED', 'an expired certificate'],
        ['self-expired', 'localhost', 'TLS_SELF_SIGNED', 'TLS_EXPIRED', 'a self-signed and expired one'],
        ['stranger-expired', 'localhost', 'TLS_UNTRUSTED', 'TLS_EXPIRED', 'an expired one of an unknown issuer'],
        ['wrong-name', 'localhost', 'TLS_HOSTNAME', 'TLS_HOSTNAME', 'another name'],
        ['self', 'wrong.example', 'TLS_SELF_SIGNED', 'TLS_HOSTNAME', 'a self-signed one for another name'],
        ['stranger-wrong', 'localhost', 'TLS_UNTRUSTED', 'TLS_HOSTNAME', 'an unknown issuer and another name'],
        ['name-only', '10.0.0.1', 'TLS_HOSTNAME', 'TLS_HOSTNAME', 'an address that is not in the certificate'],
        ['server', 'a.example', 'TLS_HOSTNAME', 'TLS_HOSTNAME', 'a host that is not in the certificate'],
        ['names', 'a.example', 'ok', 'ok', 'a host that is'],
        ['names', 'x.b.example', 'ok', 'ok', 'a host by wildcard'],
        ['names', 'y.x.b.example', 'TLS_HOSTNAME', 'TLS_HOSTNAME', 'two labels for one wildcard'],
        ['future', 'localhost', 'TLS_VERIFY', 'TLS_VERIFY', 'one that is not valid yet'],
        ['no-server', 'localhost', 'TLS_VERIFY', 'TLS_VERIFY', 'one that is not for servers'],
        ['stranger-no-server', 'localhost', 'TLS_UNTRUSTED', 'TLS_VERIFY', 'an unknown issuer, not for servers'],
    ]

/** What a server that wants certificates makes of a client. */
const serverRows: readonly (readonly [client: string | null, strict: string, tolerant: string, what: string])[] = [
    ['client', 'ok', 'ok', 'a good certificate'],
    ['client-self', 'TLS_SELF_SIGNED', 'ok', 'a self-signed one'],
    ['client-stranger', 'TLS_UNTRUSTED', 'ok', 'an unknown issuer'],
    ['client-expired', 'TLS_EXPIRED', 'TLS_EXPIRED', 'an expired one'],
    ['no-client', 'TLS_VERIFY', 'TLS_VERIFY', 'one that is not for clients'],
    [null, 'TLS_NO_CERTIFICATE', 'TLS_NO_CERTIFICATE', 'none'],
]

const versions: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3']

t.test('verification', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const path = (name: string) => pki.path(name)
    const identity = (name: string): TlsServerOptions => ({
        certificate: path(`${name}.crt`),
        key: path(name === 'chain' ? 'chained.key' : name === 'stranger-chain' ? 'stranger.key' : `${name}.key`),
    })
    const authority = path('ca.crt')

    for (const maxVersion of versions) {
        t.test(`tlsClient makes of servers what the table says, ${maxVersion}`, async t => {
            for (const [server, host, strict, tolerant, what] of clientRows) {
                const outcome = async (options: TlsClientOptions) => {
                    const { client } = await run(
                        outcomeOf,
                        identity(server),
                        { authority, maxVersion, ...options },
                        host,
                    )
                    return client
                }
                t.equal(await outcome({}), strict, `${what}, strict`)
                t.equal(await outcome({ verifyIssuer: false }), tolerant, `${what}, tolerant`)
                t.equal(await outcome({ verifyPeer: false }), 'ok', `${what}, not verified`)
            }
        })

        t.test(`tlsServer makes of clients what the table says, ${maxVersion}`, async t => {
            for (const [client, strict, tolerant, what] of serverRows) {
                const outcome = async (options: TlsServerOptions) => {
                    const offer = client === null ? {} : identity(client)
                    const both = await run(
                        outcomeOf,
                        { ...identity('server'), authority, ...options },
                        { authority, maxVersion, ...offer },
                    )
                    // A client that is refused finds out at the latest when it reads.
                    t.equal(both.client === 'ok', both.server === 'ok', `${what}: both sides agree`)
                    return both.server
                }
                t.equal(await outcome({ verifyPeer: true }), strict, `${what}, strict`)
                t.equal(await outcome({ verifyPeer: true, verifyIssuer: false }), tolerant, `${what}, tolerant`)
                t.equal(await outcome({}), 'ok', `${what}, not asked for`)
            }
        })
    }

    t.test('tlsClient trusts no authority but the given one', async t => {
        const { client } = await run(outcomeOf, identity('server'), { authority: path('other-ca.crt') })
        t.equal(client, 'TLS_UNTRUSTED')
        t.equal((await run(outcomeOf, identity('self'), { authority: path('self.crt') })).client, 'ok')
        t.equal((await run(outcomeOf, identity('stranger'), { authority: path('authorities.crt') })).client, 'ok')
    })

    t.test('tlsClient without an authority trusts those of the system', async t => {
        t.equal((await run(outcomeOf, identity('server'), {})).client, 'TLS_UNTRUSTED')
        process.env.SSL_CERT_FILE = authority
        t.equal((await run(outcomeOf, identity('server'), {})).client, 'ok')
        delete process.env.SSL_CERT_FILE
        t.equal((await run(outcomeOf, identity('server'), { verifyIssuer: false })).client, 'ok')
    })

    t.test('tlsClient refuses a revoked certificate', async t => {
        const revocation = path('ca.crl')
        t.equal((await run(outcomeOf, identity('revoked'), { authority })).client, 'ok')
        t.equal((await run(outcomeOf, identity('revoked'), { authority, revocation })).client, 'TLS_REVOKED')
        t.equal((await run(outcomeOf, identity('server'), { authority, revocation })).client, 'ok')
    })

    t.test('tlsClient and tlsServer both fail when they have nothing in common', async t => {
        const fails = async (server: TlsServerOptions, client: TlsClientOptions) => {
            const outcome = await run(outcomeOf, { ...identity('server'), ...server }, { authority, ...client })
            t.strictSame(outcome, { client: 'TLS_HANDSHAKE', server: 'TLS_HANDSHAKE' })
        }
        await fails({ minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' })
        await fails(
            { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
            { maxVersion: 'TLSv1.2', ciphers: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' },
        )
        const outcome = await run(outcomeOf, {}, { authority })
        t.strictSame(outcome, { client: 'TLS_HANDSHAKE', server: 'TLS_HANDSHAKE' }, 'a server without certificate')
    })
})
