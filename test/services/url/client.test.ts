import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { type Fiber, sleep } from '../../../fiber/index.js'
import { request, UrlClient } from '../../../services/url/index.js'
import { failure, nodeTest, scriptedTest } from './harness.js'

const directory = mkdtempSync(join(tmpdir(), 'ioto-url-'))
t.teardown(() => rmSync(directory, { recursive: true }))

/** What the server of Node tells of a request. */
interface Echo {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
}

nodeTest(
    'UrlClient speaks with a server of Node: methods, headers, bodies of all kinds, on one connection',
    (request, response) => {
        const pieces: Buffer[] = []
        request.on('data', piece => pieces.push(piece))
        request.on('end', () => {
            const { method, url, headers } = request
            const port = request.socket.remotePort
            response.setHeader('X-Port', String(port))
            response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(pieces).toString() }))
        })
    },
    function* (t, url) {
        const path = join(directory, 'body')
        writeFileSync(path, 'from a file'.repeat(10_000))
        const client = new UrlClient({ headers: { 'X-All': '1', 'X-Own': 'common' } })
        const ports = new Set<unknown>()
        function* ask(options: Parameters<UrlClient['request']>[1], path = '/a?b=c#d'): Fiber<Echo> {
            const reply = yield* client.request(url + path, options)
            ports.add(reply.header('x-port'))
            return reply.json() as Echo
        }
        try {
            const plain = yield* ask({ headers: { 'X-Own': ['one', 'two'], 'x-empty': '' } })
            const host = url.slice(7)
            t.match(plain, { method: 'GET', url: '/a?b=c', body: '' })
            t.same(plain.headers, { host, 'x-all': '1', 'x-own': 'one, two', 'x-empty': '' })
            t.match(yield* ask({ body: 'wörld' }), {
                method: 'POST',
                body: 'wörld',
                headers: { 'content-length': '6' },
            })
            t.match(yield* ask({ method: 'PUT', body: Buffer.from('bytes') }), { method: 'PUT', body: 'bytes' })
            t.match(yield* ask({ json: { a: [1] } }), {
                body: '{"a":[1]}',
                headers: { 'content-type': 'application/json' },
            })
            t.match(yield* ask({ form: { a: 'b c', d: '&' } }), { body: 'a=b+c&d=%26' })
            t.match(yield* ask({ method: 'DELETE' }), { method: 'DELETE', headers: { 'content-length': '0' } })
            const file = yield* ask({ body: { file: path } })
            t.match(file, { headers: { 'content-length': '110000' } })
            t.equal(file.body, 'from a file'.repeat(10_000))
            const pieces = yield* ask({ body: ['a', Buffer.from('b'), '', 'c'] })
            t.match(pieces, { body: 'abc', headers: { 'transfer-encoding': 'chunked' } })
            const written = yield* ask({
                headers: { 'Content-Length': 300_000 },
                *body(out) {
                    for (let i = 0; i < 3; i++) {
                        yield* out.write('x'.repeat(100_000))
                        yield* sleep(1)
                    }
                },
            })
            t.match(written, { headers: { 'content-length': '300000' } })
            t.equal(written.body.length, 300_000)
            const form = yield* ask({
                body: {
                    multipart: [
                        { name: 'a"b', value: 'c' },
                        { name: 'file', file: path },
                    ],
                },
            })
            t.match(form.headers['content-type'], /^multipart\/form-data; boundary=BOUNDARY--/)
            t.equal(form.body.length, Number(form.headers['content-length']))
            t.match(form.body, /name="a%22b"\r\n\r\nc\r\n.*name="file"; filename="body"\r\n\r\nfrom a file/s)
            const head = yield* client.request(url, { method: 'HEAD' })
            t.equal(head.body.length, 0)
            t.equal(ports.size, 1)
            t.match(client.statistics(), { busy: 0, idle: 1, opened: 1 })
        } finally {
            client.close()
        }
        t.match(client.statistics(), { idle: 0 })
        t.equal((yield* failure(client.request(url))).code, 'URL_CLOSED')
        t.equal((yield* request(`${url}/one`)).status, 200)
    },
)

