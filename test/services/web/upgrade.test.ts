import { deadline, type Fiber, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import {
    type Web,
    WEB_HOOK_ACTION,
    WEB_HOOK_CLOSE,
    WEB_HOOK_DISCONNECT,
    WEB_HOOK_END,
    WEB_HOOK_RUN,
    WEB_HOOK_START,
    type WebConfig,
    type WebHandler,
} from '../../../services/web/index.js'
import { webUpgradeSocket } from '../../../services/web/c.js'
import { Peer } from '../websock/peer.js'
import { type Client, TestHost, webTest } from './harness.js'

const LINES = [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** Asks for a WebSocket. Gives the head of the response, and the peer. */
function* open(client: Client, path = '/', lines: readonly string[] = LINES): Fiber<[head: string, peer: Peer]> {
    yield* client.send(`GET ${path} HTTP/1.1\r\nHost: test\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`)
    const head = yield* client.socket.readUntil('\r\n\r\n')
    return [String(head), new Peer(client.socket)]
}

function* echo(web: Web): Fiber<void> {
    const ws = web.webSocket!
    for (let message = yield* ws.receive(); message !== null; message = yield* ws.receive()) {
        yield* ws.send(message)
    }
}

function hostWith(action: WebHandler, config: WebConfig = {}): TestHost {
    return new TestHost(config, { '/': action })
}

webTest('upgrade answers as RFC 6455 has it, and the action has the connection', function* (t) {
    const seen: unknown[] = []
    const host = hostWith(
        function* (web) {
            const { upgraded, deadline, close, rx, webSocket } = web
            seen.push({
                upgraded,
                deadline,
                close,
                rx: rx.length,
                protocol: webSocket?.protocol,
                parent: webSocket?.parent === web,
            })
            seen.push(webSocket?.maxFrame, webSocket?.maxMessage, webSocket?.validate, webSocket?.pingPeriod)
            yield* web.write('dropped')
            yield* web.sendError(400, 'dropped too')
            yield* echo(web)
        },
        {
            headers: { 'X-Own': 'a' },
            timeouts: { request: 90, inactivity: 60 },
            limits: { maxFrame: '50K', maxMessage: '60K' },
        },
    )
    const client = host.connect()
    // A frame that comes in one piece with the request.
    yield* client.send(`GET / HTTP/1.1\r\n${[...LINES, 'Sec-WebSocket-Protocol: a, chat'].join('\r\n')}\r\n\r\n`)
    const peer = new Peer(client.socket)
    yield* peer.text('early')
    const head = String(yield* client.socket.readUntil('\r\n\r\n'))
    t.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\nDate: /)
    for (const line of [
        'Upgrade: WebSocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        'Sec-WebSocket-Protocol: chat',
        'X-Request-Timeout: 90',
        'X-Inactivity-Timeout: 60',
        'X-Own: a',
    ]) {
        t.ok(head.includes(`\r\n${line}\r\n`), line)
    }
    t.notMatch(head, /^(?:content-length|transfer-encoding|keep-alive|content-type|accept-ranges):/im)
    t.equal(yield* peer.next(), '1:early')
    yield* peer.send(peer.closeFrame(1000))
    t.same(yield* peer.rest(), ['8:1000 OK', 'end'])
    t.same(seen, [
        { upgraded: true, deadline: Infinity, close: true, rx: 0, protocol: 'chat', parent: true },
        ...[51_200, 61_440, false, 0],
    ])
    t.same(host.errors, [])
    t.match(host.statistics(), { requests: 1, responses: { '1xx': 1 }, failures: 0 })
})

webTest('upgrade refuses what is no request for a WebSocket of this server', function* (t) {
    const host = hostWith(echo)
    const [upgrade, connection, version, key] = LINES as [string, string, string, string]
    const rows: readonly (readonly [lines: readonly string[], text: string])[] = [
        [[upgrade, connection, key], 'Unsupported Sec-WebSocket-Version'],
        [[upgrade, connection, key, 'Sec-WebSocket-Version: 12'], 'Unsupported Sec-WebSocket-Version'],
        [[upgrade, connection, version], 'Bad Sec-WebSocket-Key'],
        [[...LINES, 'Sec-WebSocket-Protocol: other'], 'Unsupported Sec-WebSocket-Protocol'],
        [[...LINES, `Sec-WebSocket-Protocol: ${'a,'.repeat(11)}`], 'Too many protocols'],
    ]
    for (const [lines, text] of rows) {
        const client = host.connect()
        const response = yield* client.get('/', ...lines)
        t.equal(response.status, 400)
        t.equal(String(response.body), text)
        const values = Object.fromEntries(response.lines.map(([name, value]) => [name.toLowerCase(), value]))
        t.equal(values.connection, 'close')
        t.equal(values['sec-websocket-version'], text.endsWith('Version') ? '13' : undefined)
        t.equal(yield* client.ended(), true)
    }
    t.match((yield* open(host.connect(), '/', [upgrade, version.replace('13', '14'), key]))[0], /^HTTP\/1\.1 101 /)
    const closed = [
        ['POST / HTTP/1.1', hostWith(echo)],
        ['GET / HTTP/1.1\r\nContent-Length: 1', hostWith(echo)],
        ['GET / HTTP/1.1', hostWith(echo, { webSockets: { enable: false } })],
    ] as const
    for (const [line, host] of closed) {
        const client = host.connect()
        yield* client.send(`${line}\r\n${LINES.join('\r\n')}\r\n\r\n`)
        t.equal(yield* client.ended(), true, line)
    }
})

webTest('upgrade is an offer that others may leave: HTTP/1.0, other protocols, documents', function* (t) {
    const host = hostWith(web => web.writeNow(`${web.upgraded} ${web.webSocket}`))
    for (const text of [
        `GET / HTTP/1.0\r\n${LINES.join('\r\n')}\r\n\r\n`,
        'GET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
    ]) {
        t.equal(String((yield* host.connect().ask(text)).body), 'false null')
    }
    const files = new TestHost({ routes: [{ handler: 'file' }] })
    t.equal((yield* files.connect().get('/none', ...LINES)).status, 404)
    const none = new TestHost({}, {})
    t.equal((yield* none.connect().get('/', ...LINES)).status, 404)
})

webTest('upgrade comes after roles: who may not use the action gets no WebSocket', function* (t) {
    const host = new TestHost({})
    host.addAction('/', echo, 'admin')
    const response = yield* host.connect().get('/', ...LINES)
    t.ok(response.status === 401 || response.status === 403, String(response.status))
})

webTest('a WebSocket is told of by hooks: CLOSE when it ends, END after that', function* (t) {
    const events: number[] = []
    const host = hostWith(echo)
    host.setHook((web, event) => {
        if (event > 1) {
            events.push(event, web.upgraded ? 1 : 0)
        }
    })
    const [, peer] = yield* open(host.connect())
    yield* peer.send(peer.closeFrame(1000))
    yield* peer.rest()
    yield* yieldNow()
    t.same(events, [
        ...[WEB_HOOK_START, 0, WEB_HOOK_RUN, 1, WEB_HOOK_ACTION, 1],
        ...[WEB_HOOK_CLOSE, 1, WEB_HOOK_END, 1, WEB_HOOK_DISCONNECT, 1],
    ])
})

webTest(
    'a WebSocket whose action returns is closed with 1000, and one that was never used without a word',
    function* (t) {
        const host = new TestHost(
            {},
            {
                '/once': function* (web) {
                    yield* web.webSocket!.send(`${yield* web.webSocket!.receive()}!`)
                },
                '/never': () => {},
            },
        )
        const [, peer] = yield* open(host.connect(), '/once')
        yield* peer.text('hi')
        t.same(yield* peer.rest(), ['1:hi!', '8:1000', 'end'])
        const [, other] = yield* open(host.connect(), '/never')
        t.same(yield* other.rest(), ['end'])
        t.equal(host.connections, 0)
    },
)

webTest('a failure of the action is reported and ends the connection; that the client is gone is none', function* (t) {
    let cleaned = 0
    const host = new TestHost(
        {},
        {
            '/fail': function* (web) {
                yield* web.webSocket!.receive()
                throw new Error('broken')
            },
            '/push': function* (web) {
                try {
                    for (;;) {
                        yield* web.webSocket!.send('tick')
                        yield* sleep(100)
                    }
                } finally {
                    cleaned++
                }
            },
            '/children': function* (web) {
                spawn(function* () {
                    yield* sleep(50)
                    throw new Error('child')
                })
                yield* web.webSocket!.receive()
            },
        },
    )
    for (const path of ['/fail', '/children']) {
        const [, peer] = yield* open(host.connect(), path)
        yield* peer.text('x')
        t.same(yield* peer.rest(), ['end'])
    }
    t.equal(host.statistics().failures, 2)
    t.match(host.errors, [
        { code: 'WEB_HANDLER', path: '/fail', error: { message: 'broken' } },
        { code: 'WEB_HANDLER', path: '/children', error: { message: 'child' } },
    ])
    for (const how of ['end', 'reset'] as const) {
        const client = host.connect()
        const [, peer] = yield* open(client, '/push')
        t.equal(yield* peer.next(), '1:tick')
        client.socket[how]()
        if (how === 'end') {
            // The client still reads: only its own side has ended.
            yield* sleep(500)
            client.socket.reset()
        }
        yield* client.served.join()
    }
    t.equal(cleaned, 2)
    t.equal(host.errors.length, 2)
})

webTest(
    'a WebSocket of which the peer vanishes gives the action null, so that it can put things in order',
    function* (t) {
        const seen: unknown[] = []
        const host = hostWith(function* (web) {
            seen.push(yield* web.webSocket!.receive())
            yield* sleep(10)
            seen.push(web.webSocket!.failure?.code)
        })
        const client = host.connect()
        yield* open(client)
        client.socket.reset()
        yield* client.served.join()
        t.same(seen, [null, 'WEBSOCKET_LOST'])
        t.same(host.errors, [])
    },
)

webTest('stop tells WebSockets to go away, and waits for them', function* (t) {
    const host = hostWith(echo)
    const client = host.connect()
    const [, peer] = yield* open(client)
    yield* peer.text('a')
    t.equal(yield* peer.next(), '1:a')
    t.match(host.statistics(), { connections: 1, active: 1, webSockets: 1 })
    const stop = spawn(() => host.stop({ grace: 5000 }))
    t.equal(yield* peer.next(), '8:1001')
    yield* peer.send(peer.closeFrame(1001))
    yield* stop.join()
    t.equal(host.connections, 0)
    t.same(yield* peer.rest(), ['end'])
})

webTest('stop does not wait for ever for a WebSocket whose peer does not answer', function* (t) {
    const host = hostWith(echo)
    const client = host.connect()
    yield* open(client)
    yield* deadline(20_000, host.stop({ grace: 1000 }))
    t.equal(host.connections, 0)
})

webTest('a WebSocket outlives the deadlines of requests, and pings as configured', function* (t, clock) {
    const host = hostWith(echo, { timeouts: { request: 10, inactivity: 10 }, webSockets: { ping: 8 } })
    const [, peer] = yield* open(host.connect())
    const start = clock.now()
    for (let i = 1; i < 10; i++) {
        t.equal(yield* peer.next(), '9:')
        t.equal(clock.now() - start, i * 8000)
        yield* peer.send(peer.frame(10))
    }
    yield* peer.text('still here')
    t.equal(yield* peer.next(), '1:still here')
})

webTest('a WebSocket whose client says nothing is given up, unless the action says otherwise', function* (t, clock) {
    const times: number[] = []
    const wait = (timeout?: number) =>
        hostWith(
            function* (web) {
                const ws = web.webSocket!
                ws.timeout = timeout ?? ws.timeout
                t.equal(yield* ws.receive(), null)
                t.equal(ws.failure?.code, 'WEBSOCKET_TIMEOUT')
            },
            { timeouts: { inactivity: 10 } },
        )
    for (const timeout of [undefined, 90_000]) {
        const start = clock.now()
        const [, peer] = yield* open(wait(timeout).connect())
        t.same(yield* peer.rest(), ['end'])
        times.push(clock.now() - start)
    }
    t.same(times, [10_000, 90_000])
    const patient = hostWith(function* (web) {
        web.webSocket!.timeout = 0
        yield* echo(web)
    })
    const [, peer] = yield* open(patient.connect())
    yield* sleep(10_000_000)
    yield* peer.text('x')
    t.equal(yield* peer.next(), '1:x')
})

webTest('a WebSocket compresses if the configuration says so and the client offers it', function* (t) {
    const host = hostWith(echo, { webSockets: { compress: true } })
    const [head, peer] = yield* open(host.connect(), '/', [
        ...LINES,
        'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    ])
    t.match(
        head,
        /Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n/,
    )
    yield* peer.text('x'.repeat(5000))
    const { rsv, payload } = (yield* peer.read())!
    t.equal(rsv, 4)
    t.ok(payload.length < 100)
})

webTest('webUpgradeSocket makes the handshake under its C name', function* (t) {
    const results: number[] = []
    const host = hostWith(function* (web) {
        results.push(yield* webUpgradeSocket(web))
    })
    t.match((yield* open(host.connect(), '/', LINES.slice(1)))[0], /^HTTP\/1\.1 101 /)
    t.equal((yield* host.connect().get('/')).status, 400)
    t.ok(results[0] === 0 && results[1]! < 0)
})
