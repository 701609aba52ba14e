import { createHash } from 'node:crypto'
import { now, sleep } from '../../../../fiber/index.js'
import { cryptMakePassword } from '../../../../services/crypt/c.js'
import type { PasswordCheck, Web, WebConfig } from '../../../../services/web/index.js'
import { type Client, header, type Response, TestHost, webTest } from '../harness.js'

const hash = (name: string) => `SHA256:${createHash('sha256').update(`${name}:web:secret`).digest('hex')}`

const config: WebConfig = {
    auth: {
        login: '/login',
        logout: '/logout',
        roles: { user: ['view'], admin: ['user', 'edit'], public: [] },
        users: {
            joe: { password: hash('joe'), role: 'user' },
            ann: { password: cryptMakePassword('ann:web:secret')!, role: 'admin' },
        },
    },
    routes: [
        { match: '/admin/', handler: 'action', role: 'edit' },
        { match: '/user/', handler: 'action', role: 'user' },
        { handler: 'action' },
    ],
}

const who = (web: Web) => web.writeNow(`${web.getRole()} ${web.username} ${web.can('edit')}`)

function makeHost(more: WebConfig = {}, check?: PasswordCheck): TestHost {
    const host = new TestHost({ ...config, ...more })
    host.addLoginActions(check)
    host.addAction('/become', function* (web) {
        web.writeNow(`${yield* web.login('joe', 'captain')} ${web.username}`)
    })
    host.addAction('/', who)
    return host
}

/** The session cookie that a response sets. */
function cookieOf(response: Response): string {
    return /^-web-session-=([^;]*)/.exec(header(response, 'set-cookie') ?? '')?.[1] ?? ''
}

function* post(client: Client, username: string, password: string, ...lines: string[]) {
    const body = new URLSearchParams({ username, password }).toString()
    const head = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, ...lines]
    return yield* client.ask(`POST /login HTTP/1.1\r\nHost: a\r\n${head.join('\r\n')}\r\n\r\n${body}`)
}

webTest('signIn logs in from a form, and logs out', function* (t) {
    const host = makeHost()
    const client = host.connect()
    t.equal((yield* client.get('/user/x')).status, 401)
    const response = yield* post(client, 'joe', 'secret')
    t.equal(response.status, 302)
    t.equal(header(response, 'location'), '/', 'on the host that was asked, whatever its name')
    t.match(
        header(response, 'set-cookie'),
        /^-web-session-=[0-9A-Z]{32}; Max-Age=1800; path=\/; HttpOnly; SameSite=Lax$/,
    )
    const cookie = `Cookie: other=1; -web-session-=${cookieOf(response)}`
    t.equal((yield* client.get('/user/x', cookie)).body.toString(), 'user joe false')
    t.equal((yield* client.get('/user/x')).status, 401, 'without the cookie')
    const poor = yield* client.get('/admin/x', cookie)
    t.equal(poor.status, 403)
    t.equal(poor.body.toString(), 'Access Denied. User has insufficient privilege.')
    const out = yield* client.get('/logout', cookie)
    t.equal(out.status, 302)
    t.equal(header(out, 'set-cookie'), '-web-session-=; Max-Age=1800; path=/; HttpOnly; SameSite=Lax')
    t.equal((yield* client.get('/user/x', cookie)).status, 401)
    t.equal(host.sessions.size, 0)
    t.same(host.errors, [])
})

webTest('signIn answers what is wrong after a while, in the same way whatever it is', function* (t) {
    const client = makeHost().connect()
    for (const [name, password, delay] of [
        ['joe', 'wrong', 500],
        ['nobody', 'secret', 500],
        ['', 'secret', 500],
        ['x'.repeat(300), 'secret', 1000],
        ['ann', 'x'.repeat(2000), 500],
    ] as const) {
        const time = now()
        const response = yield* post(client, name, password)
        t.equal(response.status, 401)
        t.equal(response.body.toString(), 'Invalid username or password')
        t.equal(header(response, 'set-cookie'), undefined)
        t.equal(now() - time, delay)
    }
    const none = yield* client.ask('POST /login HTTP/1.1\r\nContent-Length: 0\r\n\r\n')
    t.equal(none.status, 401)
})

