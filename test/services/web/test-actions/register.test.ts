/*
    register.test.ts -- The test actions, each as spec web-test-actions.md has it.
*/

import t from 'tap'
import { type Fiber, setLogHandler } from '../../../../fiber/index.js'
import { webTestInit } from '../../../../services/web/c.js'
import { addTestActions, type WebConfig } from '../../../../services/web/index.js'
import { objectText, valueText } from '../../../../services/web/test-actions/json-text.js'
import { Peer } from '../../websock/peer.js'
import { type Client, header, METHODS, type Response, type Test, TestHost, webTest } from '../harness.js'

/** A host with the test actions below /test, and what it logs. */
function testing(config: WebConfig = {}, profile = 'prod'): { host: TestHost; logged: string[] } {
    const logged: string[] = []
    const former = setLogHandler((type, source, message) => logged.push(`${source}: ${type}: ${message}`))
    const routes = [
        { match: '/test/stream', handler: 'action', methods: METHODS, stream: true },
        { match: '/test/', handler: 'action', methods: METHODS },
    ]
    const host = new TestHost({ routes, ...config }, {}, { profile })
    webTestInit(host, '/test')
    setLogHandler(former)
    return { host, logged }
}

function actionTest(
    name: string,
    body: (t: Test, client: Client, host: TestHost) => Fiber<void>,
    config?: WebConfig,
): void {
    webTest(name, function* (t) {
        const { host } = testing(config)
        yield* body(t, host.connect(), host)
        t.same(
            host.errors.filter(({ code }) => code !== 'WEB_HANDLER'),
            [],
        )
    })
}

/** What the rules for `text/plain` responses say. */
function plain(t: Test, response: Response, body: string): void {
    t.same([response.status, response.body.toString()], [200, body])
    t.equal(header(response, 'content-type'), 'text/plain')
    t.equal(header(response, 'content-length'), String(body.length))
    t.equal(header(response, 'accept-ranges'), 'none')
}

/** What they say for chunked ones. */
function chunked(t: Test, response: Response, body: string, type?: string): void {
    t.same([response.status, response.body.toString()], [200, body])
    t.equal(header(response, 'content-type'), type)
    t.equal(header(response, 'content-length'), undefined)
    t.not(response.chunks, null)
}

webTest('webTestInit says that the test actions are there, which are for nobody in earnest', function* (t) {
    const { logged, host } = testing()
    t.same(logged, ['test: info: Development test actions are enabled below /test: never do this in production'])
    t.ok(host.actions.every(({ match, role }) => match.startsWith('/test/') && role === null))
    const names = host.actions.map(({ match }) => match)
    t.same(
        names.filter((a, i) => names.some((b, j) => i !== j && a.startsWith(b))),
        [],
        'no name begins another',
    )
})

t.test('addTestActions loads them when it is called', async t => {
    const host = new TestHost()
    const { run } = await import('../../../../fiber/index.js')
    await run(addTestActions, host, '/here')
    t.ok(host.actions.some(({ match }) => match === '/here/show'))
})

actionTest('success, bench and error answer with a word', function* (t, client) {
    plain(t, yield* client.get('/test/success'), 'success\n')
    plain(t, yield* client.get('/test/successful'), 'success\n')
    plain(t, yield* client.get('/test/bench'), 'success\n')
    plain(t, yield* client.get('/test/error'), 'error\n')
    plain(t, yield* client.ask('POST /test/success HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc'), 'success\n')
    const head = yield* client.ask('HEAD /test/success HTTP/1.1\r\n\r\n')
    t.equal(header(head, 'content-length'), '8')
})

actionTest('buffer collects its lines', function* (t, client) {
    const response = yield* client.get('/test/buffer')
    t.equal(response.body.toString(), [1, 2, 3, 4, 5, 6, 7].map(i => `Hello World ${i}\n`).join(''))
    t.equal(header(response, 'content-length'), '98')
    t.equal(header(response, 'content-type'), undefined)
})

actionTest('put counts the body of a PUT, and of others what is left, which is nothing', function* (t, client) {
    plain(t, yield* client.ask('PUT /test/put HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'), '5\n')
    plain(t, yield* client.ask('POST /test/put HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'), '0\n')
    plain(t, yield* client.get('/test/put'), '0\n')
})

actionTest('stream counts the body in whatever form it comes', function* (t, client) {
    const long = 'x'.repeat(10_000)
    chunked(
        t,
        yield* client.ask(`POST /test/stream HTTP/1.1\r\nContent-Length: 10000\r\n\r\n${long}`),
        '{length: 10000}',
    )
    const chunks = '5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n'
    chunked(
        t,
        yield* client.ask(`POST /test/stream HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`),
        '{length: 6}',
    )
    chunked(t, yield* client.get('/test/stream'), '{length: 0}')
})

actionTest('recurse comes back', function* (t, client) {
    chunked(t, yield* client.get('/test/recurse'), 'Recursion complete')
})

