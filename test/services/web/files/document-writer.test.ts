import { execFileSync } from 'node:child_process'
import {
    chmodSync,
    existsSync,
    linkSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { all, CancelledError, type Fiber, sleep, spawn } from '../../../../fiber/index.js'
import type { WebConfig } from '../../../../services/web/index.js'
import { type Client, header, type Response } from '../harness.js'
import { Site, text } from './site.js'

const site = new Site({ 'old.txt': 'old content', 'dir/index.html': 'index', 'sub/a.txt': 'a' })
const outside = join(site.base, 'outside')
mkdirSync(outside)
writeFileSync(join(outside, 'secret.txt'), 'secret')
symlinkSync(outside, site.file('out'))
symlinkSync('../outside/secret.txt', site.file('secret.txt'))
symlinkSync('../outside/made.txt', site.file('made.txt'))
symlinkSync('old.txt', site.file('link.txt'))

const atomic: WebConfig = { atomicPut: true }
const inside: WebConfig = { links: 'inside' }

function put(client: Client, path: string, body: string, ...lines: string[]): Fiber<Response> {
    const more = lines.map(line => `${line}\r\n`).join('')
    return client.ask(`PUT ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`)
}

function remove(client: Client, path: string, ...lines: string[]): Fiber<Response> {
    const more = lines.map(line => `${line}\r\n`).join('')
    return client.ask(`DELETE ${path} HTTP/1.1\r\nHost: test\r\n${more}\r\n`)
}

/** Waits until the server has let go of a connection. */
function* over(client: Client): Fiber<void> {
    try {
        yield* client.served.join()
    } catch (error) {
        if (!(error instanceof CancelledError)) {
            throw error
        }
    }
}

const LONG_AGO = 'Sun, 06 Nov 1994 08:49:37 GMT'

const read = (name: string) => readFileSync(site.file(name), 'latin1')

for (const [way, config] of [
    ['in place', {}],
    ['atomically', atomic],
    ['in place, links inside', inside],
] as const) {
    site.test(
        `DocumentWriter.put stores a new document and a new state of one, ${way}`,
        function* (t, _host, client) {
            const made = yield* put(client, '/new.txt', 'one')
            t.equal(made.status, 201)
            t.equal(made.body.toString(), 'Document successfully updated')
            t.equal(read('new.txt'), 'one')
            t.equal(statSync(site.file('new.txt')).mode & 0o777, 0o600)
            t.equal((yield* client.get('/new.txt')).body.toString(), 'one')
            const again = yield* put(client, '/new.txt', 'two!')
            t.equal(again.status, 204)
            t.equal(again.body.length, 0)
            t.equal(header(again, 'content-length'), undefined)
            t.equal((yield* client.get('/new.txt')).body.toString(), 'two!', 'visible at once')
            t.equal((yield* put(client, '/new.txt', '')).status, 204)
            t.equal((yield* client.get('/new.txt')).body.toString(), '')
            t.equal((yield* remove(client, '/new.txt')).status, 204)
            t.equal((yield* client.get('/new.txt')).status, 404, 'gone at once')
        },
        config,
    )

    site.test(
        `DocumentWriter.put stores a large body however it comes, ${way}`,
        function* (t, _host, client) {
            const body = text(1_000_000)
            t.equal((yield* put(client, '/large.txt', body)).status, 201)
            t.equal(read('large.txt'), body)
            yield* client.send('PUT /large.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n')
            for (let pos = 0; pos < body.length; pos += 77_777) {
                const part = body.slice(pos, pos + 77_777)
                yield* client.send(`${part.length.toString(16)}\r\n${part}\r\n`)
            }
            yield* client.send('0\r\n\r\n')
            t.equal((yield* client.response('PUT')).status, 204)
            t.equal(read('large.txt'), body)
            t.equal((yield* remove(client, '/large.txt')).status, 204)
        },
        config,
    )

    site.test(
        `DocumentWriter.put keeps the old document unless the conditions hold, ${way}`,
        function* (t, _host, client) {
            site.write('old.txt', 'old content')
            const whole = yield* client.get('/old.txt')
            const etag = header(whole, 'etag')!
            for (const line of [
                'If-Match: "other"',
                `If-Unmodified-Since: ${LONG_AGO}`,
                `If-Match: ${etag}\r\nIf-Unmodified-Since: ${LONG_AGO}`,
            ]) {
                const refused = yield* put(client, '/old.txt', 'new', line)
                t.equal(refused.status, 412, line)
                t.equal(refused.body.toString(), 'Precondition not satisfied')
                t.equal((yield* remove(client, '/old.txt', line)).status, 412, line)
                t.equal(read('old.txt'), 'old content')
            }
            t.equal((yield* put(client, '/old.txt', 'new', `If-Match: ${etag}`)).status, 204)
            t.equal(read('old.txt'), 'new')
            t.equal((yield* put(client, '/old.txt', 'newer', `If-Match: ${etag}`)).status, 412, 'somebody was faster')
            t.equal((yield* put(client, '/old.txt', 'newest', 'If-Match: *')).status, 204)
            t.equal((yield* put(client, '/made', 'x', 'If-Match: "other"')).status, 201, 'spec web.md §31, K11')
            t.equal((yield* put(client, '/made', 'y', 'If-None-Match: *')).status, 204, 'spec web.md §31, K11')
            t.equal((yield* remove(client, '/made', `If-Unmodified-Since: ${LONG_AGO}`)).status, 412)
            t.equal((yield* remove(client, '/made', 'If-Match: *')).status, 204)
            const gone = yield* remove(client, '/made', 'If-Match: *')
            t.same([gone.status, gone.body.toString()], [404, 'Cannot locate document'])
        },
        config,
    )

    site.test(
        `DocumentWriter refuses what is no file, ${way}`,
        function* (t, _host, client) {
            const paths = ['/dir', '/dir/', '/', '/none/a.txt', '/old.txt/a', '/dir/new/', '/a%00b/c']
            for (const path of [...paths, `/${'x'.repeat(300)}`, `/${'y/'.repeat(2000)}z`]) {
                const stored = yield* put(client, path, 'body')
                t.same([stored.status, stored.body.toString()], [404, 'Cannot open document'], path.slice(0, 20))
                const removed = yield* remove(client, path)
                t.same([removed.status, removed.body.toString()], [404, 'Cannot delete document'], path.slice(0, 20))
            }
            t.ok(existsSync(site.file('dir/index.html')))
        },
        config,
    )

    site.test(
        `DocumentWriter.put removes what is larger than the limit, ${way}`,
        function* (t, _host, client) {
            yield* client.send('PUT /big.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n')
            yield* client.send(`3e9\r\n${text(1001)}\r\n0\r\n\r\n`)
            const response = yield* client.response('PUT')
            t.equal(response.status, 414)
            t.equal(response.body.toString(), 'Uploaded put file exceeds maximum 1000')
            t.equal(header(response, 'connection'), 'keep-alive')
            t.notOk(existsSync(site.file('big.txt')))
            t.equal((yield* put(client, '/big.txt', text(1000))).status, 201)
            t.equal((yield* remove(client, '/big.txt')).status, 204)
            const announced = yield* put(client, '/big.txt', text(1001))
            t.equal(announced.status, 413)
            t.equal(announced.body.toString(), 'Request upload body content-length is too big')
            t.notOk(existsSync(site.file('big.txt')))
        },
        { ...config, limits: { upload: 1000, body: 100 } },
    )

    site.test(
        `DocumentWriter.put removes what a client leaves unfinished, ${way}`,
        function* (t, host) {
            for (const end of ['half', 'reset', 'bad'] as const) {
                const client = host.connect()
                yield* client.send(
                    'PUT /part.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
                )
                if (end === 'half') {
                    client.socket.end()
                    const response = yield* client.response('PUT')
                    t.equal(response.status, 500)
                    t.equal(response.body.toString(), 'PUT request received insufficient body data')
                    t.equal(header(response, 'connection'), 'close')
                } else if (end === 'reset') {
                    client.socket.reset()
                } else {
                    yield* client.send('nonsense\r\n')
                    t.equal((yield* client.response('PUT')).status, 400)
                }
                yield* over(client)
                t.notOk(existsSync(site.file('part.txt')), end)
            }
        },
        config,
    )

    site.test(
        `DocumentWriter.put stores one body after the other, ${way}`,
        function* (t, host) {
            const bodies = Array.from({ length: 8 }, (_, i) => String(i).repeat(300_000))
            const answers = yield* all(bodies.map(body => put(host.connect(), '/busy.txt', body)))
            t.same(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(204)])
            t.ok(bodies.includes(read('busy.txt')), 'it is one of them')
            t.equal((yield* remove(host.connect(), '/busy.txt')).status, 204)
        },
        config,
    )
}

