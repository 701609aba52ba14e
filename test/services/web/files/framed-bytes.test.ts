import { all, type Fiber, type Socket } from '../../../../fiber/index.js'
import { memoryPair } from '../../../../fiber/testing/index.js'
import { FramedBytes } from '../../../../services/web/files/framed-bytes.js'
import { webTest } from '../harness.js'
import { text } from './site.js'

const content = text(200_000)

function framed(): FramedBytes {
    const body = new FramedBytes(content.length)
    body.bytes.write(content, 'latin1')
    return body
}

function* received(socket: Socket): Fiber<string> {
    return (yield* socket.readAll(10_000_000)).toString('latin1')
}

function* end(...sockets: Socket[]): Fiber<void> {
    for (const socket of sockets) {
        yield* socket.close()
    }
    for (const socket of sockets) {
        yield* socket.waitClosed()
    }
}

webTest('FramedBytes sends head and body', function* (t) {
    const body = framed()
    for (const head of ['', 'head', 'é'.repeat(1024), 'x'.repeat(1025), 'y'.repeat(50_000)]) {
        const [client, server] = memoryPair()
        body.sendNow(server, head)
        server.end()
        t.ok((yield* received(client)) === head + content, `${head.length}`)
        yield* end(client, server)
    }
})

webTest(
    'FramedBytes keeps the heads of those apart who send it at the same time, however slowly they read',
    function* (t) {
        const body = framed()
        const pairs = Array.from({ length: 10 }, (_, i) => memoryPair({ segment: 100 + i * 1000 }))
        for (const [i, [, server]] of pairs.entries()) {
            body.sendNow(server, `head of ${i};`.repeat(20 * (i % 3) + 1))
        }
        for (const [, server] of pairs) {
            server.end()
        }
        const all_ = yield* all(pairs.map(([client]) => received(client)))
        for (const [i, answer] of all_.entries()) {
            t.ok(answer === `head of ${i};`.repeat(20 * (i % 3) + 1) + content, `${i}`)
        }
        yield* end(...pairs.flat())
    },
)

webTest('FramedBytes sends behind what was written before, and after one that has broken off', function* (t) {
    const body = framed()
    const [client, server] = memoryPair({ segment: 1000 })
    server.writeNow('before;')
    body.sendNow(server, 'one;')
    body.sendNow(server, 'two;')
    const [gone, broken] = memoryPair({ segment: 10 })
    body.sendNow(broken, 'lost;')
    broken.reset()
    const [other, third] = memoryPair()
    body.sendNow(third, 'three;')
    third.end()
    server.end()
    t.ok((yield* received(client)) === `before;one;${content}two;${content}`)
    t.ok((yield* received(other)) === `three;${content}`)
    yield* end(client, server, other, third)
    gone.reset()
})
