/*
    interop.test.ts -- Our server and client with others: the package ws in both directions, and Chromium. Over the loopback interface,
    in real time.
*/

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { WebSocket as WsClient, WebSocketServer } from 'ws'
import { type Fiber, fromPromise, run, TlsError, tlsClient } from '../../../fiber/index.js'
import { type Web, type WebConfig, WebHost } from '../../../services/web/index.js'
import { connect, type ConnectWebSocketOptions } from '../../../services/websock/index.js'
import { findChromium, launch } from '../../apps/ioto/browser.js'
import { makePki, noOpenssl } from '../../fiber/tls/pki.js'

function* echo(web: Web): Fiber<void> {
    const ws = web.webSocket!
    for (let message = yield* ws.receive(); message !== null; message = yield* ws.receive()) {
        yield* ws.send(message)
    }
    ends.push({ path: web.path, status: ws.closeStatus, reason: ws.closeReason, failure: ws.failure })
}

const ends: unknown[] = []

/** Runs `body` with our server, which echoes. */
function withServer(config: WebConfig, body: (url: string) => Promise<void>): Promise<void> {
    const host = new WebHost({
        listen: ['http://127.0.0.1:0'],
        routes: [{ handler: 'action' }],
        limits: { maxMessage: '4MB' },
        ...config,
    })
    host.addAction('/', echo)
    return run(function* () {
        yield* host.launch()
        try {
            yield* fromPromise(body(`${host.urls[0]!.replace('http:', 'ws:')}/`))
        } finally {
            yield* host.stop()
        }
    })
}

const sizes = [0, 1, 125, 126, 65_535, 65_536, 1_000_000]
const texts = sizes.map(size => 'Grüße, 世界 '.repeat(size / 10 + 1).slice(0, size))
const blocks = sizes.map(size => Buffer.alloc(size, 'some bytes'))

/** The next message of a client of the package ws. */
async function next(ws: WsClient): Promise<string | Buffer> {
    const [data, isBinary] = (await once(ws, 'message')) as [Buffer, boolean]
    return isBinary ? data : data.toString()
}

const compressions = [
    { name: 'none', ours: false, theirs: false },
    { name: 'ours', ours: true, theirs: false },
    { name: 'theirs', ours: false, theirs: true },
    { name: 'both', ours: true, theirs: true },
    {
        name: 'both, without context',
        ours: true,
        theirs: { serverNoContextTakeover: true, clientNoContextTakeover: true },
    },
    {
        name: 'both, small windows',
        ours: true,
        theirs: { serverMaxWindowBits: 9, clientMaxWindowBits: 9, threshold: 0 },
    },
] as const

for (const { name, ours, theirs } of compressions) {
    t.test(`a client of ws and our server understand each other; compression: ${name}`, async t => {
        await withServer({ webSockets: { compress: ours, protocol: 'chat', validateUTF: true } }, async url => {
            const ws = new WsClient(url, ['other', 'chat'], { perMessageDeflate: theirs })
            await once(ws, 'open')
            t.equal(ws.protocol, 'chat')
            t.equal(ws.extensions.startsWith('permessage-deflate'), ours && theirs !== false)
            for (const message of [...texts, ...blocks]) {
                ws.send(message)
                const echo = await next(ws)
                t.equal(
                    typeof message === 'string' ? echo === message : message.equals(echo as Buffer),
                    true,
                    `${message.length}`,
                )
            }
            for (const [part, fin] of [
                ['a', false],
                ['b', false],
                ['', true],
            ] as const) {
                ws.send(part, { fin })
            }
            ws.ping('hello')
            const [pong] = await once(ws, 'pong')
            t.equal(String(pong), 'hello')
            ws.close(4321, 'enough')
            const [code, reason] = await once(ws, 'close')
            t.same([code, String(reason)], [1000, 'OK'])
        })
        t.match(ends.pop(), { status: 4321, reason: 'enough', failure: null })
    })

    t.test(`our client and a server of ws understand each other; compression: ${name}`, async t => {
        const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: theirs, maxPayload: 4e6 })
        await once(server, 'listening')
        const closes: unknown[] = []
        server.on('connection', (ws, request) => {
            ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }))
            ws.on('close', (code, reason) => closes.push(code, String(reason)))
            ws.send(request.headers['x-own'] ?? '')
            ws.ping()
        })
        const options: ConnectWebSocketOptions = {
            ...{ compression: ours ? { contextTakeover: true } : false, maxMessage: 4_000_000, maxFrame: 100_000 },
            ...{ headers: { 'X-Own': 'ours' }, protocols: ['chat'] },
        }
        await run(function* () {
            const ws = yield* connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, options)
            t.equal(ws.protocol, 'chat')
            t.equal(ws.statistics().compressed, ours && theirs !== false)
            t.equal(yield* ws.receive(), 'ours')
            for (const message of [...texts, ...blocks]) {
                yield* ws.send(message)
                const echo = yield* ws.receive()
                t.equal(
                    typeof message === 'string' ? echo === message : message.equals(echo as Buffer),
                    true,
                    `${message.length}`,
                )
            }
            yield* ws.close(4321, 'enough')
            t.match(ws, { closeStatus: 4321, orderlyClosed: true, failure: null })
            yield* ws.socket.waitClosed()
        })
        server.close()
        await once(server, 'close')
        t.same(closes, [4321, 'enough'])
    })
}

