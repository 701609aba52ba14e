import type { Web, WebConfig, WebHandler } from '../../../services/web/index.js'
import { Site } from './files/site.js'
import { type Client, header, TestHost, webTest } from './harness.js'

/** Serves an action and asks it. */
function* asked(
    handler: WebHandler,
    lines: readonly string[] = [],
    config: WebConfig = {},
    seen?: Parameters<TestHost['connect']>[1],
) {
    const host = new TestHost(config, { '/': handler })
    const response = yield* host.connect({}, seen).get('/', ...lines)
    return { host, response, body: response.body.toString() }
}

webTest('getCookie looks at all Cookie headers', function* (t) {
    const read = (web: Web) => web.writeNow(`${web.getCookie('a')} ${web.getCookie('b')} ${web.getCookie('c')}`)
    t.equal((yield* asked(read, ['Cookie: x=0; a="1"', 'Cookie: b=2; a=3'])).body, '1 2 null')
    t.equal((yield* asked(read)).body, 'null null null')
    const long = 'x'.repeat(4095)
    t.equal((yield* asked(read, [`Cookie: a=1; ${long}`, `Cookie: ${long}`])).body, 'null null null', 'too many')
})

webTest('setCookie has the defaults of the host, and replaces one of the same name and path', function* (t) {
    const set = (web: Web) => {
        web.setCookie('a', '1')
        web.setCookie('a', '2', { path: '/x', lifespan: 5000, httpOnly: false, sameSite: 'Strict' })
        web.setCookie('b', '3')
        web.setCookie('a', '4')
        try {
            web.setCookie('a', '5; Secure')
        } catch (error) {
            web.writeNow(String(error))
        }
    }
    const plain = yield* asked(set)
    t.equal(
        header(plain.response, 'set-cookie'),
        [
            'a=4; Max-Age=1800; path=/; HttpOnly; SameSite=Lax',
            'a=2; Max-Age=5; path=/x; SameSite=Strict',
            'b=3; Max-Age=1800; path=/; HttpOnly; SameSite=Lax',
        ].join(' AND '),
    )
    t.match(plain.body, /WebError: Cannot set cookie: its value is "5; Secure"/)
    const config: WebConfig = { sessions: { httpOnly: false, sameSite: 'None' }, timeouts: { session: 60 } }
    const secure = yield* asked(web => web.setCookie('a', '1'), [], config, { security: {} as never })
    t.equal(header(secure.response, 'set-cookie'), 'a=1; Max-Age=60; path=/; Secure; SameSite=None')
    t.same(plain.host.errors, [])
})

/** The session cookie that was set, as a line for the next request. */
const cookieLine = (response: Parameters<typeof header>[0], name = '-web-session-') =>
    `Cookie: ${(header(response, 'set-cookie') ?? '').split(';')[0]}`.replace(/^Cookie: .*AND /, `Cookie: ${name}`)

webTest('setSessionVar makes a session, which later requests find by their cookie', function* (t) {
    const host = new TestHost(
        { sessions: { cookie: 'sid' } },
        {
            '/set': function* (web) {
                t.equal(web.session, null)
                t.equal(yield* web.setSessionVar('color', 'blue'), 'blue')
                t.equal(web.session?.cache.get('color'), 'blue')
            },
            '/get': web => web.writeNow(`${web.getSessionVar('color')} ${web.getSessionVar('size', 'small')}`),
            '/remove': web => web.removeSessionVar('color'),
            '/end': web => web.destroySession(),
            '/renew': function* (web) {
                t.ok(yield* web.createSession())
            },
            '/ask': function* (web) {
                web.writeNow(`${(yield* web.getSession(false)) === null}`)
            },
        },
    )
    const client = host.connect()
    t.equal((yield* client.get('/get')).body.toString(), 'null small')
    t.equal((yield* client.get('/ask')).body.toString(), 'true')
    const first = yield* client.get('/set')
    t.match(header(first, 'set-cookie'), /^sid=[0-9A-Z]{32}; /)
    const cookie = cookieLine(first)
    t.equal((yield* client.get('/get', cookie)).body.toString(), 'blue small')
    const again = yield* client.get('/ask', cookie)
    t.equal(again.body.toString(), 'false')
    t.equal(header(again, 'set-cookie'), undefined, 'the cookie is set once')
    yield* client.get('/remove', cookie)
    t.equal((yield* client.get('/get', cookie)).body.toString(), 'null small')
    const renewed = cookieLine(yield* client.get('/renew', cookie))
    t.not(renewed, cookie)
    t.equal(host.sessions.size, 1)
    const ended = yield* client.get('/end', renewed)
    t.match(header(ended, 'set-cookie'), /^sid=; Max-Age=1800;/)
    t.equal(host.sessions.size, 0)
    t.equal(header(yield* client.get('/end', renewed), 'set-cookie'), undefined)
    t.equal((yield* client.get('/get', 'Cookie: sid=0123')).body.toString(), 'null small')
})

webTest('getSession answers 429 when there are too many, and what the handler writes then is dropped', function* (t) {
    const host = new TestHost(
        { limits: { sessions: 2 } },
        {
            '/': function* (web) {
                const session = yield* web.getSession(true)
                yield* web.write(session === null ? 'none' : 'some')
            },
        },
    )
    const client = host.connect()
    const bodies: string[] = []
    for (let i = 0; i < 3; i++) {
        const response = yield* client.get('/')
        bodies.push(`${response.status} ${response.body}`)
        t.equal(header(response, 'connection'), 'keep-alive')
    }
    t.same(bodies, ['200 some', '200 some', '429 Failed to create session'])
    t.same(host.errors, [])
})

