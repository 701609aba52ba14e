import t from 'tap'
import { readConfig } from '../../../../services/web/config/index.js'

const web = (config: unknown) => readConfig(config).web

t.test('readConfig completes an empty configuration with the defaults', async t => {
    t.match(web({}), {
        ...{ listen: [], documents: '@site', index: 'index.html', dotFiles: true, headers: {}, mime: {} },
        auth: { algorithm: 'SHA-256', authType: 'basic', realm: null, requireTlsForBasic: true, track: true },
        limits: { header: 10_240, body: 102_400, requests: 1000, connections: 100, cache: 16_777_216, uploads: 0 },
        sessions: { cookie: '-web-session-', httpOnly: true, sameSite: 'Lax' },
        timeouts: { parse: 5000, inactivity: 300_000, request: 300_000, session: 1_800_000, digest: 60 },
        routes: [{ match: '', handler: 'file', methods: null, stream: false, role: null, xsrf: false }],
        webSockets: { enable: true, ping: Infinity, protocol: 'chat', validateUTF: false },
    })
    t.same(readConfig({}).tls, {
        ...{ authority: null, certificate: null, ciphers: null, key: null, verify: { client: false, issuer: false } },
    })
    t.same(readConfig({}).warnings, [])
})

t.test('readConfig takes what is given, and leaves the given objects alone', async t => {
    const config = Object.freeze({
        listen: ['http://:80', '[::1]:8080'],
        limits: Object.freeze({ header: '4K', body: 'unlimited' }),
        timeouts: { parse: 2.5, inactivity: 'never' },
        routes: [{ match: '/api/', handler: 'action', methods: ['POST'], stream: 1 }, { methods: 'GET, "PUT"' }],
        headers: { 'X-Frame-Options': 'DENY' },
        mime: { '.txt': 'text/plain; charset=utf-8' },
        auth: { roles: { admin: ['user', 'edit'], user: [] }, users: { joe: { password: 'x', role: 'admin' } } },
        redirect: [
            { from: '/a', to: '/b', status: 302 },
            { to: '/c', status: 0 },
        ],
    })
    const settings = web(config)
    t.same(settings.listen, ['http://:80', '[::1]:8080'])
    t.match(settings.limits, { header: 4096, body: 2 ** 31 - 1, requests: 1000 })
    t.match(settings.timeouts, { parse: 2500, inactivity: Infinity, request: 300_000 })
    t.match(settings.routes, [
        { match: '/api/', handler: 'action', methods: ['POST'], stream: true },
        { match: '', handler: 'file', methods: ['GET', 'PUT'], stream: false },
    ])
    t.same(
        [...(settings.auth.roles as Map<string, unknown>)],
        [
            ['admin', ['user', 'edit']],
            ['user', []],
        ],
    )
    t.same([...settings.auth.users], [['joe', { password: 'x', role: 'admin' }]])
    t.same(settings.redirect, [{ from: '/a', to: '/b', status: 302 }])
    t.ok(Object.isFrozen(settings) && Object.isFrozen(settings.limits) && Object.isFrozen(settings.routes[0]))
})

t.test('readConfig takes a whole file, of which other parts belong to others', async t => {
    const read = readConfig({
        web: { limits: { body: 5 } },
        tls: { certificate: 'a.crt', ciphers: 'A, B', verify: { client: true } },
        log: { path: 'stdout', show: 'Hh' },
        services: { web: true },
        profile: 'dev',
    })
    t.equal(read.web.limits.body, 5)
    t.match(read.tls, { certificate: 'a.crt', key: null, ciphers: ['A', 'B'], verify: { client: true, issuer: false } })
    t.same([read.show, read.profile, read.warnings], ['Hh', 'dev', []])
    t.throws(() => readConfig({ web: { limits: { body: -1 } } }), { message: /: web\.limits\.body is -1/ })
    t.throws(() => readConfig({ web: {}, tls: { keys: 'x' } }), {
        message: /tls\.keys is no known property: is tls\.key meant/,
    })
})

