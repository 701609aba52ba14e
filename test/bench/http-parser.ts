/*
    http-parser.ts -- Nanoseconds per request head, by hand: node dist/test/bench/http-parser.js

    "head" is the parser alone; "asked" adds the questions that a web server asks of each request.
*/

import { RequestParser } from '../../services/http/request-parser.js'

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

function measure(buf: Uint8Array, length: number, names: string[]): number {
    const parser = new RequestParser()
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < ROUNDS; round++) {
        const begun = process.hrtime.bigint()
        for (let i = 0; i < PER_ROUND; i++) {
            sink += parser.execute(buf, 0, length)
            sink += parser.head.target.length
            for (const name of names) {
                if (parser.head.get(name) !== undefined) {
                    sink++
                }
            }
        }
        best = Math.min(best, Number(process.hrtime.bigint() - begun) / PER_ROUND)
    }
    if (!parser.complete) {
        throw new Error(`Cannot measure: ${parser.error?.code}`)
    }
    return best
}

console.log('request  bytes  head ns  asked ns')
for (const [name, text] of Object.entries(requests)) {
    const buf = Buffer.alloc(65536)
    const length = buf.write(text, 'latin1')
    const head = measure(buf, length, [])
    const all = measure(buf, length, asked)
    console.log(
        `${name.padEnd(8)}${String(length).padStart(6)}${head.toFixed(0).padStart(9)}${all.toFixed(0).padStart(10)}`,
    )
}
if (sink === 0) {
    console.log('Nothing was parsed')
}
