/*
    nginx.ts -- The server behind a real nginx: npm run test:nginx, which also runs nginx-client.ts.

    The configuration of nginx is the block of docs/guides/web-proxy.md, with other ports. Skips with a sentence where there is no nginx.
*/

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fiber, fromPromise, run, sleep } from '../../fiber/index.js'
import { WebHost } from '../../services/web/index.js'
import { connect } from '../../services/websock/index.js'
import { blocksOf } from '../docs/blocks.js'
import { freePort } from '../fiber/socket/free-port.js'
import { hasNginx, withNginx } from './nginx/start.js'

const GUIDE = 'docs/guides/web-proxy.md'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']
const large = randomBytes(8_000_000)

if (hasNginx()) {
    await run(test)
} else {
    console.log('Skipped: nginx is not installed here')
}

function* test(): Fiber<void> {
    const place = mkdtempSync(join(tmpdir(), 'web-nginx-'))
    chmodSync(place, 0o755)
    const host = yield* serve(place)
    const port = yield* fromPromise(freePort())
    const url = `http://127.0.0.1:${port}`
    try {
        yield* withNginx(place, blockOf(port, host.addresses[0]!.port), `${url}/dir/`, function* () {
            yield* fromPromise(checks(url, host, port))
            yield* checkWebSocket(port)
        })
    } finally {
        yield* host.stop({ grace: 1000 })
        rmSync(place, { recursive: true })
    }
}

function* serve(place: string): Fiber<WebHost> {
    const site = join(place, 'site')
    mkdirSync(join(site, 'dir'), { recursive: true })
    writeFileSync(join(site, 'dir/index.html'), '<h1>dir</h1>')
    writeFileSync(join(site, 'large.bin'), large)
    const host = new WebHost({
        listen: ['http://127.0.0.1:0'],
        name: 'device.example',
        documents: site,
        limits: { connections: 200, body: '10MB' },
        routes: [
            { match: '/stream/', handler: 'action', methods: METHODS, stream: true },
            { match: '/echo', handler: 'action', methods: METHODS },
            { match: '/ws', handler: 'action' },
            { methods: METHODS },
        ],
    })
    host.addAction('/echo', web => web.writeNow(web.bodyBytes))
    host.addAction('/stream/ticks', function* (web) {
        web.setType('text/event-stream')
        for (let i = 0; i < 3; i++) {
            yield* web.writeChunk(`data: ${i}\n\n`)
            yield* sleep(200)
        }
    })
    host.addAction('/ws', function* (web) {
        const ws = web.webSocket!
        for (let text = yield* ws.receive(); text !== null; text = yield* ws.receive()) {
            yield* ws.send(text)
        }
    })
    host.addAction('/stream/count', function* (web) {
        let bytes = 0
        for (let part = yield* web.readDirect(); part.length > 0; part = yield* web.readDirect()) {
            bytes += part.length
        }
        yield* web.json({ bytes })
    })
    yield* host.start()
    return host
}

/** The block of the guide, with the ports of this test. */
function blockOf(port: number, backend: number): string {
    const block = blocksOf(GUIDE, readFileSync(GUIDE, 'utf8')).find(({ language }) => language === 'nginx')
    assert.ok(block, `${GUIDE} has a block for nginx`)
    return block.text.replaceAll(':8080', `:${backend}`).replace('listen 80', `listen 127.0.0.1:${port}`)
}

async function checks(url: string, host: WebHost, port: number): Promise<void> {
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const get = async (path: string, init: RequestInit = {}) => {
        const response = await fetch(url + path, { redirect: 'manual', ...init })
        return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
    }
    const say = (what: string) => console.log(`ok: ${what}`)

    const whole = await get('/large.bin')
    assert.equal(whole.status, 200)
    assert.equal(digest(whole.body), digest(large))
    const part = await get('/large.bin', { headers: { Range: 'bytes=1000000-1999999' } })
    assert.equal(part.status, 206)
    assert.ok(part.body.equals(large.subarray(1_000_000, 2_000_000)))
    // Without the header `fetch` adds one of its own that asks for a whole response.
    const asked = { 'If-None-Match': whole.headers.get('etag')!, 'Cache-Control': 'max-age=0' }
    const same = await get('/large.bin', { headers: asked })
    assert.equal(same.status, 304)
    const head = await get('/large.bin', { method: 'HEAD' })
    assert.equal(head.headers.get('content-length'), String(large.length))
    say('documents, ranges, conditions, HEAD')

    const moved = await get('/dir?a=b')
    const location = moved.headers.get('location')!
    assert.equal(moved.status, 301)
    assert.equal(new URL(location, url).href, `${url}/dir/?a=b`)
    say(`redirects lead to the proxy: ${location}`)

    const body = randomBytes(900_000)
    const echoed = await get('/echo', { method: 'POST', body })
    assert.equal(digest(echoed.body), digest(body))
    const tooBig = await get('/echo', { method: 'POST', body: randomBytes(12_000_000) })
    assert.equal(tooBig.status, 413)
    assert.equal((await get('/new.bin', { method: 'PUT', body: large })).status, 201)
    assert.equal(digest((await get('/new.bin')).body), digest(large))
    assert.equal((await get('/new.bin', { method: 'DELETE' })).status, 204)
    assert.equal((await get('/new.bin')).status, 404)
    say('bodies, limits, PUT, DELETE')

    const times: number[] = []
    const ticks = await fetch(`${url}/stream/ticks`)
    let text = ''
    for await (const chunk of ticks.body!) {
        times.push(performance.now())
        text += Buffer.from(chunk).toString()
    }
    assert.equal(text, 'data: 0\n\ndata: 1\n\ndata: 2\n\n')
    assert.ok(times.length >= 3 && times.at(-1)! - times[0]! > 200, 'events come one by one')
    const upload = await get('/stream/count', { method: 'POST', body: large })
    assert.deepEqual(JSON.parse(upload.body.toString()), { bytes: large.length })
    say('streams in both directions')

    const before = host.statistics()
    for (let round = 0; round < 7; round++) {
        const all = await Promise.all(Array.from({ length: 100 }, () => get('/dir/')))
        assert.ok(all.every(({ status, body }) => status === 200 && body.toString() === '<h1>dir</h1>'))
    }
    const after = host.statistics()
    const made = after.accepted - before.accepted
    assert.ok(made < 650, `connections are kept: ${made} for 700 requests`)
    assert.equal(after.failures, 0)
    say(`700 requests over ${made} new connections`)

    const raw = spawnSync('curl', [
        '-s',
        '--path-as-is',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        `http://127.0.0.1:${port}/../../etc/passwd`,
    ])
    if (raw.error === undefined) {
        assert.match(raw.stdout.toString(), /^40\d$/)
        say('no way out of the documents')
    }
}

function* checkWebSocket(port: number): Fiber<void> {
    const ws = yield* connect(`ws://127.0.0.1:${port}/ws`)
    for (const text of ['hello', 'x'.repeat(50_000)]) {
        yield* ws.send(text)
        assert.equal(yield* ws.receive(), text)
    }
    yield* ws.close()
    console.log('ok: WebSockets')
}
