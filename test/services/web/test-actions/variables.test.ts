/*
    variables.test.ts -- The test actions that need variables, uploads, sessions and signatures.
*/

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { type Fiber, run, scope } from '../../../../fiber/index.js'
import { registerTestActions } from '../../../../services/web/test-actions/index.js'
import type { WebConfig } from '../../../../services/web/index.js'
import { type Client, header, METHODS, type Response, type Test, TestHost } from '../harness.js'
import { ownDirectory } from '../own-directory.js'
import { field, file, multipart } from '../upload/multipart.js'

const place = ownDirectory({
    uploads: null,
    'api.json5': `{
        text: { request: 'string', response: { type: 'string' } },
        list: { response: { type: 'array', of: { type: 'number' } } },
        item: { response: { fields: { id: { type: 'number' }, secret: { type: 'string', role: 'admin' } } } },
        count: { response: { type: 'number' } },
        any: {},
    }`,
})

/** Runs `body` with a client of a host with all test actions, in real time: uploads are files. */
function actionTest(name: string, body: (t: Test, client: Client, host: TestHost) => Fiber<void>): void {
    tap.test(name, async t => {
        const config: WebConfig = {
            routes: [
                { match: '/test/xsrf/', handler: 'action', methods: METHODS, xsrf: true },
                { match: '/test/sig/', handler: 'action', methods: METHODS, validate: true },
                { match: '/test/', handler: 'action', methods: METHODS },
            ],
            upload: { dir: join(place, 'uploads') },
            signatures: { enable: true, path: join(place, 'api.json5') },
        }
        await run(() =>
            scope(function* (s) {
                const host = new TestHost(config)
                registerTestActions(host, '/test')
                const client = host.connect()
                yield* body(t, client, host)
                t.same(host.errors, [])
                client.socket.reset()
                s.cancel()
            }),
        )
    })
}

