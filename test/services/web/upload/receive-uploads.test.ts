import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Web, WEB_HOOK_END, type WebHandler } from '../../../../services/web/index.js'
import { header, METHODS } from '../harness.js'
import { field, file, multipart, type Part, place, request, uploadTest } from './multipart.js'

/** Tells what it got. */
const tell: WebHandler = web => {
    const files = web.uploadList.map(({ name, clientFilename, contentType, filename, size, fd }) => {
        const content = readFileSync(filename, 'latin1')
        return { name, clientFilename, contentType, size, fd, content: content.length > 100 ? content.length : content }
    })
    web.jsonNow({ vars: web.vars, files, map: [...web.uploads!.keys()], body: web.bodyBytes.length })
}

const told = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>

uploadTest(
    'receiveUploads puts fields into variables and files into temporary files',
    { '/': tell },
    function* (t, host) {
        const body = multipart(
            field('a', 'one'),
            file('doc', 'b.txt', 'content\r\nof --b\r\n'),
            field('list[0]', 'x'),
            file('doc2', 'Bericht.pdf', '', 'application/pdf'),
            field('list[1]', '5'),
            [['Content-Disposition: form-data; filename=c.txt; name=doc', 'X-Other: 1'], 'second'],
        )
        const wanted = {
            vars: { a: 'one', list: ['x', 5] },
            files: [
                {
                    name: 'doc',
                    clientFilename: 'b.txt',
                    contentType: 'text/plain',
                    size: 17,
                    fd: -1,
                    content: 'content\r\nof --b\r\n',
                },
                {
                    name: 'doc2',
                    clientFilename: 'Bericht.pdf',
                    contentType: 'application/pdf',
                    size: 0,
                    fd: -1,
                    content: '',
                },
                { name: 'doc', clientFilename: 'c.txt', contentType: null, size: 6, fd: -1, content: 'second' },
            ],
            map: ['doc', 'doc2'],
            body: 0,
        }
        for (const segment of [1, 7, 100_000]) {
            const client = host.connect({ segment })
            for (const chunk of [0, 1, 10, 10_000]) {
                const response = yield* client.ask(request(body, { chunk }))
                t.same(told(response.body), wanted, `${segment} ${chunk}`)
                t.equal(header(response, 'connection'), 'keep-alive')
            }
        }
    },
)

uploadTest(
    'receiveUploads makes files that only the owner can read, and removes all of them behind the END hook',
    {
        '/': web => {
            t0(web)
        },
    },
    function* (t, host, client) {
        let atEnd = 0
        host.setHook((web, event) => {
            if (event === WEB_HOOK_END && web.post) {
                atEnd = place.names.length
                t.equal(web.uploadList.length, 2)
            }
        })
        t.equal((yield* client.ask(request(multipart(file('a', 'a.txt', 'x'), file('a', 'b.txt', 'y'))))).status, 200)
        yield* client.get('/')
        t.equal(atEnd, 2)
        t.same(place.names, [])
    },
)

function t0(web: Web): void {
    for (const { filename } of web.uploadList) {
        const isRight = dirname(filename) === place.root && /\/tmp-[A-Za-z0-9]{6}\.tmp$/.test(filename)
        if (!isRight || (statSync(filename).mode & 0o777) !== 0o600) {
            throw new Error(`${filename}: ${statSync(filename).mode.toString(8)}`)
        }
    }
}

uploadTest(
    'receiveUploads takes large files, and data that begins like a boundary',
    { '/': tell },
    function* (t, host) {
        const content = '\r\n--\r\n--c\r\n-'.repeat(100_000)
        const body = multipart(
            file('a', 'a.bin', content),
            file('b', 'b.bin', `${content}\r`),
            field('c', 'x'.repeat(60_000)),
        )
        for (const [segment, chunk] of [
            [1_000_000, 0],
            [4093, 0],
            [65_536, 70_001],
        ] as const) {
            const response = yield* host.connect({ segment }).ask(request(body, { chunk }))
            t.match(told(response.body), { files: [{ content: content.length }, { content: content.length + 1 }] })
        }
    },
)

uploadTest(
    'receiveUploads decodes fields that are declared URL-encoded, and only these',
    { '/': tell },
    function* (t, _host, client) {
        const encoded = (name: string, content: string): Part => [
            [
                `Content-Disposition: form-data; name="${name}"`,
                'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
            ],
            content,
        ]
        const utf8 = Buffer.from('ü').toString('latin1')
        const body = multipart(
            field('plain', 'a+b%20c'),
            encoded('coded', 'a+b%20c'),
            field('empty', ''),
            field(utf8, utf8),
            field('.', 'x'),
        )
        const response = yield* client.ask(request(body))
        t.match(told(response.body), { vars: { plain: 'a+b%20c', coded: 'a b c', empty: '', ü: 'ü' } })
    },
)

