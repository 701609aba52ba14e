import { sleep } from '../../../fiber/index.js'
import type { Web } from '../../../services/web/index.js'
import { header, TestHost, webTest } from './harness.js'

webTest('Web tells about the request', function* (t) {
    const seen: unknown[] = []
    const note = (web: Web) => {
        const { method, url, path, query, hash, protocol, secure, scheme, count, conn } = web
        seen.push({ method, url, path, query, hash, protocol, secure, scheme, count, conn })
        seen.push(
            web.getHeader('X-A'),
            web.getHeader('x-a'),
            web.getHeader('none'),
            [...web.headers()],
            web.remote,
            web.local,
        )
    }
    const client = new TestHost({}, { '/': note }).connect()
    yield* client.send('get /a/../b%20c+d?x=%201#h%41 HTTP/1.1\r\nx-A:  one \r\nX-a: two\r\n\r\n')
    t.equal((yield* client.response()).status, 200)
    t.same(seen, [
        {
            ...{ method: 'GET', url: '/a/../b c d', path: '/b c d', query: 'x=%201', hash: 'hA', protocol: 'HTTP/1.1' },
            ...{ secure: false, scheme: 'http', count: 1, conn: 1 },
        },
        'one',
        'one',
        null,
        [
            ['x-A', 'one'],
            ['X-a', 'two'],
        ],
        { address: 'memory a', port: 0, family: 0 },
        { address: 'memory b', port: 0, family: 0 },
    ])
})

webTest('Web takes absolute targets, and * with OPTIONS', function* (t) {
    const client = new TestHost({}, { '/': web => web.writeNow(web.path) }).connect()
    t.equal((yield* client.get('http://example.org/a?b')).body.toString(), '/a')
    t.equal((yield* client.get('https://example.org')).body.toString(), '/')
    t.equal((yield* client.ask('OPTIONS * HTTP/1.1\r\n\r\n')).status, 200)
})

webTest('Web says nothing of a request that is over', function* (t) {
    let kept: Web | null = null
    const client = new TestHost(
        {},
        {
            '/': web => {
                kept = web
                web.writeNow('x')
            },
        },
    ).connect()
    yield* client.ask('POST / HTTP/1.1\r\nSecret: x\r\nContent-Length: 3\r\n\r\nabc')
    const web = kept as unknown as Web
    t.same([web.method, web.path, web.query, web.getHeader('secret'), web.body.length], ['', '', null, null, 0])
    web.writeNow('late')
    web.addHeader('A', 'b')
    t.equal((yield* client.get('/')).body.toString(), 'x')
})

webTest('Web.addHeader adds lines in order, also of one name', function* (t) {
    const client = new TestHost(
        { headers: { 'X-Host': 'h' } },
        {
            '/': web => {
                web.addHeader('Set-Cookie', 'a=1')
                web.addHeader('X-Latin', 'é\t\xff')
                web.addHeader('Set-Cookie', 'b=2')
            },
        },
    ).connect()
    const { lines } = yield* client.get('/')
    t.same(
        lines.filter(([name]) => /^(Set|X)-/.test(name)),
        [
            ['X-Content-Type-Options', 'nosniff'],
            ['X-Frame-Options', 'SAMEORIGIN'],
            ['X-Host', 'h'],
            ['Set-Cookie', 'a=1'],
            ['X-Latin', 'é\t\xff'],
            ['Set-Cookie', 'b=2'],
        ],
    )
})

webTest('Web.addHeader refuses what could be read as more than a header, and what the server decides', function* (t) {
    const bad: [string, string][] = [
        ['X-A', 'a\r\nX-B: b'],
        ['X-A', 'a\nb'],
        ['X-A', 'a\rb'],
        ['X-A', 'a\0b'],
        ['X-A', 'a\x7fb'],
        // Written as latin1, the lower half of these characters would be a line end.
        ['X-A', 'a\u010d\u010ab'],
        ['X-A', '日本'],
        ['X A', 'a'],
        ['X-A:', 'a'],
        ['X-A\r\n', 'a'],
        ['X-\u010a', 'a'],
        ['', 'a'],
        ['Transfer-Encoding', 'chunked'],
        ['connection', 'close'],
        ['Keep-Alive', 'x'],
        ['Date', 'x'],
        ['Content-Length', '1, 2'],
    ]
    const host = new TestHost(
        {},
        {
            '/': web => {
                for (const [name, value] of bad) {
                    web.addHeader(name, value)
                }
            },
        },
    )
    const response = yield* host.connect().get('/')
    t.same(
        response.lines.map(([name]) => name),
        [
            'Date',
            'X-Content-Type-Options',
            'X-Frame-Options',
            'Connection',
            'Keep-Alive',
            'Accept-Ranges',
            'Content-Length',
        ],
    )
    t.same(
        host.errors.map(({ code }) => code),
        bad.map(() => 'WEB_HEADER'),
    )
})

