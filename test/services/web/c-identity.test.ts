import { createHash } from 'node:crypto'
import t from 'tap'
import * as face from '../../../services/web/c.js'
import type { Web, WebConfig, WebHandler } from '../../../services/web/index.js'
import { header, TestHost, webTest } from './harness.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const config: WebConfig = {
    name: 'device',
    auth: { algorithm: 'MD5', requireTlsForBasic: false, roles: ['user', 'admin'] },
    routes: [
        { match: '/basic/', handler: 'action', role: 'user', authType: 'basic' },
        { handler: 'action', methods: ['GET', 'POST'] },
    ],
}

/** Runs ported code as an action. */
function* ported(handler: WebHandler, ...lines: string[]) {
    const host = new TestHost(config, { '/': handler })
    const response = yield* host.connect().get('/', ...lines)
    return { host, response, body: response.body.toString() }
}

t.test('webAddUser and its like take NULL, and tell what is refused', async t => {
    const host = new TestHost(config)
    const joe = face.webAddUser(host, 'joe', `MD5:${md5('joe:device:secret')}`, 'user')!
    t.match(joe, { username: 'joe', role: 'user' })
    t.equal(face.webAddUser(host, 'joe', null, 'user'), null)
    t.equal(face.webAddUser(host, 'eve', 0, 'captain'), null)
    t.equal(face.webAddUser(host, null, null, null), null)
    t.ok(face.webAddUser(host, 'ann', null, 'admin'))
    t.equal(face.webLookupUser(host, 'joe'), joe)
    t.same([face.webLookupUser(host, null), face.webLookupUser(host, 'x')], [null, null])
    t.same([face.webUserCan(joe, 'public'), face.webUserCan(joe, 'admin')], [true, false])
    t.same([face.webUserCan(null, 'user'), face.webUserCan(joe, null)], [false, false])
    t.equal(face.webVerifyUserPassword(host, 'joe', 'secret'), true)
    t.equal(face.webVerifyUserPassword(host, 'joe', 'wrong'), false)
    t.same([face.webVerifyUserPassword(host, null, 'x'), face.webVerifyUserPassword(host, 'joe', 0)], [false, false])
    t.equal(face.webUpdateUser(host, 'joe', null, 'admin'), true)
    t.ok(face.webUserCan(joe, 'admin'))
    t.same(
        [face.webUpdateUser(host, 'x', null, null), face.webUpdateUser(host, 'joe', null, 'captain')],
        [false, false],
    )
    face.webFreeUser(joe)
    t.equal(face.webLookupUser(host, 'joe'), joe)
    t.same([face.webRemoveUser(host, 'joe'), face.webRemoveUser(host, 'joe')], [true, false])
    t.equal(host.errors.length, 4)
    t.ok(host.errors.every(({ code }) => code === 'WEB_USER'))
    t.equal(face.webInitSessions(host), 0)
    face.webInitDigestAuth(host)
    face.webFreeSession(null)
})

t.test('webHash, webHashPassword, webEncode64 and webDecode64', async t => {
    t.equal(face.webHash('abc', 'md5'), md5('abc'))
    t.equal(face.webHash('abc', 'SHA-256'), sha256('abc'))
    t.equal(face.webHash('abc', null), sha256('abc'))
    t.equal(face.webHash(null, 'MD5'), null)
    t.equal(face.webHashPassword(new TestHost(config), 'joe', 'secret'), md5('joe:device:secret'))
    t.equal(face.webEncode64('pléasure.'), 'cGzDqWFzdXJlLg==')
    t.equal(face.webDecode64('cGzDqWFzdXJlLg=='), 'pléasure.')
    t.same([face.webDecode64('cGz!'), face.webDecode64(null), face.webEncode64(0)], [null, null, null])
})

webTest('webSetCookie has the flags of C, and tells what it does not set', function* (t) {
    const results: number[] = []
    const { response } = yield* ported(web => {
        const { WEB_COOKIE_OVERRIDE, WEB_COOKIE_HTTP_ONLY, WEB_COOKIE_SECURE, WEB_COOKIE_SAME_SITE } = face
        results.push(face.webSetCookie(web, 'a', '1', null, 0, 0))
        results.push(face.webSetCookie(web, 'b', null, '/x', 5000, WEB_COOKIE_OVERRIDE))
        results.push(face.webSetCookie(web, 'c', '1', null, 0, WEB_COOKIE_OVERRIDE | WEB_COOKIE_SECURE))
        const rest = WEB_COOKIE_HTTP_ONLY | WEB_COOKIE_SAME_SITE
        results.push(face.webSetCookie(web, 'd', '1', 0, 0, WEB_COOKIE_OVERRIDE | rest))
        results.push(face.webSetCookie(web, 'e', '1', null, 0, WEB_COOKIE_SECURE))
        results.push(face.webSetCookie(web, 'f;', '1', null, 0, 0), face.webSetCookie(web, null, '1', null, 0, 0))
        results.push(face.webSetCookie(web, 'g', 'x'.repeat(4097), null, 0, 0))
    })
    t.same(results, [0, 0, 0, 0, 0, -6, -6, -40])
    t.same(header(response, 'set-cookie')?.split(' AND '), [
        'a=1; Max-Age=1800; path=/; HttpOnly; SameSite=Lax',
        'b=; Max-Age=5; path=/x',
        'c=1; Max-Age=1800; path=/; Secure',
        'd=1; Max-Age=1800; path=/; HttpOnly; SameSite=Lax',
        'e=1; Max-Age=1800; path=/; HttpOnly; SameSite=Lax',
    ])
})

