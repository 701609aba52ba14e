/*
    conformance.test.ts -- The vectors of llhttp, Node's own parser, against the server: what it accepts is answered, what it
    refuses is answered with an error that closes the connection, or not at all; whole, cut in two at every byte, and byte by byte.
*/

import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { all, type Fiber, sleep } from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'
import { type HttpErrorCode, httpErrors } from '../../../services/http/index.js'
import type { Web } from '../../../services/web/index.js'
import { header, type Response, TestHost } from './harness.js'

const FILE = new URL('../../../../../shared/suites/http/llhttp-cases.json', import.meta.url)

// All of it takes five seconds, and more where others have the processor.
t.setTimeout(600_000)

interface Vector {
    title: string
    meta: { type: string }
    raw: string
    error: [] | [code: string, reason: string]
}

/** Strict vectors that llhttp takes and the server refuses, each with the reason. */
const stricter: Readonly<Record<string, string>> = {
    'SOURCE request with ICE': 'No HTTP: the Icecast protocol is not spoken here',
    'OPTIONS request with RTSP': 'No HTTP: the streaming protocol RTSP is not spoken here',
    'ANNOUNCE request with RTSP': 'No HTTP: the streaming protocol RTSP is not spoken here',
    'No HTTP version': 'HTTP/0.9 is not spoken here (spec web.md §8.1)',
    'POST with `chunked` as last transfer-encoding': 'Nothing here undoes another coding (RFC 9112 §6.1)',
    'POST with `chunked` as last transfer-encoding (multiple headers)': 'The same',
    'M-SEARCH request': 'The target * is for OPTIONS only (RFC 9112 §3.2.4, spec web.md §9.1)',
    'Quotes in URI': 'No URL has such characters (RFC 3986 §2, spec web.md §9.1)',
    'Query URL with vertical bar character': 'No URL has such characters (RFC 3986 §2, spec web.md §9.1)',
    '`host:port` and basic auth': 'A target with user and password is a trap (RFC 9110 §4.2.4)',
}

/**
 * Vectors that llhttp refuses and that are no error for a server: what follows a request that closes the connection is never
 * looked at (RFC 9112 §9.6).
 */
const tolerated: ReadonlySet<string> = new Set([
    'No restart when keep-alive is off (1.0)',
    'Resetting flags when keep-alive is off (1.0)',
    'CRLF between requests, explicit `close`',
])

/** All responses to a stream of bytes that comes in pieces, and the breach of HTTP that was not answered, if there is one. */
function* play(pieces: Uint8Array[]): Fiber<{ responses: Response[]; breach: string }> {
    const echo = function* (web: Web) {
        // The body of a PUT is left to its handler.
        yield* web.write(yield* web.readBody())
    }
    const host = new TestHost({}, { '/': echo })
    const client = host.connect()
    for (const piece of pieces) {
        yield* client.socket.write(piece)
        yield* client.socket.flush()
    }
    client.socket.end()
    const text = (yield* client.rest()).toString('latin1')
    yield* sleep(3_600_000)
    if (host.errors.length > 0) {
        throw new Error(`The server is at fault: ${host.errors[0]!.message}`)
    }
    const breach = host.events.find(
        ({ code }) => code !== null && code in httpErrors && httpErrors[code as HttpErrorCode].silent,
    )
    const responses = text
        .split(/(?=HTTP\/1\.[01] \d{3} )/)
        .filter(part => part !== '' && !part.includes(' 100 Continue'))
        .map(part => ({
            version: part.slice(0, 8),
            status: Number(part.slice(9, 12)),
            reason: '',
            lines: part
                .slice(0, part.indexOf('\r\n\r\n'))
                .split('\r\n')
                .slice(1)
                .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
            body: Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4), 'latin1'),
            chunks: null,
            cut: false,
        }))
    return { responses, breach: breach?.code ?? '' }
}

/** What became of each of several streams, so that ways to cut one can be compared. */
async function outcomes(streams: Uint8Array[][]): Promise<string[]> {
    const played = await virtually(() => all(streams.map(play)))
    return played.map(({ responses, breach }) =>
        [...responses.map(one => `${one.status} ${header(one, 'connection')} ${one.body}`), breach].join('\n'),
    )
}

async function outcome(bytes: Uint8Array): Promise<string> {
    return (await outcomes([[bytes]]))[0]!
}

/** Vectors that ask for a WebSocket. */
const webSockets: ReadonlySet<string> = new Set(['Multiple tokens with folding and LWS', 'Upgrade GET request'])

const refused = /(^|\n)((400|405|413) close |HTTP_)/

if (existsSync(FILE)) {
    const vectors: Vector[] = JSON.parse(readFileSync(FILE, 'utf8'))

    t.test('WebHost answers what the strict vectors accept, and refuses the rest', async t => {
        const strict = vectors.filter(vector => vector.meta.type === 'request')
        t.equal(strict.length, 131)
        for (const { title, raw, error } of strict) {
            const came = await outcome(Buffer.from(raw, 'base64'))
            if (error[1]?.startsWith('Pause')) {
                // What follows would be another protocol, if the server changed to it. It does not: CONNECT and the preface of
                // HTTP/2 are refused, an upgrade is an offer that may be ignored (RFC 9110 §7.8), and those to WebSockets lack
                // the version, or ask for a sub-protocol that the server has not.
                const wanted = webSockets.has(title)
                    ? /^400 close Unsupported Sec-WebSocket-/
                    : title.includes('CONNECT') || title.includes('PRI') || title.includes('hostname')
                      ? /^((400|405) close |\nHTTP_|HTTP_)/
                      : /^200 /
                t.match(came, wanted, title)
            } else if (title in stricter || (error.length > 0 && !tolerated.has(title))) {
                t.match(came, refused, `${title} is refused`)
            } else {
                t.notMatch(came, /(^|\n)(400 |413 |500 |HTTP_)/, `${title} is no breach of HTTP`)
            }
        }
    })

    t.test('WebHost refuses what only a lenient parser takes, or does not look at it', async t => {
        for (const { title, raw, meta } of vectors.filter(vector => vector.meta.type.startsWith('request-lenient'))) {
            const came = await outcome(Buffer.from(raw, 'base64'))
            // Without refusal only if the request before it closes the connection.
            t.match(
                came,
                meta.type === 'request-lenient-keep-alive' || meta.type === 'request-lenient-data-after-close'
                    ? / close /
                    : refused,
                `${meta.type}: ${title}`,
            )
        }
    })

    t.test('WebHost gives the same answers however a vector is cut', async t => {
        for (const { title, raw } of vectors.filter(vector => vector.meta.type.startsWith('request'))) {
            const bytes = Buffer.from(raw, 'base64')
            const ways: [name: string, pieces: Uint8Array[]][] = [['whole', [bytes]]]
            for (let at = 1; at < bytes.length; at++) {
                ways.push([`cut at ${at}`, [bytes.subarray(0, at), bytes.subarray(at)]])
            }
            ways.push(['byte by byte', Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))])
            const came = await outcomes(ways.map(([, pieces]) => pieces))
            const different = ways.map(([name]) => name).filter((_, i) => came[i] !== came[0])
            t.same(different, [], title)
        }
    })
} else {
    t.test('WebHost against the llhttp vectors', { skip: 'The shared suites are not here' }, async () => {})
}