webTest('signIn locks out who guesses, and lets others in', function* (t) {
    const host = makeHost()
    const remote = { address: '192.0.2.1', port: 1, family: 4 } as const
    const client = host.connect({}, { remote })
    for (let i = 0; i < 10; i++) {
        t.equal((yield* post(client, 'joe', `guess ${i}`)).status, 401)
    }
    const locked = yield* post(client, 'joe', 'secret')
    t.equal(locked.status, 429)
    t.equal(locked.body.toString(), 'Too many failed logins')
    t.ok(Number(header(locked, 'retry-after')) > 200)
    t.equal(host.events.filter(({ code }) => code === 'WEB_LOCKED_OUT').length, 1)
    t.equal((yield* post(client, 'ann', 'secret')).status, 302)
    t.equal((yield* post(host.connect(), 'joe', 'secret')).status, 302)
    yield* sleep(300_000)
    t.equal((yield* post(host.connect({}, { remote }), 'joe', 'secret')).status, 302)
})

webTest('signIn takes users of another directory', function* (t) {
    const names: string[] = []
    const host = makeHost({}, function* (username, password) {
        names.push(username)
        yield* sleep(10)
        return password !== 'right' ? null : username === 'new' ? 'admin' : username === 'odd' ? 'captain' : 'user'
    })
    const client = host.connect()
    const fresh = yield* post(client, 'new', 'right')
    const cookie = `Cookie: -web-session-=${cookieOf(fresh)}`
    t.equal((yield* client.get('/admin/x', cookie)).body.toString(), 'admin new true')
    t.equal(host.lookupUser('new')!.password, null)
    t.equal((yield* post(client, 'joe', 'secret')).status, 401)
    for (const name of ['odd', 'other']) {
        const refused = yield* post(client, name, 'right')
        t.equal(refused.status, name === 'odd' ? 400 : 302)
        t.equal(name === 'odd' && refused.body.toString(), name === 'odd' && 'Unknown user role')
    }
    t.same(names, ['new', 'joe', 'odd', 'other'])
    t.match(host.errors, [{ code: 'WEB_USER', message: /Cannot add user "odd": Cannot find role captain/ }])
})

webTest('signIn counts no login that its own check could not judge', function* (t) {
    let isDown = true
    const host = makeHost({ auth: { ...config.auth, throttle: { attempts: 1 } } }, () => {
        if (isDown) {
            throw new Error('The directory is down')
        }
        return 'user'
    })
    for (const status of [500, 500, 302]) {
        t.equal((yield* post(host.connect(), 'joe', 'secret')).status, status)
        isDown = host.statistics().failures < 2
    }
})

webTest('signIn with a plain check, which refuses or names a role that the user has not', function* (t) {
    const host = makeHost({}, (_username, password) => (password === 'right' ? 'admin' : null))
    const client = host.connect()
    t.equal((yield* post(client, 'joe', 'wrong')).status, 401)
    const refused = yield* post(client, 'joe', 'right')
    t.equal(refused.status, 400)
    t.equal(refused.body.toString(), 'Unknown user role')
    t.same(host.errors, [])
})

webTest('login ends the session before, and sets one cookie', function* (t) {
    const host = makeHost()
    const client = host.connect()
    const first = cookieOf(yield* post(client, 'joe', 'secret'))
    const response = yield* post(client, 'ann', 'secret', `Cookie: -web-session-=${first}`)
    const second = cookieOf(response)
    t.match(second, /^[0-9A-Z]{32}$/)
    t.not(second, first)
    t.equal(header(response, 'set-cookie')?.includes(' AND '), false)
    t.equal((yield* client.get('/user/x', `Cookie: -web-session-=${first}`)).status, 401)
    t.equal((yield* client.get('/admin/x', `Cookie: -web-session-=${second}`)).body.toString(), 'admin ann true')
    t.equal(host.sessions.size, 1)
})

webTest('login that fails leaves nobody logged in', function* (t) {
    const host = makeHost()
    const client = host.connect()
    const cookie = `Cookie: -web-session-=${cookieOf(yield* post(client, 'joe', 'secret'))}`
    t.equal((yield* client.get('/user/x', cookie)).status, 200)
    t.equal((yield* client.get('/become', cookie)).body.toString(), 'false null')
    t.equal((yield* client.get('/user/x', cookie)).status, 401)
})