webTest('Web.addHeader takes one Content-Type, and Content-Length as an announcement', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                web.addHeader('content-type', 'text/a')
                web.addHeader('Content-Type', 'text/b')
                web.addHeader('content-length', '4')
                yield* web.write('ab')
                yield* sleep(10)
                yield* web.write('cd')
            },
        },
    )
    const response = yield* host.connect().get('/')
    t.equal(header(response, 'content-type'), 'text/a')
    t.equal(header(response, 'content-length'), '4')
    t.equal(response.body.toString(), 'abcd')
    t.equal(host.errors.length, 1)
})

webTest('Web cannot change the head when it is out', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.flush()
                t.ok(web.wroteHeaders)
                web.setStatus(500)
                web.addHeader('Late', 'x')
                web.setContentLength(3)
                yield* web.write('body')
            },
        },
    )
    const response = yield* host.connect().get('/')
    t.equal(response.status, 200)
    t.equal(header(response, 'late'), undefined)
    t.equal(response.body.toString(), 'body')
    t.same(host.errors, [])
})

webTest('Web.setStatus and setContentLength refuse numbers that are none', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': web => {
                for (const status of [0, 100, 199, 600, 200.5, Number.NaN]) {
                    t.throws(() => web.setStatus(status), { code: 'WEB_MISUSE' })
                }
                for (const length of [-1, 0.5, Number.NaN, Infinity]) {
                    t.throws(() => web.setContentLength(length), { code: 'WEB_MISUSE' })
                }
                web.setStatus(299)
            },
        },
    ).connect()
    const response = yield* client.get('/')
    t.equal(response.status, 299)
    t.equal(response.reason, 'Unknown')
})

webTest('Web.json answers with JSON', function* (t) {
    const client = new TestHost(
        {},
        {
            '/fiber': function* (web) {
                yield* web.json({ a: [1, null, 'ü'] })
            },
            '/plain': web => web.jsonNow('text'),
            '/typed': web => {
                web.setType('application/problem+json')
                web.jsonNow({})
            },
            '/none': web => web.jsonNow(undefined),
        },
    ).connect()
    const response = yield* client.get('/fiber')
    t.equal(header(response, 'content-type'), 'application/json')
    t.equal(response.body.toString(), '{"a":[1,null,"ü"]}')
    t.equal((yield* client.get('/plain')).body.toString(), '"text"')
    t.equal(header(yield* client.get('/typed'), 'content-type'), 'application/problem+json')
    t.equal((yield* client.get('/none')).status, 500)
})

webTest('Web.sendError answers in place of what was composed', function* (t) {
    const client = new TestHost(
        {},
        {
            '/fiber': function* (web) {
                web.setContentLength(100)
                yield* web.write('half of a')
                yield* web.sendError(403, 'Not for you')
                yield* web.write('more')
            },
            '/plain': web => {
                web.jsonNow({})
                web.sendErrorNow(409, 'Conflict: ü')
            },
        },
    ).connect()
    const response = yield* client.get('/fiber')
    t.equal(response.status, 403)
    t.equal(response.body.toString(), 'Not for you')
    t.equal(header(response, 'content-type'), 'text/plain')
    t.equal(header(response, 'connection'), 'keep-alive')
    const other = yield* client.get('/plain')
    t.equal(other.status, 409)
    t.equal(other.body.toString(), 'Conflict: ü')
})

webTest('Web.sendError cuts a response whose head is out', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.write('begun')
                yield* web.flush()
                yield* web.sendError(500, 'too late')
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* client.served.join()
    t.match(host.errors, [{ code: 'WEB_SHORT_RESPONSE', message: /too late/ }])
})

webTest('Web.closeAfter closes after the response', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': web => {
                web.closeAfter()
                web.writeNow('bye')
            },
        },
    ).connect()
    const response = yield* client.get('/')
    t.equal(header(response, 'connection'), 'close')
    t.equal(response.body.toString(), 'bye')
    t.ok(yield* client.ended())
})

