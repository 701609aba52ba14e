import { createPrivateKey, X509Certificate } from 'node:crypto'
import t from 'tap'
import { type CredentialOptions, readCredentials } from '../../../fiber/tls/credentials.js'
import { makePki, noOpenssl, type Pki } from './pki.js'

const certificates = (pem: string | null) => pem?.match(/BEGIN CERTIFICATE/g)?.length ?? 0

t.test('readCredentials', { skip: noOpenssl }, async t => {
    const pki: Pki = makePki()
    t.teardown(() => pki.remove())
    const path = (name: string) => pki.path(name)
    const expected = createPrivateKey(pki.text('server.key')).export({ type: 'pkcs8', format: 'pem' })

    t.test('readCredentials takes paths, PEM text, and bytes of PEM and DER', async t => {
        const certificate = new X509Certificate(pki.text('server.crt')).toString()
        const bytes = (name: string) => Buffer.from(pki.text(name), 'latin1')
        const pairs: CredentialOptions[] = [
            { certificate: path('server.crt'), key: path('server.key') },
            { certificate: pki.text('server.crt'), key: pki.text('server.key') },
            { certificate: bytes('server.crt'), key: bytes('server.key') },
            { certificate: path('server.der'), key: path('server.p8.der') },
            { certificate: bytes('server.der'), key: bytes('server.sec1.der') },
            { certificate: path('server.der'), key: path('server.sec1.key') },
            { certificate: path('server.pem') },
            { certificate: pki.text('server.pem') },
        ]
        for (const pair of pairs) {
            const read = readCredentials(pair)
            t.equal(read.chain, certificate)
            t.equal(read.key, expected)
        }
        t.ok(readCredentials({ certificate: path('rsa.crt'), key: path('rsa.p1.der') }).key)
    })

    t.test('readCredentials gives the whole chain and all authorities', async t => {
        const { chain } = readCredentials({ certificate: path('chain.crt'), key: path('chained.key') })
        t.equal(certificates(chain), 2)
        t.equal(certificates(readCredentials({ authority: path('authorities.crt') }).authority), 2)
        t.equal(certificates(readCredentials({ authority: path('ca.der') }).authority), 1)
    })

    t.test('readCredentials reads lists of revoked certificates, PEM and DER', async t => {
        const { revocation } = readCredentials({ revocation: path('ca.crl') })
        t.match(revocation, /BEGIN X509 CRL/)
        t.equal(readCredentials({ revocation: path('ca.crl.der') }).revocation, revocation)
    })

    t.test('readCredentials gives null for what was not given', async t => {
        t.strictSame(readCredentials({}), { chain: null, key: null, authority: null, revocation: null })
    })

    t.test('readCredentials tells what it cannot read or use', async t => {
        const certificate = path('server.crt')
        const faults: [CredentialOptions, string, RegExp][] = [
            [{ certificate: 'no.crt' }, 'TLS_CERTIFICATE', /^Cannot read certificate no.crt: ENOENT/],
            [{ certificate, key: 'no.key' }, 'TLS_KEY', /^Cannot read key no.key: ENOENT/],
            [{ authority: 'no.crt' }, 'TLS_AUTHORITY', /^Cannot read authority no.crt: ENOENT/],
            [{ revocation: 'no.crl' }, 'TLS_REVOCATION', /^Cannot read list of revoked certificates no.crl: ENOENT/],
            [
                { certificate: path('server.key') },
                'TLS_CERTIFICATE',
                /^Cannot load certificate .*: no CERTIFICATE in it/,
            ],
            [{ certificate: Buffer.from('rubbish') }, 'TLS_CERTIFICATE', /^Cannot load certificate \(bytes\): /],
            [
                { authority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
                'TLS_AUTHORITY',
                /\(text\): /,
            ],
            [{ certificate }, 'TLS_KEY', /^Cannot load key .*server.crt: no PRIVATE KEY in it/],
            [{ certificate, key: Buffer.from('rubbish') }, 'TLS_KEY', /^Cannot load key \(bytes\): /],
            [{ certificate, key: path('encrypted.key') }, 'TLS_KEY', /: it is encrypted/],
            [{ certificate, key: path('rsa.key') }, 'TLS_KEY', /rsa.key: it does not belong to the first certificate/],
            [{ key: path('server.key') }, 'TLS_CERTIFICATE', /^Cannot use key .*: no certificate/],
        ]
        for (const [options, code, message] of faults) {
            t.throws(() => readCredentials(options), { code, message }, code)
        }
    })

    t.test('readCredentials keeps the error of the file system as cause', async t => {
        t.throws(() => readCredentials({ certificate: 'no.crt' }), { cause: { code: 'ENOENT' } })
    })
})