const head = 'Content-Disposition: form-data; name="a"; filename='
const refused: readonly [what: string, body: string, status: number, text: string][] = [
    ['no boundary', 'nothing', 400, 'Bad upload request boundary'],
    ['a preamble that is too long', `${'x'.repeat(9000)}\r\n${multipart()}`, 400, 'Bad upload request boundary'],
    ['a file that does not end', multipart(file('a', 'a.txt', 'x')).slice(0, -8), 400, 'Bad upload request boundary'],
    ['something behind a boundary', '--bx\r\n', 400, 'Bad upload request suffix'],
    ['something behind the last boundary', '--b--x', 400, 'Bad upload request trailer'],
    ['headers that are none', multipart(['nonsense', 'x']), 400, 'Bad upload headers'],
    ['headers that are too long', multipart([`X: ${'x'.repeat(8200)}`, 'x']), 400, 'Bad upload headers'],
    ['two names', multipart(['Content-Disposition: form-data; name=a; name=b', 'x']), 400, 'Bad upload headers'],
    ['no disposition', multipart(['X: 1', 'x']), 400, 'Bad upload headers. Missing Content-Disposition name'],
    ['an empty name', multipart(field('', 'x')), 400, 'Bad upload headers. Missing Content-Disposition name'],
    [
        'a file without name',
        multipart(['Content-Disposition: form-data; filename=a', 'x']),
        400,
        'Missing upload name for filename',
    ],
    ['a file that was not chosen', multipart(file('a', '', '')), 400, 'Missing upload client filename'],
    ['a path', multipart([`${head}"../a.txt"`, 'x']), 400, 'Bad upload client filename'],
    ['a path of Windows', multipart([`${head}"C:\\\\a.txt"`, 'x']), 400, 'Bad upload client filename'],
    ['a hidden file', multipart([`${head}.profile`, 'x']), 400, 'Bad upload client filename'],
    [
        'too many files',
        multipart(file('a', 'a', 'x'), file('b', 'b', 'x'), file('c', 'c', 'x')),
        413,
        'Too many files uploaded',
    ],
    [
        'a file that is too large',
        multipart(file('a', 'a.txt', 'x'.repeat(100_001))),
        414,
        'Uploaded file exceeds maximum 100000',
    ],
    ['a field that is too large', multipart(field('a', 'x'.repeat(65_532))), 414, 'Uploaded form header is too big'],
    [
        'fields that are too large',
        multipart(field('a', 'x'.repeat(60_000)), field('b', 'x'.repeat(60_000))),
        413,
        'Request is too big',
    ],
    [
        'names that are too large',
        multipart(...Array.from({ length: 13 }, (_, i) => field(`${i}${'n'.repeat(8000)}`, ''))),
        413,
        'Request is too big',
    ],
    ['too many parts', multipart(...Array.from({ length: 31 }, () => field('a', ''))), 413, 'Too many variables'],
    ['too many variables', multipart(field(`${'a.'.repeat(30)}a`, '')), 413, 'Too many variables'],
    [
        'too much in all',
        multipart(file('a', 'a', 'x'.repeat(90_000)), file('b', 'b', 'x'.repeat(90_000)), field('c', '')),
        413,
        'Request upload body content-length is too big',
    ],
]

uploadTest(
    'receiveUploads refuses what is malformed or too large: the connection closes, no file is left, no handler runs',
    {
        '/': () => {
            throw new Error('The handler has run')
        },
    },
    function* (t, host) {
        for (const [what, body, status, text] of refused) {
            for (const segment of body.length < 10_000 ? [1, 100_000] : [100_000]) {
                const client = host.connect({ segment })
                const good = multipart(file('good', 'good.txt', 'x'))
                const whole = body.startsWith('--b\r\n') && status === 400 ? good.slice(0, -7) + body : body
                yield* client.send(request(whole, { chunk: 5000 }))
                const response = yield* client.response()
                t.same([response.status, response.body.toString()], [status, text], what)
                t.equal(header(response, 'connection'), 'close', what)
                yield* client.served.join()
                t.same(place.names, [], what)
            }
        }
    },
    { limits: { body: 70_000, upload: 100_000, uploads: 2, variables: 30 }, upload: { dir: place.root } },
)

uploadTest(
    'receiveUploads wants a boundary, and limits.upload for an announced length',
    { '/': tell },
    function* (t, host) {
        for (const [asked, status, text] of [
            [request(multipart(), { type: 'charset=x' }), 400, 'Bad boundary'],
            [request(multipart(), { type: `boundary=${'x'.repeat(71)}` }), 400, 'Bad boundary'],
            [
                request(multipart(file('a', 'a', 'x'.repeat(200_000)))),
                413,
                'Request upload body content-length is too big',
            ],
        ] as const) {
            const client = host.connect()
            yield* client.send(asked)
            const response = yield* client.response()
            t.same([response.status, response.body.toString()], [status, text])
            t.equal(header(response, 'connection'), 'close')
        }
    },
    { limits: { upload: 100_000 }, upload: { dir: place.root } },
)

