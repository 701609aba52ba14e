import { sleep } from '../../../fiber/index.js'
import type { Web, WebHandler } from '../../../services/web/index.js'
import { header, type Response, TestHost, webTest } from './harness.js'

const names = (response: Response) => response.lines.map(([name]) => name)

webTest('Reply sends a composed response with its length, in one piece', function* (t) {
    const handlers: Record<string, WebHandler> = {
        '/plain': web => {
            web.writeNow('hello ')
            web.writeNow('world')
        },
        '/fiber': function* (web) {
            yield* web.write('hello ')
            yield* web.write(Buffer.from('world'))
            yield* web.finalize()
        },
        '/bytes': web => web.writeNow(Buffer.from('hello world')),
    }
    const host = new TestHost({}, handlers)
    for (const path of Object.keys(handlers)) {
        const client = host.connect()
        yield* client.send(`GET ${path} HTTP/1.1\r\n\r\n`)
        const piece = (yield* client.socket.readSome())!.toString()
        t.match(piece, /\r\nContent-Length: 11\r\n\r\nhello world$/)
    }
})

webTest('Reply counts bytes, not characters', function* (t) {
    const texts = ['', 'ascii', 'é', 'ÿ\u0080', '日本語', '😀', `${'a'.repeat(1000)}ü`, '\ud800', '\u0000']
    const client = new TestHost(
        {},
        {
            '/one': web => web.writeNow(texts[Number(web.query)]!),
            '/two': web => {
                web.writeNow(texts[Number(web.query)]!)
                web.writeNow(Buffer.from([1, 2, 255]))
                web.writeNow(texts[Number(web.query)]!)
            },
            '/stream': function* (web) {
                yield* web.write(texts[Number(web.query)]!)
                yield* web.flush()
                yield* web.write(texts[Number(web.query)]!)
            },
        },
    ).connect()
    for (const [i, text] of texts.entries()) {
        const one = Buffer.from(text)
        t.same((yield* client.get(`/one?${i}`)).body, one)
        t.same((yield* client.get(`/two?${i}`)).body, Buffer.concat([one, Buffer.from([1, 2, 255]), one]))
        t.same((yield* client.get(`/stream?${i}`)).body, Buffer.concat([one, one]))
    }
})

webTest('Reply streams in chunks when the handler waits', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.write('one ')
                yield* web.write('and ')
                yield* sleep(10)
                yield* web.write('two ')
                yield* web.write(Buffer.from('three'))
            },
        },
    ).connect()
    const response = yield* client.get('/')
    t.equal(header(response, 'transfer-encoding'), 'chunked')
    t.equal(header(response, 'content-length'), undefined)
    t.same(response.chunks, [8, 4, 5])
    t.equal(response.body.toString(), 'one and two three')
    t.equal(header(response, 'connection'), 'keep-alive')
    t.equal((yield* client.get('/')).status, 200)
})

webTest('Reply sends what there is while the handler waits', function* (t, clock) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.write('soon')
                yield* sleep(60_000)
                yield* web.write('late')
            },
        },
    ).connect()
    const begun = clock.now()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    t.match((yield* client.socket.readSome())!.toString(), /\r\n\r\n4\r\nsoon\r\n$/)
    t.equal(clock.now(), begun)
})

webTest('Reply streams a long response that is written in pieces', function* (t) {
    const half = 'x'.repeat(50_000)
    const client = new TestHost(
        {},
        {
            '/text': web => {
                web.writeNow(half)
                web.writeNow(half)
            },
            '/bytes': function* (web) {
                const bytes = Buffer.from(half)
                yield* web.write(bytes)
                yield* web.write(bytes)
                bytes.fill('y')
            },
            '/whole': web => web.writeNow(half + half),
        },
    ).connect()
    for (const path of ['/text', '/bytes']) {
        const response = yield* client.get(path)
        t.equal(response.body.toString(), half + half)
        t.equal(header(response, 'transfer-encoding'), 'chunked')
    }
    const whole = yield* client.get('/whole')
    t.equal(whole.body.toString(), half + half)
    t.equal(header(whole, 'content-length'), '100000')
})

webTest('Reply streams to HTTP/1.0 until the end of the connection', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.write('one ')
                yield* sleep(10)
                yield* web.write('two')
            },
        },
    ).connect()
    const response = yield* client.ask('GET / HTTP/1.0\r\n\r\n')
    t.equal(header(response, 'transfer-encoding'), undefined)
    t.equal(header(response, 'connection'), 'close')
    t.equal(response.body.toString(), 'one two')
})

webTest('Reply sends an announced length, and drops what is more', function* (t) {
    const handler = (length: number, ...parts: string[]) =>
        function* (web: Web) {
            web.setContentLength(length)
            for (const part of parts) {
                yield* web.write(part)
                yield* sleep(10)
            }
        }
    const client = new TestHost(
        {},
        { '/exact': handler(6, 'abc', 'def'), '/more': handler(4, 'abc', 'def', 'ghi'), '/none': handler(0, 'a') },
    ).connect()
    t.equal((yield* client.get('/exact')).body.toString(), 'abcdef')
    t.equal((yield* client.get('/more')).body.toString(), 'abcd')
    t.equal((yield* client.get('/none')).body.toString(), '')
    t.equal((yield* client.get('/exact')).chunks, null)
})

