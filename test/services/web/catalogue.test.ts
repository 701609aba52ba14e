/*
    catalogue.test.ts -- Each row of the error catalogue is provoked, and answered as it says: its status, its text, and whether the
    connection closes. A row that nothing can provoke is one too many, and this test fails for a row that has no line here.
*/

import { createHash } from 'node:crypto'
import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Fiber, openFile, run, SocketError, scope, sleep } from '../../../fiber/index.js'
import { receive } from '../../../services/web/files/receive.js'
import {
    type Web,
    type WebConfig,
    WebError,
    type WebErrorCode,
    type WebHandler,
    type WebTlsConfig,
    webErrors,
} from '../../../services/web/index.js'
import { answerOf, challengeOf } from './auth/digest-client.js'
import { header, METHODS, type Response, resetClients, TestHost } from './harness.js'
import { ownDirectory } from './own-directory.js'
import { field, file, multipart as partsOf, type Part, request } from './upload/multipart.js'

const api = `{ read: { request: ${'{ type: "array", of: '.repeat(20)}"number"${' }'.repeat(20)} } }`
const site = ownDirectory({ 'a.txt': 'hello', dir: null, uploads: null, 'api.json5': api })

/** What handlers were thrown. */
const caught: string[] = []

const actions: Readonly<Record<string, WebHandler>> = {
    '/action/read': web => void (web.bodyBytes.length > 0 && web.writeNow(web.bodyBytes)),
    '/action/stream': function* (web) {
        try {
            yield* web.readBody()
        } catch (error) {
            // The client is gone: nobody but the handler hears of it.
            caught.push((error as WebError).code)
            throw error
        }
    },
    '/action/query': web => web.writeNow(web.getQueryVar('a', '')),
    // Puts a directory in the place of a temporary file: that cannot be removed as a file.
    '/action/occupy': web => {
        const { filename } = web.upload!
        unlinkSync(filename)
        mkdirSync(filename)
    },
    '/action/fail': () => {
        throw new Error('secret')
    },
    '/action/header': web => web.addHeader('A', 'b\nc'),
    '/action/misuse': function* (web) {
        yield* web.writeHeaders()
        yield* web.writeHeaders()
    },
    '/action/short': function* (web) {
        web.setContentLength(10)
        yield* web.write('short')
    },
    '/action/redirect': web => web.redirectTo(302, '/there'),
    '/action/directory': function* (web): Fiber<void> {
        const file = yield* openFile(site)
        try {
            yield* web.sendFile(file, 0, 10)
        } finally {
            file.close()
        }
    },
    '/action/cut': function* (web): Fiber<void> {
        const file = yield* openFile(join(site, 'a.txt'))
        try {
            yield* web.sendFile(file, 10, 10)
        } finally {
            file.close()
        }
    },
    '/action/cookie': web => {
        for (const value of ['a;b', 'x'.repeat(5000)]) {
            try {
                web.setCookie('a', value)
            } catch (error) {
                caught.push((error as WebError).code)
            }
        }
    },
    '/action/login': function* (web) {
        yield* web.login('joe', 'user')
    },
    '/action/new': function* (web) {
        yield* web.login('new', 'captain')
    },
    '/action/sign-in': function* (web) {
        yield* web.signIn('joe', 'secret', () => web.query)
    },
    '/action/put': function* (web: Web): Fiber<void> {
        const file = yield* openFile(join(site, 'a.txt'))
        try {
            web.connection.refuse((yield* receive(web, file, 100)) ?? 'WEB_MISUSE')
        } finally {
            file.close()
        }
    },
}