uploadTest(
    'receiveUploads reads multipart requests of every route and method, before the handler',
    { '/': tell },
    function* (t, host, client) {
        const body = multipart(field('a', '1'), file('f', 'f.txt', 'x'))
        for (const [path, method] of [
            ['/', 'PUT'],
            ['/', 'PATCH'],
            ['/stream/x', 'POST'],
        ]) {
            const response = yield* client.ask(request(body, { path: path!, method: method! }))
            t.match(told(response.body), { vars: { a: 1 }, files: [{ content: 'x' }] }, `${method} ${path}`)
        }
        t.equal((yield* client.ask(request(body, { path: '/files/none.txt' }))).status, 404)
        // The next request is looked at when the one before is over.
        t.equal((yield* client.get('/files/none.txt')).status, 404)
        t.same(place.names, [])
        t.equal((yield* client.ask(request(body, { path: '/no/' }))).status, 200)
        const other = yield* host.connect().ask(request(body).replace('multipart/form-data', 'multipart/mixed'))
        t.equal(other.status, 500, 'which has no uploads')
        t.match(host.errors, [{ code: 'WEB_HANDLER' }])
        host.events.length = 0
    },
    {
        routes: [
            { match: '/stream/', handler: 'action', methods: METHODS, stream: true },
            { match: '/files/', methods: METHODS },
            { handler: 'action', methods: METHODS },
        ],
    },
)

uploadTest(
    'receiveUploads leaves the body to routes without uploads, and to a PUT of a document',
    {
        '/plain': web => web.jsonNow({ body: web.body.toString(), vars: web.vars, uploads: web.uploads }),
        '/stream/ask': function* (web) {
            if (web.getHeader('x-key') === 'right') {
                yield* web.processUpload()
            }
            yield* web.json(web.uploadList.map(({ filename }) => readFileSync(filename, 'latin1')))
        },
    },
    function* (t, host, client) {
        const body = multipart(field('a', '1'), file('f', 'f.txt', 'x'))
        for (const chunk of [0, 10]) {
            const plain = yield* client.ask(request(body, { path: '/plain', chunk }))
            t.same(told(plain.body), { body, vars: null, uploads: null })
        }
        for (const [key, wanted] of [
            ['wrong', []],
            ['right', ['x']],
        ] as const) {
            const asked = request(body, { path: '/stream/ask', lines: `X-Key: ${key}\r\n` })
            t.same(told((yield* client.ask(asked)).body), wanted)
            yield* client.get('/files/none.txt')
            t.same(place.names, [])
        }
        t.equal((yield* client.ask(request(body, { path: '/files/put.txt', method: 'PUT' }))).status, 201)
        t.equal((yield* client.get('/files/put.txt')).body.toString(), body)
        t.equal((yield* client.ask('DELETE /files/put.txt HTTP/1.1\r\n\r\n')).status, 204)

        // As others have, such bodies have limits.body.
        const long = request(multipart(file('f', 'f.txt', 'x'.repeat(2000))), { path: '/plain' })
        const refused = yield* client.ask(long)
        t.equal(refused.status, 413)
        t.ok(yield* client.ended())
        t.equal(
            (yield* host.connect().ask(long.replace('/plain', '/files/'))).status,
            404,
            'takes the file, and drops it',
        )
    },
    {
        limits: { body: 1000 },
        routes: [
            { match: '/stream/', handler: 'action', methods: METHODS, stream: true, uploads: false },
            { match: '/files/', methods: METHODS, trim: '/files' },
            { handler: 'action', methods: METHODS, uploads: false },
        ],
    },
)

uploadTest('receiveUploads sends 100 Continue only for what it reads', { '/': tell }, function* (t, host) {
    const lines = 'Expect: 100-continue\r\n'
    const body = multipart(field('a', '1'))
    const asked = request(body, { lines })
    const client = host.connect()
    yield* client.send(asked.slice(0, -body.length))
    t.equal((yield* client.socket.readSome())!.toString(), 'HTTP/1.1 100 Continue\r\n\r\n')
    yield* client.send(body)
    t.equal((yield* client.response()).status, 200)
    const other = host.connect()
    yield* other.send(request(body, { lines, type: 'none=1' }).slice(0, -body.length))
    t.equal((yield* other.response()).body.toString(), 'Bad boundary')
})

uploadTest(
    'receiveUploads leaves what follows the last boundary, and the next request',
    { '/': tell },
    function* (t, host) {
        const body = `${multipart(field('a', '1'), file('f', 'f.txt', 'x'))}epilogue\r\n--b\r\n`
        for (const chunk of [0, 9]) {
            const client = host.connect({ segment: 1000 })
            const asked = request(body, { chunk })
            yield* client.send(asked + asked + request(multipart(field('a', '2')), { chunk }))
            for (const a of [1, 1, 2]) {
                const response = yield* client.response()
                t.match(told(response.body), { vars: { a } })
                t.equal(header(response, 'connection'), 'keep-alive')
            }
        }
    },
)
