import fc from 'fast-check'
import t from 'tap'
import { requestCookie, responseCookie } from '../../../../services/web/session/index.js'

t.test('requestCookie finds the first of a name, without blanks and quotes around its value', async t => {
    const cases: [cookies: string, name: string, value: string | null][] = [
        ['a=1; b=2', 'a', '1'],
        ['a=1; b=2', 'b', '2'],
        ['a=1;b=2; a=3', 'a', '1'],
        ['A=1', 'a', null],
        ['a', 'a', ''],
        ['a; b=1', 'b', '1'],
        ['xa=1; a=2', 'a', '2'],
        ['a=1=2', 'a', '1=2'],
        ['a= "x y" ;b', 'a', 'x y'],
        ['a="', 'a', '"'],
        ['a=""', 'a', ''],
        ['a=', 'a', ''],
        ['\t a=1', 'a', '1'],
        [' ; ;;a=1', 'a', '1'],
        ['', 'a', null],
        [';', 'a', null],
        ['=1', '', null],
        ['ab=1', 'a', null],
        ['b; a', 'b; a', null],
        [`${'x'.repeat(8188)};a=1`, 'a', '1'],
        [`${'x'.repeat(8189)};a=1`, 'a', null],
    ]
    for (const [cookies, name, value] of cases) {
        t.equal(requestCookie(cookies, name), value, JSON.stringify(cookies).slice(0, 40))
    }
})

/** The words of the specification, piece by piece. */
function oracle(cookies: string, wanted: string): string | null {
    for (const piece of cookies.split(';')) {
        const text = piece.replace(/^[ \t]+/, '')
        const [name, ...rest] = text.split('=')
        if (text !== '' && name === wanted) {
            const value = rest.join('=').replace(/^[ \t]+|[ \t]+$/g, '')
            return /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value
        }
    }
    return null
}

t.test('requestCookie agrees with a simple reading of the specification', async t => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '=', ';', ' ', '"', '\t'), maxLength: 20 })
    fc.assert(
        fc.property(text, fc.constantFrom('a', 'b', 'ab'), (cookies, name) => {
            t.equal(requestCookie(cookies, name), oracle(cookies, name), JSON.stringify(cookies))
        }),
        { numRuns: 300 },
    )
})

const usual = { path: '/', lifespan: 1_800_000, httpOnly: true, secure: false, sameSite: 'Lax' }

t.test('responseCookie makes the header of spec web.md §18.3', async t => {
    const make = (options: Partial<typeof usual>, value = 'v') => responseCookie('n', value, { ...usual, ...options })
    t.equal(make({}), 'n=v; Max-Age=1800; path=/; HttpOnly; SameSite=Lax')
    t.equal(make({ secure: true }), 'n=v; Max-Age=1800; path=/; Secure; HttpOnly; SameSite=Lax')
    t.equal(make({ httpOnly: false, sameSite: '' }, ''), 'n=; Max-Age=1800; path=/')
    t.equal(make({ lifespan: 1999 }), 'n=v; Max-Age=1; path=/; HttpOnly; SameSite=Lax')
    t.equal(make({ lifespan: -5 }), 'n=v; Max-Age=0; path=/; HttpOnly; SameSite=Lax')
    t.match(make({ lifespan: Infinity }), /Max-Age=2147483647;/)
    t.match(make({ path: '/a b', sameSite: 'Strict' }), /path=\/a b; HttpOnly; SameSite=Strict$/)
})

t.test('responseCookie refuses what would be more than one cookie, or none', async t => {
    const allowed = "!#$%&'()*+-./:=?@[]^_`{|}~"
    t.match(responseCookie('n', allowed, usual), allowed)
    for (const bad of [';', ',', '"', '\\', ' ', '\t', '\n', '\r', '\0', '<', '>', '\x7f', 'ü', 'Ċ']) {
        t.throws(() => responseCookie('n', `a${bad}b`, usual), { code: 'WEB_COOKIE', message: /its value is / })
        t.throws(() => responseCookie(`a${bad}b`, '', usual), { code: 'WEB_COOKIE', message: /its name is / })
    }
    t.throws(() => responseCookie('', 'v', usual), { code: 'WEB_COOKIE' })
    t.throws(() => responseCookie('a=b', 'v', usual), { code: 'WEB_COOKIE' })
    for (const path of ['/;Secure', '/\n', '/ü']) {
        t.throws(() => responseCookie('n', 'v', { ...usual, path }), { code: 'WEB_COOKIE', message: /its path is / })
    }
    const long = 'x'.repeat(4097)
    t.throws(() => responseCookie(long, 'v', usual), { code: 'WEB_COOKIE_SIZE', message: /has 4097 characters/ })
    t.throws(() => responseCookie('n', long, usual), { code: 'WEB_COOKIE_SIZE' })
    t.throws(() => responseCookie('n', '', { ...usual, path: long }), { code: 'WEB_COOKIE_SIZE' })
    t.ok(responseCookie(long.slice(1), long.slice(1), usual))
})