const forms: WebConfig = {
    routes: [
        { match: '/form/', handler: 'action', xsrf: true, methods: ['GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'] },
        { handler: 'action' },
    ],
}

function* post(client: Client, lines: readonly string[], body = '') {
    const type = 'Content-Type: application/x-www-form-urlencoded'
    const head = [...lines, type, `Content-Length: ${body.length}`].join('\r\n')
    return yield* client.ask(`POST /form/x HTTP/1.1\r\n${head}\r\n\r\n${body}`)
}

webTest('protect lets requests pass that have the token of their session', function* (t) {
    let ran = 0
    const host = new TestHost(forms, {
        '/': () => {
            ran++
        },
    })
    let client = host.connect()
    const page = yield* client.get('/form/x')
    const token = header(page, 'x-xsrf-token')!
    t.match(token, /^[0-9A-Z]{32}$/)
    const cookie = cookieLine(page)
    t.equal(header(yield* client.get('/form/y', cookie), 'x-xsrf-token'), token, 'the same for all pages')
    t.equal((yield* post(client, [cookie, `X-XSRF-Token: ${token}`])).status, 200)
    t.equal((yield* post(client, [cookie], `a=b&-xsrf-=${token}`)).status, 200)
    t.equal(ran, 4)
    let current = token
    for (const [lines, body] of [
        [[], ''],
        [[cookie], ''],
        [[cookie, 'X-XSRF-TOKEN: '], ''],
        [[cookie, `X-XSRF-TOKEN: ${token.slice(1)}`], ''],
        [[`X-XSRF-TOKEN: ${token}`], ''],
        [[cookie, 'X-XSRF-TOKEN: wrong'], `-xsrf-=${token}`],
    ] as const) {
        const response = yield* post(client, lines, body)
        t.equal(response.status, 400)
        t.equal(response.body.toString(), 'Invalid XSRF token')
        t.equal(header(response, 'connection'), 'close')
        t.match(header(response, 'x-xsrf-token'), /^[0-9A-Z]{32}$/)
        t.not(header(response, 'x-xsrf-token'), current, 'a new one')
        t.equal(header(response, 'set-cookie') === undefined, lines.includes(cookie as never))
        current = header(response, 'x-xsrf-token')!
        client = host.connect()
    }
    t.equal(ran, 4)
    t.equal((yield* post(client, [cookie, `X-XSRF-TOKEN: ${token}`])).status, 400, 'it was replaced')
    client = host.connect()
    t.equal((yield* client.ask(`DELETE /form/x HTTP/1.1\r\n${cookie}\r\n\r\n`)).status, 400)
    client = host.connect()
    for (const method of ['HEAD', 'OPTIONS']) {
        const response = yield* client.ask(`${method} /form/x HTTP/1.1\r\n\r\n`)
        t.equal(response.status, 200)
        t.equal(header(response, 'x-xsrf-token'), undefined)
    }
})

new Site({ 'a.txt': 'hello' }).test(
    'protect adds the token to documents too, as whole and as unchanged ones',
    function* (t, _host, client) {
        const first = yield* client.get('/a.txt')
        const token = header(first, 'x-xsrf-token')!
        t.match(token, /^[0-9A-Z]{32}$/)
        const cookie = cookieLine(first)
        for (const lines of [[], ['If-None-Match: *'], ['Range: bytes=0-0']]) {
            const response = yield* client.get('/a.txt', cookie, ...lines)
            t.equal(header(response, 'x-xsrf-token'), token)
            t.equal(header(response, 'set-cookie'), undefined)
        }
    },
    { routes: [{ xsrf: true }] },
)

webTest('protect answers 429 when there can be no session', function* (t) {
    let ran = 0
    const host = new TestHost({ ...forms, limits: { sessions: 0 } }, { '/': () => void ran++ })
    const client = host.connect()
    t.equal((yield* client.get('/form/x')).status, 429)
    t.equal((yield* post(client, [])).status, 429)
    t.equal(ran, 0)
})

webTest('getSecurityToken gives one token, unless a new one is wanted', function* (t) {
    const tokens: (string | null)[] = []
    const { response } = yield* asked(function* (web) {
        t.equal(web.securityToken, null)
        tokens.push(yield* web.getSecurityToken(), yield* web.getSecurityToken(), yield* web.getSecurityToken(true))
        tokens.push(web.securityToken)
        t.ok(yield* web.createSession())
        t.not(yield* web.getSecurityToken(), tokens[2], 'another session has another one')
        t.equal(yield* web.addSecurityToken(), true)
        t.equal(yield* web.checkSecurityToken(), false, 'the request has none')
    })
    t.equal(tokens[0], tokens[1])
    t.not(tokens[1], tokens[2])
    t.equal(tokens[2], tokens[3])
    t.match(header(response, 'x-xsrf-token'), /^[0-9A-Z]{32}$/)
    t.not(header(response, 'x-xsrf-token'), tokens[3])
})

webTest('can permits everybody what is public, and nobody else anything without a user', function* (t) {
    const { body } = yield* asked(web => {
        const answers = [null, '', 'public', 'user'].map(role => web.can(role))
        web.writeNow([...answers, web.isAuthenticated(), web.authenticate(), web.authChecked, web.getRole()].join())
    })
    t.equal(body, 'true,true,true,false,false,false,true,')
})
