import { statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Fiber } from '../../../../fiber/index.js'
import { acceptedCodings } from '../../../../services/web/files/codings.js'
import { etagOf } from '../../../../services/web/files/etag.js'
import { type Client, header } from '../harness.js'
import { FILE_METHODS, Site, text } from './site.js'

t.test('acceptedCodings looks for names only', async t => {
    t.equal(acceptedCodings(null), 0)
    t.equal(acceptedCodings(''), 0)
    t.equal(acceptedCodings('br'), 1)
    t.equal(acceptedCodings('gzip, deflate'), 2)
    t.equal(acceptedCodings('gzip, deflate, br;q=0'), 3, 'qualities are not looked at (spec web.md §16.2)')
    t.equal(acceptedCodings('identity'), 0)
})

const big = text(200_000)
const site = new Site({
    'both.js': 'plain',
    'both.js.br': 'brotli',
    'both.js.gz': 'gzipped',
    'gz.js': 'plain',
    'gz.js.gz': 'gzipped',
    'only.js.gz': 'gzipped only',
    'none.js': 'plain',
    'big.css': 'plain',
    'big.css.gz': big,
    'huge.css.br': text(3_000_000),
    'dir/index.html': 'plain',
    'dir/index.html.br': 'brotli',
    'odd.js': 'plain',
    'odd.js.br/x': 'a directory',
})
const compressed = { routes: [{ compressed: true, methods: FILE_METHODS }] }

function* get(client: Client, path: string, accept: string, ...lines: string[]): Fiber<(string | undefined)[]> {
    const response = yield* client.get(path, `Accept-Encoding: ${accept}`, ...lines)
    return [response.body.toString(), header(response, 'content-encoding'), header(response, 'content-type')]
}

site.test(
    'Documents serves the first of the accepted codings that there is',
    function* (t, _host, client) {
        const js = 'text/javascript'
        for (let i = 0; i < 3; i++) {
            t.same(yield* get(client, '/both.js', 'gzip, br'), ['brotli', 'br', js])
            t.same(yield* get(client, '/both.js', 'gzip'), ['gzipped', 'gzip', js])
            t.same(yield* get(client, '/both.js', 'identity'), ['plain', undefined, js])
            t.same(yield* get(client, '/gz.js', 'gzip, br'), ['gzipped', 'gzip', js], 'spec web.md §30, D35')
            t.same(yield* get(client, '/gz.js', 'br'), ['plain', undefined, js])
            t.same(yield* get(client, '/only.js', 'br, gzip'), ['gzipped only', 'gzip', js])
            t.same(yield* get(client, '/none.js', 'br, gzip'), ['plain', undefined, js])
            t.same(yield* get(client, '/dir/', 'br'), ['brotli', 'br', 'text/html'])
            t.same(yield* get(client, '/odd.js', 'br'), ['plain', undefined, js], 'a directory is no document')
            t.same(yield* get(client, '/big.css', 'gzip'), [big, 'gzip', 'text/css'])
        }
        t.equal((yield* client.get('/only.js')).status, 404)
        t.same(
            yield* get(client, '/both.js.gz', 'gzip'),
            ['gzipped', undefined, 'application/gzip'],
            'as a file of its own',
        )
        t.equal((yield* client.get('/dir', 'Accept-Encoding: br')).status, 301)
    },
    compressed,
)

site.test(
    'Documents tells caches that the coding depends on the request',
    function* (t, _host, client) {
        for (const accept of ['br', 'identity']) {
            for (let i = 0; i < 2; i++) {
                const response = yield* client.get('/both.js', `Accept-Encoding: ${accept}`)
                t.equal(header(response, 'vary'), 'Origin, Accept-Encoding')
                const again = yield* client.get(
                    '/both.js',
                    `Accept-Encoding: ${accept}`,
                    `If-None-Match: ${header(response, 'etag')}`,
                )
                t.equal(again.status, 304)
                t.equal(header(again, 'vary'), 'Origin, Accept-Encoding')
                t.equal(header(again, 'content-encoding'), undefined)
            }
        }
        // Each has the tag of its own file, and that of a coding says so: the numbers of two files may be the same.
        for (const [name, accept, mark] of [
            ['both.js.br', 'br', '-br'],
            ['both.js.gz', 'gzip', '-gz'],
            ['both.js', 'identity', ''],
        ] as const) {
            const response = yield* client.get('/both.js', `Accept-Encoding: ${accept}`)
            t.equal(header(response, 'etag'), `"${etagOf(statSync(join(site.root, name)))}${mark}"`)
        }
    },
    compressed,
)

site.test(
    'Documents serves ranges of what is sent, in its coding',
    function* (t, _host, client) {
        t.same(yield* get(client, '/big.css', 'gzip', 'Range: bytes=1000-1003'), [
            big.slice(1000, 1004),
            'gzip',
            'text/css',
        ])
        const response = yield* client.get('/huge.css', 'Accept-Encoding: br', 'Range: bytes=-5')
        t.equal(response.status, 206)
        t.equal(response.body.toString(), text(3_000_000).slice(-5))
        t.equal(header(response, 'content-encoding'), 'br')
        t.equal(header(response, 'content-range'), 'bytes 2999995-2999999/3000000')
    },
    compressed,
)

site.test(
    'Documents sees at once that a coding was put beside a document, or removed, through the server',
    function* (t, _host, client) {
        t.same((yield* get(client, '/none.js', 'br'))[0], 'plain')
        const put = 'PUT /none.js.br HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nnew'
        t.equal((yield* client.ask(put)).status, 201)
        t.same((yield* get(client, '/none.js', 'br'))[0], 'new')
        t.equal((yield* client.ask('DELETE /none.js.br HTTP/1.1\r\nHost: test\r\n\r\n')).status, 204)
        t.same((yield* get(client, '/none.js', 'br'))[0], 'plain')
        t.equal((yield* client.ask('DELETE /none.js HTTP/1.1\r\nHost: test\r\n\r\n')).status, 204)
        t.equal((yield* client.get('/none.js', 'Accept-Encoding: br')).status, 404)
    },
    compressed,
)

site.test('Documents serves no other codings unless the route says so', function* (t, _host, client) {
    t.same(yield* get(client, '/both.js', 'br, gzip'), ['plain', undefined, 'text/javascript'])
    t.equal(header(yield* client.get('/both.js'), 'vary'), undefined)
    unlinkSync(site.file('both.js'))
})