webTest('webSetSessionVar and its like keep variables in a session', function* (t) {
    const { body, host } = yield* ported(function* (web) {
        const out = (value: unknown) => web.writeNow(`${value} `)
        out(face.webGetCookie(web, 'a'))
        out(face.webParseCookie(web, 'b'))
        out(face.webGetCookie(web, null))
        out(yield* face.webGetSession(web, 0))
        out(face.webGetSessionVar(web, 'n', 'none'))
        out(yield* face.webSetSessionVar(web, 'n', '%d-%s', 5, 'x'))
        out(face.webGetSessionVar(web, 'n', 'none'))
        face.webRemoveSessionVar(web, 'n')
        out(face.webGetSessionVar(web, 'n'))
        const session = (yield* face.webGetSession(web, 1))!
        out(session.id === (yield* face.webCreateSession(web))?.id)
        face.webDestroySession(web)
        out(yield* face.webGetSession(web, false))
    }, 'Cookie: a=1; b="2"')
    t.equal(body, '1 2 null null none 5-x 5-x null false null ')
    t.equal(host.sessions.size, 0)
})

webTest('webLogin and its like know the user', function* (t) {
    const { body, response } = yield* ported(function* (web) {
        const tell = () => {
            const { username, role } = web
            const flags = [face.webAuthenticate(web), face.webIsAuthenticated(web), face.webCan(web, 'user')]
            web.writeNow(`${flags.join()},${username},${role},${face.webGetRole(web)};`)
        }
        tell()
        web.writeNow(`${yield* face.webLogin(web, 'joe', 'admin')};`)
        tell()
        web.writeNow(`${yield* face.webLogin(web, 'joe', 'captain')},${yield* face.webLogin(web, null, 0)};`)
        tell()
        yield* face.webLogin(web, 'joe', 'user')
        face.webLogout(web)
        tell()
        web.writeNow(`${face.webCan(web, null)},${face.webCan(web, 'public')}`)
    })
    t.equal(
        body,
        'false,false,false,null,null,null;true;true,true,true,joe,admin,admin;false,false;' +
            'false,false,false,null,null,null;false,false,false,null,null,null;true,true',
    )
    t.match(header(response, 'set-cookie'), /^-web-session-=; /)
})

webTest('webAddSecurityToken and its like have the token of the session', function* (t) {
    const tokens: unknown[] = []
    const { response } = yield* ported(function* (web) {
        tokens.push(yield* face.webGetSecurityToken(web, false), yield* face.webGetSecurityToken(web, false))
        tokens.push(yield* face.webAddSecurityToken(web, false))
    })
    t.same(tokens, [header(response, 'x-xsrf-token'), tokens[0], 0])
    const { host } = yield* ported(function* (web) {
        tokens.push(yield* face.webCheckSecurityToken(web))
    })
    t.equal(tokens.at(-1), false)
    const full = new TestHost({ ...config, limits: { sessions: 0 } })
    full.addAction('/', function* (web: Web) {
        tokens.push(yield* face.webAddSecurityToken(web, true), yield* face.webGetSecurityToken(web, false))
        tokens.push(yield* face.webSetSessionVar(web, 'a', 'b'), yield* face.webLogin(web, 'joe', 'user'))
    })
    t.equal((yield* full.connect().get('/')).status, 429)
    t.same(tokens.slice(-4), [-21, null, null, false])
    t.equal(host.sessions.size, 1)
})

webTest('webHttpAuthenticate asks for credentials, and tells whether they are right', function* (t) {
    const results: unknown[] = []
    const host = new TestHost(config, {
        '/basic/': web => web.writeNow(`${web.username}`),
        '/': function* (web) {
            results.push(yield* face.webHttpAuthenticate(web), web.username)
        },
    })
    face.webAddUser(host, 'joe', md5('joe:device:secret'), 'user')
    const client = host.connect()
    const line = `Authorization: Basic ${face.webEncode64('joe:secret')}`
    t.equal((yield* client.get('/basic/x', line)).body.toString(), 'joe')
    t.equal((yield* client.get('/x')).status, 401)
    t.equal((yield* client.get('/x', line)).status, 200)
    t.same(results, [false, null, true, 'joe'])
})
