/*
    nginx-client.ts -- The HTTP client, in both faces and as `ioto url`, against a real nginx: part of npm run test:nginx.

    Skips with a sentence where there is no nginx.
*/

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { all, type Fiber, fromPromise, run, sleep } from '../../fiber/index.js'
import * as face from '../../services/url/c.js'
import { Url, UrlClient, UrlError } from '../../services/url/index.js'
import { makePki, noOpenssl } from '../fiber/tls/pki.js'
import { freePort } from '../fiber/socket/free-port.js'
import { hasNginx, withNginx } from './nginx/start.js'

const large = randomBytes(3_000_000)
const words = 'some words that are compressed well, '.repeat(5000)
const main = fileURLToPath(new URL('../../apps/ioto/main.js', import.meta.url))

if (hasNginx() && noOpenssl === false) {
    await run(test)
} else {
    console.log(`Skipped: ${noOpenssl || 'nginx is not installed here'}`)
}

function* test(): Fiber<void> {
    const place = mkdtempSync(join(tmpdir(), 'url-nginx-'))
    const pki = makePki()
    const [port, securePort] = [yield* fromPromise(freePort()), yield* fromPromise(freePort())]
    const at = `http://127.0.0.1:${port}`
    try {
        chmodSync(place, 0o755)
        mkdirSync(join(place, 'site/put'), { recursive: true })
        chmodSync(join(place, 'site/put'), 0o777)
        writeFileSync(join(place, 'site/large.bin'), large)
        writeFileSync(join(place, 'site/words.txt'), words)
        writeFileSync(join(place, 'site/index.html'), 'hello')
        const certificates = `ssl_certificate ${pki.path('server.crt')}; ssl_certificate_key ${pki.path('server.key')};`
        const servers = `
            server {
                listen 127.0.0.1:${port};
                listen 127.0.0.1:${securePort} ssl;
                ${certificates}
                root ${place}/site;
                keepalive_requests 50;
                keepalive_timeout 1s;
                client_max_body_size 2m;
                gzip on; gzip_types text/plain; gzip_http_version 1.0;
                location /slow/ { alias ${place}/site/; limit_rate 2m; }
                location /moved { return 302 /index.html; }
                location /secure { return 301 https://127.0.0.1:${securePort}/index.html; }
                location /put/ { dav_methods PUT DELETE; create_full_put_path on; }
                location /drop { return 444; }
                location /login { auth_basic "here"; auth_basic_user_file ${place}/users; alias ${place}/site/; }
            }`
        writeFileSync(join(place, 'users'), 'joe:{PLAIN}pw\n')
        yield* withNginx(place, servers, `${at}/`, function* () {
            const tls = { authority: pki.path('ca.crt') }
            const client = new UrlClient({ tls, limit: 4_000_000 })
            try {
                yield* checkReading(client, at)
                yield* checkKeeping(client, at)
                yield* checkSending(client, at)
                yield* checkSecurity(client, at, `https://127.0.0.1:${securePort}`)
                yield* checkFace(at)
                yield* checkFile(client, at, join(place, 'saved'))
            } finally {
                client.close()
            }
            checkCommand(at, place)
            yield* fromPromise(checkSignal(at, place))
        })
    } finally {
        pki.remove()
        rmSync(place, { recursive: true })
    }
}

function say(what: string): void {
    console.log(`ok: ${what}`)
}

function* codeOf(work: Fiber<unknown>): Fiber<string> {
    try {
        yield* work
        return 'none'
    } catch (error) {
        if (error instanceof UrlError) {
            return error.code
        }
        throw error
    }
}

