/*
    cancel.test.ts -- A fiber that is cancelled in any phase of a request leaves nothing: each millisecond of a long request is tried.
*/

import t from 'tap'
import { type Fiber, type Listener, listen, type Socket, sleep, spawn, type Wire } from '../../../fiber/index.js'
import { FakeNetwork, fiberTest, type VirtualClock } from '../../../fiber/testing/index.js'
import { useNetwork } from '../../../fiber/rsocket/index.js'
import * as face from '../../../services/url/c.js'
import { Url, UrlClient, UrlError } from '../../../services/url/index.js'
import { acceptKey, connect } from '../../../services/websock/index.js'

/** Handshakes under way and made, and how many are closed again. */
const handshakes = { begun: 0, given: 0, dropped: 0 }

/** TLS that takes its time and changes nothing. */
const slowTls = {
    *connect(wire: Wire): Fiber<Wire> {
        handshakes.begun++
        let given = false
        try {
            yield* sleep(20)
            given = true
            handshakes.given++
            return wire
        } finally {
            if (!given) {
                handshakes.dropped++
                wire.destroy(false)
            }
        }
    },
}

/** What a slow server does with the requests of a connection. */
function* serve(socket: Socket): Fiber<void> {
    for (;;) {
        const head = (yield* socket.readUntil('\r\n\r\n'))?.toString() ?? null
        if (head === null) {
            return
        }
        yield* sleep(10)
        const path = head.split(' ')[1]
        if (head.startsWith('CONNECT')) {
            yield* socket.write('HTTP/1.1 200 Open\r\n\r\n', 'latin1')
        } else if (path === '/ws') {
            const key = /^sec-websocket-key: (.*)\r$/im.exec(head)![1]!
            const lines = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\n`
            yield* socket.write(`HTTP/1.1 101 x\r\n${lines}\r\n`, 'latin1')
            yield* sleep(10)
            yield* socket.write(Buffer.from([0x88, 0]))
            yield* socket.readSome()
            return
        } else if (path === '/lost') {
            return
        } else if (path === '/login' && !/^authorization:/im.test(head)) {
            const lines = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\nContent-Length: 2\r\n'
            yield* socket.write(`HTTP/1.1 401 x\r\n${lines}\r\nno`, 'latin1')
        } else if (path === '/moved') {
            yield* socket.write('HTTP/1.1 302 x\r\nLocation: /there\r\nContent-Length: 4\r\n\r\nmo', 'latin1')
            yield* sleep(5)
            yield* socket.write('ve')
        } else if (path === '/events') {
            yield* socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', 'latin1')
            for (let i = 0; i < 3; i++) {
                yield* sleep(10)
                yield* socket.write(`data: ${i}\n\n`)
            }
            return
        } else {
            const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
            for (let left = length; left > 0; ) {
                const piece = yield* socket.readSome(Math.min(left, 20_000))
                left -= piece?.length ?? left
                yield* sleep(10)
            }
            yield* socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'latin1')
            for (const piece of ['2\r\nab\r\n', '1\r\nc\r', '\n0\r\n\r\n']) {
                yield* sleep(5)
                yield* socket.write(piece)
            }
        }
    }
}

/** A network with a slow server at `server.test`, ports 80 and 443, that counts its connections. */
class SlowServer {
    readonly network = new FakeNetwork({ latency: 2, highWater: 10_000 }).host('server.test', '10.0.0.1')
    open = 0
    readonly #listeners: Listener[] = []

    stop(): void {
        for (const listener of this.#listeners) {
            listener.close()
        }
        this.network.cut()
    }

    *start(): Fiber<void> {
        const server = this
        for (const port of [80, 443]) {
            const listener = yield* listen(
                `10.0.0.1:${port}`,
                function* (socket) {
                    server.open++
                    try {
                        yield* serve(socket)
                    } finally {
                        server.open--
                    }
                },
                { network: this.network },
            )
            this.#listeners.push(listener)
        }
    }
}

/**
 * Cancels some work after each number of milliseconds until it is over before that. `begin` makes the work and what looks at the state
 * right after the cancelling.
 */
function everyMoment(
    name: string,
    begin: (server: SlowServer) => { work: () => Fiber<unknown>; after: () => string | null },
): void {
    fiberTest(t, name, function* (t, clock: VirtualClock) {
        const server = new SlowServer()
        yield* server.start()
        const faults: string[] = []
        let moments = 0
        try {
            for (let ms = 0; ; ms++) {
                const { work, after } = begin(server)
                const task = spawn(forgiving, work)
                yield* sleep(ms)
                const done = task.done
                const start = clock.now()
                task.cancel()
                try {
                    yield* task.join()
                } catch {
                    // It was cancelled
                }
                const fault = after()
                // Nothing is there when the news has reached the server and it has seen it
                yield* sleep(200)
                if (fault !== null || server.open > 0 || clock.now() - start > 201) {
                    faults.push(`after ${ms} ms: ${fault ?? `${server.open} connections, ${clock.now() - start} ms`}`)
                }
                if (done) {
                    break
                }
                moments++
            }
        } finally {
            server.stop()
        }
        t.same(faults, [])
        t.ok(moments > 20, `${moments} moments`)
        yield* sleep(3_600_000)
    })
}

/** Some work that may fail for a reason of its own. */
function* forgiving(work: () => Fiber<unknown>): Fiber<void> {
    try {
        yield* work()
    } catch (error) {
        if (!(error instanceof UrlError)) {
            throw error
        }
    }
}

/** A request of a client with slow TLS and a proxy. */
function clientWork(path: string, request: Parameters<UrlClient['request']>[1] = {}, proxy = false) {
    return (server: SlowServer) => {
        const { network } = server
        const way = proxy ? { proxy: 'http://server.test' } : {}
        const client = new UrlClient({ network, tls: slowTls, redirects: 3, retry: [15, 15], ...way })
        return {
            work: () => client.request(`https://server.test/${path}`, request),
            after() {
                const { busy, waiting } = client.statistics()
                client.close()
                return busy === 0 && waiting === 0 ? null : `busy ${busy}, waiting ${waiting}`
            },
        }
    }
}

