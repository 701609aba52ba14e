import fc from 'fast-check'
import t from 'tap'
import { RequestParser } from '../../../../services/http/index.js'
import { parseBasic, parseDigest, readCredentials } from '../../../../services/web/auth/credentials.js'
import { parseParameters, quoted } from '../../../../services/web/auth/parameters.js'

const pairs = (text: string) => {
    const parameters = parseParameters(text)
    return parameters === null ? null : Object.fromEntries(parameters)
}

t.test('parseParameters takes tokens and quoted strings, names in any case', async t => {
    t.same(pairs('username="Mufasa", realm="a b", qop=auth, nc=00000001'), {
        ...{ username: 'Mufasa', realm: 'a b', qop: 'auth', nc: '00000001' },
    })
    t.same(pairs(' A = "1" ,\tb=2 '), { a: '1', b: '2' })
    t.same(pairs('a="x\\"y\\\\z, b=c"'), { a: 'x"y\\z, b=c' })
    t.same(pairs(',, a=1,,b="",'), { a: '1', b: '' })
    t.same(pairs('nonce=abc==, uri=/x?y=z'), { nonce: 'abc==', uri: '/x?y=z' })
    t.same(pairs(''), {})
    t.same(pairs('__proto__=1'), JSON.parse('{"__proto__":"1"}'))
})

t.test('parseParameters refuses what is no such list', async t => {
    const many = Array.from({ length: 33 }, (_, i) => `p${i}=1`).join()
    for (const text of [
        'a',
        '=1',
        'a=',
        'a="',
        'a="x',
        'a="x\\"',
        'a=1 b=2',
        'a=1, A=2',
        'a="x"y',
        '"a"=1',
        'a=\x7f',
        many,
    ]) {
        t.equal(parseParameters(text), null, text.slice(0, 20))
    }
    for (const text of ['a="\n"', 'a="\x7f"', 'a=\0', `a="${'\\'}`]) {
        t.equal(parseParameters(text), null)
    }
})

t.test('parseParameters takes apart what was put together, and takes anything at all', async t => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,7}$/)
    const value = fc.string({ maxLength: 20 }).filter(text => !/\p{Cc}/u.test(text))
    fc.assert(
        fc.property(fc.dictionary(name, value, { maxKeys: 8 }), record => {
            const text = Object.entries(record).map(([key, item]) => `${key}=${quoted(item)}`)
            t.same(pairs(text.join(', ')), record)
            t.same(pairs(text.join(' ,\t,')), record)
        }),
        { numRuns: 100 },
    )
    const any = fc.string({ unit: fc.constantFrom(...'ab="\\, \t/'), maxLength: 30 })
    fc.assert(
        fc.property(any, text => {
            for (const [key, item] of parseParameters(text) ?? []) {
                t.match(key, /^[^\s,="]+$/)
                t.ok(text.includes(item) || text.includes('\\'))
            }
        }),
        { numRuns: 300 },
    )
})

const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')

t.test('parseBasic splits at the first colon', async t => {
    t.same(parseBasic('QWxhZGRpbjpvcGVuIHNlc2FtZQ=='), { username: 'Aladdin', password: 'open sesame' }, 'RFC 7617 §2')
    t.same(parseBasic('dGVzdDoxMjPCow=='), { username: 'test', password: '123£' }, 'RFC 7617 §2.1')
    t.same(parseBasic(base64('a:b:c')), { username: 'a', password: 'b:c' })
    t.same(parseBasic(base64('a:')), { username: 'a', password: '' })
})

t.test('parseBasic refuses what is not Base64 of UTF-8 with a name', async t => {
    for (const text of ['', '=', 'YTpi!', 'YTpiYw', 'YTpi YTpi', 'a:b', base64('abc'), base64(':b'), base64('a\0:b')]) {
        t.equal(parseBasic(text), null, text)
    }
    t.equal(parseBasic(base64('a:b\xff', 'latin1')), null)
    t.equal(parseBasic(base64('a:b\n')), null)
})

t.test('parseBasic gives any name without colon, and any password, back', async t => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter(some => !/\p{Cc}/u.test(some))
    const name = text.filter(some => some !== '' && !some.includes(':'))
    fc.assert(
        fc.property(name, text, (username, password) => {
            t.same(parseBasic(base64(`${username}:${password}`)), { username, password })
        }),
        { numRuns: 200 },
    )
})

const complete = { username: 'u', realm: 'r', nonce: 'n', uri: '/', response: 'x' }
const list = (record: Record<string, string>) =>
    Object.entries(record)
        .map(([name, value]) => `${name}="${value}"`)
        .join(', ')

t.test('parseDigest wants the parameters that must be there, none too long', async t => {
    t.match(parseDigest(list(complete)), { ...complete, qop: null, nc: null, algorithm: null })
    t.match(parseDigest(list({ ...complete, qop: 'auth', nc: '1', cnonce: 'c', opaque: 'o' })), {
        qop: 'auth',
        opaque: 'o',
    })
    t.equal(parseDigest(list({ ...complete, realm: '' }))?.realm, '')
    for (const name of Object.keys(complete)) {
        const { [name]: _, ...rest } = complete as Record<string, string>
        t.equal(parseDigest(list(rest)), null, name)
    }
    for (const [name, limit] of Object.entries({ username: 64, realm: 128, nonce: 256, uri: 2048 })) {
        t.ok(parseDigest(list({ ...complete, [name]: 'x'.repeat(limit) })), name)
        t.equal(parseDigest(list({ ...complete, [name]: 'x'.repeat(limit + 1) })), null, name)
    }
    t.equal(parseDigest('no list'), null)
})

t.test('parseDigest reads names as UTF-8', async t => {
    const latin1 = Buffer.from('Jäsøn').toString('latin1')
    t.equal(parseDigest(list({ ...complete, username: latin1 }))?.username, 'Jäsøn')
    t.equal(parseDigest(list({ ...complete, username: 'J\xe4' })), null)
})

t.test('readCredentials wants one header with a scheme and something behind it', async t => {
    const read = (...values: string[]) => {
        const parser = new RequestParser({ head: 10_000 })
        const lines = values.map(value => `Authorization: ${value}\r\n`).join('')
        const bytes = Buffer.from(`GET / HTTP/1.1\r\n${lines}\r\n`)
        parser.execute(bytes, 0, bytes.length)
        return readCredentials(parser.head.fields)
    }
    t.same(read('Basic  abc'), { authType: 'Basic', authDetails: 'abc' })
    t.same([read(), read(''), read('Basic'), read('Basic a', 'Basic b')], [null, null, null, null])
})
