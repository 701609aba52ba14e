import t from 'tap'
import { type Fiber, RBuf, sleep, spawn } from '../../../fiber/index.js'
import { useNetwork } from '../../../fiber/rsocket/index.js'
import * as face from '../../../services/url/c.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'
import { answers, type ScriptedServer, scriptedTest, type Test } from './harness.js'

t.test('services/url/c.ts has every row of url.tsv', { skip: withoutTable('url') }, async t => {
    t.strictSame(walkTable('url', 'services/url/c.ts'), [])
})

t.test('urlParse sees the parts of a URL as the table of spec url.md §3 has them', async t => {
    const up = face.urlAlloc(0)
    const rows: readonly [string, string, string, number, string, string | null, string | null][] = [
        ['http://example.com/a/b?x=1&y=2#frag', 'http', 'example.com', 80, 'a/b', 'x=1&y=2', 'frag'],
        ['https://example.com', 'https', 'example.com', 443, '', null, null],
        ['https://', 'https', 'localhost', 443, '', null, null],
        ['example.com/a', 'http', 'localhost', 80, 'example.com/a', null, null],
        ['example.com:80/a', 'http', 'example.com', 80, 'a', null, null],
        ['localhost:4100', 'http', 'localhost', 4100, '', null, null],
        [':4100/a', 'http', 'localhost', 4100, 'a', null, null],
        ['index.html', 'http', 'localhost', 80, 'index.html', null, null],
        ['/a?b#c', 'http', 'localhost', 80, 'a', 'b', 'c'],
        ['/a#c?b', 'http', 'localhost', 80, 'a', null, 'c?b'],
        ['http://[::1]:8080/a', 'http', '::1', 8080, 'a', null, null],
        ['http://[::1]/a', 'http', '::1', 80, 'a', null, null],
        ['wss://h/x', 'wss', 'h', 443, 'x', null, null],
        ['HTTPS://h', 'https', 'h', 443, '', null, null],
        ['http://h?q=1', 'http', 'h', 80, '', 'q=1', null],
        ['http://h//x', 'http', 'h', 80, '/x', null, null],
        ['a/b:c', 'http', 'a', 80, 'b:c', null, null],
    ]
    for (const [url, scheme, host, port, path, query, hash] of rows) {
        t.equal(face.urlParse(up, url), 0)
        t.match(up, { scheme, host, port, path, query, hash }, url)
    }
    for (const url of [
        'http://h:0/',
        'http://h:65536/',
        'http://h: 80/',
        'http://h:+1/',
        'http://u:p@h/',
        'http://[::1',
        'http://h/a b',
        'a\nb',
        `http://${'x'.repeat(256)}/`,
    ]) {
        t.equal(face.urlParse(up, url), -14, url)
    }
    t.equal(face.urlParse(up, null), -6)
})

/** A test of the C face with a scripted server at `http://server.test`. */
function faceTest(
    name: string,
    script: Parameters<typeof scriptedTest>[1],
    body: (t: Test, server: ScriptedServer) => Fiber<void>,
): void {
    scriptedTest(name, script, function* (t, server) {
        const former = useNetwork(server.network)
        try {
            yield* body(t, server)
        } finally {
            useNetwork(former)
        }
    })
}

const ok = (body: string, lines = ''): string =>
    `HTTP/1.1 200 OK\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`

