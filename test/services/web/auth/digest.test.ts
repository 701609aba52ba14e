import { createHash } from 'node:crypto'
import t from 'tap'
import { sleep } from '../../../../fiber/index.js'
import { fiberTest } from '../../../../fiber/testing/index.js'
import { digestResponse, isDigestRight, storedHa1 } from '../../../../services/web/auth/digest.js'
import { digestHex, Nonces } from '../../../../services/web/auth/index.js'

const rfc7616 = {
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    uri: '/dir/index.html',
    qop: 'auth',
    nc: '00000001',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}

t.test('digestResponse agrees with the example of RFC 7616 §3.9.1', async t => {
    const text = 'Mufasa:http-auth@example.org:Circle of Life'
    t.equal(digestResponse('MD5', digestHex('MD5', text), 'GET', rfc7616), '8ca523f5e9506fed4657c9700eebdbec')
    t.equal(
        digestResponse('SHA-256', digestHex('SHA-256', text), 'GET', rfc7616),
        '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    )
})

t.test('digestHex has the SHA-512-256 of RFC 7616 §3.9.2, as corrected by erratum 4897', async t => {
    // Its example of a response does not fit its own nonce; the hash of the name does.
    t.equal(
        digestHex('SHA-512-256', 'J\u00e4s\u00f8n Doe:api@example.org'),
        '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
    )
    const hash = (text: string) => createHash('sha512-256').update(text).digest('hex')
    const { nonce, uri, nc, cnonce } = rfc7616
    t.equal(
        digestResponse('SHA-512-256', hash('a:b:c'), 'POST', rfc7616),
        hash(`${hash('a:b:c')}:${nonce}:${nc}:${cnonce}:auth:${hash(`POST:${uri}`)}`),
    )
})

const rfc2617 = { nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093', uri: '/dir/index.html' }

t.test('digestResponse agrees with the examples of RFC 2617 §3.5 and, without qop, RFC 2069 as corrected', async t => {
    const ha1 = digestHex('MD5', 'Mufasa:testrealm@host.com:Circle Of Life')
    const withQop = { ...rfc2617, qop: 'auth', nc: '00000001', cnonce: '0a4f113b' }
    t.equal(digestResponse('MD5', ha1, 'GET', withQop), '6629fae49393a05397450978507c4ef1')
    const without = { ...rfc2617, qop: null, nc: null, cnonce: null }
    const old = digestHex('MD5', 'Mufasa:testrealm@host.com:CircleOfLife')
    t.equal(digestResponse('MD5', old, 'GET', without), '1949323746fe6a43ef61f9606e7febea')
})

t.test('storedHa1 takes hashes of the algorithm, and those that name none', async t => {
    t.equal(storedHa1('MD5:abc', 'MD5'), 'abc')
    t.equal(storedHa1('SHA256:abc', 'SHA-256'), 'abc')
    t.equal(storedHa1('SHA512-256:abc', 'SHA-512-256'), 'abc')
    t.equal(storedHa1('abc', 'MD5'), 'abc')
    for (const stored of ['', 'MD5:abc', 'SHA512:abc', 'SHA512-256:abc', 'BF1:00128:x:y', '$scrypt$x']) {
        t.equal(storedHa1(stored, 'SHA-256'), null, stored)
    }
})

t.test('isDigestRight is false for users without a usable hash, also if the response fits an empty one', async t => {
    const credentials = {
        ...rfc2617,
        username: 'u',
        realm: 'r',
        algorithm: null,
        opaque: null,
        qop: null,
        nc: null,
        cnonce: null,
    }
    const response = digestResponse('MD5', '', 'GET', credentials)
    for (const stored of [null, '', 'BF1:00128:x:y', 'SHA256:x']) {
        t.equal(isDigestRight('MD5', stored, 'GET', { ...credentials, response }), false)
    }
    const right = digestResponse('MD5', 'abc', 'GET', credentials)
    t.equal(isDigestRight('MD5', 'MD5:abc', 'GET', { ...credentials, response: right }), true)
    t.equal(isDigestRight('MD5', 'MD5:abc', 'POST', { ...credentials, response: right }), false)
    t.equal(isDigestRight('MD5', 'MD5:abc', 'GET', { ...credentials, response: right.slice(1) }), false)
})

fiberTest(t, 'Nonces are good for their lifespan, realm and algorithm only', function* (t) {
    const nonces = new Nonces('secret', 60_000, 10)
    const nonce = nonces.make('r', 'MD5')
    t.match(Buffer.from(nonce, 'base64').toString('latin1').slice(0, -32), /^[0-9a-f]+:[0-9A-HJKMNP-TV-Z]{32}:$/)
    t.ok(nonce.length <= 256)
    t.equal(nonces.stateOf(nonce, 'r', 'MD5'), 'fresh')
    t.equal(nonces.stateOf(nonce, 'other', 'MD5'), 'unknown')
    t.equal(nonces.stateOf(nonce, 'r', 'SHA-256'), 'unknown')
    t.equal(new Nonces('other', 60_000, 10).stateOf(nonce, 'r', 'MD5'), 'unknown')
    yield* sleep(60_999)
    t.equal(nonces.stateOf(nonce, 'r', 'MD5'), 'fresh', 'whole seconds count')
    const later = new Nonces('secret', 60_000, 10)
    t.equal(later.stateOf(nonce, 'r', 'MD5'), 'stale', 'what was seen before the start is not known')
    yield* sleep(1)
    t.equal(nonces.stateOf(nonce, 'r', 'MD5'), 'stale')
    t.equal(nonces.size, 0, 'a challenge costs no memory')
})

fiberTest(t, 'Nonces minds no clock that is set, and knows no nonce of a time to come', function* (t, clock) {
    const nonces = new Nonces('secret', 60_000, 10)
    const nonce = nonces.make('r', 'MD5')
    clock.setTime(clock.time() + 86_400_000)
    t.equal(nonces.stateOf(nonce, 'r', 'MD5'), 'fresh')
    const later = new Nonces('secret', 60_000, 10).make('r', 'MD5')
    t.equal(nonces.stateOf(later, 'r', 'MD5'), 'stale', 'of a host that was started when the clock was right')
})

fiberTest(t, 'Nonces knows no nonce that was changed in any character', function* (t) {
    const nonces = new Nonces('secret', 60_000, 10)
    const nonce = nonces.make('r', 'MD5')
    for (let i = 0; i < nonce.length; i++) {
        const other = nonce[i] === 'A' ? 'B' : 'A'
        t.equal(nonces.stateOf(nonce.slice(0, i) + other + nonce.slice(i + 1), 'r', 'MD5'), 'unknown')
        t.equal(nonces.stateOf(nonce.slice(0, i), 'r', 'MD5'), 'unknown')
    }
    t.equal(nonces.stateOf('', 'r', 'MD5'), 'unknown')
    t.equal(nonces.stateOf(Buffer.alloc(32).toString('base64'), 'r', 'MD5'), 'unknown')
})

fiberTest(t, 'Nonces wants a higher count with each use, and remembers a bounded number', function* (t) {
    const nonces = new Nonces('secret', 10_000, 2)
    const [a, b, c] = Array.from({ length: 3 }, () => nonces.make('r', 'MD5'))
    t.same(
        [1, 2, 2, 1, 9, 8, 10].map(count => nonces.use(a!, count)),
        ['new', 'new', 'repeated', 'repeated', 'new', 'repeated', 'new'],
    )
    t.equal(nonces.use(b!, 5), 'new', 'the first may be any')
    t.equal(nonces.use(c!, 1), 'too many')
    t.equal(nonces.use(a!, 11), 'new')
    yield* sleep(11_001)
    const d = nonces.make('r', 'MD5')
    t.equal(nonces.use(d, 1), 'new', 'those that are over make room')
    t.equal(nonces.size, 1)
    nonces.prune()
    t.equal(nonces.size, 1)
})
