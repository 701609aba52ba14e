/*
    validate.test.ts -- Requests and responses held against signatures, through a host: lookup, every rule of spec web.md §19.3, every
    message.
*/

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tap from 'tap'
import { Json, stringify } from '../../../../services/json/index.js'
import { type Web, type WebConfig, type WebHandler, WebHost } from '../../../../services/web/index.js'
import { header, METHODS, type Response, TestHost, webTest } from '../harness.js'

const place = mkdtempSync(join(tmpdir(), 'web-signatures-'))
tap.teardown(() => rmSync(place, { recursive: true }))

/** The configuration of a host with the signatures `api` for `/api/`. */
function signed(api: unknown, { strict = false, validate = true, name = 'api.json5' } = {}): WebConfig {
    const path = join(place, name)
    writeFileSync(path, typeof api === 'string' ? api : stringify(api))
    return {
        signatures: { enable: true, path, strict },
        routes: [
            { match: '/api/', handler: 'action', methods: METHODS, validate },
            { handler: 'action', methods: METHODS },
        ],
    }
}

const post = (path: string, body: string, type = 'application/json') =>
    `POST ${path} HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const text = ({ status, body }: Response) => [status, body.toString()]

/** Sends bodies to `/api/x/y`, whose signature has `request`, and compares the answers: the variables, or what is wrong. */
function requests(
    name: string,
    request: unknown,
    cases: readonly (readonly [body: string, answer: string])[],
    options: { strict?: boolean; type?: string } = {},
): void {
    webTest(name, function* (t) {
        const host = new TestHost(signed({ x: { y: { request } } }, options), {
            '/': web => web.writeNow(web.vars?.toString() ?? 'none'),
        })
        for (const [body, answer] of cases) {
            const client = host.connect()
            const response = yield* client.ask(post('/api/x/y', body, options.type))
            const isGood = response.status === 200
            t.same(text(response), [isGood ? 200 : 400, answer], body)
            t.equal(header(response, 'connection'), isGood ? 'keep-alive' : 'close')
        }
        t.same(host.errors, [])
    })
}

requests(
    'validateRequest wants required fields, or takes their default as text',
    {
        hasRequired: true,
        fields: {
            name: { type: 'string', required: true },
            age: { type: 'number', required: true, default: 5 },
            'a.b': { type: 'string', required: true, default: 'dotted' },
            note: { type: 'string', required: 'yes' },
        },
    },
    [
        ['{name: "n", age: 7, "a.b": "x"}', "{name:'n',age:7,'a.b':'x'}"],
        ['{name: "n"}', "{name:'n',age:'5','a.b':'dotted'}"],
        ['{name: "n", age: null, z: 1}', "{name:'n',age:'5',z:1,'a.b':'dotted'}"],
        ['{age: 7}', "Missing required request field 'name'\n"],
        ['{name: null}', "Missing required request field 'name'\n"],
        ['{}', "Missing required request field 'name'\n"],
        ['', "Missing required request field 'name'\n"],
        ['[1]', 'Bad request, expected an object\n'],
        ['5', 'Bad request, expected an object\n'],
    ],
)

requests(
    'validateRequest ignores required without hasRequired',
    { fields: { name: { type: 'string', required: true, default: 'd' } } },
    [['{other: 1}', '{other:1}']],
)

requests(
    'validateRequest checks the types of fields, and skips hidden ones',
    {
        fields: {
            n: 'number',
            b: { type: 'boolean' },
            d: { type: 'date' },
            s: { type: 'string' },
            nothing: null,
            any: {},
            list: { type: 'array', of: { type: 'number' } },
            o: { fields: { x: 'number' } },
            free: 'object',
            odd: { type: 'thing' },
            _n: 'number',
            pk: 'number',
        },
    },
    [
        [
            '{n: -1e5, b: true, d: "2024-01-01T00:00:00Z", s: 5, any: [{}]}',
            "{n:-1e5,b:true,d:'2024-01-01T00:00:00Z',s:5,any:[{}]}",
        ],
        ['{n: "x"}', 'Bad request, "n" should be a number\n'],
        ['{n: {}}', 'Bad request, "n" should be a number\n'],
        ['{n: null, list: null, o: null}', '{n:null,list:null,o:null}'],
        ['{b: 1}', 'Bad request, "b" should be a boolean\n'],
        ['{d: "2024-01-01"}', 'Bad request, "d" should be a date\n'],
        ['{s: []}', 'Bad request data, expected a string for "s"\n'],
        ['{nothing: ""}', "{nothing:''}"],
        ['{nothing: 1}', 'Bad request, data should be empty\n'],
        ['{list: [1, 2]}', '{list:[1,2]}'],
        ['{list: [1, x]}', 'Bad request, "of" should be a number\n'],
        ['{list: {}}', 'Bad request, expected an array\n'],
        ['{o: {x: 1, y: 2}}', '{o:{x:1,y:2}}'],
        ['{o: {x: y}}', 'Bad request, "x" should be a number\n'],
        ['{o: 1}', 'Bad request, expected an object\n'],
        ['{free: {a: [1]}}', '{free:{a:[1]}}'],
        ['{odd: 1}', 'Bad request data, expected a thing for "odd"\n'],
        ['{_n: x, _other: 1, pk: x, sk: y}', "{_n:'x',_other:1,pk:'x',sk:'y'}"],
        ['{unknown: 1, __proto__: 2}', '{unknown:1,__proto__:2}'],
    ],
)

requests(
    'validateRequest refuses unknown fields where it is strict, unless hasWild',
    { fields: { a: 'number', w: { hasWild: true, fields: { n: 'number' } } } },
    [
        ['{a: 1}', '{a:1}'],
        ['{a: 1, b: 2}', "Invalid request field 'b' in /api/x/y\n"],
        ['{"a.x": 1}', "Invalid request field 'a.x' in /api/x/y\n"],
        ['{toString: 1}', "Invalid request field 'toString' in /api/x/y\n"],
        ['{w: {z: [1]}}', '{w:{z:[1]}}'],
        ['{w: {z: 1, n: z}}', 'Bad request, "n" should be a number\n'],
        [`{${'x'.repeat(200)}: 1}`, `Invalid request field '${'x'.repeat(160)}...' in /api/x/y\n`],
    ],
    { strict: true },
)

requests(
    'validateRequest permits no field where fields is empty, and all where it is missing',
    { fields: {} },
    [
        ['{}', '{}'],
        ['{a: 1}', "Invalid request field 'a' in /api/x/y\n"],
    ],
    { strict: true },
)

requests('validateRequest takes anything for an object without fields', 'object', [
    ['{a: {b: [1]}}', '{a:{b:[1]}}'],
    ['[1]', '[1]'],
    ['', '{}'],
])

requests(
    'validateRequest checks arrays of arrays, and wants one',
    { type: 'array', of: { type: 'array', of: 'number' } },
    [
        ['[[1], [], [2, 3]]', '[[1],[],[2,3]]'],
        ['[[1], 2]', 'Bad request, expected an array\n'],
        ['{}', 'Bad request, expected an array\n'],
        ['', 'Bad request, expected an array\n'],
    ],
)

requests(
    'validateRequest checks a body that is no tree as text',
    'number',
    [
        ['12', 'none'],
        ['x', 'Bad request, "request" should be a number\n'],
        ['', 'Missing request data, expected number\n'],
    ],
    { type: 'text/plain' },
)

requests(
    'validateRequest wants no body where the signature is null',
    null,
    [
        ['', 'none'],
        ['x', 'Bad request, data should be empty\n'],
    ],
    { type: 'text/plain' },
)

requests(
    'validateRequest checks forms as it checks JSON',
    { hasRequired: true, fields: { a: { type: 'number', required: true } } },
    [
        ['a=1&b=x', "{a:1,b:'x'}"],
        ['b=1', "Missing required request field 'a'\n"],
        ['a=x', 'Bad request, "a" should be a number\n'],
    ],
    { type: 'application/x-www-form-urlencoded' },
)

webTest('validateRequest ends at a depth of 16', function* (t) {
    const block = (levels: number): unknown => ({ type: 'array', of: levels === 0 ? 'number' : block(levels - 1) })
    const host = new TestHost(signed({ x: { y: { request: block(20) } } }), { '/': web => web.writeNow('ok') })
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    t.same(text(yield* host.connect().ask(post('/api/x/y', deep(17)))), [200, 'ok'])
    const response = yield* host.connect().ask(post('/api/x/y', deep(18)))
    t.same(text(response), [400, 'Signature validation failed'])
    t.equal(header(response, 'connection'), 'close')
})

webTest('validateRequest checks the query alone where there is a signature for it', function* (t) {
    const request = {
        query: { hasRequired: true, fields: { id: { type: 'number', required: true } } },
        fields: { n: 'number' },
    }
    const host = new TestHost(signed({ x: { y: { request } } }), {
        '/': web => web.writeNow(web.getQueryVar('id', 'none')),
    })
    const ask = (target: string, body = '') => host.connect().ask(post(target, body))
    t.same(text(yield* ask('/api/x/y?id=5', '{n: bad}')), [200, '5'], 'the body is not looked at')
    t.same(text(yield* ask('/api/x/y?id=x')), [400, 'Bad query, "id" should be a number\n'])
    t.same(text(yield* ask('/api/x/y?a=1')), [400, "Missing required query field 'id'\n"])
    t.same(text(yield* ask('/api/x/y?', '{n: bad}')), [400, 'Bad request, "n" should be a number\n'])
    t.same(text(yield* ask('/api/x/y', '{n: 5}')), [200, 'none'])
})

webTest('validateRequest finds the signature by the path behind the match of the route', function* (t) {
    const api = { user: { login: { request: 'number' }, list: { response: 'number' } }, x: null }
    const found: (string | null)[] = []
    const show: WebHandler = web => {
        found.push(web.signature < 0 ? null : web.host.signatures!.node(web.signature)!.name)
    }
    for (const strict of [false, true]) {
        const host = new TestHost(signed(api, { strict }), { '/': show })
        const ask = (target: string) => host.connect().ask(post(target, '5', 'text/plain'))
        found.length = 0
        t.equal((yield* ask('/api/user/login')).status, 200)
        t.equal((yield* ask('/api/x/../user//login')).status, 200)
        t.same(found, ['login', 'login'])
        t.same(text(yield* host.connect().ask(post('/api/x/../user/login', 'x', 'text/plain'))), [
            400,
            'Bad request, "request" should be a number\n',
        ])
        for (const [target, message] of [
            ['/api/user/logout', 'Missing request signature for request\n'],
            ['/api/', 'Missing request signature for request\n'],
            ['/api/./', 'Missing request signature for request\n'],
            ['/api/user/list', 'Missing request API signature\n'],
            ['/api/x', 'Missing request API signature\n'],
        ] as const) {
            const response = yield* ask(target)
            t.same(text(response), strict ? [400, message] : [200, ''], target)
            t.equal(header(response, 'connection'), strict ? 'close' : 'keep-alive')
        }
        found.length = 0
        t.equal((yield* ask('/other/user/login')).status, 200, 'a route without validate')
        t.same(found, [null])
    }
})

webTest('validateRequest does nothing without signatures, and not on routes without validate', function* (t) {
    const routes = [{ handler: 'action', methods: METHODS, validate: true }]
    const plain = new TestHost({ routes }, { '/': web => web.writeNow(`${web.signature}`) })
    t.same(text(yield* plain.connect().ask(post('/x/y', '{a: 1}'))), [200, '-1'])
    const config = signed({ x: { y: { request: 'number' } } }, { strict: true, validate: false })
    const other = new TestHost(config, { '/': web => web.writeNow('ok') })
    t.same(text(yield* other.connect().ask(post('/api/x/y', 'text', 'text/plain'))), [200, 'ok'])
})

webTest('validateRequest does not look at JSON that is malformed, and keeps the connection then', function* (t) {
    const host = new TestHost(
        signed({ x: { y: { request: { hasRequired: true, fields: { a: { required: true } } } } } }),
    )
    const response = yield* host.connect().ask(post('/api/x/y', '{'))
    t.same(text(response), [400, 'JSON body is malformed'])
    t.equal(header(response, 'connection'), 'keep-alive')
})

webTest('validateRequest takes fields that nobody may send as unchecked', function* (t) {
    const request = {
        fields: {
            open: { type: 'number', role: 'public' },
            secret: { type: 'number', role: 'admin' },
            dropped: { type: 'number', drop: true },
            kept: { type: 'number', drop: false },
            byRole: { type: 'number', drop: 'admin' },
            other: { type: 'number', drop: { response: 'admin' } },
            mine: { type: 'number', drop: { request: 'admin' } },
        },
    }
    const host = new TestHost(signed({ x: { y: { request } } }), { '/': web => web.writeNow(web.vars!.toString()) })
    const body = '{secret: a, dropped: a, byRole: a, mine: a}'
    t.same(text(yield* host.connect().ask(post('/api/x/y', body))), [
        200,
        "{secret:'a',dropped:'a',byRole:'a',mine:'a'}",
    ])
    for (const name of ['open', 'kept', 'other']) {
        const response = yield* host.connect().ask(post('/api/x/y', `{${name}: a}`))
        t.same(text(response), [400, `Bad request, "${name}" should be a number\n`])
    }
})

/** Has an action at `/api/x/y` write something with the signature `response`, and compares what comes. */
function responses(
    name: string,
    response: unknown,
    cases: readonly (readonly [value: unknown, answer: string])[],
    { strict = false, asText = false } = {},
): void {
    webTest(name, function* (t) {
        let value: unknown
        const host = new TestHost(
            signed({ x: { y: response === undefined ? {} : { response } } }, { strict, validate: false }),
            {
                '/': function* (web) {
                    yield* web.write('discarded by errors:')
                    const bytes = yield* asText
                        ? web.writeValidatedData(value as string | null)
                        : web.writeValidatedJson(value)
                    t.ok(bytes >= 0)
                },
            },
        )
        for (const [given, answer] of cases) {
            value = typeof given === 'string' && !asText ? Json.parse(given) : given
            const got = yield* host.connect().get('/api/x/y')
            const isGood = got.status === 200
            t.same(text(got), [isGood ? 200 : 400, isGood ? `discarded by errors:${answer}` : answer], String(given))
            t.equal(got.chunks, null, 'buffered')
            t.equal(header(got, 'content-type'), isGood ? undefined : 'text/plain')
        }
    })
}

responses(
    'writeValidatedJson copies what the signature names, typed values as text',
    {
        hasRequired: true,
        fields: {
            zip: 'number',
            ok: { type: 'boolean', required: true, default: false },
            name: { type: 'string', required: true },
            list: { type: 'array', of: 'number' },
            rest: { type: 'array' },
            o: { fields: { a: 'number' } },
            any: {},
            gone: { type: 'string', drop: true },
            admin: { type: 'string', role: 'admin' },
        },
    },
    [
        ['{zip: 3, ok: true, name: "n"}', '{"zip":"3","ok":"true","name":"n"}'],
        ['{name: "\\"ü", ok: null}', '{"ok":"false","name":"\\"ü"}'],
        ['{name: n, list: [], rest: [], o: {}}', '{"ok":"false","name":"n","list":[],"rest":[],"o":{}}'],
        [
            '{name: n, list: [1, 2], rest: [1, {b: 2}], o: {a: 1, b: 2}}',
            '{"ok":"false","name":"n","list":["1","2"],"rest":[1,{"b":2}],"o":{"a":"1"}}',
        ],
        ['{name: n, any: [true, {x: 1}], zip: null}', '{"ok":"false","name":"n","any":[true,{"x":1}],"zip":null}'],
        ['{name: n, gone: x, admin: y, other: z, _x: 1, pk: 1, sk: 2}', '{"ok":"false","name":"n"}'],
        [{ name: 'n', zip: 5 }, '{"ok":"false","name":"n","zip":"5"}'],
        ['{}', "Missing required response field 'name'\n"],
        [null, "Missing required response field 'name'\n"],
        ['{name: n, zip: x}', 'Bad response, "zip" should be a number\n'],
        ['[]', 'Bad response, expected an object\n'],
    ],
)

responses(
    'writeValidatedJson writes {} for no data of an object with fields, and nothing without',
    { fields: { a: 'number' } },
    [
        [null, '{}'],
        ['{b: 1}', '{}'],
    ],
)
responses('writeValidatedJson copies anything for an object without fields', 'object', [
    [null, ''],
    ['{b: 1, _c: [{}]}', '{"b":1,"_c":[{}]}'],
])
responses(
    'writeValidatedJson writes nothing for no data of an array',
    { type: 'array', of: { fields: { a: 'number' } } },
    [
        [null, ''],
        ['[{a: 1, b: 2}, {}]', '[{"a":"1"},{}]'],
        ['{}', 'Bad response, expected an array\n'],
    ],
)
responses(
    'writeValidatedJson refuses unknown fields where it is strict',
    { fields: { a: 'number' } },
    [['{a: 1, b: 2}', "Invalid response field 'b' in /api/x/y\n"]],
    { strict: true },
)
responses(
    'writeValidatedJson copies everything without a signature, even where it is strict',
    undefined,
    [
        ['{a: 1, _b: [2]}', '{"a":1,"_b":[2]}'],
        [null, ''],
    ],
    { strict: true },
)
responses('writeValidatedJson takes simple values', 'number', [
    ['5', '"5"'],
    ['{}', 'Bad response, "response" should be a number\n'],
    [null, 'Missing response data, expected number\n'],
])
responses(
    'writeValidatedData parses text where the signature wants an object',
    { fields: { a: 'number' } },
    [
        ['{a: 1, b: 2}', '{"a":"1"}'],
        ['', '{}'],
        [null, '{}'],
        ['{a:', 'Bad response, expected an object\n'],
        ['[]', 'Bad response, expected an object\n'],
    ],
    { asText: true },
)
responses(
    'writeValidatedData wants an array where the signature does',
    'array',
    [
        ['[1, x]', '[1,"x"]'],
        ['', 'Bad response, expected an array\n'],
        [null, 'Bad response, expected an array\n'],
    ],
    { asText: true },
)
responses(
    'writeValidatedData writes nothing for no data of an object without fields',
    'object',
    [
        ['', ''],
        [null, ''],
    ],
    { asText: true },
)
responses(
    'writeValidatedData takes simple values as they are, and writes them as text',
    'number',
    [
        ['12', '"12"'],
        ['x', 'Bad response, "response" should be a number\n'],
        [null, 'Missing response data, expected number\n'],
    ],
    { asText: true },
)
responses(
    'writeValidatedData wants nothing where the signature is null',
    null,
    [
        [null, ''],
        ['x', 'Bad response, data should be empty\n'],
    ],
    { asText: true },
)
responses('writeValidatedData copies everything without a signature', undefined, [['{a', '{a']], { asText: true })

webTest('validateJson lets fields out that the user may see', function* (t) {
    const response = {
        role: 'user',
        fields: {
            name: 'string',
            phone: { type: 'string', role: 'admin' },
            note: { type: 'string', drop: 'see' },
            secret: { type: 'string', drop: { response: 'root', request: 'none' } },
            open: { type: 'string', role: 'public' },
        },
    }
    const config = signed({ x: { y: { response } } }, { validate: false })
    const hash = (name: string) => `SHA256:${createHash('sha256').update(`${name}:web:secret`).digest('hex')}`
    const host = new TestHost(
        {
            ...config,
            auth: {
                requireTlsForBasic: false,
                roles: { user: [], admin: ['user', 'see'] },
                users: { joe: { password: hash('joe'), role: 'user' }, ann: { password: hash('ann'), role: 'admin' } },
            },
            routes: [{ match: '/api/', handler: 'action', role: 'user', authType: 'basic' }, { handler: 'action' }],
        },
        {
            '/api/': web =>
                web.writeValidatedJson({ name: 'n', phone: 'p', note: 'x', secret: 's', open: 'o' }) as never,
            '/': web => web.writeNow(web.validateJson({ name: 'n', open: 'o' }, { key: 'x.y.response' })),
        },
    )
    const as = (name: string) => `Authorization: Basic ${Buffer.from(`${name}:secret`).toString('base64')}`
    t.same(text(yield* host.connect().get('/api/x/y', as('joe'))), [200, '{"name":"n","open":"o"}'])
    t.same(text(yield* host.connect().get('/api/x/y', as('ann'))), [
        200,
        '{"name":"n","phone":"p","note":"x","open":"o"}',
    ])
    t.same(text(yield* host.connect().get('/')), [200, '{"open":"o"}'], 'the role of the block is that of its fields')
})

webTest('validateJson and validateData take a key, and say if there is none', function* (t) {
    const api = { model: { item: { fields: { a: 'number' } } } }
    const host = new TestHost(signed(api), {
        '/api/good': web => {
            t.equal(web.validateJson({ a: 1, b: 2 }, { key: 'model.item' }), '{"a":"1"}')
            t.equal(web.validateData('{a: 1, b: 2}', { key: 'model.item' }), '{"a":"1"}')
            t.throws(() => web.validateJson({ a: 'x' }, { key: 'model.item', tag: 'thing' }), {
                message: 'Bad thing, "a" should be a number\n',
            })
        },
        '/api/bad': web => web.writeValidatedJson({}, 'model.none') as unknown as ReturnType<WebHandler>,
    })
    t.equal((yield* host.connect().get('/api/good')).status, 200)
    const response = yield* host.connect().get('/api/bad')
    t.same(text(response), [400, 'Missing signature for /api/bad\n'])
    t.equal(header(response, 'connection'), 'close')
})

webTest('validateJson lets everything out of a host without signatures', function* (t) {
    const check = (web: Web) => {
        t.equal(web.validateJson({ a: 1 }, { key: 'none' }), '{"a":1}')
        t.equal(web.validateData('text'), 'text')
        web.validateRequest()
        web.validateControllerAction('a', 'b')
    }
    t.equal((yield* new TestHost({}, { '/': check }).connect().get('/')).status, 200)
})

webTest('validateControllerAction takes the signature of a controller and an action', function* (t) {
    const host = new TestHost(signed({ user: { add: { request: { fields: { n: 'number' } }, response: 'number' } } }), {
        '/': function* (web) {
            web.validateControllerAction('user', 'add')
            yield* web.writeValidatedJson(5)
        },
    })
    t.same(text(yield* host.connect().ask(post('/x', '{n: 1}'))), [200, '"5"'])
    t.same(text(yield* host.connect().ask(post('/x', '{n: x}'))), [400, 'Bad request, "n" should be a number\n'])
})

tap.test('WebHost says what is wrong with the file of signatures', async t => {
    const bad = (api: string, message: RegExp) =>
        t.throws(() => new WebHost(signed(api, { name: 'bad.json5' })), { code: 'WEB_CONFIG', message })
    bad('{a:', /^Cannot use the signatures: .*bad\.json5.*line 1/)
    bad('[]', /bad\.json5 has none, wanted a JSON5 file with an object/)
    bad('', /wanted a JSON5 file with an object/)
    t.throws(() => new WebHost({ signatures: { enable: true } }), { message: /web\.signatures\.path is missing/ })
    t.throws(() => new WebHost({ signatures: { enable: true, path: join(place, 'none') } }), {
        code: 'WEB_CONFIG',
        cause: { code: 'JSON_CANNOT_READ' },
    })
    t.equal(new WebHost({}).signatures, null)
})
