import t from 'tap'
import { asciiName, clientSettings, serverSettings } from '../../../fiber/tls/options.js'

t.test('clientSettings and serverSettings have safe defaults', async t => {
    const nothing = { chain: null, key: null, authority: null, revocation: null }
    const client = clientSettings({})
    t.match(client, {
        role: 'client',
        credentials: nothing,
        verifyPeer: true,
        verifyIssuer: true,
        ciphers: null,
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        alpn: [],
        session: null,
    })
    t.match(serverSettings({}), { role: 'server', credentials: nothing, verifyPeer: false, verifyIssuer: true })
    t.equal(serverSettings({}).names.size, 0)
})

t.test('clientSettings takes an empty list of ciphers for none', async t => {
    t.equal(clientSettings({ ciphers: '' }).ciphers, null)
    t.equal(clientSettings({ ciphers: [] }).ciphers, null)
    t.equal(clientSettings({ ciphers: 'HIGH' }).ciphers, 'HIGH')
})

t.test('clientSettings refuses versions in the wrong order', async t => {
    t.throws(() => clientSettings({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }), { code: 'TLS_VERSIONS' })
})

t.test('clientSettings refuses protocol names that do not fit', async t => {
    t.strictSame(clientSettings({ alpn: ['x'.repeat(255)] }).alpn, ['x'.repeat(255)])
    const message = 'Cannot use ALPN protocol xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 256 bytes, wanted 1 to 255'
    t.throws(() => clientSettings({ alpn: ['one', 'x'.repeat(256)] }), { code: 'TLS_ALPN', message })
    t.throws(() => clientSettings({ alpn: [''] }), { code: 'TLS_ALPN' })
    t.throws(() => clientSettings({ alpn: ['é'.repeat(128)] }), { code: 'TLS_ALPN' })
})

t.test('clientSettings warns with a Node warning unless it is told otherwise', async t => {
    const warned = new Promise<Error>(resolve => process.once('warning', resolve))
    clientSettings({}).warn('Something is ignored')
    const { name, message } = await warned
    t.strictSame({ name, message }, { name: 'TlsWarning', message: 'Something is ignored' })
})

t.test('asciiName makes names as they travel', async t => {
    t.equal(asciiName('Example.COM'), 'example.com')
    t.equal(asciiName('example.com.'), 'example.com')
    t.equal(asciiName('bücher.example'), 'xn--bcher-kva.example')
    t.equal(asciiName('*.Bücher.example'), '*.xn--bcher-kva.example')
})