t.test('readConfig names the wrong property, its value and what is wanted', async t => {
    const wrong: [config: unknown, message: RegExp][] = [
        [null, /web is null, wanted an object/],
        [[], /web is \[\], wanted an object/],
        [{ listen: 'http://:80' }, /listen is "http:\/\/:80", wanted a list/],
        [{ listen: [80] }, /listen\[0\] is 80, wanted text that is not empty/],
        [{ documents: '' }, /documents is "", wanted text/],
        [{ index: 'a/b.html' }, /index is "a\/b.html", wanted the name of a file/],
        [{ index: '..' }, /index is "..", wanted the name/],
        [{ dotFiles: 'yes' }, /dotFiles is "yes", wanted true or false/],
        [{ limits: 5 }, /limits is 5, wanted an object/],
        [{ limits: { header: '10 apples' } }, /limits.header is "10 apples", wanted a whole number of at least 64/],
        [{ limits: { header: 10 } }, /limits.header is 10, wanted a whole number of at least 64/],
        [{ limits: { body: -1 } }, /limits.body is -1, wanted/],
        [{ limits: { requests: 0 } }, /limits.requests is 0, wanted a whole number of at least 1/],
        [{ limits: { requests: 1.5 } }, /limits.requests is 1.5, wanted a whole number/],
        [{ timeouts: { parse: 0 } }, /timeouts.parse is 0, wanted seconds above 0/],
        [{ timeouts: { digest: 'x' } }, /timeouts.digest is "x", wanted 1 to 3600 seconds/],
        [{ headers: { 'A B': 'x' } }, /headers.A B is "A B", wanted the name of a header/],
        [{ headers: { A: 'x\ny' } }, /headers.A is "x\\ny", wanted text without line ends/],
        [{ headers: { A: [] } }, /headers.A is \[\], wanted text/],
        [
            { headers: { 'Content-Length': '5' } },
            /headers.Content-Length is "Content-Length", wanted a header that the server does not make itself/,
        ],
        [{ mime: { html: 'text/html' } }, /mime.html is "html", wanted an extension with its dot/],
        [{ mime: { '.a': 'x\r\ny' } }, /mime..a is /],
        [{ routes: [{ match: 'api' }] }, /routes\[0\].match is "api", wanted a path that begins with a slash/],
        [{ routes: [{ methods: ['get'] }] }, /routes\[0\].methods\[0\] is "get", wanted a method such as GET/],
        [{ routes: [{ methods: 5 }] }, /routes\[0\].methods is 5, wanted a list of methods/],
        [{ routes: [{ authType: 'ntlm' }] }, /routes\[0\].authType is "ntlm", wanted basic or digest/],
        [{ redirect: {} }, /redirect is \{\}, wanted a list/],
        [{ redirect: [{ to: '/', status: 200 }] }, /redirect\[0\].status is 200, wanted 300 to 399, or 0/],
        [{ auth: { realm: 'a\nb' } }, /auth.realm is "a\\nb", wanted text without line ends/],
        [{ auth: { realm: '' } }, /auth.realm is "", wanted text that is not empty/],
        [{ sessions: { cookie: 'a b' } }, /sessions.cookie is "a b", wanted the name of a cookie/],
        [{ proxies: ['localhost'] }, /proxies\[0\] is "localhost", wanted an address such as 127.0.0.1 or ::1/],
        [{ auth: { roles: 'admin' } }, /auth.roles is "admin", wanted an object/],
        [{ documents: { some: 'thing' } }, /documents is an object, wanted text/],
        [{ limits: [1] }, /limits is a list, wanted an object/],
        [{ timeouts: { parse: 'x'.repeat(500) } }, /timeouts.parse is .{80}\.\.\., wanted/],
    ]
    for (const [config, message] of wrong) {
        t.throws(() => readConfig(config), { name: 'WebError', code: 'WEB_CONFIG', message })
    }
})

t.test('readConfig shows no value that may be a secret', async t => {
    const secret = 'correct horse battery staple'
    const wrong: [config: unknown, message: RegExp][] = [
        [{ auth: { secert: secret } }, /auth.secert is no known property: is auth.secret meant/],
        [{ auth: { secret: [secret] } }, /auth.secret is a list, wanted text/],
        [{ auth: { secret: 12_345_678 } }, /auth.secret is a number, wanted text/],
        [{ auth: { users: { joe: secret } } }, /auth.users.joe is text, wanted an object such as/],
        [{ auth: { users: [{ name: 'joe', password: secret }] } }, /auth.users is a list, wanted an object/],
        [{ auth: { users: { joe: { password: { hash: secret } } } } }, /joe.password is an object, wanted text/],
        [{ auth: { users: { joe: { pasword: secret } } } }, /joe.pasword is no known property: is .*password meant/],
        [
            { web: {}, tls: { key: `-----BEGIN PRIVATE KEY-----\n${secret}\n` } },
            /tls.key is text, wanted the path of a/,
        ],
    ]
    for (const [config, message] of wrong) {
        const { message: text } = t.throws(() => readConfig(config), { message }) as unknown as Error
        t.notMatch(text, /horse|12345/)
    }
    const { warnings } = readConfig({ somethingSecret: secret, auth: { totallyDifferent: secret } })
    t.equal(warnings.length, 2)
    t.notMatch(warnings.join(), /horse/)
})

