import { sleep } from '../../../fiber/index.js'
import type { Web } from '../../../services/web/index.js'
import { header, TestHost, webTest } from './harness.js'

const path = (web: Web) => web.writeNow(`${web.path} of ${web.url}`)

webTest('serveRequest trims paths for handlers, which still begin with a slash', function* (t) {
    const host = new TestHost(
        {
            routes: [
                { match: '/api/', trim: '/api', handler: 'action' },
                { match: '/old/', trim: '/old/', handler: 'action' },
                { match: '/same/', trim: '/other', handler: 'action' },
            ],
        },
        { '/user': path, 'plain/name': path, '/same/': path },
    )
    const client = host.connect()
    for (const [target, body] of [
        ['/api/user', '/user of /api/user'],
        ['/old/user', '/user of /old/user'],
        ['/old/plain/name', '/plain/name of /old/plain/name'],
        ['/same/x', '/same/x of /same/x'],
    ] as const) {
        t.equal((yield* client.get(target)).body.toString(), body)
    }
    t.equal((yield* client.get('/api')).status, 404)
})

webTest('serveRequest redirects the requests of a route that says so, and does nothing else', function* (t) {
    let ran = 0
    const host = new TestHost(
        {
            name: 'device.example:8080',
            routes: [
                { match: '/gone', redirect: '/new?from=gone', handler: 'action', methods: 'GET, DELETE' },
                { handler: 'action' },
            ],
        },
        {
            '/': () => {
                ran++
            },
        },
    )
    const client = host.connect()
    for (const method of ['GET', 'DELETE']) {
        const response = yield* client.ask(`${method} /gone HTTP/1.1\r\n\r\n`)
        t.equal(response.status, 302)
        t.equal(header(response, 'location'), 'http://device.example:8080/new?from=gone')
        t.equal(header(response, 'content-length'), '0')
        t.equal(header(response, 'content-type'), 'text/plain')
    }
    t.equal((yield* client.ask('POST /gone HTTP/1.1\r\n\r\n')).status, 405)
    t.equal(ran, 0)
})

webTest('serveRequest answers OPTIONS with the methods of the route, in order, and one header', function* (t) {
    const host = new TestHost({
        headers: { 'Access-Control-Allow-Methods': 'PUT, GET', 'X-A': 'b' },
        routes: [
            { match: '/a', handler: 'action', methods: ['POST', 'OPTIONS', 'DELETE'] },
            { match: '/role', handler: 'action', methods: ['OPTIONS', 'GET'], role: 'admin' },
            { handler: 'action' },
        ],
    })
    const client = host.connect()
    const response = yield* client.ask('OPTIONS /a HTTP/1.1\r\n\r\n')
    t.equal(response.status, 200)
    t.equal(header(response, 'access-control-allow-methods'), 'DELETE,OPTIONS,POST')
    t.equal(header(response, 'content-length'), '0')
    t.equal(header(response, 'content-type'), 'text/plain')
    t.equal(header(response, 'x-a'), 'b')
    t.equal(header(yield* client.ask('OPTIONS /role HTTP/1.1\r\n\r\n'), 'access-control-allow-methods'), 'GET,OPTIONS')
    const other = yield* client.ask('OPTIONS /x HTTP/1.1\r\n\r\n')
    t.equal(other.status, 405)
    t.equal(header(other, 'allow'), 'PUT, GET')
    t.equal(header(other, 'access-control-allow-methods'), 'PUT, GET')
})

webTest('serveRequest takes OPTIONS * to a route that matches everything', function* (t) {
    const routes = [{ match: '/', handler: 'action' }, { methods: 'OPTIONS, GET' }]
    const client = new TestHost({ routes }).connect()
    const response = yield* client.ask('OPTIONS * HTTP/1.1\r\n\r\n')
    t.equal(header(response, 'access-control-allow-methods'), 'GET,OPTIONS')
})