faceTest(
    'urlFetch sends what spec url.md §5.1 wants, in its order, on one connection',
    answers(ok('one', 'Set-Cookie: ab=1\r\nSet-Cookie: abc= two ; Path=/\r\nEmpty:\r\nX: y\r\n'), ok('{a: 1}'), ok('')),
    function* (t, server) {
        const up = face.urlAlloc(0)
        t.equal(yield* face.urlFetch(up, 'get', 'http://server.test/a?b#c', null, 0, 'X-N: %d\r\n', 7), 200)
        t.equal(server.requests[0], 'GET /a?b HTTP/1.1\r\nX-N: 7\r\nHost: server.test\r\nContent-Length: 0\r\n\r\n')
        t.equal(face.urlGetCookie(up, 'abc'), 'two')
        t.equal(face.urlGetHeader(up, 'x'), 'y')
        t.equal(face.urlGetHeader(up, 'nothing'), null)
        const buf = Buffer.alloc(10)
        t.same(
            [yield* face.urlRead(up, buf, 2), yield* face.urlRead(up, buf, 2), yield* face.urlRead(up, buf, 2)],
            [2, 1, 0],
        )
        const json = yield* face.urlJson(up, 'POST', 'http://server.test/j', '{}', 0, null)
        t.equal(json?.get('a'), '1')
        t.match(
            server.requests[1],
            /^POST \/j HTTP\/1.1\r\nContent-Type: application\/json\r\nHost: server.test\r\nContent-Length: 2\r\n/,
        )
        t.equal(yield* face.urlStart(up, 'PUT', 'http://server.test/p'), 0)
        t.same(
            [
                yield* face.urlWriteFmt(up, '%s-%d', 'a', 1),
                yield* face.urlWrite(up, 'xyz', 2),
                yield* face.urlWrite(up, '', 0),
            ],
            [3, 2, 0],
        )
        t.equal(yield* face.urlWrite(up, null, 0), 0)
        t.equal(yield* face.urlFinalize(up), 0)
        t.equal(yield* face.urlGetStatus(up), 200)
        t.match(server.requests[2], /PUT \/p HTTP\/1.1\r\nHost: server.test\r\nTransfer-Encoding: chunked\r\n\r\n$/)
        t.equal(yield* face.urlGetResponse(up), '')
        t.equal(yield* face.urlRead(up, buf, 2), -21)
        t.equal(face.urlGetError(up), 'Should not call urlRead after urlGetResponse')
        t.equal(server.connections, 1)
        face.urlFree(up)
        t.same([yield* face.urlFetch(up, null, 'x', null, 0, null), yield* face.urlStart(null, 'GET', 'x')], [-6, -6])
    },
)

faceTest(
    'urlGet, urlPost and their kind give what came with status 200, and nothing else',
    server =>
        function* (socket) {
            const head = (yield* server.head(socket))!
            const status = /missing/.test(head) ? 404 : 200
            yield* socket.write(`HTTP/1.1 ${status} x\r\nContent-Length: 8\r\n\r\n{"a":42}`, 'latin1')
            yield* socket.flush()
        },
    function* (t) {
        t.equal(yield* face.urlGet('http://server.test/', null), '{"a":42}')
        t.equal(yield* face.urlGet('http://server.test/missing', null), null)
        t.equal(yield* face.urlGet(null, null), null)
        t.equal(yield* face.urlGet('http://nowhere.test/', null), null)
        t.equal(yield* face.urlPost('http://server.test/', 'data', 0, 'A: %s\r\n', 'b'), '{"a":42}')
        t.equal((yield* face.urlGetJson('http://server.test/', null))?.getInt('a'), 42)
        t.equal((yield* face.urlPostJson('http://server.test/', '{}', 0, null))?.getInt('a'), 42)
        t.equal(yield* face.urlFetch(null, 'GET', 'http://server.test/missing', null, 0, null), 404)
    },
)

faceTest(
    'urlGetResponseBuf keeps to its limit to the byte, and errors have the texts of C',
    answers(
        ok('12345'),
        ok('123456'),
        'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
        'HTTP/1.1 200 OK\r\nbad\r\n\r\n',
        'rubbish\r\n\r\n',
    ),
    function* (t) {
        const up = face.urlAlloc(face.URL_SHOW_NONE)
        face.urlSetBufLimit(up, 5)
        const url = 'http://server.test/'
        yield* face.urlFetch(up, 'GET', url, null, 0, null)
        const buf = yield* face.urlGetResponseBuf(up)
        t.ok(buf instanceof RBuf)
        t.equal(String(buf), '12345')
        yield* face.urlFetch(up, 'GET', url, null, 0, null)
        t.equal(yield* face.urlGetResponseBuf(up), null)
        t.equal(face.urlGetError(up), 'Response too big')
        for (const text of ['Invalid Content-Length', 'Bad header', 'Bad response header']) {
            t.equal(yield* face.urlFetch(up, 'GET', url, null, 0, null), -21)
            t.equal(face.urlGetError(up), text)
        }
        t.equal(yield* face.urlStart(up, 'GET', 'http://server.test:81/'), -22)
        t.equal(face.urlGetError(up), 'Cannot connect socket to server.test:81')
        t.equal(face.urlError(up, 'second %d', 1), -21)
        t.equal(face.urlGetError(up), 'Cannot connect socket to server.test:81')
        face.urlFree(up)
    },
)

