import { execFileSync } from 'node:child_process'
import {
    mkdirSync,
    renameSync,
    statSync,
    symlinkSync,
    truncateSync,
    unlinkSync,
    utimesSync,
    writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { all, sleep } from '../../../../fiber/index.js'
import { WEB_HOOK_NOT_FOUND, type WebConfig } from '../../../../services/web/index.js'
import { header } from '../harness.js'
import { FILE_METHODS, Site, text } from './site.js'

const files: Record<string, string> = {
    'index.html': '<h1>root</h1>',
    'a.txt': 'hello',
    'ü ö.txt': 'umlauts',
    'a%2fb.txt': 'percent',
    'dir/index.html': '<h1>dir</h1>',
    noext: 'no extension',
    'empty.txt': '',
    'medium.txt': text(100_000),
    'large.bin': text(3_000_000),
    '.env': 'SECRET=1',
    '.git/config': 'secret',
    '.well-known/test': 'known',
}
const site = new Site(files)
const { root, base } = site
mkdirSync(join(root, 'dir', 'empty'))
mkdirSync(join(base, 'site-secret'))
writeFileSync(join(base, 'secret.txt'), 'secret')
writeFileSync(join(base, 'site-secret', 'a.txt'), 'secret')
symlinkSync('a.txt', join(root, 'inside.txt'))
symlinkSync('../secret.txt', join(root, 'outside.txt'))
symlinkSync(base, join(root, 'up'))
symlinkSync(join(base, 'site-secret'), join(root, 'neighbour'))
symlinkSync('loop', join(root, 'loop'))

/** Reads with what only GET and HEAD need. */
const reading: WebConfig = { routes: [{ methods: ['GET', 'HEAD'] }] }

site.test('Documents serves files with type, date and tag', function* (t, _host, client) {
    const { ino, mtime } = statSync(join(root, 'a.txt'))
    const etag = `"${BigInt(ino) ^ 5n ^ BigInt(Math.floor(mtime.getTime() / 1000))}"`
    for (let i = 0; i < 2; i++) {
        const response = yield* client.get('/a.txt')
        t.equal(response.status, 200)
        t.equal(response.body.toString(), 'hello')
        t.equal(header(response, 'content-type'), 'text/plain')
        t.equal(header(response, 'content-length'), '5')
        t.equal(header(response, 'etag'), etag)
        t.equal(header(response, 'last-modified'), mtime.toUTCString())
        t.equal(header(response, 'x-content-type-options'), 'nosniff')
    }
})

site.test('Documents serves every kind of file whole, from the disk and from memory', function* (t, host, client) {
    for (const name of [
        'a.txt',
        'ü ö.txt',
        'a%2fb.txt',
        'noext',
        'empty.txt',
        'medium.txt',
        'large.bin',
        'inside.txt',
        '.well-known/test',
    ]) {
        const wanted = files[name] ?? files['a.txt']!
        for (let i = 0; i < 2; i++) {
            const response = yield* client.get(`/${encodeURI(name)}`)
            t.equal(response.status, 200, name)
            t.equal(response.body.toString(), wanted, `${name} ${response.body.length}`)
        }
    }
    t.ok(host.statistics().cached > 100_000)
    t.ok(host.statistics().cached < 300_000, 'the large file is not in memory')
})

site.test('Documents answers HEAD with the headers of GET', function* (t, _host, client) {
    for (const name of ['/a.txt', '/medium.txt', '/large.bin', '/', '/gone', '/dir']) {
        const get = yield* client.get(name)
        const head = yield* client.ask(`HEAD ${name} HTTP/1.1\r\n\r\n`)
        t.equal(head.status, get.status)
        t.equal(head.body.length, 0)
        const lines = (response: typeof get) => response.lines.filter(([key]) => key !== 'Keep-Alive' && key !== 'Date')
        t.same(lines(head), lines(get))
    }
})

site.test(
    'Documents serves the index of a directory, and redirects to it',
    function* (t, _host, client) {
        t.equal((yield* client.get('/')).body.toString(), '<h1>root</h1>')
        t.equal((yield* client.get('/dir/')).body.toString(), '<h1>dir</h1>')
        t.equal((yield* client.get('/dir/empty/')).status, 404)
        for (const [path, location] of [
            ['/dir', '/dir/'],
            ['/dir?a=b', '/dir/?a=b'],
            ['//dir', '/dir/'],
            ['/dir/../%64ir', '/dir/'],
            ['/dir?a=b%20c&d#e', '/dir/?a=b%20c&d#e'],
            ['http://elsewhere//dir', '/dir/'],
        ] as const) {
            const response = yield* client.get(path)
            t.equal(response.status, 301)
            t.equal(header(response, 'location'), `http://device:81${location}`)
            t.equal(header(response, 'content-length'), '0')
        }
    },
    { name: 'device:81', routes: [{ methods: FILE_METHODS }] },
)

site.test(
    'Documents redirects to a directory under the name that the client knows',
    function* (t, _host, client) {
        const response = yield* client.get('/app/dir?a=b')
        t.equal(response.status, 301)
        t.equal(header(response, 'location'), 'http://device/app/dir/?a=b')
        t.equal((yield* client.get('/app/dir/')).body.toString(), '<h1>dir</h1>')
        t.equal((yield* client.get('/app/a.txt')).body.toString(), 'hello')
    },
    { name: 'device', routes: [{ match: '/app/', trim: '/app', methods: ['GET'] }] },
)

site.test('Documents tells the hook of what is missing, which may answer', function* (t, host, client) {
    const events: number[] = []
    host.hook = function* (web, event) {
        events.push(event)
        if (event === WEB_HOOK_NOT_FOUND && web.path === '/mine') {
            yield* web.writeResponse(200, 'made up')
        }
    }
    t.equal((yield* client.get('/gone')).body.toString(), 'Cannot locate document')
    t.ok(events.includes(WEB_HOOK_NOT_FOUND))
    const response = yield* client.get('/mine')
    t.same([response.status, response.body.toString()], [200, 'made up'])
    events.length = 0
    t.equal((yield* client.get('/dir')).status, 301)
    t.notOk(events.includes(WEB_HOOK_NOT_FOUND), 'a directory is not missing')
})

site.test('Documents answers 404 for what is not there', function* (t, _host, client) {
    for (const path of [
        '/gone',
        '/a.txt/',
        '/a.txt/b',
        '/dir/gone',
        '/loop',
        `/${'x'.repeat(300)}`,
        `/${'y/'.repeat(2000)}`,
        '/a.TXT',
        '/%00',
        '/a.txt%00.html',
    ]) {
        const response = yield* client.get(path)
        t.equal(response.status, 404, path.slice(0, 40))
        t.equal(response.body.toString(), 'Cannot locate document')
        t.equal(header(response, 'connection'), 'keep-alive')
    }
})

site.test('Documents answers methods that it does not know with 405', function* (t, _host, client) {
    for (const method of ['PATCH', 'TRACE']) {
        const response = yield* client.ask(`${method} /a.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc`)
        t.equal(response.status, 405)
        t.equal(response.body.toString(), 'Unsupported method')
        t.equal(header(response, 'allow'), 'GET, HEAD, POST, PUT, DELETE, OPTIONS')
    }
    t.equal((yield* client.get('/a.txt')).body.toString(), 'hello')
})

site.test(
    'Documents is asked only for the methods of its route',
    function* (t, _host, client) {
        for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
            const response = yield* client.ask(`${method} /a.txt HTTP/1.1\r\nHost: test\r\n\r\n`)
            t.equal(response.status, 405)
            t.equal(response.body.toString(), 'Unsupported method.')
            t.equal(header(response, 'allow'), 'GET, HEAD')
        }
        t.equal((yield* client.get('/a.txt')).body.toString(), 'hello')
    },
    reading,
)

