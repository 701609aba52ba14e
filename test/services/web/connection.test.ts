import { onUncaught, sleep, spawn } from '../../../fiber/index.js'
import type { Web } from '../../../services/web/index.js'
import { header, TestHost, webTest } from './harness.js'

const hello = (web: Web) => web.writeNow('hello')

webTest('Connection serves one request after another', function* (t) {
    const client = new TestHost({}, { '/': web => web.writeNow(`${web.method} ${web.path} ${web.count}`) }).connect()
    for (let i = 1; i <= 3; i++) {
        const response = yield* client.get(`/${i}`)
        t.equal(response.status, 200)
        t.equal(response.body.toString(), `GET /${i} ${i}`)
        t.equal(header(response, 'connection'), 'keep-alive')
        t.equal(header(response, 'keep-alive'), `timeout=300, max=${1000 - i}`)
    }
    client.socket.end()
    t.ok(yield* client.ended())
})

webTest('Connection announces a finite time to clients where there is no limit', function* (t) {
    const client = new TestHost({ timeouts: { request: 'never', inactivity: 'never' } }, { '/': hello }).connect()
    t.match(header(yield* client.get('/'), 'keep-alive'), /^timeout=\d+, max=999$/)
})

webTest('Connection closes after an HTTP/1.0 request, whatever it asks for', function* (t) {
    const client = new TestHost({}, { '/': hello }).connect()
    const response = yield* client.ask('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    t.equal(response.version, 'HTTP/1.0')
    t.equal(header(response, 'connection'), 'close')
    t.equal(response.body.toString(), 'hello')
    t.ok(yield* client.ended())
})

webTest('Connection closes after a request that asks for it, in any case and among other options', function* (t) {
    for (const value of ['close', 'Close', 'foo, CLOSE']) {
        const client = new TestHost({}, { '/': hello }).connect()
        const response = yield* client.get('/', `Connection: ${value}`)
        t.equal(header(response, 'connection'), 'close')
        t.equal(header(response, 'keep-alive'), undefined)
        t.ok(yield* client.ended())
    }
})

webTest('Connection closes after limits.requests requests', function* (t) {
    const client = new TestHost({ limits: { requests: 3 } }, { '/': hello }).connect()
    for (const wanted of ['keep-alive', 'keep-alive', 'close']) {
        t.equal(header(yield* client.get('/'), 'connection'), wanted)
    }
    t.ok(yield* client.ended())
})

webTest('Connection ignores what follows a request that asks to close', function* (t) {
    const client = new TestHost({}, { '/': hello }).connect()
    yield* client.send('GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET /second HTTP/1.1\r\n\r\n')
    t.equal((yield* client.response()).body.toString(), 'hello')
    t.ok(yield* client.ended())
})

webTest('Connection answers 100 pipelined requests in order, in one piece', function* (t) {
    const host = new TestHost({}, { '/': web => web.writeNow(web.path) })
    const client = host.connect()
    const requests = Array.from({ length: 100 }, (_, i) => `GET /${i} HTTP/1.1\r\n\r\n`)
    yield* client.send(requests.join(''))
    let pieces = 0
    let text = ''
    while (!text.includes('/99')) {
        const piece = yield* client.socket.readSome()
        pieces++
        text += piece!.toString()
    }
    t.equal(pieces, 1)
    t.same(
        text.match(/\/\d+$|\/\d+(?=HTTP)/gm),
        requests.map((_, i) => `/${i}`),
    )
})

webTest('Connection keeps the order of pipelined requests whose handlers wait', function* (t) {
    const host = new TestHost(
        {},
        {
            '/slow': function* (web) {
                yield* sleep(1000)
                yield* web.write('slow')
            },
            '/fast': web => web.writeNow('fast'),
        },
    )
    const client = host.connect()
    yield* client.send('GET /slow HTTP/1.1\r\n\r\nGET /fast HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\n\r\n')
    for (const wanted of ['slow', 'fast', 'slow']) {
        t.equal((yield* client.response()).body.toString(), wanted)
    }
})

webTest('Connection answers after the client has ended its side', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* sleep(1000)
                yield* web.write('late')
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    client.socket.end()
    t.equal((yield* client.response()).body.toString(), 'late')
    t.ok(yield* client.ended())
})

