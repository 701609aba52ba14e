import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ref } from '../../../fiber/c.js'
import { RBuf, sleep } from '../../../fiber/index.js'
import { Json } from '../../../services/json/index.js'
import * as face from '../../../services/web/c.js'
import type { Web, WebHandler } from '../../../services/web/index.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'
import { header, type Response, type Test, TestHost, webTest } from './harness.js'

t.test('services/web/c.ts has every row of web.tsv', { skip: withoutTable('web') }, async t => {
    t.strictSame(walkTable('web', 'services/web/c.ts'), [])
})

t.test('services/web/c.ts has the constants with the values of C', async t => {
    t.match(face, {
        ...{ WEB_UNLIMITED: 2147483647, WEB_CHUNK_START: 1, WEB_CHUNK_DATA: 2, WEB_CHUNK_EOF: 4, WEB_HEADERS: 16 },
        ...{ WEB_MAX_SIG: 160, WEB_MAX_COOKIE_SIZE: 8192, WEB_MAX_SIG_DEPTH: 16, ME_WEB_MAX_AUTH: 256 },
        ...{ ME_WEB_CONFIG: 'web.json5', WEB_SESSION_COOKIE: '-web-session-', WEB_SESSION_USERNAME: '_:username:_' },
        ...{ WEB_SESSION_ROLE: '_:role:_', WEB_SESSION_XSRF: '_:xsrf:_', WEB_XSRF_HEADER: 'X-XSRF-TOKEN' },
        ...{ WEB_XSRF_PARAM: '-xsrf-', WEB_COOKIE_OVERRIDE: 1, WEB_COOKIE_HTTP_ONLY: 2, WEB_COOKIE_SECURE: 4 },
        ...{ WEB_COOKIE_SAME_SITE: 8, WEB_HOOK_CONNECT: 1, WEB_HOOK_DISCONNECT: 2, WEB_HOOK_START: 3, WEB_HOOK_RUN: 4 },
        ...{ WEB_HOOK_ACTION: 5, WEB_HOOK_NOT_FOUND: 6, WEB_HOOK_ERROR: 7, WEB_HOOK_EXCEPTION: 8, WEB_HOOK_CLOSE: 9 },
        ...{ WEB_HOOK_END: 10, WEB_SHOW_NONE: 1, WEB_SHOW_REQ_BODY: 2, WEB_SHOW_REQ_HEADERS: 4 },
        ...{ WEB_SHOW_RESP_BODY: 8, WEB_SHOW_RESP_HEADERS: 16 },
    })
})

/** Runs ported code as an action and gives its results and the response. */
function ported(
    name: string,
    action: (web: Web, results: unknown[]) => ReturnType<WebHandler>,
    check: (t: Test, response: Response, results: unknown[]) => void,
    request = 'GET /a.txt HTTP/1.1\r\n\r\n',
): void {
    webTest(name, function* (t) {
        const results: unknown[] = []
        const host = new TestHost({}, { '/': web => action(web, results) })
        const response = yield* host.connect().ask(request)
        check(t, response, results)
        t.same(
            host.errors.filter(({ code }) => code !== 'WEB_MISUSE'),
            [],
        )
    })
}

ported(
    'webWrite and webWriteFmt send a chunk each, and tell how many bytes they took',
    function* (web, results) {
        results.push(yield* face.webWriteFmt(web, 'hello %s\n', 'wörld'))
        results.push(yield* face.webWrite(web, 'abcdef', 3))
        results.push(yield* face.webWrite(web, Buffer.from([1, 2, 3]), 2))
        results.push(yield* face.webWrite(web, '€uro', 3))
        results.push(yield* face.webWriteJson(web, Json.parse('{a: 1.50, b: [x]}')))
        results.push(yield* face.webWrite(web, null))
        results.push(yield* face.webWrite(web, 'late'), yield* face.webFinalize(web))
    },
    (t, response, results) => {
        t.same(results, [13, 3, 2, 3, 20, 0, 0, 0])
        t.same(response.chunks, [13, 3, 2, 3, 20])
        t.equal(response.body.toString(), 'hello wörld\nabc\x01\x02€{"a":1.50,"b":["x"]}')
        t.equal(header(response, 'content-type'), 'text/plain')
    },
)