const post = (path: string, type: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`
const form = (path: string, body: string) => post(path, 'application/x-www-form-urlencoded', body)
const json = (path: string, body: string) => post(path, 'application/json', body)

function said(t: Test, response: Response, body: string, status = 200): void {
    t.same([response.status, response.body.toString()], [status, body])
}

actionTest('bulk writes as many lines as the variable of the body says, a chunk each', function* (t, client) {
    const three = yield* client.ask(form('/test/bulk', 'count=3'))
    said(t, three, 'Hello World 0000000000\nHello World 0000000001\nHello World 0000000002\n')
    t.same(three.chunks, [23, 23, 23])
    t.equal((yield* client.ask(json('/test/bulk', '{"count": 12}'))).chunks!.length, 12)
    t.equal((yield* client.get('/test/bulk?count=3')).chunks!.length, 100, 'the query does not count')
    for (const count of ['0', '-1', 'many']) {
        said(t, yield* client.ask(form('/test/bulk', `count=${count}`)), '')
    }
    t.equal((yield* client.ask(form('/test/bulk', 'count=2.9x'))).chunks!.length, 2)
})

actionTest('event sends a hundred events, and goes on where a client was', function* (t, client) {
    const first = yield* client.get('/test/event')
    t.equal(header(first, 'content-type'), 'text/event-stream')
    t.equal(first.chunks!.length, 100)
    const text = first.body.toString()
    t.ok(text.startsWith('id: 1\nevent: test\ndata: Event 0\n\nid: 2\n'))
    t.ok(text.endsWith('id: 100\nevent: test\ndata: Event 99\n\n'))
    const more = yield* client.get('/test/event', 'Last-Event-ID: 41')
    t.ok(more.body.toString().startsWith('id: 42\nevent: test\ndata: Event 0\n\n'))
})

actionTest('form shows what was sent, which cannot break out of it', function* (t, client) {
    const response = yield* client.ask(form('/test/form', 'name=%3Cb%3E&address=5+%26+%27x%27'))
    t.equal(header(response, 'cache-control'), 'no-cache')
    t.equal(response.chunks!.length, 9)
    const text = response.body.toString()
    t.match(
        text,
        /^<html><head><title>form\.esp<\/title><\/head>\n<body><form name='details' method='post' action='form'>\n/,
    )
    t.match(text, "Name <input type='text' name='name' value='&lt;b&gt;'>\n")
    t.match(text, "Address <input type='text' name='address' value='5 &amp; &#39;x&#39;'>\n")
    t.match(
        text,
        /value='OK'><\/form>\n\n<h3>Request Details<\/h3>\n\n<pre>\n\{"url":"\/test\/form",.*\}<\/pre>\n<\/body>\n<\/html>\n$/,
    )
    t.match((yield* client.get('/test/form')).body.toString(), "name='name' value=''>")
})

actionTest('show has variables of query and body, and the user', function* (t, client) {
    const asked = yield* client.get('/test/show?a=1&b=x&c.d=2&e[0]=y&f=null&g=007&h=true')
    t.match(
        asked.body.toString(),
        '"count":1,"query":{"a":1,"b":"x","c":null,"e":null,"f":null,"g":"007","h":true},"headers"',
    )
    const sent = yield* client.ask(form('/test/show', 'a=1&b=x+y&c.d=2'))
    t.match(sent.body.toString(), '"form":{"a":1,"b":"x y","c":{"d":2}},"bodyLength":15,"body":"a=1&b=x+y&c.d=2"')
    const tree = yield* client.ask(json('/test/show', '{"a":"1","b":[1,{"c":null}]}'))
    t.match(tree.body.toString(), '"form":{"a":"1","b":[1,{"c":null}]}')
    t.notMatch((yield* client.get('/test/show')).body.toString(), /"form"|"query"|"uploads"|"session"|"role"/)
})

actionTest('upload keeps files in the directory tmp, under the names of the client', function* (t, client) {
    const before = process.cwd()
    process.chdir(place)
    const untyped = ['Content-Disposition: form-data; name="g"; filename="two"', ''] as const
    try {
        const body = multipart(field('a', '5'), file('f', 'one.txt', 'content'), untyped)
        const ask = post('/test/upload', 'multipart/form-data; boundary=b', body)
        const nowhere = yield* client.ask(ask)
        said(t, nowhere, 'Cannot open output upload filename', 500)
        mkdirSync('tmp')
        const shown = JSON.parse((yield* client.ask(ask)).body.toString()) as Record<string, unknown>
        t.match(shown, {
            form: { a: 5 },
            uploads: [
                {
                    filename: /\/uploads\/tmp-\w+\.tmp$/,
                    clientFilename: 'one.txt',
                    contentType: 'text/plain',
                    name: 'f',
                    size: 7,
                },
                { clientFilename: 'two', contentType: null, name: 'g', size: 0 },
            ],
            contentLength: body.length,
        })
        t.equal(readFileSync('tmp/one.txt', 'utf8'), 'content')
        t.equal(statSync('tmp/one.txt').mode & 0o777, 0o600)
        t.ok(existsSync('tmp/two'))
        t.same(readdirSync('uploads'), [])
        t.match((yield* client.get('/test/upload')).body.toString(), /^\{"url"/, 'requests without files are shown')
    } finally {
        process.chdir(before)
    }
})

actionTest('cookie sets what the query says', function* (t, client) {
    const response = yield* client.get('/test/cookie?name=a&value=b')
    said(t, response, 'success')
    t.equal(header(response, 'content-type'), 'text/plain')
    t.equal(header(response, 'set-cookie'), 'a=b; Max-Age=1800; path=/path; HttpOnly; SameSite=Lax')
    t.match(header(yield* client.get('/test/cookie?name=a&value=b&path=/x'), 'set-cookie'), 'path=/x;')
    said(t, yield* client.get('/test/cookie?name=a'), 'Missing name or value', 400)
    said(t, yield* client.get('/test/cookie?value=a'), 'Missing name or value', 400)
    const refused = yield* client.get('/test/cookie?name=a&value=b%0dc')
    said(t, refused, 'Invalid cookie', 404)
    t.equal(header(refused, 'set-cookie'), undefined)
})

actionTest('session makes a token, and knows it again', function* (t, client) {
    const made = yield* client.get('/test/session/create')
    const token = made.body.toString()
    t.match(token, /^[0-9A-Z]{32}$/)
    const cookie = `Cookie: ${header(made, 'set-cookie')!.split(';')[0]}`
    said(t, yield* client.get(`/test/session/check?${token}`, cookie), 'success')
    said(t, yield* client.get('/test/session/check?other', cookie), 'token mismatch')
    said(t, yield* client.get(`/test/session/check?${token}`), 'token mismatch')
    said(t, yield* client.get('/test/session/check'), 'success')
    const page = yield* client.get('/test/session/form.html')
    said(t, page, 'success')
    t.equal(header(page, 'content-type'), 'text/html')
    said(t, yield* client.get('/test/session/other'), '')
    t.match((yield* client.get('/test/show', cookie)).body.toString(), /"authenticated":"public"/)
})

actionTest('xsrf is reached with the token of the session only', function* (t, client, host) {
    const page = yield* client.get('/test/xsrf/form.html')
    said(t, page, 'success')
    t.equal(header(page, 'content-type'), 'text/html')
    const cookie = `Cookie: ${header(page, 'set-cookie')!.split(';')[0]}`
    const token = header(page, 'x-xsrf-token')
    const sent = yield* client.ask(
        `POST /test/xsrf/form HTTP/1.1\r\n${cookie}\r\nX-XSRF-TOKEN: ${token}\r\nContent-Length: 0\r\n\r\n`,
    )
    said(t, sent, 'success')
    const forged = yield* client.ask(`POST /test/xsrf/form HTTP/1.1\r\n${cookie}\r\nContent-Length: 0\r\n\r\n`)
    said(t, forged, 'Invalid XSRF token', 400)
    t.equal(host.connections, 0)
})

actionTest('sig sends back what the signature of the response lets out', function* (t, client, host) {
    const text = yield* client.ask(post('/test/sig/text', 'text/plain', 'hello'))
    said(t, text, '"hello"')
    t.equal(header(text, 'content-length'), '7')
    t.equal(header(text, 'content-type'), undefined)
    said(t, yield* client.ask(json('/test/sig/list', '[1,2]')), '["1","2"]')
    said(t, yield* client.ask(json('/test/sig/item', '{"id":7,"secret":"x","more":1}')), '{"id":"7"}')
    said(t, yield* client.get('/test/sig/any'), '')
    said(t, yield* client.get('/test/sig/item'), '{}')
    for (const [path, message] of [
        ['/test/sig/list', 'Bad response, expected an array\n'],
        ['/test/sig/count', 'Missing response data, expected number\n'],
    ] as const) {
        const response = yield* host.connect().get(path)
        said(t, response, message, 400)
        t.equal(header(response, 'connection'), 'close')
    }
})