webTest('login answers 429 when there are too many sessions, and nobody is logged in', function* (t) {
    const host = makeHost({ limits: { sessions: 1 } })
    const client = host.connect()
    const cookie = cookieOf(yield* post(client, 'joe', 'secret'))
    const results: unknown[] = []
    host.addAction('/other', () => {})
    host.setHook((web, event) => {
        if (event === 10) {
            results.push(web.authenticated, web.error)
        }
    })
    const response = yield* post(client, 'ann', 'secret')
    t.equal(response.status, 429)
    t.equal(response.body.toString(), 'Failed to create session')
    t.same(results, [false, 'Failed to create session'])
    t.equal((yield* post(client, 'ann', 'secret', `Cookie: -web-session-=${cookie}`)).status, 302, 'in its place')
})

webTest('authenticate knows a session only while its user has the role of the login', function* (t) {
    const host = makeHost({ timeouts: { inactivity: 'never' } })
    const client = host.connect()
    const login = function* () {
        return `Cookie: -web-session-=${cookieOf(yield* post(client, 'joe', 'secret'))}`
    }
    let cookie = yield* login()
    host.updateUser('joe', null, 'admin')
    t.equal((yield* client.get('/user/x', cookie)).status, 401)
    cookie = yield* login()
    t.equal((yield* client.get('/admin/x', cookie)).status, 200)
    yield* sleep(1_799_000)
    t.equal((yield* client.get('/admin/x', cookie)).status, 200)
    yield* sleep(1_800_000)
    t.equal((yield* client.get('/admin/x', cookie)).status, 401, 'not used for half an hour')
    cookie = yield* login()
    t.equal(host.endSessions('joe'), 1)
    t.equal((yield* client.get('/admin/x', cookie)).status, 401)
    cookie = yield* login()
    host.removeUser('joe')
    t.equal((yield* client.get('/admin/x', cookie)).status, 401)
    t.equal((yield* client.get('/x', cookie)).body.toString(), 'null null false')
})

webTest('authorizeAction wants the role of an action: 403 without a user too', function* (t) {
    const host = new TestHost(config)
    let ran = 0
    host.addLoginActions()
    host.addAction('/edit', () => ran++ as never, 'edit')
    host.addAction('/view', who, 'view')
    host.addAction('/public', who, 'public')
    const client = host.connect()
    t.equal((yield* client.get('/view')).status, 403)
    t.equal((yield* client.get('/public')).status, 200)
    const cookie = `Cookie: -web-session-=${cookieOf(yield* post(client, 'joe', 'secret'))}`
    t.equal((yield* client.get('/view', cookie)).body.toString(), 'user joe false')
    const refused = yield* client.get('/edit', cookie)
    t.equal(refused.status, 403)
    t.equal(refused.body.toString(), 'Access Denied. User has insufficient privilege.')
    t.equal(ran, 0)
})

webTest('verifyUserPassword verifies what is stored, whatever it is', function* (t) {
    const host = makeHost()
    const plain = createHash('sha256').update('old:web:secret').digest('hex')
    host.addUser('old', plain, 'user')
    host.addUser('none', null, 'user')
    host.addUser('big', `SHA512:${createHash('sha512').update('big:web:secret').digest('hex')}`, 'user')
    host.addUser('bad', '$scrypt$x', 'user')
    for (const [name, right] of [
        ['joe', true],
        ['ann', true],
        ['old', true],
        ['none', false],
        ['big', false],
        ['bad', false],
        ['nobody', false],
    ] as const) {
        t.equal(yield* host.verifyUserPassword(name, 'secret'), right, name)
        t.equal(host.verifyUserPasswordNow(name, 'secret'), right, name)
        t.equal(yield* host.verifyUserPassword(name, 'wrong'), false)
        t.equal(host.verifyUserPasswordNow(name, 'wrong'), false)
    }
    t.equal(host.hashPassword('old', 'secret'), plain)
    t.match(host.errors.at(-1), { code: 'WEB_PASSWORD', message: /hash is of scrypt, wanted verifyPassword/ })
    const empty = new TestHost({})
    t.equal(yield* empty.verifyUserPassword('joe', 'secret'), false)
    t.equal(empty.verifyUserPasswordNow('joe', 'secret'), false)
})