for (const [name, error] of [
    ['null', /^TypeError: /],
    ['divide', /^RangeError: /],
] as const) {
    actionTest(`crash/${name} ends its request, and nothing else`, function* (t, client, host) {
        const response = yield* client.get(`/test/crash/${name}`)
        t.equal(response.status, 500)
        t.match(response.body.toString(), /^Internal server error, [0-9A-Z]{12}$/)
        t.ok(yield* client.ended())
        t.match(String(host.errors[0]!.error), error)
        plain(t, yield* host.connect().get('/test/success'), 'success\n')
    })
}

webTest('show answers with the request as JSON, exactly', function* (t) {
    const { host } = testing({ documents: './site' })
    const local = { address: '127.0.0.1', port: 4100, family: 4 } as const
    const client = host.connect({}, { local })
    const response = yield* client.ask('GET /test/show HTTP/1.1\r\nHost: x\r\n\r\n')
    const first =
        '{"url":"/test/show","method":"GET","protocol":"HTTP/1.1","connection":1,"count":1,"headers":{"Host":"x"},' +
        '"authenticated":"public","contentLength":-1,"close":"keep-alive","endpoint":"127.0.0.1:4100","route":"/test/",' +
        '"host":{"documents":"./site","index":"index.html","sameSite":"Lax","uploadDir":"/tmp","inactivityTimeout":300000,' +
        '"parseTimeout":5000,"requestTimeout":300000,"sessionTimeout":1800000,"connections":1,"maxBody":102400,' +
        '"maxConnections":100,"maxHeader":10240,"maxSessions":20,"maxUpload":20971520}}'
    chunked(t, response, first, 'application/json')
    t.same(response.chunks, [first.length])
    const post = yield* client.ask(
        [
            'POST /test/show.html#part HTTP/1.1',
            'X-Twice: a',
            'Cookie: a=1',
            'Content-Length: 4',
            'Content-Type: text/plain',
            'Content-Disposition: inline',
            'cookie: b=2',
            'Origin: http://here',
            'x-twice: 007',
            'Connection: close',
            '\r\n1.50',
        ].join('\r\n'),
    )
    t.match(post.body.toString(), /"headers":\{"X-Twice":"007","Cookie":"b=2","Content-Length":4,/)
    t.match(JSON.parse(post.body.toString()), {
        ...{ url: '/test/show.html', method: 'POST', connection: 1, count: 2, bodyLength: 4, body: 1.5 },
        ...{ contentDisposition: 'inline', contentLength: 4, contentType: 'text/plain', cookie: 'a=1; b=2' },
        ...{ close: 'close', hash: 'part', mimeType: 'text/html', origin: 'http://here' },
    })
    t.match(post.body.toString(), /"body":1\.50,/, 'numbers stay as they were written')
})

actionTest('show leaves out bodies that nobody can read, and knows chunks and HTTP/1.0', function* (t, client, host) {
    const binary = yield* client.ask(
        'POST /test/show HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\x01\r\n0\r\n\r\n',
    )
    const shown = JSON.parse(binary.body.toString()) as Record<string, unknown>
    t.same([shown.bodyLength, shown.body, shown.contentLength], [1, undefined, 'chunked'])
    const old = yield* host.connect().ask('GET /test/show HTTP/1.0\r\n\r\n')
    t.match(JSON.parse(old.body.toString()), { protocol: 'HTTP/1.0', close: 'close' })
})

t.test('valueText writes numbers and the three words without quotes, and nothing else', async t => {
    for (const text of ['0', '-1', '1.50', '1e5', '12345678901234567890', 'true', 'false', 'null']) {
        t.equal(valueText(text), text)
    }
    for (const text of ['', 'f', 't', '01', '1.', '.5', '+1', '0x1', 'NaN', '2024-01-01', '1 ', 'True', 'a"b']) {
        t.equal(valueText(text), JSON.stringify(text))
    }
    t.equal(
        objectText([
            ['a.b', '1'],
            ['c', null],
        ]),
        '{"a.b":1}',
    )
})

actionTest('ws sends messages back, of fragments the last one, and wants a WebSocket', function* (t, client, host) {
    const refused = yield* client.get('/test/ws', 'Upgrade: h2c')
    t.equal(`${refused.status} ${refused.body}`, '400 Connection not upgraded to WebSocket')
    const other = host.connect()
    yield* other.send(
        'GET /test/ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a\r\n\r\n',
    )
    t.match(String(yield* other.socket.readUntil('\r\n\r\n')), /^HTTP\/1\.1 101 /)
    const peer = new Peer(other.socket)
    yield* peer.send(peer.frame(1, 'text'), peer.frame(2, 'by', { fin: false }), peer.frame(0, 'tes'))
    t.same([yield* peer.next(), yield* peer.next()], ['1:text', '2:tes'])
    yield* peer.send(peer.closeFrame(1000))
    t.same(yield* peer.rest(), ['8:1000 OK', 'end'])
})