ported(
    'webBuffer collects what is written, whatever happens meanwhile, and sends it with its length',
    function* (web) {
        face.webBuffer(web, 10)
        for (let i = 0; i < 3; i++) {
            yield* face.webWriteFmt(web, '%d %s\n', i, 'x'.repeat(50_000))
            yield* sleep(10)
        }
    },
    (t, response) => {
        t.equal(response.chunks, null)
        t.equal(header(response, 'content-length'), String(3 * 50_003))
    },
)

ported(
    'webSetContentLength has the body sent without chunks',
    function* (web) {
        face.webSetContentLength(web, 4)
        yield* face.webWrite(web, 'ab')
        yield* face.webWrite(web, 'cd')
    },
    (t, response) => {
        t.equal(header(response, 'content-length'), '4')
        t.equal(response.body.toString(), 'abcd')
    },
)

ported(
    'webWriteHeaders sends the headers once',
    function* (web, results) {
        face.webSetStatus(web, 201)
        face.webAddHeader(web, 'X-A', '%d-%s', 5, 'a')
        face.webAddHeaderStaticString(web, 'X-B', '100%')
        face.webAddHeaderDynamicString(web, 'X-B', 'again')
        results.push((yield* face.webWriteHeaders(web)) > 100, yield* face.webWriteHeaders(web))
        face.webAddHeader(web, 'X-Late', 'x')
    },
    (t, response, results) => {
        t.same(results, [true, 0])
        t.equal(response.status, 201)
        t.equal(header(response, 'x-a'), '5-a')
        t.equal(header(response, 'x-b'), '100% AND again')
        t.equal(header(response, 'x-late'), undefined)
        t.same(response.chunks, [])
    },
)

ported(
    'webWriteResponse answers with plain text, once',
    function* (web, results) {
        yield* face.webWriteResponse(web, 202, '%d%% done', 50)
        results.push(yield* face.webWriteResponse(web, 500, null), yield* face.webWriteResponseString(web, 500, 'x'))
    },
    (t, response, results) => {
        t.same(results, [0, 0])
        t.equal(response.status, 202)
        t.equal(response.body.toString(), '50% done')
        t.equal(header(response, 'content-type'), 'text/plain')
    },
    'GET /a.html HTTP/1.1\r\n\r\n',
)

for (const [status, sent, result] of [
    [404, 404, 0],
    [-404, 404, -21],
    [0, 400, -21],
] as const) {
    ported(
        `webError answers ${status} with the first error, and closes below 1`,
        function* (web, results) {
            results.push(yield* face.webError(web, status, 'First %d', 1), web.error)
            results.push(yield* face.webError(web, 500, 'Second'), web.error)
        },
        (t, response, results) => {
            t.same(results, [result, 'First 1', 0, 'First 1'])
            t.equal(response.status, sent)
            t.equal(response.body.toString(), 'First 1')
            t.equal(header(response, 'connection'), status > 0 ? 'keep-alive' : 'close')
        },
    )
}

ported(
    'webWrite takes nothing for HEAD',
    function* (web, results) {
        results.push(yield* face.webWrite(web, 'abc'), yield* face.webWriteJson(web, Json.parse('{}')))
    },
    (t, response, results) => {
        t.same(results, [0, 0])
        t.equal(header(response, 'transfer-encoding'), 'chunked')
    },
    'HEAD / HTTP/1.1\r\n\r\n',
)