const config: WebConfig = {
    documents: site,
    limits: { body: 50, upload: 100 },
    auth: {
        requireTlsForBasic: false,
        roles: { user: [], admin: [] },
        throttle: { attempts: 1, delay: 0.001 },
        users: {
            joe: { password: `SHA256:${createHash('sha256').update('joe:web:secret').digest('hex')}`, role: 'user' },
            bad: { password: 'BF1:x', role: 'user' },
        },
    },
    upload: { dir: join(site, 'uploads') },
    routes: [
        { match: '/http/user', handler: 'action', role: 'user', authType: 'digest' },
        { match: '/http/admin', handler: 'action', role: 'admin', authType: 'digest' },
        { match: '/http/', handler: 'action', role: 'user', authType: 'basic' },
        { match: '/form/', handler: 'action', xsrf: true },
        { match: '/action/stream', handler: 'action', methods: METHODS, stream: true },
        { match: '/action/', handler: 'action', methods: METHODS },
        { match: '/role/', role: 'admin', methods: METHODS },
        { match: '/magic/', handler: 'magic', methods: METHODS },
        { match: '/get/', methods: ['GET'] },
        { match: '/', methods: METHODS },
        { match: '/a.txt', methods: METHODS },
        { match: '/new.txt', methods: METHODS },
        { match: '/gone', methods: METHODS },
        { match: '/dir', methods: METHODS },
    ],
}

/** A request, or what is done otherwise; then what is another configuration. */
type Way = readonly [ask: string | ((host: TestHost) => Fiber<Response | null>), other?: WebConfig, tls?: WebTlsConfig]

const get = (path: string, ...lines: readonly string[]) =>
    `GET ${path} HTTP/1.1\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`
const send = (method: string, path: string, body: string, ...lines: readonly string[]) =>
    `${method} ${path} HTTP/1.1\r\n${lines.map(line => `${line}\r\n`).join('')}Content-Length: ${body.length}\r\n\r\n${body}`

/** Sends, ends its side, and waits for whatever comes. */
const half = (text: string) =>
    function* (host: TestHost): Fiber<null> {
        const client = host.connect()
        yield* client.send(text)
        client.socket.end()
        try {
            yield* client.rest()
        } catch (error) {
            if (!(error instanceof SocketError)) {
                throw error
            }
        }
        return null
    }

/** Answers the challenge for a path. */
function* byDigest(host: TestHost, uri: string): Fiber<Response> {
    const client = host.connect()
    const challenge = challengeOf(header(yield* client.get(uri), 'www-authenticate'))
    return yield* client.get(uri, `Authorization: ${answerOf(challenge, { username: 'joe', password: 'secret', uri })}`)
}

const basic = (text: string) => `Authorization: Basic ${Buffer.from(text).toString('base64')}`
/** A chunked multipart request. */
const multipart = (...parts: readonly Part[]) => request(partsOf(...parts), { path: '/action/read', chunk: 100_000 })

/** A request that is held against the signature of `/action/read`. */
const signed = (body: string): Way => [
    send('POST', '/action/read', body, 'Content-Type: application/json'),
    {
        signatures: { enable: true, path: join(site, 'api.json5') },
        routes: [{ match: '/action/', handler: 'action', methods: METHODS, validate: true }],
    },
]

/** Asks for a WebSocket. */
const upgrade = (...lines: readonly string[]) =>
    get('/action/read', 'Upgrade: websocket', 'Connection: Upgrade', ...lines)
const version = 'Sec-WebSocket-Version: 13'
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='

