/*
    misbehaving.test.ts -- Servers that break off, fall silent, say something wrong or go on talking, at every byte of a response. Whatever they
    do, the client ends in time with a code, and the next request gets the response that is its own.
*/

import { gzipSync } from 'node:zlib'
import { type Fiber, type Socket, sleep } from '../../../fiber/index.js'
import type { UrlClient, UrlClientOptions, UrlRequest } from '../../../services/url/index.js'
import { failure, type ScriptedServer, scriptedTest, type Test } from './harness.js'

const GOOD = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood'
const bad = 'http://server.test/bad'

/** Responses of all forms, each with the text that is right, and how many bytes it may lack and be complete. */
const forms: Readonly<Record<string, { response: string; text: string; complete?: number }>> = {
    length: { response: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', text: 'abc' },
    chunks: {
        response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b"\r\nab\r\n1\r\nc\r\n0\r\nT: x\r\n\r\n',
        text: 'abc',
    },
    interim: { response: 'HTTP/1.1 103 x\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na', text: 'a' },
    none: { response: 'HTTP/1.1 204 No Content\r\nA: b\r\n\r\n', text: '' },
    // What has no length may end anywhere
    close: { response: 'HTTP/1.1 200 OK\r\nA: b\r\n\r\nabc', text: 'abc', complete: 3 },
}

/** What a server does with the head of a bad request; the connection ends with it. */
type Behaviour = (socket: Socket) => Fiber<void>

/** A test whose server answers `/good` well, and all else as `behave` says. */
function misbehaviour(
    name: string,
    options: UrlClientOptions,
    body: (
        t: Test,
        attempt: (
            behave: Behaviour,
            request?: UrlRequest,
            pause?: number,
        ) => Fiber<{ code: string; text: string; ms: number }>,
        server: ScriptedServer,
        client: UrlClient,
    ) => Fiber<void>,
): void {
    let behave: Behaviour | null = null
    scriptedTest(
        name,
        server =>
            function* (socket) {
                for (let head = yield* server.head(socket); head !== null; head = yield* server.head(socket)) {
                    if (!head.startsWith('GET /good ')) {
                        yield* behave!(socket)
                        return
                    }
                    yield* socket.write(GOOD, 'latin1')
                }
            },
        function* (t, server) {
            const client = server.client({ headTimeout: 1000, idleTimeout: 1000, timeout: 5000, ...options })
            function* attempt(how: Behaviour, request: UrlRequest = {}, pause = 0) {
                behave = how
                let text = ''
                const found = yield* failure(
                    (function* () {
                        text = (yield* client.request(bad, request)).text()
                    })(),
                )
                yield* sleep(pause)
                const next = yield* client.request('http://server.test/good')
                if (next.text() !== 'good' || client.statistics().busy !== 0) {
                    t.fail(`the request after it got ${next.text()}`)
                }
                return { ...found, text }
            }
            try {
                yield* body(t, attempt, server, client)
            } finally {
                client.close()
            }
            yield* sleep(200_000)
            t.equal(server.open, 0)
        },
    )
}

function* say(socket: Socket, text: string | Uint8Array): Fiber<void> {
    yield* typeof text === 'string' ? socket.write(text, 'latin1') : socket.write(text)
    yield* socket.flush()
}

for (const [form, { response, text, complete = 0 }] of Object.entries(forms)) {
    const whole = response.length - complete
    misbehaviour(
        `UrlClient tells a response that breaks off from a whole one, at every byte (${form})`,
        {},
        function* (t, attempt) {
            for (let at = 0; at < response.length; at++) {
                const closed = yield* attempt(socket => say(socket, response.slice(0, at)))
                t.equal(closed.code, at < whole ? 'URL_LOST' : 'none', `closed after ${at}`)
                t.equal(closed.text, at < whole ? '' : text.slice(0, at - whole), `closed after ${at}`)
                const reset = yield* attempt(function* (socket) {
                    yield* say(socket, response.slice(0, at))
                    yield* sleep(20)
                    socket.reset()
                })
                t.equal(reset.code, 'URL_LOST', `reset after ${at}`)
            }
        },
    )
    misbehaviour(`UrlClient gives up a server that falls silent, at every byte (${form})`, {}, function* (t, attempt) {
        for (let at = 0; at < response.length; at++) {
            const { code, ms } = yield* attempt(function* (socket) {
                yield* say(socket, response.slice(0, at))
                yield* sleep(100_000)
            })
            t.equal(code, 'URL_TIMEOUT', `silent after ${at}`)
            t.ok(ms < 2200, `silent after ${at}: ${ms} ms`)
        }
    })
    misbehaviour(`UrlClient has a code for every byte that is another one (${form})`, {}, function* (t, attempt) {
        const codes = new Set<string>()
        for (let at = 0; at < response.length; at++) {
            for (const byte of ['\r', ' ', '9']) {
                const changed = response.slice(0, at) + byte + response.slice(at + 1)
                codes.add((yield* attempt(socket => say(socket, changed))).code)
            }
        }
        const known = 'none URL_LOST URL_HEAD URL_FIELD URL_STATUS URL_LENGTH URL_CHUNK URL_TOO_BIG URL_INTERIM'
        t.same(
            [...codes].filter(code => !known.split(' ').includes(code)),
            [],
        )
    })
}

misbehaviour(
    'UrlClient never takes bytes behind a response for the next one, with it or while nobody asks for anything',
    {},
    function* (t, attempt, server) {
        const extra = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'
        for (const { response, text, complete } of Object.values(forms)) {
            if (complete !== undefined) {
                continue
            }
            for (const rest of [extra, 'x', '\r\n']) {
                for (const pause of [-1, 1, 6, 50]) {
                    const found = yield* attempt(
                        function* (socket) {
                            yield* say(socket, pause < 0 ? response + rest : response)
                            yield* sleep(Math.max(pause, 0))
                            yield* say(socket, pause < 0 ? '' : rest)
                            // It would answer the next request as well
                            yield* server.head(socket)
                            yield* say(socket, extra)
                        },
                        {},
                        pause < 0 ? 0 : 100,
                    )
                    t.match(found, { code: 'none', text })
                }
            }
        }
    },
)

misbehaviour(
    'UrlClient bounds what has no end: names, lines, chunks, trailers, interim responses',
    { headLimit: 4096 },
    function* (t, attempt) {
        const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
        const endless: readonly [code: string, start: string, again: string][] = [
            ['URL_HEAD', '', 'x'],
            ['URL_HEAD', 'HTTP/', '1'],
            ['URL_HEAD', 'HTTP/1.1 200 ', 'O'],
            ['URL_HEAD', 'HTTP/1.1 200 OK\r\n', 'A'],
            ['URL_HEAD', 'HTTP/1.1 200 OK\r\nA: ', 'b'],
            ['URL_HEAD', 'HTTP/1.1 200 OK\r\n', 'A: b\r\n'],
            ['URL_INTERIM', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
            ['URL_CHUNK', chunked, '0'],
            ['URL_CHUNK', `${chunked}1`, ';a'],
            ['URL_CHUNK', `${chunked}1;a=`, 'b'],
            ['URL_CHUNK', `${chunked}ffffffffffffffff\r\n`, 'x'],
            ['URL_HEAD', `${chunked}0\r\n`, 'T: x\r\n'],
            ['URL_HEAD', `${chunked}0\r\nT: `, 'x'],
            ['URL_TOO_BIG', chunked, '1\r\nx\r\n'],
            ['URL_TOO_BIG', 'HTTP/1.1 200 OK\r\n\r\n', 'x'],
        ]
        for (const [code, start, again] of endless) {
            const { ms, ...found } = yield* attempt(
                function* (socket) {
                    yield* say(socket, start)
                    for (let i = 0; i < 200 && !socket.closed; i++) {
                        yield* say(socket, again.repeat(Math.ceil(2000 / again.length)))
                    }
                },
                { limit: 50_000 },
            )
            t.equal(found.code, code, `${JSON.stringify(start)} and ${JSON.stringify(again)} without end`)
            t.ok(ms < 1000, `${ms} ms`)
        }
    },
)

misbehaviour(
    'UrlClient gives up a server that drips, within its deadlines, and memory does not count the drops',
    { timeout: 20_000, decode: true },
    function* (t, attempt) {
        const drip = (text: string | Uint8Array, pause: number): Behaviour =>
            function* (socket) {
                const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : Buffer.from(text)
                for (let at = 0; at < bytes.length && !socket.closed; at++) {
                    yield* say(socket, bytes.subarray(at, at + 1))
                    yield* sleep(pause)
                }
            }
        t.match(yield* attempt(drip(forms.chunks!.response, 5)), { code: 'none', text: 'abc' })
        const zipped = gzipSync('compressed')
        const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n`
        const whole = Buffer.concat([Buffer.from(head), zipped])
        t.match(yield* attempt(drip(whole, 5)), { code: 'none', text: 'compressed' })
        const slow = yield* attempt(drip(forms.length!.response, 100))
        t.match(slow, { code: 'URL_TIMEOUT' })
        t.ok(slow.ms < 1100, `the head has a deadline of its own: ${slow.ms} ms`)
        const body = yield* attempt(function* (socket) {
            yield* say(socket, 'HTTP/1.1 200 OK\r\n\r\n')
            yield* drip('x'.repeat(1000), 900)(socket)
        })
        t.match(body, { code: 'URL_TIMEOUT' })
        t.ok(body.ms >= 20_000 && body.ms < 20_100, `all of it has one: ${body.ms} ms`)
        const interim = yield* attempt(drip('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100), 1))
        t.match(interim, { code: /^URL_(INTERIM|TIMEOUT)$/ })
    },
)

misbehaviour('UrlClient refuses heads that somebody else could read as others', {}, function* (t, attempt) {
    const codes: readonly [code: string, lines: string][] = [
        ['URL_FIELD', 'A: b\rEvil: 1'],
        ['URL_FIELD', 'A: b\nEvil: 1'],
        ['URL_FIELD', 'A: b\0c'],
        ['URL_FIELD', 'A: b\r\n folded'],
        ['URL_FIELD', 'A : b'],
        ['URL_FIELD', ': b'],
        ['URL_LENGTH', 'Content-Length: +2'],
        ['URL_LENGTH', 'Content-Length: 2, 3'],
        ['URL_LENGTH', 'Content-Length: 0x2'],
        ['URL_LENGTH', 'Content-Length: 99999999999999999999'],
        ['URL_FIELD', 'Transfer-Encoding: chunked, identity'],
        ['URL_FIELD', 'Transfer-Encoding: xchunked'],
    ]
    for (const [code, lines] of codes) {
        const found = yield* attempt(socket => say(socket, `HTTP/1.1 200 OK\r\n${lines}\r\n\r\nab`))
        t.equal(found.code, code, JSON.stringify(lines))
    }
    // Both are there: the chunks count, and the connection is not used again (RFC 9112 §6.3)
    const both = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'
    t.match(yield* attempt(socket => say(socket, both)), { code: 'none', text: 'a' })
})

misbehaviour(
    'UrlClient ends a long body when the server refuses it and reads no more, whatever the body is',
    {},
    function* (t, attempt, server) {
        server.network.route('10.0.0.1', { highWater: 1000 })
        const long = 'x'.repeat(500_000)
        for (const body of [long, Buffer.from(long), [long]]) {
            const { ms, ...found } = yield* attempt(
                function* (socket) {
                    yield* say(socket, 'HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno')
                    yield* sleep(60_000)
                },
                { method: 'PUT', body },
            )
            t.match(found, { code: 'none', text: 'no' })
            t.ok(ms < 1000, `${ms} ms`)
        }
    },
)
