import t from 'tap'
import { connect, deadline, type Fiber, Latch, run, type Socket, scope, sleep, spawn } from '../../../fiber/index.js'
import { type IdleConnection, IdleConnections, type IdleList } from '../../../services/web/idle-connections.js'
import { Client, header, resetClients, type Test, TestHost, webTest } from './harness.js'

const REMOTE = (address: string) => ({ remote: { address, port: 1, family: 4 } }) as const

/** Serves `/`, and `/slow` until the latch is open. */
function hostWith(limits: { connections: number; addressConnections?: number }, release: Latch): TestHost {
    return new TestHost(
        { limits, listen: ['http://127.0.0.1:0'] },
        {
            '/slow': function* (web) {
                yield* release.wait()
                web.writeNow('slow')
            },
            '/': web => web.writeNow('hello'),
        },
    )
}

webTest('IdleConnections: at the limit the connection that has been idle longest makes room', function* (t) {
    const host = hostWith({ connections: 3 }, new Latch(1))
    const clients = [host.connect(), host.connect(), host.connect()]
    for (const i of [1, 0, 2, 1]) {
        yield* clients[i]!.get('/')
    }
    const fourth = host.connect()
    t.equal((yield* fourth.get('/')).status, 200)
    t.ok(yield* clients[0]!.ended(), 'of 0, 2 and 1 it was idle longest')
    t.equal((yield* clients[2]!.get('/')).status, 200)
    const fifth = host.connect()
    t.ok(yield* clients[1]!.ended())
    t.equal((yield* fifth.get('/')).status, 200)
    t.match(host.statistics(), { connections: 3, accepted: 5, refused: 0, codes: { WEB_GAVE_WAY: 2 } })
    t.notMatch(host.statistics().codes, { WEB_DISCONNECTED: 1 }, 'told once')
})

webTest('IdleConnections: what is busy stays, and a new connection is refused while all are', function* (t) {
    const release = new Latch(1)
    const host = hostWith({ connections: 3 }, release)
    const [slow, half, pipelined] = [host.connect(), host.connect(), host.connect()]
    for (const client of [slow, half, pipelined]) {
        yield* client.get('/')
    }
    yield* slow.send('GET /slow HTTP/1.1\r\n\r\n')
    yield* half.send('G')
    yield* pipelined.send('GET / HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\n\r\n')
    yield* pipelined.response()
    t.ok(yield* host.connect().ended())
    t.match(host.statistics(), { connections: 3, active: 3, refused: 1 })
    release.open()
    t.equal((yield* slow.response()).body.toString(), 'slow')
    t.equal((yield* pipelined.response()).body.toString(), 'slow')
    t.equal((yield* half.ask('ET / HTTP/1.1\r\n\r\n', 'GET')).status, 200)
    t.equal((yield* host.connect().get('/')).status, 200)
    t.ok(yield* slow.ended())
})

webTest('IdleConnections: a request that came in the same turn is served', function* (t) {
    const host = hostWith({ connections: 2 }, new Latch(1))
    const [first, second] = [host.connect(), host.connect()]
    yield* first.get('/')
    yield* second.get('/')
    // Its bytes are there, and its fiber has not run: the other one goes.
    first.socket.writeNow('GET / HTTP/1.1\r\n\r\n')
    yield* first.socket.flush()
    const third = host.connect()
    t.equal((yield* first.response()).status, 200)
    t.equal((yield* third.get('/')).status, 200)
    t.ok(yield* second.ended())
})

webTest('IdleConnections: silent connections have a second, and then go first', function* (t) {
    const host = hostWith({ connections: 2 }, new Latch(1))
    const kept = host.connect()
    yield* kept.get('/')
    const silent = host.connect()
    yield* sleep(999)
    const third = host.connect()
    t.ok(yield* kept.ended(), 'the other one may ask any moment')
    yield* third.get('/')
    yield* sleep(1)
    t.equal((yield* host.connect().get('/')).status, 200)
    t.ok(yield* silent.ended())
    t.equal((yield* third.get('/')).status, 200)
})

webTest('IdleConnections: an address beyond its own limit makes nobody leave', function* (t) {
    const host = hostWith({ connections: 3, addressConnections: 2 }, new Latch(1))
    const clients = [REMOTE('10.0.0.1'), REMOTE('10.0.0.1'), REMOTE('10.0.0.2')].map(seen => host.connect({}, seen))
    for (const client of clients) {
        yield* client.get('/')
    }
    t.ok(yield* host.connect({}, REMOTE('10.0.0.1')).ended())
    t.match(host.statistics(), { connections: 3, refused: 1, codes: { WEB_REFUSED: 1 } })
    t.equal((yield* host.connect({}, REMOTE('10.0.0.2')).get('/')).status, 200)
    t.ok(yield* clients[0]!.ended())
})