/** How each row comes about. The compiler knows that each has its line. */
const ways: Readonly<Record<WebErrorCode, Way>> = {
    WEB_BAD_BOUNDARY: [send('POST', '/action/read', 'x', 'Content-Type: multipart/form-data')],
    WEB_BAD_JSON: [send('POST', '/action/read', '{', 'Content-Type: application/json')],
    WEB_BAD_MATCH: [get('/a.txt', 'If-Match: x')],
    WEB_BAD_NONE_MATCH: [get('/a.txt', 'If-None-Match: x')],
    WEB_BAD_RANGE: [get('/a.txt', 'Range: bytes=x')],
    WEB_BAD_REDIRECT: [get('/a.txt'), { redirect: [{ from: 'http://h:99999', to: '/' }] }],
    WEB_BASIC_NEEDS_TLS: [get('/http/a', basic('joe:secret')), { auth: {} }],
    WEB_BODY_CUT: [half('POST /action/stream HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc')],
    WEB_BODY_TOO_BIG: [
        `POST /action/read HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n${'x'.repeat(100)}\r\n0\r\n\r\n`,
    ],
    WEB_CANNOT_DELETE: [send('DELETE', '/dir', '')],
    WEB_CANNOT_PUT: [send('PUT', '/action/put', 'hello')],
    WEB_CANNOT_READ: [get('/action/directory')],
    WEB_CHALLENGE: [
        function* (host) {
            yield* host.connect().get('/http/a')
            return null
        },
    ],
    WEB_CONFIG: [
        function* () {
            t.throws(() => new TestHost({ limits: { body: -1 } }), { code: 'WEB_CONFIG' })
            throw new WebError('WEB_CONFIG')
        },
    ],
    WEB_CONFIG_DOUBT: [
        get('/a.txt'),
        {
            routes: [
                { match: '/a.txt', methods: 'GET' },
                { match: '/action/', handler: 'action' },
                { handler: 'magic' },
            ],
        },
    ],
    WEB_COOKIE: [get('/action/cookie')],
    WEB_COOKIE_SIZE: [get('/action/cookie')],
    WEB_DISCONNECTED: [
        function* (host) {
            yield* host.connect().ended()
            return null
        },
        { timeouts: { parse: 0.05 } },
    ],
    WEB_FILE_CUT: [get('/action/cut')],
    WEB_FORBIDDEN: [
        function* (host) {
            const client = host.connect()
            const cookie = header(yield* client.get('/action/login'), 'set-cookie')!.split(';')[0]
            return yield* client.get('/role/a', `Cookie: ${cookie}`)
        },
    ],
    WEB_FORBIDDEN_HTTP: [host => byDigest(host, '/http/admin')],
    WEB_GAVE_WAY: [
        function* (host) {
            yield* host.connect().get('/a.txt')
            yield* host.connect().get('/a.txt')
            return null
        },
        { limits: { connections: 1 } },
    ],
    WEB_HANDLER: [get('/action/fail')],
    WEB_HEADER: [get('/action/header')],
    WEB_INVALID: signed('5'),
    WEB_LENGTH_TOO_BIG: [send('POST', '/action/read', 'x'.repeat(51))],
    WEB_LOCKED_OUT: [get('/action/sign-in')],
    WEB_LOGIN_FAILED: [get('/action/sign-in')],
    WEB_LOGIN_LOCKED: [
        function* (host) {
            const client = host.connect()
            yield* client.get('/action/sign-in')
            return yield* client.get('/action/sign-in')
        },
    ],
    WEB_LOGIN_ROLE: [get('/action/sign-in?captain')],
    WEB_METHOD: [send('POST', '/get/x', '')],
    WEB_METHOD_FILE: [send('PATCH', '/a.txt', '')],
    WEB_MISUSE: [get('/action/misuse')],
    WEB_NONCES: [
        function* (host) {
            yield* byDigest(host, '/http/user')
            return yield* byDigest(host, '/http/user')
        },
        { limits: { digest: 1 } },
    ],
    WEB_NOT_LOGGED_IN: [get('/role/a')],
    WEB_NO_ACTION: [get('/action/none')],
    WEB_NO_DOCUMENT: [get('/gone')],
    WEB_NO_HANDLER: [get('/magic/a')],
    WEB_NO_HOSTNAME: [
        function* (host) {
            return yield* host.connect({}, { local: null }).ask(get('/action/redirect'))
        },
    ],
    WEB_NO_ROUTE: [get('/nowhere')],
    WEB_NO_SESSION: [get('/action/login'), { limits: { sessions: 0 } }],
    WEB_NO_TLS: [get('/a.txt'), { listen: ['https://127.0.0.1:0'] }, { certificate: join(site, 'none.crt') }],
    WEB_PASSWORD: [get('/http/a', basic('bad:secret'))],
    WEB_PRECONDITION: [send('PUT', '/a.txt', 'x', 'If-Match: "other"')],
    WEB_PUT_CUT: [
        function* (host) {
            const client = host.connect()
            yield* client.send('PUT /new.txt HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc')
            client.socket.end()
            return yield* client.response()
        },
    ],
    WEB_PUT_PART: [send('PUT', '/new.txt', 'x', 'Content-Range: bytes 0-0/2')],
    WEB_PUT_TOO_BIG: [
        `PUT /new.txt HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n${'x'.repeat(101)}\r\n0\r\n\r\n`,
    ],
    WEB_RANGE: [get('/a.txt', 'Range: bytes=100-')],
    WEB_REFUSED: [
        function* (host) {
            host.connect()
            yield* host.connect().ended()
            return null
        },
        { limits: { connections: 1 } },
    ],
    WEB_SHORT_RESPONSE: [half(get('/action/short'))],
    WEB_SIGNATURE: signed('['.repeat(20) + ']'.repeat(20)),
    WEB_SOCKET_EXTENSIONS: [upgrade(version, key, 'Sec-WebSocket-Extensions: ;'), { webSockets: { compress: true } }],
    WEB_SOCKET_KEY: [upgrade(version)],
    WEB_SOCKET_PROTOCOL: [upgrade(version, key, 'Sec-WebSocket-Protocol: other')],
    WEB_SOCKET_PROTOCOLS: [
        upgrade(version, key, `Sec-WebSocket-Protocol: ${Array.from({ length: 11 }, (_, i) => `p${i}`).join(', ')}`),
    ],
    WEB_SOCKET_VERSION: [upgrade(key)],
    WEB_TOO_MANY_REQUESTS: [
        function* (host) {
            const client = host.connect()
            yield* client.get('/a.txt')
            return yield* client.get('/a.txt')
        },
        { limits: { addressRate: 1, addressBurst: 1 } },
    ],
    WEB_TOO_MANY_UPLOADS: [multipart(file('a', 'a', ''), file('b', 'b', '')), { limits: { uploads: 1 } }],
    WEB_TOO_MANY_VARIABLES: [get('/action/query?a=1&b=2'), { limits: { variables: 1 } }],
    WEB_UNREADABLE: [send('PUT', '/dir', 'x')],
    WEB_UPLOAD: [multipart().replace('--b--', '--bx-')],
    WEB_UPLOAD_FAILED: [
        // A full disk takes root to be made: upload-faults.test.ts. This one is reported when the response is out.
        function* (host) {
            yield* host.connect().ask(multipart(file('a', 'a', '')).replace('/action/read', '/action/occupy'))
            yield* sleep(20)
            return null
        },
    ],
    WEB_UPLOAD_FILE_TOO_BIG: [multipart(file('a', 'a', 'x'.repeat(101)))],
    WEB_UPLOAD_LENGTH_TOO_BIG: [send('PUT', '/new.txt', 'x'.repeat(101))],
    WEB_USER: [get('/action/new')],
    WEB_XSRF: [send('POST', '/form/a', '')],
    WEB_UPLOAD_NO_FILE: [multipart(file('a', 'a', '')), { upload: { dir: join(site, 'none') } }],
    WEB_UPLOAD_VALUE_TOO_BIG: [multipart(field('a', 'x'.repeat(70_000))), { limits: { body: '1MB' } }],
}