site.test('Documents answers POST as GET, and ignores the body', function* (t, _host, client) {
    const lines = 'Host: test\r\nContent-Length: 3\r\nIf-None-Match: *\r\n\r\nabc'
    const response = yield* client.ask(`POST /a.txt HTTP/1.1\r\n${lines}`)
    t.equal(response.status, 200, 'conditions are for GET and HEAD')
    t.equal(response.body.toString(), 'hello')
    t.equal((yield* client.get('/a.txt')).body.toString(), 'hello')
})

site.test('Documents serves nothing outside its directory, however it is spelled', function* (t, host) {
    const attempts = [
        ...[
            '/../secret.txt',
            '/..%2fsecret.txt',
            '/%2e%2e/secret.txt',
            '/%2e%2e%2fsecret.txt',
            '/.%2e/secret.txt',
            '/dir/../../secret.txt',
        ],
        ...[
            '/dir/%2e%2e/%2e%2e/secret.txt',
            '/%252e%252e/secret.txt',
            '/%252e%252e%252fsecret.txt',
            '/..%252fsecret.txt',
            '/..%5csecret.txt',
        ],
        ...[
            '/%2e%2e%5csecret.txt',
            '/..\\secret.txt',
            '/%c0%ae%c0%ae/secret.txt',
            '/%c0%ae%c0%ae%c0%afsecret.txt',
            '/..%c0%afsecret.txt',
        ],
        ...[
            '/%e0%80%ae%e0%80%ae/secret.txt',
            '/..%00/secret.txt',
            '/a.txt%00/../../secret.txt',
            '/%00/../../secret.txt',
            '/....//secret.txt',
        ],
        ...[
            '/..;/secret.txt',
            '/./../secret.txt',
            '//../secret.txt',
            '///secret.txt',
            '/%2f%2e%2e%2fsecret.txt',
            '/%uff0e%uff0e/secret.txt',
        ],
        ...[
            '/%ef%bc%8e%ef%bc%8e/secret.txt',
            '/%e2%80%a4%e2%80%a4/secret.txt',
            '/../site-secret/a.txt',
            '/..%2fsite-secret/a.txt',
            '-secret/a.txt',
        ],
        ...[
            `http://x/../secret.txt`,
            `${base}/secret.txt`,
            `/${base}/secret.txt`,
            `file://${base}/secret.txt`,
            `//${base}/secret.txt`,
        ],
    ]
    for (const attempt of attempts) {
        const other = host.connect()
        yield* other.send(`GET ${attempt} HTTP/1.1\r\nConnection: close\r\n\r\n`)
        const answer = (yield* other.rest()).toString('latin1')
        t.match(answer, /^HTTP\/1\.1 (400|404) /, attempt)
        t.notMatch(answer, /\r\n\r\n[^]*secret$/, attempt)
    }
})