site.test(
    'DocumentWriter.put has a client that waits for it send its body, unless it is refused',
    function* (t, _host, client) {
        const lines = 'Host: test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n'
        yield* client.send(`PUT /asked.txt HTTP/1.1\r\n${lines}\r\n`)
        t.match((yield* client.socket.readSome())?.toString(), /^HTTP\/1.1 100 Continue\r\n\r\n$/)
        yield* client.send('body')
        t.equal((yield* client.response('PUT')).status, 201)
        const refused = yield* client.ask(`PUT /asked.txt HTTP/1.1\r\n${lines}If-Match: "x"\r\n\r\n`)
        t.equal(refused.status, 412)
        t.equal(header(refused, 'connection'), 'close')
        t.equal(read('asked.txt'), 'body')
    },
)

site.test('DocumentWriter.put refuses a part of a document', function* (t, _host, client) {
    site.write('old.txt', 'old content')
    const response = yield* put(client, '/old.txt', 'new', 'Content-Range: bytes 0-2/11')
    t.equal(response.status, 400)
    t.equal(read('old.txt'), 'old content')
})

site.test('DocumentWriter changes what links lead to', function* (t, _host, client) {
    t.equal((yield* put(client, '/link.txt', 'through')).status, 204)
    t.equal(read('old.txt'), 'through')
    t.ok(lstatSync(site.file('link.txt')).isSymbolicLink())
    t.equal((yield* put(client, '/out/new.txt', 'outside')).status, 201)
    t.equal((yield* remove(client, '/out/new.txt')).status, 204)
    t.equal((yield* put(client, '/made.txt', 'made')).status, 201)
    t.equal(readFileSync(join(outside, 'made.txt'), 'latin1'), 'made')
})

