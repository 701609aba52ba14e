/*
    curl.test.ts -- Documents as curl sees them: a client that we have not written.
*/

import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { serveSite } from './served-site.js'
import { FILE_METHODS, Site, text } from './site.js'

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed here'
const features = skip === false ? spawnSync('curl', ['--version']).stdout.toString() : ''

const content = text(3_000_000)
const site = new Site({
    'large.bin': content,
    'small.txt': 'hello\n',
    'page.html': 'plain',
    'page.html.gz': gzipSync('compressed by gzip'),
    'page.html.br': brotliCompressSync('compressed by brotli'),
    'dir/index.html': 'index',
})
const long = new Date('2023-11-14T22:13:20Z')
utimesSync(site.file('small.txt'), long, long)
const place = mkdtempSync(join(tmpdir(), 'web-curl-'))
t.teardown(() => rmSync(place, { recursive: true }))

const run = promisify(execFile)

/** Runs curl; gives what it printed, and the status of the answer. */
async function curl(...words: readonly string[]): Promise<{ out: string; status: number }> {
    const end = '\n%{http_code}'
    const { stdout } = await run('curl', ['-sS', '--max-time', '60', '-w', end, ...words], {
        encoding: 'latin1',
        maxBuffer: 64 * 1024 * 1024,
    })
    const at = stdout.lastIndexOf('\n')
    return { out: stdout.slice(0, at), status: Number(stdout.slice(at + 1)) }
}

t.test('curl gets files, parts of them, and their heads', { skip }, async t => {
    await serveSite(site, async url => {
        t.same(await curl(`${url}/small.txt`), { out: 'hello\n', status: 200 })
        const large = await curl(`${url}/large.bin`)
        t.ok(large.out === content)
        t.same(await curl('-r', '1-3', `${url}/small.txt`), { out: 'ell', status: 206 })
        t.same(await curl('-r', '-2', `${url}/small.txt`), { out: 'o\n', status: 206 })
        t.match((await curl('-r', '0-0,2-2', `${url}/small.txt`)).out, /Content-Range: bytes 2-2\/6\r\n\r\nl\r\n--/)
        t.equal((await curl('-r', '100-', `${url}/small.txt`)).status, 416)
        const head = await curl('-I', `${url}/large.bin`)
        t.match(head.out, /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 3000000\r\n/)
        t.same(await curl('-L', `${url}/dir`), { out: 'index', status: 200 })
        t.equal((await curl(`${url}/gone`)).status, 404)
        t.equal((await curl('--path-as-is', `${url}/../../etc/passwd`)).status, 400)
    })
})

t.test('curl resumes a download', { skip }, async t => {
    await serveSite(site, async url => {
        const file = join(place, 'resumed.bin')
        for (const have of [0, 1, 1_234_567, 2_999_999]) {
            writeFileSync(file, content)
            truncateSync(file, have)
            const { status } = await curl('-C', '-', '-o', file, `${url}/large.bin`)
            t.equal(status, have === 0 ? 200 : 206)
            t.ok(readFileSync(file, 'latin1') === content, `${have}`)
        }
    })
})

t.test('curl gets compressed files', { skip }, async t => {
    const config = { routes: [{ compressed: true, methods: FILE_METHODS }] }
    await serveSite(
        site,
        async url => {
            const wanted = /brotli/.test(features) ? 'compressed by brotli' : 'compressed by gzip'
            t.equal((await curl('--compressed', `${url}/page.html`)).out, wanted)
            t.equal(
                (await curl('--compressed', '-H', 'Accept-Encoding: gzip', `${url}/page.html`)).out,
                'compressed by gzip',
            )
            t.equal((await curl(`${url}/page.html`)).out, 'plain')
        },
        config,
    )
})

t.test('curl asks under conditions', { skip }, async t => {
    await serveSite(site, async url => {
        t.equal((await curl('-z', 'Tue, 14 Nov 2023 22:13:20 GMT', `${url}/small.txt`)).status, 304)
        t.equal((await curl('-z', 'Tue, 14 Nov 2023 22:13:19 GMT', `${url}/small.txt`)).status, 200)
        t.equal(
            (await curl('-H', 'If-Unmodified-Since: Tue, 14 Nov 2023 22:13:19 GMT', `${url}/small.txt`)).status,
            200,
            'not judged for GET',
        )
        const etags = join(place, 'etag')
        t.equal((await curl('--etag-save', etags, `${url}/small.txt`)).status, 200)
        t.equal((await curl('--etag-compare', etags, `${url}/small.txt`)).status, 304)
        const etag = readFileSync(etags, 'latin1').trim()
        t.equal((await curl('-r', '0-1', '-H', `If-Range: ${etag}`, `${url}/small.txt`)).out, 'he')
        t.equal((await curl('-r', '0-1', '-H', 'If-Range: "x"', `${url}/small.txt`)).out, 'hello\n')
    })
})

for (const atomicPut of [false, true]) {
    t.test(`curl puts and removes files${atomicPut ? ', atomically' : ''}`, { skip }, async t => {
        const file = join(place, 'upload.bin')
        writeFileSync(file, content)
        await serveSite(
            site,
            async url => {
                const target = `${url}/uploads.bin`
                t.same(await curl('-T', file, target), { out: 'Document successfully updated', status: 201 })
                t.ok(readFileSync(site.file('uploads.bin'), 'latin1') === content)
                writeFileSync(file, 'short')
                t.same(await curl('-T', file, target), { out: '', status: 204 })
                t.same(await curl(target), { out: 'short', status: 200 })
                const etag = /ETag: (.*)\r\n/.exec((await curl('-I', target)).out)?.[1] ?? ''
                t.equal((await curl('-T', file, '-H', 'If-Match: "x"', target)).status, 412)
                t.equal((await curl('-T', file, '-H', `If-Match: ${etag}`, target)).status, 204)
                t.equal(await putStream(target, content), 204)
                t.ok((await curl(target)).out === content, 'in chunks, of unknown length')
                t.equal((await curl('-C', '2', '-T', file, target)).status, 400, 'a resumed upload is a part')
                t.ok((await curl(target)).out === content)
                t.equal((await curl('-T', file, `${url}/none/uploads.bin`)).status, 404)
                t.equal((await curl('-X', 'DELETE', target)).status, 204)
                t.equal((await curl('-X', 'DELETE', target)).status, 404)
                t.equal((await curl(target)).status, 404)
            },
            { atomicPut },
        )
        t.same(
            site.names.filter(name => name.endsWith('.tmp')),
            [],
        )
    })
}

/** Puts what is written to curl's standard input: its length is not known beforehand. */
function putStream(url: string, body: string): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn('curl', ['-sS', '--max-time', '60', '-w', '%{http_code}', '-T', '-', url])
        let out = ''
        child.stdout.on('data', part => {
            out += part
        })
        child.on('error', reject)
        child.on('close', () => resolve(Number(out)))
        child.stdin.end(body, 'latin1')
    })
}