nodeTest(
    'UrlClient reads responses whole, by pieces, by lines, and into files',
    (request, response) => {
        if (request.url === '/lines') {
            response.write('one\ntw')
            setImmediate(() => response.end('o\r\n\nlast'))
        } else if (request.url === '/gzip' || request.url === '/br') {
            const big = Buffer.alloc(3_000_000, 'compressed ')
            response.setHeader('Content-Encoding', request.url.slice(1))
            response.end(request.url === '/gzip' ? gzipSync(big) : brotliCompressSync(big))
        } else if (request.url === '/damaged') {
            response.setHeader('Content-Encoding', 'gzip')
            response.end('no gzip at all')
        } else if (request.url === '/trailers') {
            response.writeHead(200, { Trailer: 'X-Sum' })
            response.write('body')
            response.addTrailers({ 'X-Sum': '42' })
            response.end()
        } else {
            response.writeHead(200, { 'Content-Length': 500_000 })
            response.end(Buffer.alloc(500_000, 'z'))
        }
    },
    function* (t, url) {
        const client = new UrlClient({ decode: true })
        try {
            const lines = yield* client.stream(`${url}/lines`, {}, function* (response) {
                const found: string[] = []
                for (let line = yield* response.line(); line !== null; line = yield* response.line()) {
                    found.push(line)
                }
                return found
            })
            t.same(lines, ['one', 'two', '', 'last'])
            t.equal((yield* client.request(`${url}/trailers`)).trailers?.get('x-sum'), '42')
            for (const coding of ['gzip', 'br']) {
                t.equal((yield* client.request(`${url}/${coding}`, { limit: 3_000_000 })).body.length, 3_000_000)
                t.equal((yield* failure(client.request(`${url}/${coding}`))).code, 'URL_TOO_BIG')
            }
            t.equal((yield* failure(client.request(`${url}/damaged`))).code, 'URL_DECODE')
            const path = join(directory, 'saved')
            writeFileSync(path, 'old')
            const reports: number[][] = []
            const bytes = yield* client.stream(`${url}/big`, {}, response =>
                response.save(path, { onProgress: (received, total) => reports.push([received, total]) }),
            )
            t.equal(bytes, 500_000)
            t.equal(readFileSync(path).length, 500_000)
            t.same(reports.at(-1), [500_000, 500_000])
            t.same(
                readdirSync(directory).filter(name => name.includes('tmp')),
                [],
            )
        } finally {
            client.close()
        }
    },
)

nodeTest(
    'UrlClient keeps a file as it was when its download fails',
    (_, response) => {
        response.writeHead(200, { 'Content-Length': 1000 })
        response.write('half', () => response.destroy())
    },
    function* (t, url) {
        const client = new UrlClient()
        const path = join(directory, 'kept')
        writeFileSync(path, 'old')
        t.match(yield* failure(client.stream(url, {}, response => response.save(path))), { code: 'URL_LOST' })
        t.equal(readFileSync(path, 'utf8'), 'old')
        t.same(
            readdirSync(directory).filter(name => name.includes('tmp')),
            [],
        )
        client.close()
    },
)

scriptedTest(
    'UrlClient follows redirects as far as it may, and tells nobody else the secrets',
    server =>
        function* (socket) {
            for (let head = yield* server.head(socket); head !== null; head = yield* server.head(socket)) {
                const path = head.split(' ')[1]!
                const [status, location] = path.slice(1).split('~')
                const to =
                    location === undefined
                        ? ''
                        : `Location: ${location === 'self' ? path : location.replaceAll('!', '/')}\r\n`
                const body = /content-length: (\d+)/i.exec(head)
                if (body !== null) {
                    yield* socket.readExactly(Number(body[1]))
                }
                yield* socket.write(`HTTP/1.1 ${status} x\r\n${to}Content-Length: 4\r\n\r\nbody`, 'latin1')
            }
        },
    function* (t, server) {
        const client = server.client({ redirects: 3 })
        const auth = { user: 'joe', password: 'pw', type: 'basic' } as const
        const headers = { Cookie: 'a=b', Authorization: 'x', 'X-Other': '1' }
        t.equal((yield* client.request('http://server.test/302~!200')).url, 'http://server.test/200')
        t.match(server.requests, [/^GET \/302~!200 /, /^GET \/200 /])
        yield* client.request('http://server.test/303~!200', { body: 'data', headers: { 'Content-Type': 'a/b' } })
        t.match(server.requests.at(-2), /^POST .*Content-Type/s)
        t.match(server.requests.at(-1), /^GET \/200 HTTP\/1.1\r\nHost: server.test\r\n\r\n$/)
        yield* client.request('http://server.test/307~!200', { body: 'data' })
        t.match(server.requests.at(-1), /^POST \/200 .*Content-Length: 4/s)
        yield* client.request('http://server.test/301~http:!!other.test!200', { headers })
        t.equal(server.requests.at(-1), 'GET /200 HTTP/1.1\r\nHost: other.test\r\nX-Other: 1\r\n\r\n')
        yield* client.request('http://server.test/301~http:!!other.test!200', { auth })
        t.match(server.requests.at(-2), /Authorization: Basic am9lOnB3/)
        t.notMatch(server.requests.at(-1), /Authorization/)
        yield* client.request('http://server.test/301~!200', { headers, auth })
        t.match(server.requests.at(-1), /Cookie: a=b\r\nAuthorization: x/)
        t.equal((yield* client.request('http://server.test/304')).status, 304)
        t.equal((yield* client.request('http://server.test/302~!200', { redirects: 0 })).status, 302)
        t.match(yield* failure(client.request('http://server.test/302~ftp:!!x!')), { code: 'URL_DOWNGRADE' })
        const loop = server.client({ redirects: 3 })
        t.match(yield* failure(loop.request('http://server.test/302~self')), { code: 'URL_REDIRECTS' })
        loop.close()
        client.close()
    },
)
