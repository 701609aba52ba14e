import { sleep, spawn } from '../../../fiber/index.js'
import { header, TestHost, webTest } from './harness.js'

webTest('WebHost.stop closes idle connections at once and lets requests finish', function* (t, clock) {
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                yield* sleep(3000)
                yield* web.write('finished')
            },
        },
    )
    const idle = host.connect()
    const fresh = host.connect()
    const busy = host.connect()
    const half = host.connect()
    yield* idle.get('/')
    yield* busy.send('GET / HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n')
    yield* half.send('GET / HT')
    yield* sleep(100)
    t.match(host.statistics(), { connections: 4, active: 2 })
    const begun = clock.now()
    const stop = spawn(() => host.stop())
    t.ok(yield* idle.ended())
    t.ok(yield* fresh.ended())
    t.equal(clock.now(), begun)
    yield* half.send('TP/1.1\r\n\r\n')
    const response = yield* busy.response()
    t.equal(response.body.toString(), 'finished')
    t.equal(header(response, 'connection'), 'close')
    t.ok(yield* busy.ended())
    t.equal(header(yield* half.response(), 'connection'), 'close')
    yield* stop.join()
    t.ok(clock.now() - begun < 3100)
    t.match(host.statistics(), { connections: 0, active: 0, requests: 3 })
})

webTest('WebHost.stop cancels what is left after the grace time', function* (t, clock) {
    const seen: string[] = []
    const host = new TestHost(
        {},
        {
            '/': function* () {
                try {
                    yield* sleep(60_000)
                } finally {
                    yield* sleep(500)
                    seen.push('cleaned up')
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* sleep(100)
    const begun = clock.now()
    yield* host.stop({ grace: 2000 })
    t.equal(clock.now() - begun, 2500)
    t.same(seen, ['cleaned up'])
    t.ok(yield* client.ended())
    t.same(host.errors, [])
})

webTest('WebHost.stop does not wait for ever for handlers that do not end', function* (t, clock) {
    const host = new TestHost(
        {},
        {
            '/': function* () {
                try {
                    yield* sleep(60_000)
                } finally {
                    yield* sleep(600_000)
                }
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* sleep(100)
    const begun = clock.now()
    yield* host.stop({ grace: 1000 })
    t.equal(clock.now() - begun, 6000)
    t.match(host.errors, [{ code: 'WEB_MISUSE', message: /1 handlers do not end/ }])
})

webTest('WebHost.stop takes no connection that comes late', function* (t) {
    const host = new TestHost({}, { '/': web => web.writeNow('a') })
    yield* host.stop()
    const client = host.connect()
    t.ok(yield* client.ended())
})

webTest('WebHost refuses connections over limits.connections, and counts them', function* (t) {
    const host = new TestHost({ limits: { connections: 2 } }, { '/': web => web.writeNow('a') })
    const clients = [host.connect(), host.connect()]
    for (const client of clients) {
        yield* client.send('GET / ')
    }
    yield* sleep(1)
    t.ok(yield* host.connect().ended())
    t.match(host.statistics(), { connections: 2, accepted: 2, refused: 1 })
    t.match(host.events, [{ level: 'trace', code: 'WEB_REFUSED' }])
    clients[0]!.socket.reset()
    yield* sleep(10)
    t.equal((yield* host.connect().get('/')).status, 200)
})

webTest('WebHost.statistics counts, and is a record of its own', function* (t) {
    const host = new TestHost(
        {},
        {
            '/ok': web => web.writeNow('12345'),
            '/fail': () => {
                throw new Error('no')
            },
        },
    )
    const client = host.connect()
    yield* client.get('/ok')
    yield* client.get('/missing')
    yield* client.get('/fail')
    yield* client.served.join()
    const record = host.statistics()
    t.match(record, {
        connections: 0,
        active: 0,
        accepted: 1,
        refused: 0,
        requests: 3,
        errors: 2,
        failures: 1,
        cached: 0,
    })
    t.equal(record.bytesRead, 3 * 'GET / HTTP/1.1\r\nHost: test\r\n\r\n'.length + 'okmissingfail'.length)
    t.ok(record.bytesWritten > 300)
    t.ok(Object.isFrozen(record))
})

webTest('WebHost answers where no route, no action or no method fits', function* (t) {
    const host = new TestHost(
        {
            routes: [
                { match: '/api/', handler: 'action', methods: ['GET', 'POST'] },
                { match: '/any', handler: 'action', methods: 'GET, DELETE, PROPFIND' },
                { match: '/usual', handler: 'action' },
            ],
        },
        {
            '/api/x': web => web.writeNow('x'),
            '/any': web => web.writeNow(web.method),
            '/usual': web => web.writeNow(web.method),
        },
    )
    const client = host.connect()
    const check = function* (request: string, status: number, body: string) {
        const response = yield* client.ask(`${request} HTTP/1.1\r\n\r\n`)
        t.equal(response.status, status, request)
        t.equal(response.body.toString(), body, request)
        return response
    }
    yield* check('GET /other', 404, 'No matching route')
    yield* check('GET /api/y', 404, 'No action to handle request')
    const response = yield* check('DELETE /api/x', 405, 'Unsupported method.')
    t.equal(header(response, 'allow'), 'GET, POST')
    t.equal(header(response, 'connection'), 'keep-alive')
    yield* check('DELETE /any', 200, 'DELETE')
    yield* check('PROPFIND /any', 200, 'PROPFIND')
    yield* check('POST /usual', 200, 'POST')
    yield* check('HEAD /usual', 405, '')
    t.equal(header(yield* check('BREW /any', 405, 'Unsupported method.'), 'connection'), 'close')
    t.ok(yield* client.ended())
})

webTest('WebHost closes after CONNECT, for what follows is no request', function* (t) {
    const client = new TestHost({}, { '/': web => web.writeNow('a') }).connect()
    yield* client.send('CONNECT example.org:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n')
    const response = yield* client.response()
    t.equal(response.status, 405)
    t.equal(header(response, 'connection'), 'close')
    t.ok(yield* client.ended())
})
