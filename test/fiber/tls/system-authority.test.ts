import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemAuthority } from '../../../fiber/tls/system-authority.js'

const one = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const two = '-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n'

t.test('systemAuthority has some authorities', async t => {
    t.match(systemAuthority({}), /BEGIN CERTIFICATE/)
    t.equal(systemAuthority({}), systemAuthority({}))
})

t.test('systemAuthority follows SSL_CERT_FILE and SSL_CERT_DIR, and then nothing else', async t => {
    const folder = t.testdir({ 'one.pem': `comment\n${one}`, dir: { 'two.pem': two, 'note.txt': 'no certificate' } })
    const file = join(folder, 'one.pem')
    const dir = join(folder, 'dir')
    t.equal(systemAuthority({ SSL_CERT_FILE: file }), one)
    t.equal(systemAuthority({ SSL_CERT_DIR: dir }), two)
    t.equal(systemAuthority({ SSL_CERT_FILE: file, SSL_CERT_DIR: `${dir}:${join(folder, 'none')}` }), one + two)
    t.equal(systemAuthority({ SSL_CERT_FILE: join(folder, 'none') }), '')
    t.equal(systemAuthority({ SSL_CERT_FILE: join(dir, 'two.pem'), SSL_CERT_DIR: dir }), two, 'each one once')
})

t.test('systemAuthority skips what it cannot read', async t => {
    const folder = t.testdir()
    mkdirSync(join(folder, 'sub.pem'))
    writeFileSync(join(folder, 'one.pem'), one)
    t.equal(systemAuthority({ SSL_CERT_DIR: folder }), one)
})
