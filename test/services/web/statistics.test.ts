import { sleep } from '../../../fiber/index.js'
import { header, TestHost, webTest } from './harness.js'

webTest('WebHost.statistics counts connections, requests, responses, bytes and errors by their code', function* (t) {
    const host = new TestHost({ limits: { body: 10, connections: 2 } }, { '/': web => web.writeNow('hello') })
    const client = host.connect()
    yield* client.get('/')
    yield* client.ask('POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello world')
    const other = host.connect()
    yield* other.get('/')
    yield* other.ask('UNLINK / HTTP/1.1\r\n\r\n')
    yield* host.connect().ended()
    yield* host.connect().ended()
    yield* sleep(1000)
    const record = host.statistics()
    t.ok(Object.isFrozen(record))
    t.match(record, {
        ...{ accepted: 4, requests: 4, failures: 0, errors: 2 },
        responses: { '1xx': 0, '2xx': 2, '3xx': 0, '4xx': 2, '5xx': 0 },
        codes: { WEB_LENGTH_TOO_BIG: 1, WEB_METHOD: 1 },
    })
    t.ok(record.bytesWritten > 500 && record.bytesRead > 100 && record.uptime >= 1000)
})

webTest('statistics.path has an action answer with them, to those who may see them', function* (t) {
    const host = new TestHost({ statistics: { path: '/statistics', role: 'public' } })
    const response = yield* host.connect().get('/statistics')
    t.equal(header(response, 'cache-control'), 'no-store')
    t.equal(header(response, 'content-type'), 'application/json')
    t.match(JSON.parse(response.body.toString()), {
        ...{ connections: 1, active: 1, requests: 1, responses: { '2xx': 0 }, codes: {}, sessions: 0 },
        memory: { rss: Number, heapUsed: Number, heapTotal: Number, external: Number },
        time: Number,
    })
    const closed = new TestHost({ statistics: { path: '/statistics' } })
    t.equal((yield* closed.connect().get('/statistics')).status, 403, 'nobody is admin')
    const none = new TestHost()
    t.equal((yield* none.connect().get('/statistics')).status, 404)
})