t.test('readConfig refuses misspelt names, for what they would do must not be missing in silence', async t => {
    const wrong: [config: unknown, message: RegExp][] = [
        [{ limits: { conections: 5 } }, /limits.conections is no known property: is limits.connections meant/],
        [{ route: [] }, /route is no known property: is routes meant/],
        [{ routes: [{ rol: 'admin' }] }, /routes\[0\].rol is no known property: is routes\[0\].role meant/],
        [{ routes: [{ can: 'edit' }] }, /routes\[0\].can is no known property: is routes\[0\].role meant/],
        [{ Listen: [] }, /is listen meant/],
        [{ routes: [{ ueploads: false }] }, /is routes\[0\].uploads meant/],
    ]
    for (const [config, message] of wrong) {
        t.throws(() => readConfig(config), { name: 'WebError', code: 'WEB_CONFIG', message })
    }
})

t.test('readConfig warns of what it does not know, and of what is hardly meant', async t => {
    const doubtful: [config: unknown, warning: RegExp][] = [
        [
            { somethingElse: 5 },
            /somethingElse is no known property, wanted one of accessLog, auth, .*, documents, .*: ignored/,
        ],
        [JSON.parse('{"__proto__": 5}'), /__proto__ is no known property/],
        [{ routes: [{ path: '/' }] }, /routes\[0\].path is no known property/],
        [{ routes: [{ handler: 'magic' }] }, /routes\[0\].handler is "magic", wanted file or action/],
        [{ timeouts: { parse: '5m' } }, /timeouts.parse is "5m", which is 5242880 seconds: minutes are written 'mins'/],
        [{ auth: { algorithm: 'SHA-1' } }, /auth.algorithm is "SHA-1", wanted MD5 or SHA-256 or SHA-512-256: SHA-256/],
        [
            { routes: [{ algorithm: 'x' }] },
            /routes\[0\].algorithm is "x", wanted MD5 or SHA-256 or SHA-512-256: ignored/,
        ],
        [{ routes: [{ authType: 'basic' }] }, /routes\[0\].authType is "basic", wanted a 'role' beside it/],
        [{ redirect: [{ from: '/a' }] }, /redirect\[0\] is .*, wanted a property 'to': skipped/],
        [{ redirect: [{ from: 'http://:x', to: '/' }] }, /redirect\[0\].from is "http:\/\/:x", wanted a URL/],
        [{ web: {}, log: { show: 'Hx' } }, /log.show is "Hx", wanted letters of H, B, h and b: others are ignored/],
        [
            { routes: [{ match: '/' }, { role: 'user' }] },
            /routes\[1\].role is "user", wanted a role or an ability of auth.roles: nobody/,
        ],
        [{ routes: [{ role: 'usr' }], auth: { roles: ['user'] } }, /nobody has this one: is user meant\?/],
        [{ web: { routes: [{ role: 'edt' }], auth: { roles: { a: ['edit'] } } } }, /web.routes\[0\].* is edit meant/],
        [{ statistics: { path: '/s' } }, /statistics.role is "admin", wanted a role or an ability/],
        [
            { auth: { roles: { a: ['b'], b: ['c', 'b'] } } },
            /auth.roles.b is a list, wanted one that does not come back to b/,
        ],
        [{ listen: [':80', ':80'] }, /listen\[1\] is ":80", wanted another one than listen\[0\]/],
        [{ timeouts: { digest: 5000 } }, /timeouts.digest is 5000, wanted 1 to 3600 seconds: 60/],
    ]
    for (const [config, warning] of doubtful) {
        const { warnings } = readConfig(config)
        t.equal(warnings.length, 1)
        t.match(warnings[0], warning)
    }
    t.same(readConfig({ _note: 1, show: 'H', limits: { memory: 5, form: 5 }, timeouts: { tls: 5 } }).warnings, [])
    t.same(readConfig({ web: { sessions: { enable: true }, show: 'H' } }).warnings, [])
})
