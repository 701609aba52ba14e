import t from 'tap'
import { all, exponential, type Fiber, sleep, spawn } from '../../../fiber/index.js'
import { Authenticator, CookieJar, parseAddress, parseChallenges } from '../../../services/url/index.js'
import { answers, failure, scriptedTest } from './harness.js'

const url = 'http://server.test/'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** What a client says to a server that sends a text and closes. */
function damaged(name: string, text: string, code: string, close = true): void {
    scriptedTest(
        `UrlClient says ${code}: ${name}`,
        server =>
            function* (socket) {
                yield* server.head(socket)
                yield* socket.write(text, 'latin1')
                yield* socket.flush()
                if (!close) {
                    yield* socket.readSome()
                }
            },
        function* (t, server) {
            const client = server.client({ headTimeout: 1000, idleTimeout: 2000 })
            const found = yield* failure(client.request(url))
            t.equal(found.code, code, found.message)
            t.match(client.statistics(), { busy: 0 })
            client.close()
        },
    )
}

damaged('a head that is cut', 'HTTP/1.1 200 OK\r\nA:', 'URL_LOST')
damaged('nothing at all', '', 'URL_LOST')
damaged('a server that is silent', '', 'URL_TIMEOUT', false)
damaged('a body that is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc', 'URL_LOST')
damaged('chunks that are cut', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 'URL_LOST')
damaged('chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'URL_CHUNK')
damaged('another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxyz', 'URL_FIELD')
damaged('a body that never comes', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc', 'URL_TIMEOUT', false)
damaged('two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabc', 'URL_LENGTH')
damaged('an endless head', `HTTP/1.1 200 OK\r\n${`A: ${'x'.repeat(1000)}\r\n`.repeat(100)}`, 'URL_HEAD')
damaged('interim responses without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100), 'URL_INTERIM')
damaged('a body beyond the limit', 'HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n', 'URL_TOO_BIG', false)
damaged('no HTTP', 'SSH-2.0-OpenSSH\r\n', 'URL_HEAD')
damaged('a body until the close', 'HTTP/1.1 200 OK\r\n\r\nall of it', 'none')
damaged('interim responses before the real one', `HTTP/1.1 103 x\r\nLink: a\r\n\r\n${OK}`, 'none')

scriptedTest(
    'UrlClient finds an error or the whole body wherever a server stops',
    server =>
        function* (socket, at) {
            yield* server.head(socket)
            const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n'
            yield* socket.write(text.slice(0, at), 'latin1')
            yield* socket.flush()
        },
    function* (t, server) {
        const client = server.client()
        const codes = new Set<string>()
        for (let at = 0; at <= 78; at++) {
            codes.add((yield* failure(client.request(url))).code)
        }
        t.same([...codes], ['URL_LOST', 'none'])
        t.match(client.statistics(), { busy: 0, waiting: 0 })
        client.close()
    },
)

scriptedTest(
    'UrlClient gives up a server that drips, when the whole request has lasted long enough',
    server =>
        function* (socket) {
            yield* server.head(socket)
            yield* socket.write('HTTP/1.1 200 OK\r\n\r\n', 'latin1')
            for (;;) {
                yield* socket.write('x')
                yield* sleep(900)
            }
        },
    function* (t, server) {
        const client = server.client({ timeout: 10_000, idleTimeout: 1000 })
        const { code, ms } = yield* failure(client.request(url))
        t.equal(code, 'URL_TIMEOUT')
        t.ok(ms >= 10_000 && ms < 10_100, String(ms))
        client.close()
    },
)

scriptedTest(
    'UrlClient never uses a connection again on which something was wrong, and uses another one by itself where it may',
    server =>
        function* (socket, at) {
            yield* server.head(socket)
            const extra = at === 0 ? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil' : ''
            yield* socket.write(OK + extra, 'latin1')
            yield* socket.flush()
            if (at === 1) {
                // The server closes just when the next request comes
                yield* server.head(socket)
                return
            }
            yield* server.head(socket)
            yield* socket.write(OK, 'latin1')
            yield* socket.flush()
        },
    function* (t, server) {
        const client = server.client()
        t.equal((yield* client.request(url)).text(), 'ok')
        yield* sleep(50)
        t.equal((yield* client.request(url)).text(), 'ok')
        t.equal(server.connections, 2)
        yield* sleep(50)
        t.equal((yield* client.request(url)).text(), 'ok')
        t.equal(server.connections, 3)
        t.equal((yield* client.request(url)).text(), 'ok')
        t.equal(server.connections, 3)
        client.close()
        const other = server.client({ keepAlive: 1000 })
        yield* other.request(url)
        t.match(other.statistics(), { idle: 1 })
        yield* sleep(1100)
        t.match(other.statistics(), { idle: 0 })
        other.close()
    },
)

scriptedTest(
    'UrlClient takes the answer of a server that reads no more of a body',
    server =>
        function* (socket) {
            yield* server.head(socket)
            yield* socket.write('HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno', 'latin1')
            yield* socket.flush()
            yield* sleep(1000)
        },
    function* (t, server) {
        const client = server.client()
        let ended = false
        const reply = yield* client.request(url, {
            *body(out): Fiber<void> {
                try {
                    for (;;) {
                        yield* out.write('x'.repeat(10_000))
                        yield* sleep(1)
                    }
                } finally {
                    ended = true
                }
            },
        })
        t.match(reply, { status: 413 })
        t.equal(ended, true)
        t.match(client.statistics(), { busy: 0, idle: 0 })
        client.close()
    },
)

scriptedTest(
    'UrlClient bounds the connections of an origin, and a cancelled fiber leaves none, whatever it waits for',
    server =>
        function* (socket) {
            for (let head = yield* server.head(socket); head !== null; head = yield* server.head(socket)) {
                yield* sleep(100)
                yield* socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no', 'latin1')
                yield* sleep(100)
                yield* socket.write('k')
            }
        },
    function* (t, server) {
        const client = server.client({ connections: 2 })
        const replies = yield* all([1, 2, 3, 4, 5].map(() => client.request(url)))
        t.equal(replies.length, 5)
        t.equal(server.connections, 2)
        for (const ms of [0, 3, 8, 50, 108, 150, 203]) {
            const task = spawn(() => client.request(url, { retry: exponential({ attempts: 3 }) }))
            yield* sleep(ms)
            task.cancel()
            yield* sleep(1)
            t.match(client.statistics(), { busy: 0, waiting: 0 }, `after ${ms} ms`)
        }
        client.close()
        yield* sleep(1000)
        t.equal(server.open, 0)
    },
)

scriptedTest(
    'UrlClient tries again where it may, with the pauses of a schedule',
    server =>
        function* (socket, at) {
            yield* server.head(socket)
            if (at >= 2) {
                yield* socket.write(OK, 'latin1')
                yield* socket.flush()
            }
        },
    function* (t, server) {
        const client = server.client({ retry: exponential({ attempts: 3, jitter: 'none' }) })
        t.equal((yield* client.request(url)).status, 200)
        t.equal(server.connections, 3)
        client.close()
        const other = server.client({ retry: [1, 1] })
        server.connections = 0
        t.equal((yield* failure(other.request(url, { body: 'x' }))).code, 'URL_LOST')
        t.equal(server.connections, 1)
        other.close()
    },
)

scriptedTest(
    'UrlClient refuses headers, methods and addresses that would be something else on the wire',
    answers(OK),
    function* (t, server) {
        const client = server.client()
        t.equal((yield* failure(client.request(url, { headers: { A: 'b\r\nEvil: 1' } }))).code, 'URL_HEADER')
        t.equal((yield* failure(client.request(url, { headers: { 'A: x\r\nB': 'b' } }))).code, 'URL_HEADER')
        t.equal((yield* failure(client.request(url, { headers: 'A: b\r\n\r\nGET' }))).code, 'URL_HEADER')
        t.equal((yield* failure(client.request(url, { method: 'GET /x HTTP/1.1\r\n' }))).code, 'URL_METHOD')
        t.equal((yield* failure(client.request(`${url}a b`))).code, 'URL_ADDRESS')
        t.equal((yield* failure(client.request(`${url}\r\nX: y`))).code, 'URL_ADDRESS')
        t.equal(
            (yield* failure(client.request(url, { body: 'x', headers: { 'Content-Length': 3 } }))).code,
            'URL_BODY_LENGTH',
        )
        t.equal((yield* failure(client.request('http://server.test:81/'))).code, 'URL_CONNECT')
        t.equal((yield* failure(client.request('http://nowhere.test/'))).code, 'URL_CONNECT')
        t.same(server.requests, [])
        client.close()
    },
)

scriptedTest(
    'UrlResponse cannot be read any more when its function has returned: the connection is another request’s',
    answers(OK),
    function* (t, server) {
        const client = server.client()
        const kept = yield* client.stream(url, {}, function* (response) {
            return response
        })
        yield* client.stream(url, {}, function* (response) {
            for (const read of [() => kept.next(), () => kept.bytes(), () => kept.line()]) {
                const attempt = function* (): Fiber<void> {
                    yield* read()
                }
                t.equal((yield* failure(attempt())).code, 'URL_STATE')
            }
            t.equal(yield* response.text(), 'ok')
        })
        client.close()
    },
)

scriptedTest(
    'UrlClient remembers what a server asks for by its origin, whatever the URL looks like',
    server =>
        function* (socket) {
            for (let head = yield* server.head(socket); head !== null; head = yield* server.head(socket)) {
                const good = !/Host: server/.test(head) || /Authorization: Basic/.test(head)
                const lines = good ? '200 OK' : '401 Who\r\nWWW-Authenticate: Basic realm="x"'
                yield* socket.write(`HTTP/1.1 ${lines}\r\nContent-Length: 0\r\n\r\n`, 'latin1')
            }
        },
    function* (t, server) {
        const client = server.client({ auth: { user: 'joe', password: 'pw' } })
        for (const place of ['server.test:80/', 'http://server.test/b', 'other.test:80/']) {
            t.equal((yield* client.request(place)).status, 200, place)
        }
        t.same(
            server.requests.map(head => /authorization/i.test(head)),
            [false, true, true, false],
        )
        client.close()
    },
)

scriptedTest(
    'UrlClient.events takes up a stream that is lost or silent, where it was',
    server =>
        function* (socket, at) {
            yield* server.head(socket)
            const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n'
            const texts = [
                `${head}retry: 50\n\nid: 7\ndata: one\n\ndata: cut`,
                `${head}data: two\n\n`,
                '',
                `${head}id\ndata: three\n\n`,
                'HTTP/1.1 204 No\r\n\r\n',
            ]
            yield* socket.write(texts[at] ?? '', 'latin1')
            yield* socket.flush()
            if (at === 1) {
                yield* sleep(10_000)
            }
        },
    function* (t, server) {
        const client = server.client()
        const data: string[] = []
        const options = { reconnects: 1, idleTimeout: 1000 }
        yield* client.events(url, options, function* (event): Fiber<void> {
            yield* sleep(1)
            data.push(event.data)
        })
        t.same(data, ['one', 'two', 'three'])
        t.match(server.requests[0], /\r\nAccept: text\/event-stream\r\n\r\n$/)
        t.same(
            server.requests.map(head => /Last-Event-ID: (.*)\r/.exec(head)?.[1]),
            [undefined, '7', '7', '7', undefined],
        )
        t.equal((yield* failure(client.events(url, options, () => {}))).code, 'URL_EVENT_RETRIES')
        t.equal((yield* failure(client.events(url, {}, () => {}))).code, 'URL_LOST')
        client.close()
    },
)

const twoEvents = 'Content-Type: text/event-stream\r\nContent-Length: 18\r\n\r\ndata: a\n\ndata: b\n\n'

scriptedTest(
    'UrlClient.events refuses what is no stream, and ends when it is told',
    answers(OK, `HTTP/1.1 200 OK\r\n${twoEvents}`),
    function* (t, server) {
        const client = server.client()
        t.equal((yield* failure(client.events(url, {}, () => {}))).code, 'URL_STATUS')
        const data: string[] = []
        yield* client.events(url, {}, event => {
            data.push(event.data)
            return false
        })
        t.same(data, ['a'])
        client.close()
    },
)

t.test('Authenticator answers the examples of RFC 7616 §3.9.1 and RFC 2617', async t => {
    const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
    const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS'
    const ask = (algorithm: string) =>
        `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}"`
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
    const user = { user: 'Mufasa', password: 'Circle of Life' }
    const md5 = new Authenticator(user)
    t.ok(md5.learn([ask('MD5')], null))
    t.match(md5.header('GET', '/dir/index.html', cnonce), /response="8ca523f5e9506fed4657c9700eebdbec"/)
    const sha = new Authenticator(user)
    t.ok(sha.learn([ask('MD5'), ask('SHA-256')], null))
    t.match(
        sha.header('GET', '/dir/index.html', cnonce),
        /response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"/,
    )
    t.notOk(sha.learn([ask('SHA-256')], 'Digest x'))
    t.ok(sha.learn([`${ask('SHA-256').replace(nonce, 'new')}, stale=true`], 'Digest x'))
    t.match(sha.header('GET', '/'), /nonce="new".*nc=00000001/)
    t.notOk(new Authenticator(user).learn(['Digest realm="r", nonce="n", qop="auth-int"'], null))
    t.notOk(new Authenticator(user).learn([`Digest realm="${'x'.repeat(8193)}", nonce="n"`], null))
    t.equal(new Authenticator(user).header('GET', '/'), null)
    t.equal(new Authenticator(user, true).header('GET', '/'), 'Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl')
})

t.test('parseChallenges tells challenges from parameters', async t => {
    const shape = (...fields: string[]) =>
        parseChallenges(fields).map(({ scheme, params }) => [scheme, Object.fromEntries(params)])
    t.same(shape('Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"'), [
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
        ['basic', { realm: 'simple' }],
    ])
    t.same(shape('Negotiate a87421000492aa874209af8bc028==, Basic realm = x', ''), [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
    ])
    t.same(shape('Basic realm="never ends')[0], ['basic', {}])
})

t.test('CookieJar keeps and gives what RFC 6265 wants', async t => {
    const jar = new CookieJar({ perDomain: 3 })
    const home = parseAddress('https://a.example.com/x/y')
    const at = (url: string) => jar.header(parseAddress(url))
    jar.take(home, ['one=1', 'two=2; Path=/; Domain=example.com', 'three=3; Secure; Path=/x; Max-Age=100'])
    t.equal(at('https://a.example.com/x/z'), 'one=1; three=3; two=2')
    t.equal(at('http://a.example.com/x/z'), 'one=1; two=2')
    t.equal(at('https://b.example.com/x'), 'two=2')
    t.equal(at('https://a.example.com/xx'), 'two=2')
    t.equal(at('https://example.org/'), null)
    jar.take(home, [
        'bad=1; Domain=other.com',
        'bad=2; Domain=com',
        '__Host-a=1',
        `long=${'x'.repeat(5000)}`,
        'nothing',
        'ctl=\x01',
    ])
    t.equal(jar.all().length, 3)
    jar.take(home, ['one=; Max-Age=0', 'two=gone; Path=/; Domain=example.com; Expires=Thu, 01-Jan-1970 00:00:01 GMT'])
    t.equal(at('https://a.example.com/x/z'), 'three=3')
    jar.take(home, ['a=1', 'b=2', 'c=3'])
    t.equal(jar.all().length, 3)
    jar.clear()
    t.equal(at('https://a.example.com/x/z'), null)
})
