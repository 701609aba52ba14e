import t from 'tap'
import { isPem, pemBlocks, toPem } from '../../../fiber/tls/pem.js'

const block = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`

t.test('pemBlocks gives blocks in order and skips what stands between', async t => {
    const text = `Subject: x\n${block('CERTIFICATE', 'QUJD')}bag\n${block('EC PRIVATE KEY', 'REVG')}end`
    t.strictSame(pemBlocks(text), [
        { label: 'CERTIFICATE', text: block('CERTIFICATE', 'QUJD') },
        { label: 'EC PRIVATE KEY', text: block('EC PRIVATE KEY', 'REVG') },
    ])
})

t.test('pemBlocks ends at a block without an end', async t => {
    const whole = block('CERTIFICATE', 'QUJD')
    t.strictSame(pemBlocks(`${whole}-----BEGIN CERTIFICATE-----\nQUJD`).length, 1)
    t.strictSame(pemBlocks(`-----BEGIN A-----\n-----END B-----\n${whole}`), [])
    t.strictSame(pemBlocks('-----BEGIN '), [])
    t.strictSame(pemBlocks(''), [])
})

t.test('isPem tells text from paths', async t => {
    t.equal(isPem(block('CERTIFICATE', '')), true)
    t.equal(isPem(`# comment\n${block('CERTIFICATE', '')}`), true)
    t.equal(isPem('/etc/ssl/server.crt'), false)
    t.equal(isPem(''), false)
})

t.test('toPem wraps at 64 characters, as pemBlocks reads it', async t => {
    const der = Buffer.alloc(100, 7)
    const text = toPem('CERTIFICATE', der)
    t.equal(
        text.split('\n').every(line => line.length <= 64),
        true,
    )
    const [only] = pemBlocks(text)
    t.equal(only?.label, 'CERTIFICATE')
    const base64 = text.split('\n').slice(1, -2).join('')
    t.equal(Buffer.from(base64, 'base64').equals(der), true)
})