faceTest(
    'urlGetEvents tells of events in any form of the standard until the stream ends',
    answers(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1c\r\n: hi\n\nid: 7\nevent: e\ndata:a\n\r\n1f\r\ndata: b\n\nretry: 5\rdata:  c\r\n\r\n\r\n0\r\n\r\n',
        'HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n',
    ),
    function* (t, server) {
        const events: unknown[] = []
        const proc = (_: face.Url, id: number, event: string | null, data: string, arg: string): void => {
            events.push([id, event, data, arg])
        }
        t.equal(yield* face.urlGetEvents('http://server.test/', proc, 'x', 'A: b\r\n'), 0)
        t.match(
            server.requests[0],
            /^GET \/ HTTP\/1.1\r\nA: b\r\nAccept: text\/event-stream\r\nHost: server.test\r\n\r\n$/,
        )
        t.same(events, [
            [7, 'e', 'a\nb', 'x'],
            [-1, null, ' c', 'x'],
        ])
        t.equal(yield* face.urlGetEvents('http://server.test/', proc, 'x', null), -21)
        t.equal(yield* face.urlGetEvents(null, proc, 'x', null), -6)
    },
)

faceTest(
    'urlFetch asks again once with user and password, Digest where it is offered',
    answers(
        'HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm="b"\r\nWWW-Authenticate: Digest realm="r", nonce="n1", qop="auth,auth-int", opaque="o", algorithm=SHA-256\r\nContent-Length: 2\r\n\r\nno',
        ok('in'),
    ),
    function* (t, server) {
        const up = face.urlAlloc(0)
        face.urlSetAuth(up, 'joe', 'pass', 'digest')
        t.equal(yield* face.urlFetch(up, 'GET', 'http://server.test/x?y', null, 0, null), 200)
        t.notMatch(server.requests[0], /Authorization/)
        t.match(
            server.requests[1],
            /Authorization: Digest username="joe", realm="r", nonce="n1", uri="\/x\?y", qop=auth, nc=00000001, cnonce="[^"]{16}", response="[0-9a-f]{64}", algorithm=SHA-256, opaque="o"\r\n/,
        )
        yield* face.urlGetResponse(up)
        yield* face.urlFetch(up, 'GET', 'http://server.test/x?y', null, 0, null)
        t.match(server.requests[2], /nc=00000002/)
        t.match(up, { realm: 'r', nonce: 'n1', qop: 'auth', opaque: 'o', algorithm: 'SHA-256', nc: 2 })
        t.equal(server.connections, 1)
        face.urlFree(up)
    },
)

const stream = ok('data: 1\n\ndata: 2\n\ndata: 3\n\n', 'Content-Type: text/event-stream\r\n')

faceTest(
    'urlFree and urlClose in the callback of an event stream end it; urlFree when the callback has returned',
    answers(stream),
    function* (t, server) {
        for (const [name, ends, open] of [
            ['urlFree', face.urlFree, true],
            ['urlClose', face.urlClose, false],
        ] as const) {
            const up = face.urlAlloc(0)
            const seen: unknown[] = []
            t.equal(yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null), 200)
            const result = yield* face.urlSseRun(
                up,
                function* (up: face.Url, _id: number, _event: string | null, data: string): Fiber<void> {
                    ends(up)
                    seen.push([data, up.sock !== null])
                    yield* sleep(50)
                    seen.push([face.urlGetStatus.name, up.sock !== null, up.header('content-type')])
                },
                null,
                up.rx,
                0,
            )
            t.equal(result, 0, name)
            // The response was whole, so its connection is kept until it is closed
            t.same(seen, [
                ['1', open],
                ['urlGetStatus', open, 'text/event-stream'],
            ])
            t.equal(up.sock, null)
            // The object can still be used
            t.equal(yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null), 200)
            face.urlFree(up)
            face.urlFree(up)
        }
        const up = face.urlAlloc(0)
        yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null)
        const failed = yield* face.urlSseRun(up, one => void face.urlError(one, 'enough of %s', 'it'), null, null, 0)
        t.match([failed, face.urlGetError(up)], [-21, 'enough of it'])
        face.urlFree(up)
        yield* sleep(100)
        t.equal(server.open, 0)
    },
)