webTest('Reply closes the connection when fewer bytes are written than were announced', function* (t) {
    for (const wait of [0, 10]) {
        const host = new TestHost(
            {},
            {
                '/': function* (web) {
                    web.setContentLength(10)
                    yield* web.write('short')
                    if (wait > 0) {
                        yield* sleep(wait)
                    }
                },
            },
        )
        const client = host.connect()
        yield* client.send('GET / HTTP/1.1\r\n\r\n')
        yield* sleep(100)
        let error: unknown
        try {
            t.match((yield* client.socket.readSome())!.toString(), /Content-Length: 10\r\n\r\nshort$/)
            yield* client.rest()
        } catch (caught) {
            error = caught
        }
        t.match(error, { code: 'SOCKET_RESET' })
        t.match(host.errors, [{ code: 'WEB_SHORT_RESPONSE' }])
    }
})

webTest('Reply sends no body for HEAD, with the headers of GET', function* (t) {
    const host = new TestHost(
        {},
        {
            '/whole': web => web.writeNow('hello'),
            '/error': web => web.sendErrorNow(404, 'gone'),
            '/announced': web => web.setContentLength(1_000_000),
            '/stream': function* (web) {
                yield* web.write('a')
                yield* sleep(10)
                yield* web.write('b')
            },
        },
    )
    const client = host.connect()
    for (const path of ['/whole', '/error', '/announced', '/stream']) {
        const head = yield* client.ask(`HEAD ${path} HTTP/1.1\r\n\r\n`)
        t.equal(head.body.length, 0)
        if (path !== '/announced') {
            const get = yield* client.get(path)
            t.same(names(head), names(get))
            t.equal(header(head, 'content-length'), header(get, 'content-length'))
        } else {
            t.equal(header(head, 'content-length'), '1000000')
        }
    }
    t.equal((yield* client.get('/whole')).body.toString(), 'hello')
    t.same(host.errors, [])
})

webTest('Reply sends no body and no length with 204 and 304', function* (t) {
    const client = new TestHost(
        {},
        {
            '/204': web => {
                web.setStatus(204)
                web.writeNow('dropped')
            },
            '/304': function* (web) {
                web.setStatus(304)
                yield* web.write('dropped')
                yield* sleep(10)
                yield* web.write('dropped too')
            },
        },
    ).connect()
    for (const status of [204, 304]) {
        const response = yield* client.get(`/${status}`)
        t.equal(response.status, status)
        t.equal(header(response, 'content-length'), undefined)
        t.equal(header(response, 'transfer-encoding'), undefined)
    }
    t.equal((yield* client.get('/204')).status, 204)
})

webTest('Reply completes a response of which nothing was written', function* (t) {
    const client = new TestHost({}, { '/': () => {} }).connect()
    const response = yield* client.get('/')
    t.equal(response.status, 200)
    t.equal(header(response, 'content-length'), '0')
})

webTest('Reply drops what is written after the end', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* web.write('all')
                yield* web.finalize()
                t.ok(web.finalized)
                yield* web.write('more')
                yield* web.finalize()
            },
        },
    ).connect()
    t.equal((yield* client.get('/')).body.toString(), 'all')
    t.equal((yield* client.get('/')).body.toString(), 'all')
})

webTest('Reply sends a whole response with its length, though the fiber goes on', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* sleep(1)
                web.sendErrorNow(404, 'Nöthing here')
                yield* sleep(1000)
                yield* web.write('more')
            },
        },
    ).connect()
    const response = yield* client.get('/')
    t.equal(response.body.toString(), 'Nöthing here')
    t.equal(header(response, 'content-length'), '13')
    t.equal((yield* client.get('/')).status, 404)
})

webTest('Reply keeps a copy of the bytes of a write', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                const buf = Buffer.from('first')
                yield* web.write(buf)
                buf.fill('x')
                yield* web.write(buf)
                yield* web.flush()
                buf.fill('y')
                yield* web.write(buf)
                buf.fill('z')
            },
        },
    ).connect()
    t.equal((yield* client.get('/')).body.toString(), 'firstxxxxxyyyyy')
})

webTest('Reply takes the type of the path where the handler sets none', function* (t) {
    const client = new TestHost(
        {},
        {
            '/typed': web => {
                web.setType('text/x-own')
                web.writeNow('a')
            },
            '/': web => web.writeNow('a'),
        },
    ).connect()
    t.equal(header(yield* client.get('/a.html'), 'content-type'), 'text/html')
    t.equal(header(yield* client.get('/a'), 'content-type'), undefined)
    t.equal(header(yield* client.get('/typed.html'), 'content-type'), 'text/x-own')
})

webTest('Reply waits for a client that reads slowly', function* (t) {
    let written = 0
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                for (let i = 0; i < 100; i++) {
                    yield* web.write(Buffer.alloc(65_536, i))
                    written++
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* sleep(1000)
    t.ok(written < 10, `${written} pieces were taken before the client read`)
    const response = yield* client.response()
    t.equal(response.body.length, 6_553_600)
    t.equal(written, 100)
})
