import fc from 'fast-check'
import t from 'tap'
import { deadline, type Fiber, sleep, type TimeoutError } from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'
import { header, METHODS, TestHost, webTest } from './harness.js'

const routes = [
    { match: '/stream/', handler: 'action', methods: METHODS, stream: true },
    { handler: 'action', methods: METHODS },
]

webTest('RequestBody reads a body into web.body before the handler runs', function* (t) {
    const client = new TestHost({}, { '/': web => web.writeNow(`${web.bodyBytes.length} ${web.body}`) }).connect({
        segment: 3,
    })
    const post = 'POST / HTTP/1.1\r\n'
    t.equal((yield* client.ask(`${post}Content-Length: 5\r\n\r\nhello`)).body.toString(), '5 hello')
    t.equal((yield* client.ask(`${post}Content-Length: 0\r\n\r\n`)).body.toString(), '0 ')
    t.equal((yield* client.ask(`${post}\r\n`)).body.toString(), '0 ')
    const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n`
    t.equal((yield* client.ask(chunked)).body.toString(), '11 hello world')
    t.equal((yield* client.ask(`${post}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).body.toString(), '0 ')
})

webTest('RequestBody stops exactly at the end of the body', function* (t) {
    const client = new TestHost(
        { routes },
        {
            '/stream/': function* (web) {
                const buf = Buffer.alloc(1000)
                let text = ''
                for (let count = yield* web.read(buf); count > 0; count = yield* web.read(buf)) {
                    text += buf.toString('latin1', 0, count)
                }
                t.equal(yield* web.read(buf), 0)
                yield* web.write(text)
            },
        },
    ).connect()
    const one = 'POST /stream/ HTTP/1.1\r\nContent-Length: 3\r\n\r\none'
    const two = 'POST /stream/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n'
    yield* client.send(one + two + one)
    for (const wanted of ['one', 'two', 'one']) {
        t.equal((yield* client.response()).body.toString(), wanted)
    }
})

webTest('RequestBody.read fills small buffers, and shows bytes without a copy', function* (t) {
    const client = new TestHost(
        { routes },
        {
            '/stream/read': function* (web) {
                const buf = Buffer.alloc(2)
                for (let count = yield* web.read(buf); count > 0; count = yield* web.read(buf)) {
                    yield* web.write(`[${buf.toString('latin1', 0, count)}]`)
                }
            },
            '/stream/direct': function* (web) {
                for (let part = yield* web.readDirect(4); part.length > 0; part = yield* web.readDirect(4)) {
                    yield* web.write(`[${part}]`)
                }
            },
        },
    ).connect()
    for (const [path, wanted] of [
        ['read', '[ab][cd][ef][g]'],
        ['direct', '[abcd][efg]'],
    ]) {
        const response = yield* client.ask(`PUT /stream/${path} HTTP/1.1\r\nContent-Length: 7\r\n\r\nabcdefg`)
        t.equal(response.body.toString(), wanted)
    }
})

webTest('RequestBody.all reads what a handler on a stream route wants, within its limit', function* (t) {
    const host = new TestHost(
        { routes },
        {
            '/stream/': function* (web) {
                yield* web.write(yield* web.readBody(10))
                t.equal(yield* web.readBody(), web.bodyBytes)
            },
        },
    )
    const client = host.connect()
    t.equal(
        (yield* client.ask('PUT /stream/ HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789')).body.toString(),
        '0123456789',
    )
    for (const body of [
        'Content-Length: 11\r\n\r\n01234567890',
        'Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n',
    ]) {
        const refused = yield* host.connect().ask(`PUT /stream/ HTTP/1.1\r\n${body}`)
        t.equal(refused.status, 413)
        t.equal(refused.body.toString(), 'Request is too big')
        t.equal(header(refused, 'connection'), 'close')
    }
})

