import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { commonNameOf, describeCertificate } from '../../../fiber/tls/certificate.js'
import { makePki, noOpenssl } from './pki.js'

t.test('describeCertificate tells what stands in a certificate', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const { validFrom, validTo, ...rest } = describeCertificate(pki.text('server.crt'))
    const parsed = new X509Certificate(pki.text('server.crt'))
    t.strictSame(rest, {
        subject: 'O=Test, CN=localhost',
        commonName: 'localhost',
        issuer: 'O=Test, CN=Test CA',
        names: ['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:0:0:0:0:0:0:0:1'],
        serialNumber: parsed.serialNumber,
        fingerprint: parsed.fingerprint256,
    })
    t.equal(validTo.getTime() - validFrom.getTime(), 30 * 24 * 3_600_000)
    t.strictSame(describeCertificate(parsed.raw), describeCertificate(pki.text('server.crt')))
    t.strictSame(describeCertificate(pki.text('client.crt')).names, [])
})

t.test('describeCertificate throws for what is none', async t => {
    t.throws(() => describeCertificate(Buffer.from('rubbish')))
})

t.test('commonNameOf finds the CN among other attributes', async t => {
    t.equal(commonNameOf('C=DE\nCN=a, b\nOU=x'), 'a, b')
    t.equal(commonNameOf('C=DE'), null)
    t.equal(commonNameOf(''), null)
})
