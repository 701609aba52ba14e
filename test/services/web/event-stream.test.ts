import fc from 'fast-check'
import tap from 'tap'
import { Channel, type Fiber, sleep, spawn } from '../../../fiber/index.js'
import { commentText, eventText, retryText } from '../../../services/web/event-stream.js'
import { type Client, header, TestHost, webTest } from './harness.js'

tap.test('eventText, commentText and retryText keep what they get within its field', async t => {
    t.equal(eventText(1, 'temp', '21.5'), 'id: 1\nevent: temp\ndata: 21.5\n\n')
    t.equal(eventText(2, null, ''), 'id: 2\ndata: \n\n')
    t.equal(
        eventText(3, 'a\r\nid: 9\n\ndata: x', 'one\ntwo\r\nthree\rfour\n'),
        ['id: 3', 'event: aid: 9data: x', 'data: one', 'data: two', 'data: three', 'data: four', 'data: ', '', ''].join(
            '\n',
        ),
    )
    t.equal(commentText('a\ndata: b'), ': a\n: data: b\n\n')
    t.equal(commentText(''), ':\n\n')
    t.equal(retryText(1500.7), 'retry: 1500\n\n')
    t.equal(retryText(-1), 'retry: 0\n\n')
})

/** What a browser makes of a stream (WHATWG HTML §9.2.6). */
function* browser(stream: string): Generator<{ type: string; data: string; id: string }> {
    let [type, data, id] = ['', '', '']
    for (const line of stream.split(/\r\n|\n|\r/)) {
        const colon = line.indexOf(':')
        const field = colon < 0 ? line : line.slice(0, colon)
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
        if (line === '') {
            if (data !== '') {
                yield { type: type || 'message', data: data.slice(0, -1), id }
            }
            type = data = ''
        } else if (field === 'event') {
            type = value
        } else if (field === 'data') {
            data += `${value}\n`
        } else if (field === 'id') {
            id = value
        }
    }
}

tap.test('eventText gives the one event that it was made of, whatever is in its texts', async t => {
    const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', ':', ' ', 'data: ', 'id: 9', 'event: x', 'ü', '\0', ''), {
        maxLength: 8,
    })
    fc.assert(
        fc.property(fc.nat(), text, text, text, (id, name, data, comment) => {
            const stream = commentText(comment.join('')) + eventText(id, name.join(''), data.join('')) + commentText('')
            const type = name.join('').replace(/[\r\n]/g, '')
            t.same(
                [...browser(stream)],
                [{ type: type === '' ? 'message' : type, data: data.join('').replace(/\r\n|\r/g, '\n'), id: `${id}` }],
            )
        }),
        { numRuns: 200 },
    )
})

/** Reads on until `text` has come. Gives all that came. */
function* until(client: Client, text: string): Fiber<string> {
    let seen = ''
    while (!seen.includes(text)) {
        const part = yield* client.socket.readSome()
        if (part === null) {
            throw new Error(`The connection ended after ${JSON.stringify(seen)}`)
        }
        seen += part.toString()
    }
    return seen
}

webTest('Web.writeEvent sends each event in a chunk, at once, and numbers them', function* (t) {
    const client = new TestHost(
        {},
        {
            '/': function* (web) {
                t.equal(web.lastEventId, Number(web.getHeader('last-event-id') ?? 0))
                yield* web.writeEvent(0, 'test', 'Event %d', 1)
                yield* sleep(1000)
                yield* web.writeEvent(0, null, '100% %d')
                yield* web.writeEvent(50, 'x', 'ü')
                yield* web.writeEvent(-1, 'x', 'last')
                t.equal(web.lastEventId, 51)
            },
        },
    ).connect()
    yield* client.send('GET /page.html HTTP/1.1\r\nHost: test\r\n\r\n')
    const first = 'id: 1\nevent: test\ndata: Event 1\n\n'
    t.ok((yield* until(client, first)).includes('Content-Type: text/event-stream\r\n'))
    const rest = yield* until(client, '0\r\n\r\n')
    t.ok(rest.includes('id: 2\ndata: 100% %d\n\n') && rest.includes('id: 50\nevent: x\ndata: ü\n\n'))
    const response = yield* client.get('/', 'Last-Event-ID: 49')
    t.equal(header(response, 'content-type'), 'text/event-stream')
    t.match(response.body.toString(), /^id: 50\nevent: test/)
    t.equal(response.chunks!.length, 4)
})

webTest('Web.lastEventId is a number that a server can have sent, and of the present request', function* (t) {
    const seen: number[] = []
    const client = new TestHost({}, { '/': web => void seen.push(web.lastEventId) }).connect()
    for (const id of ['7', '', 'x', '-1', '1.5', '9'.repeat(30), '123456789012345']) {
        yield* client.get('/', `Last-Event-ID: ${id}`)
    }
    yield* client.get('/')
    t.same(seen, [7, 0, 0, 0, 0, 0, 123456789012345, 0])
})