everyMoment('UrlClient leaves nothing: address, connect, TLS, head, redirect, body', clientWork('moved'))
everyMoment(
    'UrlClient leaves nothing: a login that is asked for',
    clientWork('login', { auth: { user: 'u', password: 'p' } }),
)
everyMoment('UrlClient leaves nothing: tunnel of a proxy, and TLS in it', clientWork('there', {}, true))
everyMoment('UrlClient leaves nothing: lost connections, and pauses between attempts', clientWork('lost'))
everyMoment(
    'UrlClient leaves nothing: a body that is taken slowly',
    clientWork('there', { method: 'PUT', body: Buffer.alloc(150_000) }),
)

let bodies = 0
everyMoment('UrlClient ends the function that writes a body', server => {
    const { work, after } = clientWork('there', {
        method: 'PUT',
        headers: { 'Content-Length': 60_000 },
        *body(out) {
            bodies++
            try {
                for (let i = 0; i < 6; i++) {
                    yield* out.write('x'.repeat(10_000))
                    yield* sleep(3)
                }
            } finally {
                bodies--
            }
        },
    })(server)
    return { work, after: () => after() ?? (bodies === 0 ? null : 'the body is still written') }
})

everyMoment('UrlClient.events leaves nothing', server => {
    const client = new UrlClient({ network: server.network })
    return {
        work: () => client.events('http://server.test/events', {}, () => sleep(5)),
        after() {
            const { busy, idle } = client.statistics()
            client.close()
            return busy + idle === 0 ? null : `busy ${busy}, idle ${idle}`
        },
    }
})

everyMoment('Url leaves no connection that is in the middle of something', server => {
    const up = new Url({ network: server.network })
    return {
        *work() {
            yield* up.start('PUT', 'http://server.test/there')
            yield* up.writeHeaders('Content-Length: 40000\r\n')
            yield* up.write('x'.repeat(40_000))
            yield* up.finalize()
            yield* up.text()
        },
        after() {
            const { sock } = up
            up.closeNow()
            return sock === null || up.status === 0 || up.status === 200 ? null : `status ${up.status}`
        },
    }
})

everyMoment('urlFetch, urlGetEvents and urlWebSocket leave nothing', server => {
    const former = useNetwork(server.network)
    return {
        *work() {
            yield* face.urlFetch(null, 'GET', 'http://server.test/there', null, 0, null)
            yield* face.urlGetEvents('http://server.test/events', () => {}, null, null)
            yield* face.urlWebSocket('ws://server.test/ws', () => {}, null, null)
        },
        after() {
            useNetwork(former)
            return null
        },
    }
})

everyMoment('connect leaves nothing, and closeNow in a finally block neither', ({ network }) => ({
    *work() {
        const ws = yield* connect('wss://server.test/ws', { network, tls: slowTls })
        try {
            yield* ws.receive()
        } finally {
            ws.closeNow()
        }
    },
    after: () => null,
}))

t.test(
    'everyMoment went through handshakes of TLS, and those that were cancelled closed their connections',
    async t => {
        t.ok(handshakes.dropped > 50)
        t.equal(handshakes.begun, handshakes.given + handshakes.dropped)
    },
)