webTest('RequestBody refuses a chunked body over limits.body', function* (t) {
    const host = new TestHost({ limits: { body: 100 } }, { '/': web => web.writeNow('ok') })
    const send = (size: number) =>
        `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    t.equal((yield* host.connect().ask(send(100))).status, 200)
    const client = host.connect()
    t.equal((yield* client.ask(send(101))).status, 413)
    t.ok(yield* client.ended())
})

webTest('RequestBody sends 100 Continue once, when the handler wants the body', function* (t) {
    const client = new TestHost({}, { '/': web => web.writeNow(web.bodyBytes) }).connect()
    yield* client.send('POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n')
    const interim = yield* client.socket.readSome()
    t.equal(interim!.toString(), 'HTTP/1.1 100 Continue\r\n\r\n')
    yield* client.send('he')
    yield* sleep(100)
    yield* client.send('llo')
    const response = yield* client.response()
    t.equal(response.body.toString(), 'hello')
    t.equal(header(response, 'connection'), 'keep-alive')
})

webTest(
    'RequestBody does not send 100 Continue when the body is there, to HTTP/1.0, or for other expectations',
    function* (t) {
        for (const request of [
            'POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx',
            'POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx',
            'POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: miracles\r\n\r\nx',
            'GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n',
        ]) {
            const client = new TestHost({}, { '/': web => web.writeNow(web.bodyBytes) }).connect()
            yield* client.send(request)
            const response = (yield* client.socket.readSome())!.toString()
            t.match(response, /^HTTP\/1\.[01] 200 /)
            // The body was read, so the connection goes on.
            t.match(response, request.includes('HTTP/1.0') ? 'Connection: close' : 'Connection: keep-alive')
        }
    },
)

webTest('RequestBody closes instead of waiting for a body that was not asked for', function* (t) {
    const expect = 'Content-Length: 5\r\nExpect: 100-continue\r\n\r\n'
    for (const [request, status] of [
        [`POST /gone HTTP/1.1\r\n${expect}`, 404],
        [`POST /stream/ HTTP/1.1\r\n${expect}`, 200],
        ['POST / HTTP/1.1\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n', 413],
    ] as const) {
        const client = new TestHost({ routes }, { '/stream/': web => web.writeNow('no need') }).connect()
        const response = yield* client.ask(request)
        t.equal(response.status, status)
        t.equal(header(response, 'connection'), 'close')
        t.ok(yield* client.ended())
    }
})

webTest('RequestBody drains what a handler leaves, so that the connection can go on', function* (t) {
    const client = new TestHost({ routes }, { '/stream/': web => web.writeNow('ignored') }).connect({ segment: 1000 })
    for (const body of [
        `Content-Length: 50000\r\n\r\n${'x'.repeat(50_000)}`,
        `Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    ]) {
        const response = yield* client.ask(`POST /stream/ HTTP/1.1\r\n${body}`)
        t.equal(response.body.toString(), 'ignored')
        t.equal(header(response, 'connection'), 'keep-alive')
    }
})

webTest('RequestBody does not drain without end', function* (t) {
    const host = new TestHost({ routes, limits: { body: 1000 } }, { '/stream/': web => web.writeNow('ignored') })
    const client = host.connect()
    yield* client.send('POST /stream/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n')
    t.equal((yield* client.response()).body.toString(), 'ignored')
    for (let i = 0; i < 100 && host.statistics().connections > 0; i++) {
        yield* client.send(`64\r\n${'x'.repeat(100)}\r\n`)
        yield* sleep(10)
    }
    t.equal(host.statistics().connections, 0)
    t.ok(host.statistics().bytesRead < 1500)
})

webTest('RequestBody ends the connection when the client ends within the body', function* (t) {
    let caught: unknown
    const host = new TestHost(
        { routes },
        {
            '/stream/': function* (web) {
                try {
                    yield* web.readBody()
                } catch (error) {
                    caught = error
                }
                yield* web.write('nobody reads this')
            },
        },
    )
    const client = host.connect()
    yield* client.send('POST /stream/ HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf')
    client.socket.end()
    t.equal((yield* client.rest()).length, 0)
    t.match(caught, { code: 'WEB_BODY_CUT' })
    t.same(host.errors, [])
})

webTest('RequestBody lets a handler answer that waits for a body no longer', function* (t) {
    const client = new TestHost(
        { routes },
        {
            '/stream/': function* (web) {
                try {
                    yield* deadline(1000, web.readBody())
                } catch (error) {
                    yield* web.sendError(400, 'Too slow: %s', (error as TimeoutError).code)
                }
            },
        },
    ).connect()
    const response = yield* client.ask('POST /stream/ HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf')
    t.equal(response.body.toString(), 'Too slow: FIBER_TIMEOUT')
    t.equal(header(response, 'connection'), 'keep-alive')
    const next = 'GET /nowhere HTTP/1.1\r\n\r\n'
    t.equal((yield* client.ask(`a half${next}`)).status, 404)
})

t.test('RequestBody gives the body that was sent, however it is coded, cut and read', async t => {
    await fc.assert(
        fc.asyncProperty(
            fc.array(fc.string({ maxLength: 300 }), { maxLength: 6 }),
            fc.boolean(),
            fc.integer({ min: 1, max: 400 }),
            fc.integer({ min: 1, max: 400 }),
            async (parts, chunked, segment, size) => {
                const pieces = parts.map(part => Buffer.from(part)).filter(part => part.length > 0)
                const whole = Buffer.concat(pieces)
                const coded = chunked
                    ? `Transfer-Encoding: chunked\r\n\r\n${pieces.map(part => `${part.length.toString(16)}\r\n${part.toString('latin1')}\r\n`).join('')}0\r\n\r\n`
                    : `Content-Length: ${whole.length}\r\n\r\n${whole.toString('latin1')}`
                await virtually(function* (): Fiber<void> {
                    const host = new TestHost(
                        { routes },
                        {
                            '/stream/': function* (web) {
                                const buf = Buffer.alloc(size)
                                for (let count = yield* web.read(buf); count > 0; count = yield* web.read(buf)) {
                                    yield* web.write(buf.subarray(0, count))
                                }
                            },
                            '/': web => web.writeNow(web.bodyBytes),
                        },
                    )
                    const client = host.connect({ segment })
                    for (const path of ['/', '/stream/', '/']) {
                        const response = yield* client.ask(`POST ${path} HTTP/1.1\r\n${coded}`)
                        if (!response.body.equals(whole)) {
                            throw new Error(`${path}: ${response.body} instead of ${whole}`)
                        }
                    }
                    client.socket.reset()
                    yield* sleep(3_600_000)
                })
            },
        ),
        { numRuns: 60 },
    )
    t.pass('60 bodies')
})
