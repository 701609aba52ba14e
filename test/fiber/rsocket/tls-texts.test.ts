import t from 'tap'
import { configText, shownPath, verdictText } from '../../../fiber/rsocket/tls-texts.js'
import { TlsError, type TlsErrorCode } from '../../../fiber/tls/index.js'

const names = { ca: 'CA', cert: 'CERT', key: null, revoke: 'CRL', ciphers: 'A:B' }

t.test('verdictText has the words of C for a certificate that is not good', async t => {
    const verdict = (code: TlsErrorCode, cause?: unknown) => verdictText(new TlsError(code, 'm', { cause }), 'host')
    t.equal(verdict('TLS_SELF_SIGNED'), 'Self-signed certificate')
    t.equal(verdict('TLS_UNTRUSTED'), 'Certificate not trusted')
    t.equal(verdict('TLS_EXPIRED'), 'Certificate has expired')
    t.equal(verdict('TLS_NO_CERTIFICATE'), 'No certificate provided')
    t.equal(verdict('TLS_REVOKED', new Error('CERT_REVOKED')), 'Certificate verification error 23')
    t.equal(verdict('TLS_VERIFY', new Error('INVALID_CA')), 'Certificate verification error 24')
    t.equal(verdict('TLS_VERIFY'), 'Certificate verification error 1')
    const hostname = (subject: unknown) => verdict('TLS_HOSTNAME', { cert: { subject } })
    t.equal(hostname({ CN: 'other' }), 'Certificate hostname mismatch. Expecting host got other')
    t.equal(hostname({ CN: ['one', 'two'] }), 'Certificate hostname mismatch. Expecting host got one')
    t.equal(hostname({}), 'Certificate hostname mismatch. Expecting host got ')
    t.equal(verdict('TLS_HANDSHAKE'), null)
    t.equal(verdictText(new Error('other'), null), null)
})

t.test('configText has the words of C for settings that cannot be used', async t => {
    const text = (code: TlsErrorCode, message: string) => configText(new TlsError(code, message), names)
    t.equal(text('TLS_CERTIFICATE', 'Cannot load certificate x'), 'Unable to load certificate CERT')
    t.equal(text('TLS_CERTIFICATE', 'Cannot use certificate x'), 'Unable to use certificate CERT')
    t.equal(text('TLS_KEY', 'Cannot load key x'), 'Unable to load key CERT')
    t.equal(text('TLS_KEY', 'Cannot use key x'), 'Check of private key file failed: CERT')
    t.equal(text('TLS_AUTHORITY', 'Cannot load x'), 'Unable to set certificate locations: CA')
    t.equal(text('TLS_REVOCATION', 'Cannot load x'), 'Cannot load certificate revoke list: CRL')
    t.equal(text('TLS_CIPHERS', 'Cannot define x'), 'Unable to define ciphers "A:B"')
    t.equal(text('TLS_ALPN', 'Cannot use x'), 'ALPN protocol name exceeds 255 bytes')
    t.equal(text('TLS_PROVIDER', 'Cannot use TLS provider x'), 'Cannot use TLS provider x')
    t.equal(configText(new Error('other'), names), null)
})

t.test('shownPath does not show certificates', async t => {
    t.equal(shownPath('some/path'), 'some/path')
    t.equal(shownPath('-----BEGIN CERTIFICATE-----'), '(text)')
    t.equal(shownPath(null), '')
})