webTest('Connection cancels the handler when the client resets', function* (t) {
    const seen: string[] = []
    const host = new TestHost(
        {},
        {
            '/': function* () {
                try {
                    seen.push('begun')
                    yield* sleep(60_000)
                    seen.push('not reached')
                } finally {
                    yield* sleep(10)
                    seen.push('cleaned up')
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* sleep(1000)
    client.socket.reset()
    yield* sleep(1000)
    t.same(seen, ['begun', 'cleaned up'])
    t.equal(host.statistics().connections, 0)
    t.same(host.errors, [])
})

webTest('Connection cancels the handler when the response cannot be sent', function* (t) {
    let cleaned = false
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                try {
                    for (;;) {
                        yield* web.write('x'.repeat(10_000))
                        yield* sleep(10)
                    }
                } finally {
                    cleaned = true
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* client.socket.readSome()
    client.socket.reset()
    yield* sleep(1000)
    t.ok(cleaned)
    t.same(host.errors, [])
})

webTest('Connection closes one that sends nothing at the parse deadline', function* (t, clock) {
    const client = new TestHost({ timeouts: { parse: 5 } }, { '/': hello }).connect()
    const begun = clock.now()
    t.ok(yield* client.ended())
    t.equal(clock.now() - begun, 5000)
})

webTest('Connection closes one that sends a byte a second at the parse deadline', function* (t, clock) {
    const host = new TestHost({ timeouts: { parse: 5 } }, { '/': hello })
    const client = host.connect()
    const begun = clock.now()
    const drip = spawn(function* () {
        for (const byte of 'GET / HTTP/1.1\r\nHost: slow\r\n\r\n') {
            yield* client.send(byte)
            yield* sleep(1000)
        }
    })
    t.ok(yield* client.ended())
    t.equal(clock.now() - begun, 5000)
    t.equal(host.statistics().requests, 0)
    drip.cancel()
})

webTest('Connection gives the heads of later requests the shorter of two timeouts', function* (t, clock) {
    for (const timeouts of [
        { parse: 5, inactivity: 60, request: 90 },
        { parse: 5, inactivity: 90, request: 60 },
    ]) {
        const client = new TestHost({ timeouts }, { '/': hello }).connect()
        yield* client.get('/')
        yield* sleep(30_000)
        const begun = clock.now()
        yield* client.send('G')
        yield* sleep(59_000)
        yield* client.send('E')
        t.ok(yield* client.ended())
        t.equal(clock.now() - begun, 60_000)
    }
})

webTest('Connection closes an idle one after the inactivity timeout', function* (t, clock) {
    const client = new TestHost({ timeouts: { inactivity: '2 mins' } }, { '/': hello }).connect()
    yield* client.get('/')
    const begun = clock.now()
    t.ok(yield* client.ended())
    t.equal(clock.now() - begun, 120_000)
})

webTest('Connection closes one that does not read its response, at the inactivity timeout', function* (t, clock) {
    let failed: unknown
    const host = new TestHost(
        { timeouts: { inactivity: 10 } },
        {
            '/': function* (web) {
                try {
                    for (;;) {
                        yield* web.write(Buffer.alloc(65536))
                    }
                } catch (error) {
                    failed = error
                    throw error
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    const begun = clock.now()
    yield* client.served.join()
    t.match(failed, { code: 'SOCKET_TIMEOUT' })
    t.ok(clock.now() - begun < 11_000)
    t.same(host.errors, [])
})

webTest('Connection closes one whose body does not come, without a response', function* (t, clock) {
    const host = new TestHost({ timeouts: { inactivity: 10 } }, { '/': hello })
    const client = host.connect()
    const begun = clock.now()
    yield* client.send('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab')
    t.ok(yield* client.ended())
    t.equal(clock.now() - begun, 10_000)
    t.same(host.errors, [])
})

webTest('Connection ends a body that trickles at the request timeout', function* (t, clock) {
    const client = new TestHost({ timeouts: { inactivity: 10, request: 30 } }, { '/': hello }).connect()
    const begun = clock.now()
    yield* client.send('POST / HTTP/1.1\r\nContent-Length: 500\r\n\r\n')
    const drip = spawn(function* () {
        for (;;) {
            yield* client.send('x')
            yield* sleep(1000)
        }
    })
    t.ok(yield* client.ended())
    t.equal(clock.now() - begun, 30_000)
    drip.cancel()
})

webTest('Connection does not interrupt a handler that waits for something else', function* (t) {
    const host = new TestHost(
        { timeouts: { inactivity: 10, request: 10 } },
        {
            '/': function* (web) {
                yield* sleep(3_600_000)
                yield* web.write('after an hour')
            },
        },
    )
    const client = host.connect()
    const response = yield* client.get('/')
    t.equal(response.body.toString(), 'after an hour')
    t.match(header(response, 'keep-alive'), /timeout=0/)
})

/** What breaks HTTP or a limit, and the answer; status 0: none, the connection closes. */
const faults: [name: string, request: string, status: number, body: string][] = [
    ['a bad request line', 'GET\r\n\r\n', 0, 'Bad request header'],
    ['another protocol', 'GET / HTTP/2.0\r\n\r\n', 0, 'Unsupported HTTP version'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n', 0, 'Bad headers'],
    ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 0, 'Bad headers'],
    ['a folded line', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 0, 'Bad headers'],
    [
        'Content-Length twice',
        'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na',
        400,
        'Bad Content-Length',
    ],
    [
        'Content-Length and chunked',
        'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
        0,
        'Bad headers',
    ],
    [
        'another transfer coding',
        'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
        400,
        'Unsupported Transfer-Encoding',
    ],
    ['a bad chunk', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400, 'Bad chunk specification'],
    [
        'chunk data without its end',
        'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc',
        0,
        'Bad chunk data',
    ],
    ['a large head', `GET / HTTP/1.1\r\nA: ${'x'.repeat(11_000)}\r\n\r\n`, 413, 'Request headers too big'],
    ['a long target', `GET /${'x'.repeat(10_300)} HTTP/1.1\r\n\r\n`, 413, 'Request headers too big'],
    ['a bad character in the target', 'GET /"a" HTTP/1.1\r\n\r\n', 400, 'Bad characters in URL'],
    ['a target without a slash', 'GET a HTTP/1.1\r\n\r\n', 400, 'Illegal URL'],
    ['a path that leaves the root', 'GET /../a HTTP/1.1\r\n\r\n', 400, 'Illegal URL'],
    ['a path that is no UTF-8', 'GET /%ff HTTP/1.1\r\n\r\n', 400, 'Illegal URL'],
    ['a long body', 'POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n', 413, 'Request content-length is too big'],
    [
        'an endless length',
        `POST / HTTP/1.1\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`,
        413,
        'Request content-length is too big',
    ],
]

for (const [name, request, status, body] of faults) {
    const answer = status === 0 ? 'nothing' : String(status)
    webTest(`Connection answers ${name} with ${answer} and closes, however the request is cut`, function* (t) {
        const cuts = [request.length, 1, 7]
        for (const cut of cuts) {
            const host = new TestHost({}, { '/': hello })
            const client = host.connect({ segment: cut })
            yield* client.send(`GET /first HTTP/1.1\r\n\r\n${request}GET /next HTTP/1.1\r\n\r\n`)
            t.equal((yield* client.response()).body.toString(), 'hello')
            if (status === 0) {
                t.ok(yield* client.ended())
                t.same([host.errors, host.statistics().errors], [[], 0])
                continue
            }
            const response = yield* client.response()
            t.equal(response.status, status)
            t.equal(response.body.toString(), body)
            t.equal(header(response, 'content-type'), 'text/plain')
            t.equal(header(response, 'connection'), 'close')
            t.ok(yield* client.ended())
            t.same(host.errors, [])
        }
    })
}

webTest('Connection ignores empty lines before a request', function* (t) {
    const client = new TestHost({}, { '/': hello }).connect()
    t.equal((yield* client.ask('\r\n\r\nGET / HTTP/1.1\r\n\r\n', 'GET')).status, 200)
})

webTest('Connection says nothing to a client that ends within a head', function* (t) {
    const host = new TestHost({}, { '/': hello })
    const client = host.connect()
    yield* client.send('GET / HT')
    client.socket.end()
    t.ok(yield* client.ended())
    t.equal(host.statistics().requests, 0)
})

webTest('Connection answers a failing handler with 500, a reference and nothing of the error', function* (t) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                web.addHeader('Set-Cookie', 'a=b')
                yield* web.write('some text')
                throw new Error('secret')
            },
        },
    )
    const client = host.connect()
    const response = yield* client.get('/')
    t.equal(response.status, 500)
    const match = /^Internal server error, ([0-9A-Z]{12})$/.exec(response.body.toString())
    t.ok(match)
    t.equal(header(response, 'set-cookie'), undefined)
    t.equal(header(response, 'connection'), 'close')
    t.ok(yield* client.ended())
    t.match(host.errors, [
        { code: 'WEB_HANDLER', reference: match![1], method: 'GET', path: '/', error: { message: 'secret' } },
    ])
    t.equal(host.statistics().failures, 1)
})

webTest('Connection shows the error of a failing handler in the dev profile', function* (t) {
    const handler = () => {
        throw new Error('visible')
    }
    const client = new TestHost({}, { '/': handler }, { profile: 'dev' }).connect()
    const response = yield* client.get('/')
    t.equal(response.status, 500)
    t.match(response.body.toString(), /^Internal server error, \w{12}\nError: visible\n {4}at /)
    yield* client.rest()
})

webTest('Connection cuts the response of a handler that fails when its head is out', function* (t) {
    for (const version of ['1.0', '1.1']) {
        const host = new TestHost(
            {},
            {
                '/': function* (web) {
                    yield* web.write('some text')
                    yield* sleep(100)
                    throw new Error('late')
                },
            },
        )
        const client = host.connect()
        yield* client.send(`GET / HTTP/${version}\r\n\r\n`)
        yield* sleep(10)
        const text = (yield* client.socket.readSome())!.toString()
        t.match(text, 'some text')
        // For a body that lasts until the end of the connection an orderly end would mean that it is complete.
        let error: unknown
        try {
            yield* client.rest()
        } catch (caught) {
            error = caught
        }
        t.match(error, { code: 'SOCKET_RESET' })
    }
})

webTest('Connection ends the fibers of a handler before the request', function* (t, clock) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                spawn(function* () {
                    yield* sleep(5000)
                    yield* web.write('child')
                })
                yield* web.write('parent ')
            },
        },
    )
    const client = host.connect()
    const begun = clock.now()
    t.equal((yield* client.get('/')).body.toString(), 'parent child')
    t.equal(clock.now() - begun, 5000)
    t.equal(host.statistics().active, 0)
})

webTest('Connection answers the failure of a fiber of a handler with 500, and nobody else notices', function* (t) {
    let cleaned = false
    const host = new TestHost(
        {},
        {
            '/bad': function* () {
                spawn(function* () {
                    yield* sleep(10)
                    throw new Error('child')
                })
                try {
                    yield* sleep(60_000)
                } finally {
                    cleaned = true
                }
            },
            '/slow': function* (web) {
                yield* sleep(1000)
                yield* web.write('slow')
            },
        },
    )
    const [bad, slow] = [host.connect(), host.connect()]
    yield* slow.send('GET /slow HTTP/1.1\r\n\r\n')
    t.equal((yield* bad.get('/bad')).status, 500)
    t.ok(cleaned)
    t.match(host.errors, [{ code: 'WEB_HANDLER', error: { message: 'child' } }])
    t.equal((yield* slow.response()).body.toString(), 'slow')
    t.equal((yield* slow.get('/slow')).status, 200)
})

webTest('Connection does not let a plain handler leave fibers behind', function* (t) {
    let ran = false
    const host = new TestHost(
        {},
        {
            '/': () => {
                spawn(function* () {
                    ran = true
                    yield* sleep(10)
                })
            },
        },
    )
    for (const request of ['GET / HTTP/1.1\r\n\r\n', 'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx']) {
        t.equal((yield* host.connect().ask(request)).status, 500)
    }
    yield* sleep(100)
    t.notOk(ran)
    t.match(host.errors, [{ error: { code: 'WEB_MISUSE' } }, { error: { code: 'WEB_MISUSE' } }])
})

webTest('Connection refuses handlers that are no fiber functions', function* (t) {
    const asynchronous = (async () => {
        throw new Error('nobody waits for this')
    }) as unknown as () => void
    const host = new TestHost({}, { '/async': asynchronous, '/number': (() => 5) as unknown as () => void })
    for (const [path, kind] of [
        ['/async', 'a promise'],
        ['/number', 'a number'],
    ] as const) {
        t.equal((yield* host.connect().get(path)).status, 500)
        t.match(host.errors.pop(), {
            error: { code: 'WEB_MISUSE', message: new RegExp(`it returned ${kind}, wanted`) },
        })
        host.events.length = 0
    }
})

webTest('Connection refuses a request with two Host lines, and asks for none', function* (t) {
    const host = new TestHost({}, { '/': hello })
    for (const lines of ['Host: a\r\nHost: b', 'Host: a\r\nhost: a']) {
        const client = host.connect()
        const response = yield* client.ask(`GET / HTTP/1.1\r\n${lines}\r\n\r\n`)
        t.same([response.status, response.body.toString()], [400, 'Bad Host header'])
        t.ok(yield* client.ended())
    }
    t.equal((yield* host.connect().ask('GET / HTTP/1.1\r\n\r\n')).status, 200)
})

webTest('Connection closes those beyond limits.addressConnections from one address', function* (t) {
    const host = new TestHost({ limits: { addressConnections: 2 } }, { '/': hello })
    const [first, second] = [host.connect(), host.connect()]
    t.ok(yield* host.connect().ended())
    t.equal((yield* second.get('/')).status, 200)
    t.match(host.statistics(), { connections: 2, accepted: 2, refused: 1 })
    first.socket.end()
    yield* first.served.join()
    t.equal((yield* host.connect().get('/')).status, 200)
})

webTest('Connection answers 429 to requests beyond limits.addressRate from one address', function* (t) {
    const host = new TestHost({ limits: { addressRate: 1, addressBurst: 3 }, headers: { 'X-A': 'b' } }, { '/': hello })
    const [first, second] = [host.connect(), host.connect()]
    t.equal((yield* first.get('/')).status, 200)
    t.equal((yield* second.get('/')).status, 200)
    t.equal((yield* first.get('/')).status, 200)
    const response = yield* second.ask('POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
    t.equal(response.status, 429)
    t.equal(response.body.toString(), 'Too many requests')
    t.equal(header(response, 'retry-after'), '1')
    t.equal(header(response, 'connection'), 'keep-alive')
    t.equal(header(response, 'x-a'), undefined)
    yield* sleep(1000)
    t.equal((yield* second.get('/')).status, 200)
    t.equal((yield* first.get('/')).status, 429)
    t.match(host.statistics(), { requests: 6, limited: 2, responses: { '2xx': 4, '4xx': 2 } })
})

webTest('Connection counts requests that come through a known proxy for the client that it tells', function* (t) {
    const limits = { addressConnections: 2, addressRate: 1, addressBurst: 3 }
    const host = new TestHost(
        { limits, proxies: ['10.0.0.1'] },
        {
            '/slow': function* (web) {
                yield* sleep(100)
                web.writeNow('slow')
            },
            '/': hello,
        },
    )
    const through = () => host.connect({}, { remote: { address: '10.0.0.1', port: 1, family: 4 } })
    const proxied = [through(), through(), through(), through()] as const
    const ask = (i: 0 | 1 | 2 | 3, path: string, client: string) => proxied[i].get(path, `X-Forwarded-For: ${client}`)
    // The proxy may have any number of connections, and one of them serves many clients.
    for (let i = 0; i < 5; i++) {
        t.equal((yield* ask(0, '/', `192.0.2.${i}`)).status, 200)
    }
    // As long as they are served requests are connections of their client.
    const first = spawn(ask, 0, '/slow', '192.0.2.9')
    const second = spawn(ask, 1, '/slow', '192.0.2.9')
    yield* sleep(10)
    t.ok(yield* host.connect({}, { remote: { address: '192.0.2.9', port: 1, family: 4 } }).ended())
    const third = yield* ask(2, '/', '192.0.2.9')
    t.same([third.status, header(third, 'retry-after'), header(third, 'connection')], [429, '1', 'keep-alive'])
    t.equal((yield* ask(3, '/', '192.0.2.8')).status, 200)
    t.same([(yield* first.join()).status, (yield* second.join()).status], [200, 200])
    // Then they are not, and the rate is that of the client.
    t.equal((yield* ask(2, '/', '192.0.2.9')).status, 200)
    t.equal((yield* ask(2, '/', '192.0.2.9')).status, 429)
    t.equal((yield* ask(2, '/', '192.0.2.7')).status, 200)
    t.match(host.statistics(), { limited: 2, connections: 4 })
})

webTest(
    'Connection holds the heads of later requests to timeouts.header, and bodies to timeouts.body',
    function* (t, clock) {
        const host = new TestHost({ timeouts: { header: 7, body: 9, inactivity: 60 } }, { '/': hello })
        for (const [request, ms] of [
            ['GET / HTTP/1.1\r\nA: ', 7000],
            ['POST / HTTP/1.1\r\nContent-Length: 500\r\n\r\n', 9000],
        ] as const) {
            const client = host.connect()
            yield* client.get('/')
            const begun = clock.now()
            yield* client.send(request)
            const drip = spawn(function* () {
                for (;;) {
                    yield* sleep(1000)
                    yield* client.send('x')
                }
            })
            t.ok(yield* client.ended())
            t.equal(clock.now() - begun, ms)
            drip.cancel()
        }
    },
)

webTest(
    'Connection hands what a handler throws to the handler of uncaught failures, unless fiberBlocks is set',
    function* (t) {
        const failed = new Error('to be seen')
        const handler = () => {
            throw failed
        }
        const seen: unknown[] = []
        const former = onUncaught(({ error }) => seen.push(error))
        try {
            for (const fiberBlocks of [true, false]) {
                const client = new TestHost({ fiberBlocks }, { '/': handler }).connect()
                t.equal((yield* client.get('/')).status, 500)
                t.ok(yield* client.ended())
                yield* sleep(10)
                t.same(seen, fiberBlocks ? [] : [failed])
            }
        } finally {
            onUncaught(former)
        }
    },
)