webTest('serveRequest answers 404 where the handler of a route is not one', function* (t) {
    const client = new TestHost({ routes: [{ handler: 'magic' }] }).connect()
    const response = yield* client.get('/')
    t.equal(response.status, 404)
    t.equal(response.body.toString(), 'No handler to process request')
})

webTest('serveRequest lets nobody pass to a role without a user', function* (t) {
    let ran = 0
    const count = () => {
        ran++
    }
    const host = new TestHost({
        routes: [
            { match: '/admin/', handler: 'action', role: 'admin' },
            { match: '/public/', handler: 'action', role: 'public' },
            { handler: 'action' },
        ],
    })
    host.addAction('/action', count, 'user')
    host.addAction('/', count, 'public')
    const client = host.connect()
    for (const [target, status, text] of [
        ['/admin/x', 401, 'Access Denied. User is not logged in.'],
        ['/action', 403, 'Access Denied. User has insufficient privilege.'],
    ] as const) {
        const response = yield* client.get(target)
        t.equal(response.status, status)
        t.equal(response.body.toString(), text)
        t.equal(header(response, 'connection'), 'keep-alive')
    }
    t.equal(ran, 0)
    t.equal((yield* client.get('/public/x')).status, 200)
    t.equal((yield* client.get('/x')).status, 200)
    t.equal(ran, 2)
})

webTest('serveRequest tells that actions serve no ranges, unless the action says otherwise', function* (t) {
    const client = new TestHost(
        {},
        {
            '/other': web => {
                web.addHeader('accept-ranges', 'bytes')
                web.addHeader('X-Frame-Options', 'DENY')
            },
            '/fail': web => web.sendErrorNow(418, 'No'),
            '/': path,
        },
    ).connect()
    t.equal(header(yield* client.get('/'), 'accept-ranges'), 'none')
    t.equal(header(yield* client.get('/fail'), 'accept-ranges'), 'none')
    const other = yield* client.get('/other')
    t.equal(header(other, 'accept-ranges'), 'bytes')
    t.equal(header(other, 'x-frame-options'), 'DENY')
    t.equal(header(other, 'x-content-type-options'), 'nosniff')
})

webTest('serveRequest refuses bodies by their announced length before anything else', function* (t) {
    const limits = { body: 10, upload: 100 }
    const headers = { 'X-Config': 'x' }
    const form = 'Content-Type: Multipart/Form-Data; boundary=x\r\n'
    for (const [request, length, text] of [
        ['POST /nowhere', 11, 'Request content-length is too big'],
        ['PUT /', 101, 'Request upload body content-length is too big'],
        [`POST / HTTP/1.1\r\n${form}`, 101, 'Request upload body content-length is too big'],
    ] as const) {
        const client = new TestHost({ limits, headers, routes: [{ match: '/', handler: 'action' }] }).connect()
        const line = request.includes('\r\n') ? request : `${request} HTTP/1.1\r\n`
        const response = yield* client.ask(`${line}Content-Length: ${length}\r\n\r\n`)
        t.equal(response.status, 413)
        t.equal(response.body.toString(), text)
        t.equal(header(response, 'connection'), 'close')
        t.equal(header(response, 'x-config'), undefined)
        t.ok(yield* client.ended())
    }
})

webTest('serveRequest leaves the body of a PUT to its handler', function* (t) {
    const host = new TestHost(
        { limits: { body: 10, upload: 1000 } },
        {
            '/': function* (web) {
                t.equal(web.bodyBytes.length, 0)
                t.equal(web.rxRemaining, 500)
                const buf = Buffer.alloc(300)
                let count = 0
                for (let n = yield* web.read(buf, 200); n > 0; n = yield* web.read(buf, 200)) {
                    t.ok(n <= 200)
                    count += n
                }
                yield* sleep(1)
                yield* web.write(String(count))
            },
        },
    )
    const client = host.connect()
    const response = yield* client.ask(`PUT / HTTP/1.1\r\nContent-Length: 500\r\n\r\n${'x'.repeat(500)}`)
    t.equal(response.body.toString(), '500')
    t.equal(header(response, 'connection'), 'keep-alive')
})