ported(
    'webGetNextHeader walks through all headers, those of one name too',
    web => {
        const [key, value] = [ref<string | null>(null), ref<string | null>(null)]
        while (face.webGetNextHeader(web, key, value)) {
            web.writeNow(`${key.value}=${value.value};`)
        }
        web.writeNow(`${face.webGetHeader(web, 'A')} ${face.webGetHeader(web, 'none')} ${face.webGetHeader(web, null)}`)
    },
    (t, response) => {
        t.equal(response.body.toString(), 'a=1;B=2;a=1;1 null null')
    },
    'GET / HTTP/1.1\r\na: 1\r\nB: 2\r\na: 1\r\n\r\n',
)

ported(
    'webRead and its like read the body, and nothing behind it',
    function* (web, results) {
        const buf = Buffer.alloc(100)
        const data = ref<Buffer | null>(null)
        results.push(yield* face.webBufferUntil(web, '\n', 100), yield* face.webBufferUntil(web, '\n', 5))
        results.push(yield* face.webReadUntil(web, '\n', buf, 100), buf.toString('latin1', 0, 9))
        results.push(yield* face.webReadUntil(web, '?', buf, 3))
        results.push(yield* face.webRead(web, buf, 2), buf.toString('latin1', 0, 2))
        results.push(yield* face.webReadDirect(web, data, 3), data.value?.toString())
        results.push(yield* face.webConsumeInput(web), yield* face.webRead(web, buf, 100))
    },
    (t, _response, results) => {
        t.same(results, [9, 0, 9, 'one line\n', -25, 2, 'ab', 3, 'cde', 0, 0])
    },
    'PUT / HTTP/1.1\r\nContent-Length: 20\r\n\r\none line\nabcdefghijk',
)