site.test('Documents follows symbolic links wherever they lead', function* (t, _host, client) {
    t.equal((yield* client.get('/inside.txt')).body.toString(), 'hello')
    t.equal((yield* client.get('/outside.txt')).body.toString(), 'secret')
    t.equal((yield* client.get('/neighbour/a.txt')).body.toString(), 'secret')
    t.equal((yield* client.get('/up/site/a.txt')).body.toString(), 'hello')
    t.equal((yield* client.get('/loop')).status, 404)
})

site.test(
    'Documents follows only links that stay inside where it is told to',
    function* (t, _host, client) {
        const paths = ['/outside.txt', '/up/secret.txt', '/up/site/a.txt/../../secret.txt', '/up/site-secret/a.txt']
        for (const path of [...paths, '/neighbour/a.txt', '/neighbour/', '/loop']) {
            const response = yield* client.get(path)
            t.equal(response.status, 404, path)
            t.equal(response.body.toString(), 'Cannot locate document')
        }
        t.equal((yield* client.get('/inside.txt')).body.toString(), 'hello')
        t.equal((yield* client.get('/up/site/a.txt')).body.toString(), 'hello')
    },
    { links: 'inside' },
)

site.test('Documents serves names with a dot as others', function* (t, _host, client) {
    t.equal((yield* client.get('/.env')).body.toString(), 'SECRET=1')
    t.equal((yield* client.get('/.git/config')).status, 200)
    t.equal((yield* client.get('/.well-known/test')).status, 200)
})

site.test(
    'Documents hides names with a dot where it is told to, but for .well-known',
    function* (t, _host, client) {
        const paths = ['/.env', '/.git/config', '/.git/', '/.git', '/dir/.%65nv', '/.%67it/config', '/%2eenv']
        for (const path of [...paths, '/.well-known/.secret']) {
            t.equal((yield* client.get(path)).status, 404, path)
        }
        t.equal((yield* client.get('/.well-known/test')).status, 200)
    },
    { dotFiles: false },
)