webTest(
    'Web.eventStream sends the head at once, comments when nothing else comes, and ends with its work',
    function* (t, clock) {
        const events = new Channel<string>(10)
        const host = new TestHost(
            {},
            {
                '/': web =>
                    web.eventStream(
                        (function* () {
                            for (
                                let event = yield* events.receive();
                                event !== 'end';
                                event = yield* events.receive()
                            ) {
                                yield* web.writeEvent(0, null, event!)
                            }
                            return 5
                        })(),
                        { keepAlive: 10_000, retry: 3000 },
                    ),
            },
        )
        const client = host.connect()
        yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
        t.match(yield* until(client, 'retry: 3000\n\n'), /text\/event-stream/)
        const begun = clock.now()
        yield* sleep(4000)
        yield* events.send('one')
        t.match(yield* until(client, '\n\n'), /data: one/)
        t.match(yield* until(client, '\n\n'), /^3\r\n:\n\n/)
        t.equal(clock.now() - begun, 14_000)
        yield* until(client, '\n\n')
        t.equal(clock.now() - begun, 24_000)
        yield* events.send('end')
        t.match(yield* until(client, '0\r\n\r\n'), /0\r\n\r\n$/)
    },
)

webTest('Web.eventStream is not ended by timeouts.request, and is by a client that does not read', function* (t) {
    const host = new TestHost(
        { timeouts: { request: 30, inactivity: 20 } },
        {
            '/': web =>
                web.eventStream(
                    (function* () {
                        for (;;) {
                            yield* sleep(5000)
                            yield* web.writeEvent(0, null, 'x'.repeat(50_000))
                        }
                    })(),
                ),
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
    for (let i = 1; i < 30; i++) {
        yield* until(client, `id: ${i}\n`)
    }
    yield* client.served.join()
    t.equal(host.statistics().connections, 0)
    t.same(host.errors, [])
})

/** A host with a stream of one event that then waits for its end, which is noted. */
function quietHost(ends: string[]): TestHost {
    return new TestHost(
        {},
        {
            '/': web =>
                web.eventStream(
                    (function* () {
                        try {
                            yield* web.writeEvent(0, null, 'last')
                            yield* sleep(Infinity)
                        } finally {
                            ends.push('ended')
                        }
                    })(),
                ),
        },
    )
}

webTest('Web.eventStream notices clients that are gone, though nothing happens', function* (t) {
    const ends: string[] = []
    const host = quietHost(ends)
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
    yield* until(client, 'last\n\n')
    client.socket.reset()
    yield* sleep(20_000)
    t.same(ends, ['ended'])
    t.equal(host.statistics().connections, 0)
})

webTest('Web.eventStream is ended by a host that stops, and does not hold it', function* (t, clock) {
    const ends: string[] = []
    const host = quietHost(ends)
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
    yield* until(client, 'last\n\n')
    const begun = clock.now()
    const stopping = spawn(() => host.stop({ grace: 10_000 }))
    t.equal(yield* until(client, '0\r\n\r\n'), '0\r\n\r\n', 'the response is complete')
    yield* stopping.join()
    t.equal(clock.now(), begun)
    t.same(ends, ['ended'])
})

webTest('Web.eventStream sends no comments if that is not wanted, and passes on failures', function* (t) {
    const host = new TestHost(
        {},
        {
            '/silent': web =>
                web.eventStream(
                    (function* () {
                        yield* sleep(100_000)
                    })(),
                    { keepAlive: Infinity },
                ),
            '/fails': web =>
                web.eventStream(
                    (function* () {
                        yield* sleep(1)
                        throw new Error('Fails')
                    })(),
                ),
        },
    )
    t.equal((yield* host.connect().get('/silent')).body.length, 0)
    const head = host.connect()
    const response = yield* head.ask('HEAD /fails HTTP/1.1\r\nHost: test\r\n\r\n')
    t.equal(response.status, 200)
    t.equal(header(response, 'content-type'), 'text/event-stream')
    yield* head.get('/silent')
    t.same(host.errors, [], 'HEAD does not run what would fail')
    const client = host.connect()
    yield* client.send('GET /fails HTTP/1.1\r\nHost: test\r\n\r\n')
    yield* client.served.join()
    t.match(host.errors, [{ code: 'WEB_HANDLER' }, { code: 'WEB_SHORT_RESPONSE' }])
})

webTest('Web.extendTimeout lets a request last longer than timeouts.request', function* (t) {
    const host = new TestHost(
        { timeouts: { request: 10, inactivity: 60 } },
        {
            '/usual': web => {
                web.updateDeadline()
                t.equal(web.deadline, web.started + 10_000)
            },
            '/': function* (web) {
                web.extendTimeout(100_000)
                yield* sleep(50_000)
                web.updateDeadline()
                t.equal(web.deadline, web.started + 100_000)
                yield* web.write('done')
            },
        },
    )
    const client = host.connect()
    t.equal((yield* client.get('/x')).body.toString(), 'done')
    t.equal((yield* client.get('/usual')).status, 200)
})