site.test(
    'DocumentWriter changes what links lead to, atomically',
    function* (t, _host, client) {
        chmodSync(site.file('old.txt'), 0o640)
        t.equal((yield* put(client, '/link.txt', 'again')).status, 204)
        t.equal(read('old.txt'), 'again')
        t.ok(lstatSync(site.file('link.txt')).isSymbolicLink())
        t.equal(statSync(site.file('old.txt')).mode & 0o777, 0o640, 'the mode is kept')
    },
    atomic,
)

site.test(
    'DocumentWriter changes nothing outside where links stay inside',
    function* (t, _host, client) {
        for (const path of ['/out/new.txt', '/secret.txt', '/link.txt']) {
            t.equal((yield* put(client, path, 'bad')).status, 404, path)
        }
        t.equal((yield* remove(client, '/out/secret.txt')).status, 404)
        t.equal(readFileSync(join(outside, 'secret.txt'), 'latin1'), 'secret')
        t.notOk(existsSync(join(outside, 'new.txt')))
        t.equal((yield* remove(client, '/secret.txt')).status, 204, 'the link itself is inside')
        t.equal(readFileSync(join(outside, 'secret.txt'), 'latin1'), 'secret')
    },
    inside,
)

site.test('DocumentWriter is not held up by a pipe', function* (t, _host, client) {
    try {
        execFileSync('mkfifo', [site.file('pipe')])
    } catch {
        t.pass('There are no pipes here')
        return
    }
    t.equal((yield* put(client, '/pipe', 'body')).status, 404)
    t.equal((yield* remove(client, '/pipe')).status, 204)
})

site.test(
    'DocumentWriter leaves names with a dot alone where they are hidden',
    function* (t, _host, client) {
        site.write('.env', 'SECRET=1')
        t.equal((yield* put(client, '/.env', 'x')).status, 404)
        t.equal((yield* remove(client, '/.env')).status, 404)
        t.equal(read('.env'), 'SECRET=1')
    },
    { dotFiles: false },
)

site.test('Documents sees a change through the server under each name of the file', function* (t, _host, client) {
    site.write('dir/index.html', 'index')
    site.write('one.txt', 'first')
    linkSync(site.file('one.txt'), site.file('two.txt'))
    const get = function* (path: string) {
        return (yield* client.get(path)).body.toString()
    }
    t.same([yield* get('/dir/'), yield* get('/one.txt'), yield* get('/two.txt')], ['index', 'first', 'first'])
    yield* put(client, '/dir/index.html', 'other')
    yield* put(client, '/one.txt', 'SECOND'.slice(0, 5))
    t.same([yield* get('/dir/'), yield* get('/one.txt'), yield* get('/two.txt')], ['other', 'SECON', 'SECON'])
})

site.test('Documents never answers with what was there before a change that is complete', function* (t, host, client) {
    const readers = Array.from({ length: 4 }, () => host.connect())
    for (let i = 0; i < 40; i++) {
        const content = String(i % 10).repeat(20_000)
        // Somebody reads all the time, so that looks are under way when the change comes.
        const reading = readers.map(reader => spawn(() => reader.get('/hot.txt')))
        t.match((yield* put(client, '/hot.txt', content)).status, /^20[14]$/)
        const after = yield* client.get('/hot.txt')
        t.equal(after.body.toString(), content)
        for (const task of reading) {
            yield* task.join()
        }
    }
    yield* sleep(0)
})