function* checkReading(client: UrlClient, at: string): Fiber<void> {
    const whole = yield* client.request(`${at}/large.bin`)
    assert.ok(whole.body.equals(large))
    const part = yield* client.request(`${at}/large.bin`, { headers: { Range: 'bytes=1000-1999' } })
    assert.equal(part.status, 206)
    assert.equal(part.header('content-range'), `bytes 1000-1999/${large.length}`)
    assert.ok(part.body.equals(large.subarray(1000, 2000)))
    const several = yield* client.request(`${at}/large.bin`, { headers: { Range: 'bytes=0-9,20-29' } })
    assert.match(several.header('content-type')!, /^multipart\/byteranges/)
    assert.equal((yield* client.request(`${at}/large.bin`, { headers: { Range: 'bytes=9999999-' } })).status, 416)
    say('whole files and ranges')

    const head = yield* client.request(`${at}/large.bin`, { method: 'HEAD' })
    assert.equal(head.header('content-length'), String(large.length))
    assert.equal(head.body.length, 0)
    const same = yield* client.request(`${at}/large.bin`, { headers: { 'If-None-Match': whole.header('etag')! } })
    assert.equal(same.status, 304)
    say('HEAD and 304 have no body, whatever their length says')

    const zipped = yield* client.request(`${at}/words.txt`, { decode: true })
    assert.equal(zipped.header('content-encoding'), 'gzip')
    assert.equal(zipped.header('transfer-encoding'), 'chunked')
    assert.equal(zipped.text(), words)
    assert.equal((yield* client.request(`${at}/words.txt`)).text(), words)
    assert.equal(yield* codeOf(client.request(`${at}/words.txt`, { decode: true, limit: 1000 })), 'URL_TOO_BIG')
    say('gzip in chunks, and as it is')

    const lines = yield* client.stream(`${at}/slow/large.bin`, {}, function* (response) {
        let bytes = 0
        for (let piece = yield* response.next(); piece !== null; piece = yield* response.next()) {
            bytes += piece.length
        }
        return bytes
    })
    assert.equal(lines, large.length)
    assert.equal(yield* codeOf(client.request(`${at}/slow/large.bin`, { timeout: 300 })), 'URL_TIMEOUT')
    assert.equal(yield* codeOf(client.request(`${at}/drop`)), 'URL_LOST')
    say('slow bodies, deadlines, a connection that is dropped')
}

function* checkKeeping(client: UrlClient, at: string): Fiber<void> {
    const before = client.statistics().opened
    for (let i = 0; i < 200; i++) {
        assert.equal((yield* client.request(`${at}/`)).text(), 'hello')
    }
    const opened = client.statistics().opened - before
    assert.ok(opened >= 3 && opened <= 6, `nginx closes each after 50 requests: ${opened} for 200`)
    // nginx closes it meanwhile; the client has seen it, or tries again by itself
    yield* sleep(1500)
    const texts = yield* all(Array.from({ length: 100 }, () => client.request(`${at}/`)))
    assert.ok(texts.every(reply => reply.text() === 'hello'))
    assert.ok(client.statistics().busy === 0)
    say('connections are kept, and replaced when nginx closes them')
}

function* checkSending(client: UrlClient, at: string): Fiber<void> {
    const body = large.subarray(0, 1_500_000)
    assert.equal((yield* client.request(`${at}/put/one.bin`, { method: 'PUT', body })).status, 201)
    assert.ok((yield* client.request(`${at}/put/one.bin`)).body.equals(body))
    const pieces = [body.subarray(0, 700_000), body.subarray(700_000)]
    assert.equal((yield* client.request(`${at}/put/two.bin`, { method: 'PUT', body: pieces })).status, 201)
    assert.ok((yield* client.request(`${at}/put/two.bin`)).body.equals(body))
    assert.equal((yield* client.request(`${at}/put/two.bin`, { method: 'DELETE' })).status, 204)
    assert.equal((yield* client.request(`${at}/put/two.bin`)).status, 404)
    say('bodies of known length and in chunks')

    for (const refused of [large, [large], { file: fileURLToPath(import.meta.url) }]) {
        const headers: Record<string, string> = refused === large ? { 'Content-Type': 'a/b' } : {}
        const reply = yield* client.request(`${at}/put/big.bin`, { method: 'PUT', body: refused, headers })
        assert.equal(reply.status, refused === large || Array.isArray(refused) ? 413 : 201)
    }
    say('an answer that comes before the body is over')
}