t.test('wss: our client, our server and ws over TLS', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const host = new WebHost({
        web: { listen: ['https://127.0.0.1:0'], limits: { maxMessage: '1MB' }, routes: [{ handler: 'action' }] },
        tls: { certificate: pki.path('server.crt'), key: pki.path('server.key') },
    })
    host.addAction('/', echo)
    await run(function* () {
        yield* host.launch()
        const url = `wss://127.0.0.1:${host.addresses[0]!.port}/`
        const ws = yield* connect(url, { tls: tlsClient({ authority: pki.path('ca.crt') }) })
        for (const message of [...texts.slice(0, 5), ...blocks.slice(0, 5)]) {
            yield* ws.send(message)
            const echo = yield* ws.receive()
            t.equal(typeof message === 'string' ? echo === message : message.equals(echo as Buffer), true)
        }
        yield* ws.close()
        t.equal(ws.failure, null)
        let code = ''
        try {
            yield* connect(url)
        } catch (error) {
            code = error instanceof TlsError ? error.code : String(error)
        }
        t.match(code, /^TLS_/)
        const other = new WsClient(url, { ca: pki.text('ca.crt') })
        yield* fromPromise(once(other, 'open'))
        other.send('hello')
        t.equal(yield* fromPromise(next(other)), 'hello')
        other.close()
        yield* fromPromise(once(other, 'close'))
        yield* host.stop()
    })
})

const chromium = findChromium()

/** What the page does. Text, for the types of pages are not those of Node. */
const inPage = `async url => {
    const seen = []
    const ws = new WebSocket(url, 'chat')
    ws.binaryType = 'arraybuffer'
    const next = () => new Promise(resolve => (ws.onmessage = resolve))
    await new Promise(resolve => (ws.onopen = resolve))
    seen.push(ws.protocol, ws.extensions)
    for (const text of ['', 'Grüße, 世界', 'x'.repeat(100000), '\\u{1F600}'.repeat(30000)]) {
        ws.send(text)
        seen.push((await next()).data === text)
    }
    const bytes = new Uint8Array(200000).map((_, i) => i * i)
    ws.send(bytes)
    const echo = new Uint8Array((await next()).data)
    seen.push(echo.every((byte, i) => byte === bytes[i]), echo.length)
    ws.close(4321, 'enough')
    const { code, reason, wasClean } = await new Promise(resolve => (ws.onclose = resolve))
    return [...seen, code, reason, wasClean]
}`

t.test(
    'Chromium and our server understand each other',
    { skip: chromium === null ? 'no Chromium is in PATH' : false },
    async t => {
        const browser = await launch(chromium!)
        t.teardown(() => browser.close())
        const page = await browser.newPage()
        await withServer({ webSockets: { compress: true, validateUTF: true } }, async url => {
            const seen = await page.evaluate(`(${inPage})(${JSON.stringify(url)})`)
            t.same(seen, [
                ...['chat', 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'],
                ...[true, true, true, true, true, 200_000, 1000, 'OK', true],
            ])
        })
        t.match(ends.pop(), { status: 4321, reason: 'enough', failure: null })
    },
)
