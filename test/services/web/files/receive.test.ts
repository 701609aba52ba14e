/*
    receive.test.ts -- Request bodies into files, from an action. PUT itself is in document-writer.test.ts.
*/

import { readFileSync } from 'node:fs'
import { createFile, type Fiber, openFile, sleep } from '../../../../fiber/index.js'
import { receive } from '../../../../services/web/files/receive.js'
import type { Web } from '../../../../services/web/index.js'
import { Site, text } from './site.js'

const site = new Site({ 'readable.bin': 'x' })
const config = { routes: [{ handler: 'action', methods: ['PUT'] }] }

/** An action that receives into the file of a name, and tells what became of it. */
function receiver(name: string, limit: number, seen: unknown[] = []) {
    return function* (web: Web): Fiber<void> {
        const file = yield* createFile(site.file(name))
        try {
            const outcome = yield* receive(web, file, limit)
            seen.push(outcome)
            web.writeResponseNow(200, outcome ?? 'all')
        } finally {
            file.close()
        }
    }
}

site.test(
    'receive writes a body of any length, however it comes',
    function* (t, host, client) {
        host.addAction('/', receiver('in.bin', 1_000_000))
        for (const size of [0, 1, 131_071, 131_072, 131_073, 400_000]) {
            const body = text(size)
            const whole = yield* client.ask(`PUT / HTTP/1.1\r\nContent-Length: ${size}\r\n\r\n${body}`)
            t.equal(whole.body.toString(), 'all')
            t.ok(readFileSync(site.file('in.bin'), 'latin1') === body, `${size}`)
        }
        const body = text(200_000)
        yield* client.send('PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n')
        for (let at = 0; at < body.length; at += 50_000) {
            yield* client.send(`c350\r\n${body.slice(at, at + 50_000)}\r\n`)
            yield* sleep(1)
        }
        yield* client.send('0\r\n\r\n')
        t.equal((yield* client.response()).body.toString(), 'all')
        t.ok(readFileSync(site.file('in.bin'), 'latin1') === body)
    },
    config,
)

site.test(
    'receive stops at the limit',
    function* (t, host, client) {
        host.addAction('/', receiver('big.bin', 1000))
        const exact = yield* client.ask(`PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n${text(1000)}`)
        t.equal(exact.body.toString(), 'all')
        const chunks = `3e9\r\n${text(1001)}\r\n0\r\n\r\n`
        const more = yield* client.ask(`PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`)
        t.equal(more.body.toString(), 'WEB_PUT_TOO_BIG')
    },
    config,
)

site.test(
    'receive tells of a client that ends too early, which can still be answered',
    function* (t, host, client) {
        host.addAction('/', receiver('cut.bin', 1000))
        yield* client.send('PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc')
        client.socket.end()
        const response = yield* client.response()
        t.equal(response.body.toString(), 'WEB_PUT_CUT')
        t.ok(yield* client.ended())
    },
    config,
)

site.test(
    'receive tells of a file that cannot be written',
    function* (t, host, client) {
        host.addAction('/', function* (web: Web): Fiber<void> {
            const readable = yield* openFile(site.file('readable.bin'))
            try {
                web.writeResponseNow(200, (yield* receive(web, readable, 1000)) ?? 'all')
            } finally {
                readable.close()
            }
        })
        const response = yield* client.ask('PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
        t.equal(response.body.toString(), 'WEB_CANNOT_PUT')
        t.match(host.errors, [{ code: 'WEB_CANNOT_PUT' }])
        host.events.length = 0
    },
    config,
)
