/*
    send-file.test.ts -- Sending parts of open files, from actions. What the client does meanwhile is in faults.test.ts.
*/

import { type Fiber, openFile } from '../../../../fiber/index.js'
import { givePiece, takePiece } from '../../../../services/web/files/send-file.js'
import type { Web } from '../../../../services/web/index.js'
import { header } from '../harness.js'
import { Site, text } from './site.js'

const content = text(400_000)
const site = new Site({ 'a.bin': content })
const config = { routes: [{ handler: 'action', methods: ['GET', 'HEAD'] }] }

/** An action that sends a part of the file, as the query says; `length`: it is announced. */
function sender(results: number[], announce: boolean) {
    return function* (web: Web): Fiber<void> {
        const [offset = 0, length = 0] = (web.query ?? '').split(',').map(Number)
        const file = yield* openFile(site.file('a.bin'))
        try {
            if (announce) {
                web.setContentLength(length)
            }
            results.push(yield* web.sendFile(file, offset, length))
        } finally {
            file.close()
        }
    }
}

site.test(
    'sendFile sends any part, in pieces, with a length where it is announced and else in chunks',
    function* (t, host, client) {
        const results: number[] = []
        host.addAction('/length', sender(results, true))
        host.addAction('/chunks', sender(results, false))
        const parts = [
            [0, 400_000],
            [0, 131_072],
            [131_071, 131_074],
            [399_999, 1],
        ] as const
        for (const [offset, length] of parts) {
            const whole = yield* client.get(`/length?${offset},${length}`)
            t.ok(whole.body.toString() === content.slice(offset, offset + length), `${offset},${length}`)
            t.equal(header(whole, 'content-length'), String(length))
            const pieces = yield* client.get(`/chunks?${offset},${length}`)
            t.ok(pieces.body.toString() === content.slice(offset, offset + length))
            t.same(
                pieces.chunks!.slice(0, -1).every(size => size === 131_072),
                true,
            )
        }
        t.same(
            results,
            parts.flatMap(([, length]) => [length, length]),
        )
    },
    config,
)

site.test(
    'sendFile sends nothing where nothing is asked for, and to HEAD',
    function* (t, host, client) {
        const results: number[] = []
        host.addAction('/length', sender(results, true))
        t.equal((yield* client.get('/length?5,0')).body.length, 0)
        const head = yield* client.ask('HEAD /length?0,400000 HTTP/1.1\r\n\r\n')
        t.equal(header(head, 'content-length'), '400000')
        t.equal((yield* client.get('/length?0,5')).body.toString(), content.slice(0, 5), 'the connection goes on')
        t.same(results, [0, 400_000, 5])
    },
    config,
)

site.test(
    'sendFile answers 404 for what is behind the end of the file, and breaks off where it ends too early',
    function* (t, host, client) {
        const results: number[] = []
        host.addAction('/length', sender(results, true))
        const beyond = yield* client.get('/length?400000,1')
        t.same([beyond.status, beyond.body.toString()], [404, 'Premature end of input'])
        t.equal(results[0], 0)
        const other = host.connect()
        yield* other.send('GET /length?300000,100001 HTTP/1.1\r\n\r\n')
        let bytes = 0
        try {
            for (let part = yield* other.socket.readSome(); part !== null; part = yield* other.socket.readSome()) {
                bytes += part.length
            }
            t.ok(false, 'a reset tells that bytes are missing')
        } catch (error) {
            t.match(error, { name: 'SocketError' })
        }
        t.ok(bytes <= 100_500)
        t.equal(results[1], 100_000)
        t.match(host.errors, [{ code: 'WEB_SHORT_RESPONSE' }, { code: 'WEB_SHORT_RESPONSE' }])
        host.events.length = 0
    },
    config,
)

site.test('takePiece gives pieces that nobody uses, givePiece keeps a few', function* (t) {
    const one = takePiece()
    const other = takePiece()
    t.not(one, other)
    givePiece(one)
    t.equal(takePiece(), one)
    const many = Array.from({ length: 10 }, takePiece)
    for (const piece of many) {
        givePiece(piece)
    }
    const next = new Set(Array.from({ length: 10 }, takePiece))
    t.equal(many.filter(piece => next.has(piece)).length, 4)
})