webTest('Web has the fields that ported code reads', function* (t) {
    const seen: Record<string, unknown>[] = []
    const note = (web: Web) => {
        const { get, head, post, put, del, options, trace, http10, chunked, rxLen, rxRemaining, chunkRemaining } = web
        const { contentType, contentDisposition, origin, upgrade, cookie, formBody, jsonBody, ext, mime } = web
        const { status, txLen, finalized, wroteHeaders, close, error, redirect, upgraded, listen } = web
        seen.push({
            ...{ get, head, post, put, del, options, trace, http10, chunked, rxLen, rxRemaining, chunkRemaining },
            ...{ contentType, contentDisposition, origin, upgrade, cookie, formBody, jsonBody, ext, mime },
            ...{ status, txLen, finalized, wroteHeaders, close, error, redirect, upgraded, listen },
            ...{ body: `${web.body}`, length: web.body.length, bytes: web.bodyBytes.toString(), rx: `${web.rx}` },
        })
    }
    const host = new TestHost({}, { '/': note })
    const client = host.connect()
    yield* client.send(
        'POST /a/b.html HTTP/1.1\r\nContent-Type: application/JSON; charset=x\r\nContent-Length: 2\r\nOrigin: http://o\r\n' +
            'Cookie: a=1\r\nCookie: b=2\r\nUpgrade: h2c\r\nContent-Disposition: d\r\n\r\n{}GET / HTTP/1.0\r\n\r\n',
    )
    yield* client.response('POST')
    yield* client.response()
    const common = { put: false, del: false, options: false, trace: false, chunked: false, rxRemaining: 0 }
    const fresh = { status: 200, txLen: -1, finalized: false, wroteHeaders: false, error: null, redirect: null }
    t.match(seen, [
        {
            ...{ ...common, ...fresh, get: false, post: true, head: false, http10: false, rxLen: 2, chunkRemaining: 0 },
            ...{
                contentType: 'application/JSON; charset=x',
                contentDisposition: 'd',
                origin: 'http://o',
                upgrade: 'h2c',
            },
            ...{ cookie: 'a=1; b=2', formBody: false, jsonBody: true, ext: '.html', mime: 'text/html', close: false },
            ...{ upgraded: false, listen: null, body: '{}', length: 2, bytes: '{}', rx: 'GET / HTTP/1.0\r\n\r\n' },
        },
        {
            ...{
                ...common,
                ...fresh,
                get: true,
                post: false,
                http10: true,
                rxLen: -1,
                contentType: null,
                cookie: null,
            },
            ...{ jsonBody: false, ext: null, mime: null, body: '', length: 0, bytes: '', rx: '' },
        },
    ])
})

webTest('Web lets ported code set the path, the extension, the status, and the place to go to', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': web => {
                web.path = '/other.css'
                t.equal(web.ext, '.css')
                web.ext = '.json'
                t.equal(web.mime, 'application/json')
                web.status = 303
                web.redirect = '/there'
                web.close = true
                t.equal(web.url, '/a.html')
            },
        },
    )
    const client = host.connect()
    const response = yield* client.get('/a.html')
    t.equal(response.status, 303)
    t.equal(header(response, 'location'), '/there')
    t.equal(header(response, 'connection'), 'close')
})

webTest('Web counts times on the clock of the runtime', function* (t, clock) {
    const host = new TestHost(
        { timeouts: { inactivity: 10, request: 25 } },
        {
            '/': function* (web) {
                t.equal(web.started - web.connectionStarted, 1000)
                web.updateDeadline()
                t.equal(web.deadline, web.started + 10_000)
                yield* sleep(20_000)
                web.updateDeadline()
                t.equal(web.deadline, web.started + 25_000)
                web.extendTimeout(60_000)
                t.equal(web.deadline, clock.now() + 60_000)
            },
        },
    )
    const client = host.connect()
    yield* sleep(1000)
    yield* client.get('/')
})

webTest(
    'Web.writeChunk sends each piece in a chunk of its own, unless the length is known or the body collected',
    function* (t) {
        const pieces = function* (web: Web) {
            yield* web.writeChunk('one')
            yield* web.writeChunk(Buffer.from('two'))
            yield* web.writeFmt('%03d', 5)
        }
        const client = new TestHost(
            {},
            {
                '/length': function* (web) {
                    web.setContentLength(9)
                    yield* pieces(web)
                },
                '/buffer': function* (web) {
                    web.bufferBody()
                    yield* pieces(web)
                    yield* sleep(10)
                },
                '/': pieces,
            },
        ).connect()
        for (const [path, chunks] of [
            ['/', [3, 3, 3]],
            ['/length', null],
            ['/buffer', null],
        ] as const) {
            const response = yield* client.get(path)
            t.equal(response.body.toString(), 'onetwo005')
            t.same(response.chunks, chunks)
        }
    },
)