webTest('IdleConnections: hooks that are slow at the end hold no places, up to as many as there are', function* (t) {
    const host = hostWith({ connections: 3 }, new Latch(1))
    host.setHook(function* (_web, event) {
        // WEB_HOOK_DISCONNECT
        yield* sleep(event === 2 ? 60_000 : 0)
    })
    for (let i = 0; i < 6; i++) {
        t.equal((yield* host.connect().get('/')).status, 200)
    }
    t.ok(yield* host.connect().ended())
    t.match(host.statistics(), { refused: 1, accepted: 6, connections: 6 })
})

webTest('IdleConnections: nothing makes room while the host stops', function* (t) {
    const release = new Latch(1)
    const host = hostWith({ connections: 1 }, release)
    const slow = host.connect()
    yield* slow.send('GET /slow HTTP/1.1\r\n\r\n')
    yield* sleep(1)
    const stop = spawn(() => host.stop())
    yield* sleep(1)
    t.notOk(host.makeRoom(null))
    t.ok(yield* host.connect().ended())
    release.open()
    t.equal(header(yield* slow.response(), 'connection'), 'close')
    yield* stop.join()
})

/** A connection of which only its place counts. */
class Idle implements IdleConnection {
    list: IdleList | null = null
    earlier: IdleConnection | null = null
    later: IdleConnection | null = null
    isQuiet = true
    readonly opened: number

    constructor(opened = 0) {
        this.opened = opened
    }

    giveWay(): void {}
}

t.test('IdleList keeps the order while any is removed', async t => {
    const idle = new IdleConnections()
    const all = Array.from({ length: 5 }, () => new Idle())
    for (const one of all) {
        idle.kept.add(one)
    }
    for (const i of [2, 0, 4]) {
        idle.kept.remove(all[i]!)
    }
    idle.kept.add(all[0]!)
    t.same(
        [1, 2, 3, 4].map(() => all.indexOf(idle.take(0) as Idle)),
        [1, 3, 0, -1],
    )
})

t.test('IdleConnections.take looks at eight at most, and at others the next time', async t => {
    const idle = new IdleConnections()
    const all = Array.from({ length: 10 }, () => new Idle())
    for (const one of all) {
        one.isQuiet = false
        idle.kept.add(one)
    }
    all[9]!.isQuiet = true
    t.equal(idle.take(0), null)
    t.equal(idle.take(0), all[9])
    t.equal(idle.take(0), null)
    all[0]!.isQuiet = true
    const fresh = new Idle(5000)
    idle.fresh.add(fresh)
    t.equal(idle.take(5999), all[0])
    t.equal(idle.take(6000), fresh)
})

function networkTest(name: string, body: (t: Test) => Fiber<void>): void {
    t.test(name, async t => {
        await run(() =>
            scope(function* (s) {
                yield* deadline(60_000, body(t))
                resetClients()
                s.cancel()
            }),
        )
    })
}

function* dial(host: TestHost): Fiber<Client> {
    const { address, port } = host.addresses[0]!
    const socket: Socket = yield* connect({ host: address, port })
    return new Client(
        socket,
        spawn(function* () {}),
    )
}

networkTest('IdleConnections: over the network the end of an idle connection is in order', function* (t) {
    const release = new Latch(1)
    const host = hostWith({ connections: 4 }, release)
    yield* host.start()
    const kept: Client[] = []
    for (let i = 0; i < 4; i++) {
        const client = yield* dial(host)
        t.equal((yield* client.get('/')).status, 200)
        kept.push(client)
    }
    const fifth = yield* dial(host)
    t.equal((yield* fifth.get('/')).body.toString(), 'hello')
    t.ok(yield* kept[0]!.ended(), 'it was idle longest')
    t.equal(kept[0]!.socket.error, null, 'an end, and no reset')
    for (const client of [...kept.slice(1), fifth]) {
        yield* client.send('GET /slow HTTP/1.1\r\n\r\n')
    }
    while (host.statistics().active < 4) {
        yield* sleep(1)
    }
    t.ok(yield* (yield* dial(host)).ended(), 'all are busy')
    t.match(host.statistics(), { connections: 4, accepted: 5, codes: { WEB_GAVE_WAY: 1, WEB_REFUSED: 1 } })
    release.open()
    for (const client of [...kept.slice(1), fifth]) {
        t.equal((yield* client.response()).body.toString(), 'slow')
    }
    // Many more clients than places, none of which ends its connection.
    for (let i = 0; i < 60; i++) {
        t.equal((yield* (yield* dial(host)).get('/')).status, 200)
    }
    t.match(host.statistics(), { accepted: 65, refused: 1, connections: 4 })
    t.ok(host.listeners[0]!.sock.connections <= 4 + 16, 'few of them linger')
    yield* host.stop()
})
