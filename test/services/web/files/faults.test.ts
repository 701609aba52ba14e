/*
    faults.test.ts -- Documents when things go wrong: files that change while they are sent, full disks, clients that vanish or do not
    read. Whatever happens, others are served, and nothing is left (site.ts looks).
*/

import { existsSync, readdirSync, readFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap from 'tap'
import { all, type Fiber, SocketError } from '../../../../fiber/index.js'
import { type Client, header, type Response, type TestHost } from '../harness.js'
import { Site, text } from './site.js'
import { NO_SMALL_DISK, smallDisk } from './small-disk.js'

const large = text(3_000_000)
const other = large.toUpperCase()
const site = new Site({ 'large.bin': large, 'medium.txt': text(1_500_000), 'small.txt': 'hello' })

/** Everything until the connection ends or breaks. */
function* drained(client: Client): Fiber<{ bytes: number; reset: boolean }> {
    let bytes = 0
    try {
        for (let part = yield* client.socket.readSome(); part !== null; part = yield* client.socket.readSome()) {
            bytes += part.length
        }
    } catch (error) {
        if (!(error instanceof SocketError)) {
            throw error
        }
        return { bytes, reset: true }
    }
    return { bytes, reset: false }
}

/** Begins a download of `/NAME`, and reads so little that the rest is not sent yet. */
function* begin(client: Client, name: string, ...lines: string[]): Fiber<void> {
    const more = lines.map(line => `${line}\r\n`).join('')
    yield* client.send(`GET /${name} HTTP/1.1\r\nHost: test\r\n${more}\r\n`)
    yield* client.socket.borrow()
}

function* get(host: TestHost, path: string): Fiber<Response> {
    return yield* host.connect().get(path)
}

for (const ranges of [null, 'bytes=10-', 'bytes=0-9,20-']) {
    const lines = ranges === null ? [] : [`Range: ${ranges}`]
    const what = ranges === null ? 'a file' : `ranges ${ranges} of a file`

    site.test(`Documents sends ${what} to its end that is replaced or removed meanwhile`, function* (t, host) {
        for (const change of ['replace', 'remove'] as const) {
            site.write('changing.bin', large)
            const client = host.connect()
            yield* begin(client, 'changing.bin', ...lines)
            if (change === 'replace') {
                site.write('changing.new', other)
                renameSync(site.file('changing.new'), site.file('changing.bin'))
            } else {
                unlinkSync(site.file('changing.bin'))
            }
            const response = yield* client.response()
            const body = response.body.toString('latin1')
            t.ok(body.includes(large.slice(20)) && !body.includes(other.slice(2_000_000, 2_000_100)), change)
            const after = yield* get(host, '/changing.bin')
            t.equal(after.status, change === 'replace' ? 200 : 404)
        }
    })

    site.test(`Documents breaks off where ${what} becomes shorter while it is sent`, function* (t, host) {
        site.write('shrinking.bin', large)
        const client = host.connect()
        yield* begin(client, 'shrinking.bin', ...lines)
        truncateSync(site.file('shrinking.bin'), 1_000_000)
        const { bytes, reset } = yield* drained(client)
        t.ok(reset, 'the client sees that it has not all')
        t.ok(bytes < 1_200_000)
        yield* client.over()
        t.match(host.errors, [{ code: 'WEB_SHORT_RESPONSE' }])
        host.events.length = 0
        t.equal((yield* get(host, '/small.txt')).body.toString(), 'hello')
    })
}

site.test(
    'Documents answers 404 for a file that has become shorter than the range that is asked for',
    function* (t, host) {
        site.write('short.bin', large)
        t.equal((yield* get(host, '/short.bin')).status, 200)
        truncateSync(site.file('short.bin'), 100)
        const response = yield* host.connect().get('/short.bin', 'Range: bytes=2000000-')
        t.equal(response.status, 416, 'it is looked at when it is opened')
        t.equal(header(response, 'content-range'), 'bytes */100')
    },
)

site.test('Documents leaves nothing behind of clients that vanish while they read', function* (t, host) {
    const requests = [
        ['large.bin'],
        ['large.bin', 'Range: bytes=5-'],
        ['large.bin', 'Range: bytes=5-,7-,9-'],
        ['medium.txt'],
        ['medium.txt', 'Range: bytes=5-,7-,9-'],
        ['gone.txt'],
    ] as const
    for (const [name, ...lines] of requests) {
        const asked = `GET /${name} HTTP/1.1\r\nHost: test\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`
        for (const taken of [0, 1, 300, 70_000, 500_000, 1_400_000]) {
            const client = host.connect({ segment: 60_000 })
            yield* client.send(asked)
            let left = taken
            while (left > 0) {
                const part = yield* client.socket.readSome(left)
                left -= part === null ? left : part.length
                if (name === 'gone.txt') {
                    break
                }
            }
            client.socket.reset()
            yield* client.over()
        }
    }
    t.equal(host.statistics().connections, 1, "only the test's own client is left")
    t.equal((yield* get(host, '/small.txt')).body.toString(), 'hello')
})

site.test('Documents leaves nothing behind of clients that vanish at each byte of an upload', function* (t, host) {
    const whole =
        'PUT /vanish.txt HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n'
    for (let length = 0; length < whole.length; length++) {
        const client = host.connect()
        yield* client.send(whole.slice(0, length))
        client.socket.reset()
        yield* client.over()
        if (existsSync(site.file('vanish.txt'))) {
            t.not(length, length, `the file is there after ${length} bytes`)
        }
    }
    t.equal((yield* host.connect().ask(whole)).status, 201)
    unlinkSync(site.file('vanish.txt'))
})

site.test(
    'Documents serves others, in bounded memory, while many clients do not read',
    function* (t, host) {
        yield* get(host, '/medium.txt')
        const sleepers = Array.from({ length: 60 }, () => host.connect())
        yield* all(sleepers.map((client, i) => begin(client, i % 2 === 0 ? 'large.bin' : 'medium.txt')))
        for (let i = 0; i < 5; i++) {
            t.equal((yield* get(host, '/small.txt')).body.toString(), 'hello')
            t.equal((yield* get(host, '/large.bin')).body.length, large.length)
        }
        // The memory pair keeps copies of what is under way, so what counts here is what was handed to it.
        const { bytesWritten } = host.statistics()
        const sent = 5 * large.length + 30 * 1_500_000
        t.ok(bytesWritten < sent + 30 * 400_000 + 1_000_000, `${bytesWritten} bytes were written`)
        for (const client of sleepers) {
            client.socket.reset()
            yield* client.over()
        }
    },
    { limits: { connections: 200 } },
)

site.test(
    'Documents gives up clients that stop reading, or writing',
    function* (t, host) {
        const clients = Array.from({ length: 3 }, () => host.connect())
        yield* begin(clients[0]!, 'large.bin')
        yield* begin(clients[1]!, 'medium.txt')
        yield* clients[2]!.send('PUT /stalled.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nhello')
        for (const client of clients) {
            yield* client.over()
        }
        t.notOk(existsSync(site.file('stalled.txt')))
    },
    { timeouts: { inactivity: 0.3 } },
)

const disk = smallDisk()

for (const atomicPut of [false, true]) {
    const name = `DocumentWriter.put answers 500 where the disk is full, and removes what it wrote${atomicPut ? ', atomically' : ''}`
    if (disk === null) {
        tap.test(name, { skip: NO_SMALL_DISK }, async () => {})
        continue
    }
    site.test(
        name,
        function* (t, host, client) {
            writeFileSync(join(disk, 'old.txt'), 'old content')
            const body = text(1_000_000)
            const asked = (file: string) =>
                `PUT /${file} HTTP/1.1\r\nHost: test\r\nContent-Length: ${body.length}\r\n\r\n${body}`
            const response = yield* host.connect().ask(asked('new.txt'))
            t.equal(response.status, 500)
            t.equal(response.body.toString(), 'Cannot put document')
            t.same(readdirSync(disk), ['old.txt'])
            yield* host.connect().ask(asked('old.txt'))
            t.same(readdirSync(disk), atomicPut ? ['old.txt'] : [])
            if (atomicPut) {
                t.equal(readFileSync(join(disk, 'old.txt'), 'latin1'), 'old content')
            }
            t.match(host.errors, [{ code: 'WEB_CANNOT_PUT' }, { code: 'WEB_CANNOT_PUT' }])
            host.events.length = 0
            const small = yield* client.ask('PUT /new.txt HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nok')
            t.equal(small.status, 201, 'there is room again')
            t.equal((yield* client.get('/new.txt')).body.toString(), 'ok')
            unlinkSync(join(disk, 'new.txt'))
        },
        { documents: disk, atomicPut },
    )
}
