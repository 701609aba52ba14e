import { type Response, header } from '../harness.js'
import { Site, text } from './site.js'

const small = `é${text(98)}`
const files = {
    'small.txt': Buffer.from(small, 'latin1'),
    'medium.txt': Buffer.from(text(100_000)),
    'large.bin': Buffer.from(text(3_000_000)),
    noext: Buffer.from('0123456789'),
    'empty.txt': Buffer.alloc(0),
}
const site = new Site(files)
const names = ['small.txt', 'medium.txt', 'large.bin'] as const

/** The parts of a multipart body, read as RFC 2046 has it. */
function partsOf(response: Response): { head: string; body: Buffer }[] {
    const boundary = /^multipart\/byteranges; boundary=([\w-]{16})$/.exec(header(response, 'content-type') ?? '')?.[1]
    const body = response.body.toString('latin1')
    const sections = body.split(`\r\n--${boundary}`)
    if (boundary === undefined || sections[0] !== '' || sections.at(-1) !== '--\r\n') {
        throw new Error(`Cannot read parts: ${header(response, 'content-type')}, ${JSON.stringify(body.slice(0, 200))}`)
    }
    return sections.slice(1, -1).map(section => {
        const end = section.indexOf('\r\n\r\n')
        return { head: section.slice(2, end), body: Buffer.from(section.slice(end + 4), 'latin1') }
    })
}

site.test('sendRanges answers with one range', function* (t, _host, client) {
    for (const name of names) {
        const content = files[name]
        const { length } = content
        for (const [range, start, end] of [
            ['0-0', 0, 1],
            ['0-4', 0, 5],
            ['5-', 5, length],
            ['-7', length - 7, length],
            [`-${length + 1}`, 0, length],
            [`${length - 1}-`, length - 1, length],
            [`10-${length * 2}`, 10, length],
        ] as const) {
            const response = yield* client.get(`/${name}`, `Range: bytes=${range}`)
            t.equal(response.status, 206)
            t.equal(header(response, 'content-range'), `bytes ${start}-${end - 1}/${length}`)
            t.equal(header(response, 'content-length'), String(end - start))
            t.equal(header(response, 'accept-ranges'), 'bytes')
            t.match(header(response, 'etag'), /^"-?\d+"$/)
            t.ok(header(response, 'last-modified'))
            t.ok(response.body.equals(content.subarray(start, end)), `${name} ${range}`)
        }
    }
})

site.test('sendRanges answers with several ranges in the order asked for', function* (t, host, client) {
    for (const name of names) {
        const content = files[name]
        const { length } = content
        const response = yield* client.get(`/${name}`, 'Range: bytes=-5, 10-20,0-0,15-')
        t.equal(response.status, 206)
        t.equal(header(response, 'transfer-encoding'), 'chunked')
        t.equal(header(response, 'content-length'), undefined)
        t.equal(header(response, 'content-range'), undefined)
        t.match(header(response, 'etag'), /^"-?\d+"$/)
        const type = name === 'large.bin' ? 'application/octet-stream' : 'text/plain'
        const spans = [
            [length - 5, length],
            [10, 21],
            [0, 1],
            [15, length],
        ] as const
        const parts = partsOf(response)
        t.equal(parts.length, 4)
        for (const [i, [start, end]] of spans.entries()) {
            t.equal(parts[i]!.head, `Content-Type: ${type}\r\nContent-Range: bytes ${start}-${end - 1}/${length}`)
            t.ok(parts[i]!.body.equals(content.subarray(start, end)), `${name} ${start}-${end}`)
        }
    }
    const unknown = partsOf(yield* client.get('/noext', 'Range: bytes=0-1,2-3'))
    t.match(unknown[0]!.head, /^Content-Type: application\/octet-stream\r\n/, 'spec web.md §30, D37')
    const old = host.connect()
    const response = yield* old.ask('GET /noext HTTP/1.0\r\nRange: bytes=0-1,2-3\r\n\r\n')
    t.equal(response.chunks, null)
    t.equal(partsOf(response)[1]!.body.toString(), '23')
})