site.test('Documents answers conditional requests', function* (t, _host, client) {
    const first = yield* client.get('/a.txt')
    const etag = header(first, 'etag')!
    const date = header(first, 'last-modified')!
    const later = new Date(Date.parse(date) + 1000).toUTCString()
    const earlier = new Date(Date.parse(date) - 1000).toUTCString()
    for (const [line, status] of [
        [`If-None-Match: ${etag}`, 304],
        [`If-None-Match: W/${etag}`, 304],
        [`If-None-Match: "x", ${etag}`, 304],
        ['If-None-Match: *', 304],
        ['If-None-Match: "x"', 200],
        [`If-None-Match: "x"\r\nIf-Modified-Since: ${date}`, 200],
        [`If-None-Match: ${etag}\r\nIf-Modified-Since: ${earlier}`, 304],
        [`If-Modified-Since: ${date}`, 304],
        [`If-Modified-Since: ${later}`, 304],
        [`If-Modified-Since: ${earlier}`, 200],
        ['If-Modified-Since: yesterday', 200],
    ] as const) {
        const response = yield* client.get('/a.txt', line)
        t.equal(response.status, status, line)
        t.equal(header(response, 'etag'), etag)
        t.equal(header(response, 'last-modified'), date)
        t.equal(header(response, 'content-length'), status === 304 ? undefined : '5')
        t.equal(header(response, 'accept-ranges'), 'bytes')
        t.equal(header(response, 'content-type'), 'text/plain')
        t.equal(response.body.length, status === 304 ? 0 : 5)
    }
    const malformed = yield* client.get('/a.txt', `If-None-Match: ${etag.slice(0, -1)}`)
    t.equal(malformed.status, 400)
    t.equal(malformed.body.toString(), 'Invalid If-None-Match header')
    t.equal(header(malformed, 'connection'), 'close')
    t.ok(yield* client.ended())
})

site.test('Documents answers large files conditionally too', function* (t, _host, client) {
    const etag = header(yield* client.ask('HEAD /large.bin HTTP/1.1\r\n\r\n'), 'etag')!
    t.equal((yield* client.get('/large.bin', `If-None-Match: ${etag}`)).status, 304)
    t.equal((yield* client.get('/a.txt')).status, 200)
})

site.test(
    'Documents sees within a second that a file was changed, replaced or removed',
    function* (t, _host, client) {
        const file = join(root, 'changing.txt')
        const get = function* () {
            const { status, body } = yield* client.get('/changing.txt')
            return `${status} ${body}`
        }
        writeFileSync(file, 'one')
        t.equal(yield* get(), '200 one')
        writeFileSync(file, 'two')
        utimesSync(file, 1000, 1000)
        yield* sleep(1001)
        t.equal(yield* get(), '200 two')
        writeFileSync(`${file}.new`, 'six')
        utimesSync(`${file}.new`, 1000, 1000)
        renameSync(`${file}.new`, file)
        yield* sleep(1001)
        t.equal(yield* get(), '200 six')
        yield* sleep(1001)
        t.equal(yield* get(), '200 six')
        unlinkSync(file)
        symlinkSync('../secret.txt', file)
        yield* sleep(1001)
        t.equal(yield* get(), '404 Cannot locate document')
        unlinkSync(file)
        writeFileSync(file, 'new')
        t.equal(yield* get(), '200 new', 'that a file is missing is not remembered')
        unlinkSync(file)
        yield* sleep(1001)
        t.equal(yield* get(), '404 Cannot locate document')
    },
    { links: 'inside' },
)

site.test('Documents looks once for many requests that come together', function* (t, host) {
    const clients = Array.from({ length: 50 }, () => host.connect())
    for (const path of ['/medium.txt', '/gone', '/dir']) {
        const responses = yield* all(clients.map(client => client.get(path)))
        t.equal(new Set(responses.map(({ status, body }) => `${status} ${body.length}`)).size, 1)
    }
})

site.test('Documents goes on when the one request that looks for a file is cancelled', function* (t, host) {
    const clients = Array.from({ length: 10 }, () => host.connect())
    for (const client of clients) {
        yield* client.send('GET /noext HTTP/1.1\r\n\r\n')
    }
    clients[0]!.socket.reset()
    const responses = yield* all(clients.slice(1).map(client => client.response()))
    t.ok(responses.every(({ body }) => body.toString() === 'no extension'))
})