/** Does what provokes a row, and gives the codes that came up, and the answer. */
function* provoke([ask, other, tls = {}]: Way): Fiber<{ codes: Set<string | null>; response: Response | null }> {
    writeFileSync(join(site, 'a.txt'), 'hello')
    const host = new TestHost({ web: { ...config, ...other }, tls }, actions)
    let response: Response | null = null
    const thrown = caught.splice(0)
    yield* host.start()
    try {
        response = typeof ask === 'string' ? yield* host.connect().ask(ask) : yield* ask(host)
    } catch (error) {
        if (!(error instanceof WebError)) {
            throw error
        }
        thrown.push(error.code)
    } finally {
        yield* sleep(0)
        host.stopNow()
        resetClients()
    }
    return { codes: new Set([...thrown, ...caught, ...host.events.map(({ code }) => code)]), response }
}

t.test('each row of webErrors is provoked by its way', async t => {
    for (const [code, way] of Object.entries(ways) as [WebErrorCode, Way][]) {
        await run(() =>
            scope(function* (s) {
                const { codes, response } = yield* provoke(way)
                t.ok(codes.has(code), `${code} came up, beside ${[...codes].join(' ')}`)
                const { status, message, close } = webErrors[code]
                if (response !== null && status !== 0) {
                    t.equal(response.status, status, code)
                    t.ok(response.body.toString().startsWith(message), `${code}: ${response.body}`)
                    t.equal(header(response, 'connection') === 'close', close || code === 'WEB_PUT_CUT', code)
                }
                s.cancel()
            }),
        )
    }
})