function* checkSecurity(client: UrlClient, at: string, secure: string): Fiber<void> {
    assert.equal((yield* client.request(`${secure}/index.html`)).text(), 'hello')
    assert.ok((yield* client.request(`${secure}/large.bin`)).body.equals(large))
    const stranger = new UrlClient()
    assert.equal(yield* codeOf(stranger.request(`${secure}/`)), 'URL_CONNECT')
    stranger.close()
    const moved = yield* client.request(`${at}/secure`, { redirects: 2 })
    assert.equal(moved.url, `${secure}/index.html`)
    // nginx tells a client of HTTP that this is the port of HTTPS
    assert.equal((yield* client.request(`${secure.replace('https', 'http')}/`)).status, 400)
    say('TLS, and a redirect to it')

    const auth = { user: 'joe', password: 'pw' }
    assert.equal((yield* client.request(`${at}/login/index.html`)).status, 401)
    assert.equal((yield* client.request(`${at}/login/index.html`, { auth })).text(), 'hello')
    say('a login')
}

function* checkFace(at: string): Fiber<void> {
    const up = new Url()
    for (const protocol of [0, 1] as const) {
        up.protocol = protocol
        assert.equal(yield* up.fetch('GET', `${at}/words.txt`), 200)
        assert.equal(yield* up.text(), words)
        assert.equal(up.close, protocol === 0)
        yield* up.start('PUT', `${at}/put/three.bin`)
        yield* up.write('three ')
        yield* up.write('pieces')
        yield* up.finalize()
        assert.equal(up.status, protocol === 0 ? 201 : 204)
    }
    up.closeNow()
    assert.equal(yield* face.urlGet(`${at}/put/three.bin`, null), 'three pieces')
    assert.equal(yield* face.urlGet(`${at}/moved`, null), null)
    say('HTTP/1.0 and HTTP/1.1 in the face of C')
}

function* checkFile(client: UrlClient, at: string, path: string): Fiber<void> {
    const reports: number[] = []
    const bytes = yield* client.stream(`${at}/slow/large.bin`, {}, response =>
        response.save(path, { onProgress: received => reports.push(received) }),
    )
    assert.equal(bytes, large.length)
    assert.ok(readFileSync(path).equals(large))
    assert.ok(reports.length > 3 && reports.at(-1) === large.length)
    say(`a file, and ${reports.length} reports on the way`)
}

function checkCommand(at: string, place: string): void {
    const url = (...args: readonly string[]) =>
        spawnSync(process.execPath, [main, 'url', ...args], { encoding: 'utf8' })
    assert.equal(url(`${at}/moved`).stdout, 'hello')
    assert.equal(url('--range', '0-3', '--range', '8-9', `${at}/words.txt`).status, 0)
    const missing = url(`${at}/missing`)
    assert.deepEqual([missing.status, missing.stderr], [1, `url: error: GET ${at}/missing: status 404\n`])
    const saved = join(place, 'by-command')
    assert.equal(url('--save', saved, '-p', '0', `${at}/large.bin`).status, 0)
    assert.ok(readFileSync(saved).equals(large))
    assert.match(url('-q', '-b', '-c', '500', '--clients', '8', `${at}/`).stdout, /Request Count: +500\n/)
    say('ioto url')
}

/** Ctrl-C in a download: the file that is half there goes, and the signal counts. */
async function checkSignal(at: string, place: string): Promise<void> {
    const folder = join(place, 'interrupted')
    mkdirSync(folder)
    const watcher = watch(folder)
    const begun = once(watcher, 'change')
    const args = [main, 'url', '--save', join(folder, 'file'), `${at}/slow/large.bin`]
    const child = spawn(process.execPath, args, { stdio: 'ignore' })
    await begun
    watcher.close()
    assert.equal(readdirSync(folder).length, 1)
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGINT'])
    assert.deepEqual(readdirSync(folder), [])
    say('ioto url that is interrupted leaves no file')
}