site.test('Documents sends a large file to a slow reader piece by piece', function* (t, host, client) {
    const other = host.connect({ segment: 10_000 })
    yield* other.send('GET /large.bin HTTP/1.1\r\n\r\n')
    yield* sleep(200)
    t.ok(
        host.statistics().bytesWritten < 700_000,
        `${host.statistics().bytesWritten} bytes are written ahead of the reader`,
    )
    t.equal((yield* client.get('/a.txt')).body.toString(), 'hello')
    const response = yield* other.response()
    t.equal(response.body.toString(), files['large.bin'])
})

site.test('Documents cuts the connection when a file becomes shorter while it is sent', function* (t, host) {
    const file = join(root, 'shrinking.bin')
    writeFileSync(file, text(3_000_000))
    const client = host.connect()
    yield* client.send('GET /shrinking.bin HTTP/1.1\r\n\r\nGET /a.txt HTTP/1.1\r\n\r\n')
    yield* client.socket.readSome(1000)
    truncateSync(file, 1_500_000)
    let error: unknown
    let received = 0
    try {
        for (let bytes = yield* client.socket.readSome(); bytes !== null; bytes = yield* client.socket.readSome()) {
            received += bytes.length
        }
    } catch (caught) {
        error = caught
    }
    t.match(error, { code: 'SOCKET_RESET' })
    t.ok(received < 1_600_000)
    t.match(host.errors, [{ code: 'WEB_SHORT_RESPONSE' }])
    host.events.length = 0
})

site.test('Documents answers 404 for a large file that vanishes after it was found', function* (t, _host, client) {
    const file = join(root, 'vanishing.bin')
    writeFileSync(file, text(3_000_000))
    t.equal((yield* client.ask('HEAD /vanishing.bin HTTP/1.1\r\n\r\n')).status, 200)
    unlinkSync(file)
    t.equal((yield* client.get('/vanishing.bin')).status, 404)
    t.equal((yield* client.get('/a.txt')).status, 200)
})

site.test(
    'Documents sends a large file as it is, not as it was when it was last looked at',
    function* (t, _host, client) {
        const file = join(root, 'growing.log')
        writeFileSync(file, text(3_000_000))
        const old = yield* client.ask('HEAD /growing.log HTTP/1.1\r\n\r\n')
        writeFileSync(file, text(3_100_000))
        const response = yield* client.get('/growing.log')
        t.equal(response.body.length, 3_100_000)
        t.not(header(response, 'etag'), header(old, 'etag'))
    },
)

site.test('Documents is not held up by a pipe', function* (t, _host, client) {
    try {
        execFileSync('mkfifo', [join(root, 'pipe')])
    } catch {
        t.pass('There are no pipes here')
        return
    }
    t.equal((yield* client.get('/pipe')).status, 404)
})

site.test('Documents answers 404 for a file that may not be read', function* (t, _host, client) {
    const file = join(root, 'private.txt')
    writeFileSync(file, 'private', { mode: 0o000 })
    // Root may read everything.
    const wanted = process.getuid?.() === 0 ? [200, 'private'] : [404, 'Cannot open document']
    const { status, body } = yield* client.get('/private.txt')
    t.same([status, body.toString()], wanted)
})

site.test(
    'Documents serves from the disk when it may keep nothing in memory',
    function* (t, host, client) {
        t.equal((yield* client.get('/a.txt')).body.toString(), 'hello')
        t.equal((yield* client.get('/large.bin')).body.length, 3_000_000)
        t.equal(host.statistics().cached, 0)
    },
    { limits: { cache: 0 } },
)

site.test(
    'Documents serves the configured index and types',
    function* (t, _host, client) {
        const response = yield* client.get('/')
        t.equal(response.body.toString(), 'hello')
        t.equal(header(response, 'content-type'), 'text/x-mine')
    },
    { index: 'a.txt', mime: { '.txt': 'text/x-mine' } },
)

site.test('Documents pipelines answers from memory and from the disk in order', function* (t, _host, client) {
    const names = ['/a.txt', '/noext', '/gone', '/medium.txt', '/a.txt', '/large.bin', '/a.txt']
    yield* client.send(names.map(name => `GET ${name} HTTP/1.1\r\n\r\n`).join(''))
    const lengths: number[] = []
    for (const _ of names) {
        lengths.push((yield* client.response()).body.length)
    }
    t.same(lengths, [5, 12, 22, 100_000, 5, 3_000_000, 5])
})