webTest('webRead tells of breaches of HTTP and of clients that are gone, and the connection ends', function* (t) {
    for (const [request, status] of [
        ['PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 400],
        ['PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc', 0],
        ['PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab', 0],
    ] as const) {
        const results: number[] = []
        const host = new TestHost(
            {},
            {
                '/': function* (web) {
                    for (let n = 1; n > 0; ) {
                        n = yield* face.webRead(web, Buffer.alloc(10), 10)
                        results.push(n)
                    }
                },
            },
        )
        const client = host.connect()
        yield* client.send(request)
        client.socket.end()
        if (status > 0) {
            t.equal((yield* client.response()).status, status)
        }
        t.ok(yield* client.ended())
        t.equal(results.at(-1), -29)
        t.same(host.errors, [])
    }
})

webTest('webWrite tells of clients that do not read, and the connection ends', function* (t) {
    let result = 0
    const host = new TestHost(
        { timeouts: { inactivity: 10 } },
        {
            '/': function* (web) {
                do {
                    result = yield* face.webWrite(web, Buffer.alloc(100_000))
                } while (result > 0)
                yield* face.webWrite(web, 'more')
            },
        },
    )
    const client = host.connect()
    yield* client.send('GET / HTTP/1.1\r\n\r\n')
    yield* client.served.join()
    t.equal(result, -30)
    t.same(host.errors, [])
})

webTest('webNetError ends the connection without a response', function* (t) {
    let result = 0
    const host = new TestHost(
        {},
        {
            '/': function* (web) {
                result = yield* face.webNetError(web, 'Bad %s', 'thing')
                t.equal(web.error, 'Bad thing')
                t.equal(web.status, 550)
            },
        },
    )
    for (const hook of [null, () => {}]) {
        host.setHook(hook)
        const client = host.connect()
        yield* client.send('GET / HTTP/1.1\r\n\r\n')
        t.ok(yield* client.ended())
        t.equal(result, -21)
    }
})

webTest('webNetError leaves no response that looks complete, whatever is written afterwards', function* (t) {
    const host = new TestHost(
        {},
        {
            '/whole': function* (web) {
                yield* face.webNetError(web, 'Bad thing')
                yield* face.webWriteResponse(web, 200, 'all is well')
                yield* face.webFinalize(web)
            },
            '/part': function* (web) {
                yield* face.webWriteHeaders(web)
                yield* face.webNetError(web, 'Bad thing')
                yield* face.webFinalize(web)
            },
        },
    )
    const whole = host.connect()
    yield* whole.send('GET /whole HTTP/1.1\r\n\r\n')
    t.ok(yield* whole.ended())
    const part = host.connect()
    yield* part.send('GET /part HTTP/1.1\r\n\r\n')
    let text = ''
    try {
        text = (yield* part.rest()).toString()
    } catch {
        // Reset.
    }
    t.notMatch(text, /0\r\n\r\n$/)
})

webTest('webAddAccessControlHeader names the origin, or the server', function* (t) {
    const host = new TestHost(
        { name: 'device.example' },
        {
            '/coded': function* (web) {
                web.addHeader('Content-Encoding', 'br')
                yield* face.webAddAccessControlHeader(web)
            },
            '/vary': function* (web) {
                web.addHeader('Vary', 'Cookie')
                yield* face.webAddAccessControlHeader(web)
            },
            '/': face.webAddAccessControlHeader,
        },
    )
    const client = host.connect()
    const own = yield* client.get('/')
    t.equal(header(own, 'access-control-allow-origin'), 'http://device.example')
    t.equal(header(own, 'vary'), 'Origin')
    const other = yield* client.get('/coded', 'Origin: https://other.example')
    t.equal(header(other, 'access-control-allow-origin'), 'https://other.example')
    t.equal(header(other, 'vary'), 'Origin, Accept-Encoding')
    t.equal(header(yield* client.get('/vary'), 'vary'), 'Cookie')
})

webTest('webRedirect and webGetHostName name the server', function* (t) {
    const host = new TestHost(
        { name: 'device.example:81' },
        {
            '/name': function* (web) {
                yield* face.webWriteFmt(web, '%s', yield* face.webGetHostName(web))
            },
            '/': web => face.webRedirect(web, 303, null),
        },
    )
    const client = host.connect()
    t.equal((yield* client.get('/name')).body.toString(), 'device.example:81')
    t.equal(header(yield* client.get('/x?y'), 'location'), 'http://device.example:81/x?y')
})

webTest('webParseHeadersBlock and webValidateUrl read again, or answer', function* (t) {
    const host = new TestHost(
        {},
        {
            '/good': function* (web) {
                t.equal(yield* face.webParseHeadersBlock(web, 'New: 1\r\n\r\ntrash', 10, false), true)
                t.equal(yield* face.webValidateUrl(web), 0)
                yield* face.webWriteFmt(web, '%s %s %s', web.method, web.path, web.getHeader('new'))
            },
            '/bad': function* (web) {
                t.equal(yield* face.webParseHeadersBlock(web, 'Content-Length: x\r\n\r\n', 99, false), false)
            },
        },
    )
    t.equal((yield* host.connect().get('/good', 'Old: 2')).body.toString(), 'GET /good 1')
    const client = host.connect()
    t.equal((yield* client.get('/bad')).body.toString(), 'Bad Content-Length')
    t.ok(yield* client.ended())
})

t.test('webDecode, webEncode and their like take NULL', async t => {
    t.equal(face.webDecode('a%20b+c%00%zz'), 'a b c%00%zz')
    t.equal(face.webDecode('%ff'), '%ff')
    t.equal(face.webEncode('a b"ü'), 'a%20b%22%C3%BC')
    t.equal(face.webEscapeHtml('<a href="#">&(\')'), '&lt;a href=&quot;&#35;&quot;&gt;&amp;&#40;&#39;&#41;')
    t.equal(face.webEscapeHtml(null), '')
    t.same([null, 0, undefined].map(face.webDecode as () => unknown), [null, null, null])
    t.same([face.webEncode(null), face.webNormalizePath(null), face.webParseUrl(null)?.host], [null, null, null])
    t.equal(face.webGetStatusMsg(404), 'Not Found')
    t.equal(face.webGetStatusMsg(418), 'Unknown')
    t.equal(face.webHttpDate(784111777), 'Sun, 06 Nov 1994 08:49:37 GMT')
    t.same(['/a/../b/', '/..', '', 'a/..'].map(face.webNormalizePath), ['/b/', null, null, '.'])
    t.same(['/a?b', '', '/a b', null].map(face.webValidatePath), [true, false, false, false])
})

t.test('webParseUrl stores the parts', async t => {
    const [scheme, host, path] = [ref<string | null>(null), ref<string | null>(null), ref<string | null>(null)]
    const [port, query, hash] = [ref(0), ref<string | null>(null), ref<string | null>(null)]
    t.ok(face.webParseUrl('http://h:81/p?q#f', scheme, host, port, path, query, hash))
    t.same(
        [scheme, host, port, path, query, hash].map(({ value }) => value),
        ['http', 'h', 81, 'p', 'q', 'f'],
    )
    t.equal(face.webParseUrl('http://h:0', scheme, null, port), null)
    t.equal(port.value, 81)
})

t.test('webAllocHost makes a host of a tree, or says why not', async t => {
    const host = face.webAllocHost(Json.parse('{web: {name: "n", limits: {body: 5}}, log: {show: "H"}}'), 0)!
    t.match(host, { name: 'n', maxBody: 5, flags: face.WEB_SHOW_REQ_HEADERS })
    t.equal(face.webAllocHost(Json.parse('{web: {}}'), face.WEB_SHOW_NONE)!.flags, face.WEB_SHOW_NONE)
    t.equal(face.webAllocHost(Json.parse('{web: {limits: 5}}'), 0), null)
    t.equal(face.webGetDocs(host), 'site')
    face.webSetHostDefaultIP(host, '192.0.2.1')
    t.equal(host.ip, '192.0.2.1')
    face.webAddAction(host, '/a', () => {}, 'public')
    face.webAddAction(host, '/b', () => {}, 'admin')
    t.match(host.actions, [
        { match: '/a', role: null },
        { match: '/b', role: 'admin' },
    ])
    t.equal(face.webInit(), 0)
})

ported(
    'webGetVar and its like read and change variables, and take NULL',
    (web, results) => {
        results.push(face.webGetVar(web, 'a.b', null), face.webGetVar(web, 'none', 'def'), face.webGetVar(web, 'none'))
        results.push(
            face.webGetQueryVar(web, 'q', 0),
            face.webGetQueryVar(web, 'a.b', 'def'),
            face.webGetVar(web, null),
        )
        face.webSetVar(web, 'a.b', 'new')
        face.webSetVar(web, null, 'x')
        face.webSetVar(web, 'empty', null)
        face.webRemoveVar(web, 'a.c')
        face.webRemoveVar(web, null)
        results.push(web.vars!.toString())
        face.webParseForm(web)
        results.push(web.vars!.toString())
        face.webParseQuery(web)
        const tree = Json.parse('{}')
        face.webParseEncoded(web, tree, 'x=1&y.z=2')
        face.webParseEncoded(web, tree, null)
        results.push(tree.toString(), face.webParseJson(web)?.toString())
    },
    (t, response, results) => {
        t.equal(response.status, 200)
        t.same(results, [
            ...['1', 'def', null, '5', 'def', '{}'],
            "{a:{b:'new'},empty:''}",
            "{'{a:{b:1,c:2}}':''}",
            '{x:1,y:{z:2}}',
            '{a:{b:1,c:2}}',
        ])
    },
    'POST /?q=5 HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{a:{b:1,c:2}}',
)

ported(
    'webParseJson gives NULL for what is no JSON',
    (web, results) => void results.push(face.webParseJson(web)),
    (t, _response, results) => t.same(results, [null]),
    'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{a',
)

ported(
    'webWriteEvent sends events, and tells how many bytes they have',
    function* (web, results) {
        results.push(yield* face.webWriteEvent(web, 0, 'test', 'Event %d', 1), web.lastEventId)
        results.push(yield* face.webWriteEvent(web, 9, null, null), web.lastEventId)
    },
    (t, response, results) => {
        t.same(results, [33, 1, 14, 9])
        t.same(response.chunks, [33, 14])
        t.equal(response.body.toString(), 'id: 1\nevent: test\ndata: Event 1\n\nid: 9\ndata: \n\n')
        t.equal(header(response, 'content-type'), 'text/event-stream')
    },
)

webTest('webInitUpload and webProcessUpload answer what is no multipart body', function* (t) {
    const results: number[] = []
    const host = new TestHost(
        {},
        {
            '/init': function* (web) {
                results.push(yield* face.webInitUpload(web))
                face.webFreeUpload(web)
            },
            '/process': function* (web) {
                results.push(yield* face.webProcessUpload(web))
            },
        },
    )
    for (const [path, type, text] of [
        ['/init', 'x', 'Bad boundary'],
        ['/init', 'x; boundary=b', ''],
        ['/process', 'x; boundary=b', 'Bad upload request boundary'],
    ]) {
        const response = yield* host.connect().get(path!, `Content-Type: ${type}`)
        t.equal(response.body.toString(), text)
    }
    t.same(results, [-11, 0, -29])
})

const signatures = mkdtempSync(join(tmpdir(), 'web-c-'))
t.teardown(() => rmSync(signatures, { recursive: true }))

webTest('webValidateJson and its like answer what does not fit, and copy what does', function* (t) {
    const path = join(signatures, 'api.json5')
    writeFileSync(
        path,
        '{m: {hasRequired: true, fields: {a: {type: "number", required: true, default: 5}}}, u: {v: {request: "null"}}}',
    )
    const results: unknown[] = []
    const host = new TestHost(
        { signatures: { enable: true, path } },
        {
            '/good': function* (web) {
                const buf = new RBuf()
                results.push(yield* face.webValidateJson(web, buf, Json.parse('{b: 1}'), 0, 'm', 'response'), `${buf}`)
                const tree = Json.parse('{b: 1}')
                results.push(yield* face.webValidateJson(web, null, tree, 0, 'm', null), tree.toString())
                results.push(yield* face.webValidateData(web, buf, '{a: 7}', 'm', 'response'), `${buf}`)
                const sid = web.host.signatures!.getId('m.fields.a')
                results.push(yield* face.webValidateSignature(web, null, Json.parse('[7]'), 1, sid, 3, 'x'))
                results.push(yield* face.webValidateControllerAction(web, 'u', 'v'), web.signature > 0)
                results.push(yield* face.webValidateRequest(web, null), yield* face.webCheckRequest(web, 'u', 'none'))
                results.push(yield* face.webWriteValidatedJson(web, Json.parse('{a: 1}'), 'm'))
                results.push(yield* face.webWriteValidatedData(web, null, 'm'))
            },
            '/bad/json': function* (web) {
                face.webBuffer(web, 0)
                yield* face.webWrite(web, 'gone')
                results.push(yield* face.webValidateJson(web, null, Json.parse('{a: x}'), 0, 'm', 'thing'))
                yield* face.webWrite(web, 'late')
            },
            '/bad/write': function* (web) {
                results.push(yield* face.webWriteValidatedJson(web, null, 'none'))
                results.push(yield* face.webWriteValidatedData(web, '[]', 'm'))
            },
        },
    )
    const response = yield* host.connect().get('/good')
    t.equal(response.body.toString(), '{"a":"1"}{"a":"5"}')
    t.same(results, [
        true,
        '{"a":"5"}',
        true,
        "{b:1,a:'5'}",
        true,
        '{"a":"5"}{"a":"7"}',
        true,
        true,
        true,
        true,
        true,
        9,
        9,
    ])
    results.length = 0
    const bad = yield* host.connect().get('/bad/json')
    t.equal(bad.status, 400)
    t.equal(bad.body.toString(), 'Bad thing, "a" should be a number\n')
    t.equal((yield* host.connect().get('/bad/write')).body.toString(), 'Missing signature for /bad/write\n')
    t.same(results, [false, -6, -6])
})
