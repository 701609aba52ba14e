/*
    http-parser.ts -- Nanoseconds per request head, by hand: node dist/test/bench/http-parser.js

    "head" is the parser alone; "target" adds taking the target apart, "asked" the questions that a web server asks of each
    request as well. "llhttp" is Node's own parser, which makes a string of each name and value.
*/

import { createRequire } from 'node:module'
import { RequestParser, RequestTarget } from '../../services/http/index.js'

const requests: Record<string, string> = {
    wrk: 'GET /hello HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n',
    curl: 'GET /index.html HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n',
    browser:
        'GET /status/index.html?since=12 HTTP/1.1\r\nHost: 192.168.1.20:8080\r\nConnection: keep-alive\r\n' +
        'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n' +
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r\n' +
        'Upgrade-Insecure-Requests: 1\r\nReferer: http://192.168.1.20:8080/\r\nAccept-Encoding: gzip, deflate\r\n' +
        'Accept-Language: en-US,en;q=0.9\r\nCookie: -web-session-=0123456789abcdef0123456789abcdef\r\n\r\n',
    post:
        'POST /api/user HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n' +
        'Content-Type: application/json\r\nContent-Length: 15\r\n\r\n',
}

const asked = [
    ...['authorization', 'content-type', 'cookie', 'if-match', 'if-modified-since', 'if-none-match', 'origin', 'range'],
    ...['upgrade', 'x-xsrf-token'],
]

const ROUNDS = 200
const PER_ROUND = 5_000

let sink = 0

/** Nanoseconds of one call of `run`, in the best of many rounds: whatever else the machine does makes it only slower. */
function measure(run: () => number): string {
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < ROUNDS; round++) {
        const begun = process.hrtime.bigint()
        for (let i = 0; i < PER_ROUND; i++) {
            sink += run()
        }
        best = Math.min(best, Number(process.hrtime.bigint() - begun) / PER_ROUND)
    }
    return best.toFixed(0).padStart(8)
}

function measureOurs(buf: Uint8Array, length: number, depth: 'head' | 'target' | 'asked'): string {
    const parser = new RequestParser()
    const target = new RequestTarget()
    const names = depth === 'asked' ? asked : []
    const time = measure(() => {
        let found = parser.execute(buf, 0, length)
        if (depth !== 'head' && target.parse(parser.head.method, parser.head.target) === null) {
            found++
        }
        for (let i = 0; i < names.length; i++) {
            if (parser.head.get(names[i]!) !== undefined) {
                found++
            }
        }
        return found
    })
    if (!parser.complete) {
        throw new Error(`Cannot measure: ${parser.error?.code}`)
    }
    return time
}

interface NodeParser {
    initialize(type: number, resource: object): void
    execute(buf: Uint8Array): number
    [callback: number]: () => number
}

function measureNode(buf: Uint8Array): string {
    const { HTTPParser } = createRequire(import.meta.url)('_http_common') as {
        HTTPParser: { new (): NodeParser; REQUEST: number; kOnHeadersComplete: number; kOnMessageComplete: number }
    }
    const parser = new HTTPParser()
    parser.initialize(HTTPParser.REQUEST, {})
    parser[HTTPParser.kOnHeadersComplete] = () => 0
    parser[HTTPParser.kOnMessageComplete] = () => 0
    return measure(() => parser.execute(buf))
}

console.log('request  bytes    head  target   asked  llhttp')
for (const [name, text] of Object.entries(requests)) {
    const buf = Buffer.alloc(65536)
    const length = buf.write(text, 'latin1')
    const ours = [
        measureOurs(buf, length, 'head'),
        measureOurs(buf, length, 'target'),
        measureOurs(buf, length, 'asked'),
    ]
    // The heads of requests with a body would have llhttp wait for it
    const node = name === 'post' ? '       -' : measureNode(buf.subarray(0, length))
    console.log(`${name.padEnd(8)}${String(length).padStart(6)}${ours.join('')}${node}`)
}
if (sink === 0) {
    console.log('Nothing was parsed')
}