site.test('sendRanges: ranges with more than twice the bytes of a document are ignored', function* (t, _host, client) {
    for (const [path, ranges, status] of [
        ['/large.bin', '0-,0-', 206],
        ['/large.bin', '0-,0-,0-0', 200],
        ['/medium.txt', Array(100).fill('0-').join(','), 200],
        ['/noext', Array(100).fill('0-').join(','), 206],
    ] as const) {
        const response = yield* client.get(path, `Range: bytes=${ranges}`)
        t.equal(response.status, status, path)
        if (status === 200) {
            t.equal(header(response, 'content-length'), String(files[path.slice(1) as 'noext'].length))
        }
    }
})

site.test('sendRanges answers HEAD and POST alike', function* (t, _host, client) {
    for (const name of names) {
        for (const range of ['1-2', '1-2,4-5']) {
            const lines = `Host: test\r\nRange: bytes=${range}\r\n\r\n`
            const head = yield* client.ask(`HEAD /${name} HTTP/1.1\r\n${lines}`)
            const post = yield* client.ask(`POST /${name} HTTP/1.1\r\n${lines}`)
            t.equal(head.status, 206)
            t.equal(post.status, 206)
            t.equal(header(head, 'content-length'), header(post, 'content-length'))
            t.equal(header(head, 'transfer-encoding'), header(post, 'transfer-encoding'))
        }
    }
    t.equal((yield* client.get('/noext')).body.toString(), '0123456789')
})

site.test('Documents answers 416 where any range lies outside', function* (t, _host, client) {
    for (const [path, range] of [
        ['/noext', '10-'],
        ['/noext', '0-1,10-11'],
        ['/noext', '100-200'],
        ['/empty.txt', '0-'],
        ['/empty.txt', '-1'],
        ['/noext', Array(101).fill('0-0').join(',')],
        ['/large.bin', '3000000-'],
    ] as const) {
        for (let i = 0; i < 2; i++) {
            const response = yield* client.get(path, `Range: bytes=${range}`)
            t.equal(response.status, 416, range.slice(0, 20))
            t.equal(response.body.toString(), 'Requested range not satisfiable')
            const size = path === '/noext' ? 10 : path === '/empty.txt' ? 0 : 3_000_000
            t.equal(header(response, 'content-range'), `bytes */${size}`)
            t.equal(header(response, 'connection'), 'keep-alive')
        }
    }
    const hundred = yield* client.get('/noext', `Range: bytes=${Array(100).fill('9-9').join(',')}`)
    t.equal(partsOf(hundred).length, 100)
})

site.test(
    'WebHost refuses a malformed Range whoever serves the request',
    function* (t, host) {
        host.addAction('/act', web => web.writeNow('done'))
        for (const path of ['/act', '/noext', '/gone']) {
            const client = host.connect()
            const response = yield* client.get(path, 'Range: bytes=2-1')
            t.equal(response.status, 400)
            t.equal(response.body.toString(), 'Invalid Range header')
            t.equal(header(response, 'connection'), 'close', 'spec web.md §30, D52')
            t.ok(yield* client.ended())
        }
    },
    { routes: [{ match: '/act', handler: 'action' }, { methods: ['GET'] }] },
)

site.test('Documents looks at If-Range', function* (t, _host, client) {
    for (const name of ['/medium.txt', '/large.bin']) {
        const whole = yield* client.ask(`HEAD ${name} HTTP/1.1\r\nHost: test\r\n\r\n`)
        const [etag, date] = [header(whole, 'etag'), header(whole, 'last-modified')]
        for (const [ifRange, status] of [
            [etag, 206],
            [`W/${etag}`, 206],
            ['"other"', 200],
            [date, 206],
            ['Sun, 06 Nov 1994 08:49:37 GMT', 200],
            ['nonsense', 200],
        ] as const) {
            const response = yield* client.get(name, 'Range: bytes=0-4', `If-Range: ${ifRange}`)
            t.equal(response.status, status, `${ifRange}`)
            t.equal(response.body.length, status === 206 ? 5 : files[name.slice(1) as 'medium.txt'].length)
        }
        const stale = yield* client.get(name, 'Range: bytes=9999999-', 'If-Range: "other"')
        t.equal(stale.status, 200, 'a range of another state is not judged')
        const unchanged = yield* client.get(name, 'Range: bytes=0-4', `If-None-Match: ${etag}`)
        t.equal(unchanged.status, 304, 'conditions come first (RFC 9110 §13.2.2)')
    }
})
