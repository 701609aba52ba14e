import { execFileSync } from 'node:child_process'
import t from 'tap'
import { cipherList, opensslCipherName } from '../../../fiber/tls/ciphers.js'
import { TlsError } from '../../../fiber/tls/errors.js'
import { noOpenssl } from './pki.js'

const all = new Set(['ECDHE-RSA-AES128-GCM-SHA256', 'AES256-SHA', 'TLS_AES_128_GCM_SHA256', 'HIGH'])
const isKnown = (name: string) => all.has(name)

t.test('opensslCipherName agrees with openssl about every suite', { skip: noOpenssl }, async t => {
    const text = execFileSync('openssl', ['ciphers', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0']).toString()
    let compared = 0
    for (const line of text.trim().split('\n')) {
        const [standard = '', , name = ''] = line.split(/\s+/)
        // No passwords (SRP) or shared keys (PSK) here.
        if (!/SRP|PSK|anon/.test(standard)) {
            t.equal(opensslCipherName(standard), name)
            compared++
        }
    }
    t.ok(compared > 40, `${compared} suites`)
})

t.test('opensslCipherName leaves other names alone, and suites without authentication unknown', async t => {
    t.equal(opensslCipherName('ECDHE-RSA-AES128-GCM-SHA256'), 'ECDHE-RSA-AES128-GCM-SHA256')
    t.equal(opensslCipherName('TLS_AES_128_GCM_SHA256'), 'TLS_AES_128_GCM_SHA256')
    t.equal(opensslCipherName('tls_rsa_with_aes_256_cbc_sha'), 'AES256-SHA')
    t.equal(opensslCipherName('TLS_DH_anon_WITH_AES_256_CBC_SHA'), 'DH-ANON-AES256-SHA')
})

t.test('cipherList takes names in any separation, and warns of unknown ones', async t => {
    const warnings: string[] = []
    const list = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, bogus : AES256-SHA TLS_AES_128_GCM_SHA256,!MD5'
    t.equal(
        cipherList(list, isKnown, message => warnings.push(message)),
        'ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:TLS_AES_128_GCM_SHA256:!MD5',
    )
    t.strictSame(warnings, ['Cannot use cipher bogus: unknown here, ignored'])
    t.equal(cipherList(['HIGH', 'AES256-SHA'], isKnown, t.fail), 'HIGH:AES256-SHA')
})

t.test('cipherList throws when no name is of use', async t => {
    for (const list of ['bogus:', '!MD5:@SECLEVEL=2', [], '']) {
        t.throws(() => cipherList(list, isKnown, () => {}), { code: 'TLS_CIPHERS' })
    }
    try {
        cipherList('one,two', isKnown, () => {})
    } catch (error) {
        t.ok(error instanceof TlsError)
        t.match(error, { message: 'Cannot define ciphers "one:two": none is known, wanted at least one' })
    }
})