faceTest(
    'urlFetch by another fiber while a request is under way does not disturb it',
    server =>
        function* (socket) {
            yield* server.head(socket)
            yield* sleep(100)
            yield* socket.write(ok('slow'), 'latin1')
            yield* socket.flush()
        },
    function* (t, server) {
        const up = face.urlAlloc(0)
        const first = spawn(() => face.urlFetch(up, 'GET', 'http://server.test/a', null, 0, null))
        yield* sleep(50)
        t.ok((yield* face.urlFetch(up, 'GET', 'http://server.test/b', null, 0, null)) < 0)
        t.ok((yield* face.urlFinalize(up)) <= 0)
        t.equal(yield* first.join(), 200)
        t.equal(yield* face.urlGetResponse(up), 'slow')
        t.equal(server.requests.length, 1)
        face.urlFree(up)
    },
)

faceTest(
    'urlWriteHeaders refuses what could be read as two requests, and chunks are never mixed with a length',
    answers(ok('')),
    function* (t, server) {
        const up = face.urlAlloc(0)
        const bad = [
            'Content-Length: 1\r\nContent-Length: 2\r\n',
            'Host: a\r\nhost: b\r\n',
            'Transfer-Encoding: gzip\r\n',
            'Transfer-Encoding: chunked\r\nContent-Length: 1\r\n',
            'A: b\r\n\r\nGET / HTTP/1.1\r\n',
            'A: b\0\r\n',
            'A b\r\n',
        ]
        for (const lines of bad) {
            yield* face.urlStart(up, 'POST', 'http://server.test/')
            t.equal(yield* face.urlWriteHeaders(up, lines), -6, JSON.stringify(lines))
        }
        t.same(server.requests, [])
        const chunked = 'Transfer-Encoding: chunked\r\n'
        t.equal(yield* face.urlFetch(up, 'POST', 'http://server.test/', 'abc', 0, chunked), 200)
        t.match(
            server.requests.at(-1),
            /^POST \/ HTTP\/1.1\r\nTransfer-Encoding: chunked\r\nHost: server.test\r\n\r\n$/,
        )
        face.urlClose(up)
        face.urlSetProtocol(up, 0)
        t.equal(yield* face.urlFetch(up, 'POST', 'http://server.test/', 'abc', 0, chunked), 200)
        t.match(server.requests.at(-1), /^POST \/ HTTP\/1.0\r\nHost: server.test\r\nContent-Length: 3\r\n\r\n$/)
        face.urlFree(up)
    },
)

faceTest('urlWrite and urlWriteFile have the codes and texts of C', answers(ok('')), function* (t) {
    const up = face.urlAlloc(0)
    yield* face.urlStart(up, 'POST', 'http://server.test/')
    t.equal(yield* face.urlWriteFile(up, '/nowhere/at/all'), -21)
    t.equal(face.urlGetError(up), 'Cannot open /nowhere/at/all')
    yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null)
    t.equal(yield* face.urlWrite(up, 'late', 0), -21)
    t.equal(face.urlGetError(up), 'Cannot write after finalize')
    face.urlSetAuth(up, 'jo\ne', 'pw', null)
    t.equal(yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null), 200)
    face.urlSetCiphers(up, null)
    face.urlFree(up)
})

faceTest(
    'urlGetResponseBuf says so when a body does not fit into a buffer',
    server =>
        function* (socket) {
            yield* server.head(socket)
            yield* socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8400000\r\n\r\n', 'latin1')
            yield* socket.write(Buffer.alloc(8_400_000))
            yield* socket.flush()
        },
    function* (t) {
        const up = face.urlAlloc(0)
        face.urlSetBufLimit(up, 0)
        t.equal(yield* face.urlFetch(up, 'GET', 'http://server.test/', null, 0, null), 200)
        t.equal(yield* face.urlGetResponseBuf(up), null)
        t.equal(face.urlGetError(up), 'Response too big')
        face.urlFree(up)
    },
)
