import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import t from 'tap'
import { memoryWires } from '../../../fiber/testing/index.js'
import { WireDuplex } from '../../../fiber/tls/wire-duplex.js'

/** Everything that a stream gives. (A loop over it would destroy it at the end.) */
async function read(stream: WireDuplex): Promise<Buffer> {
    const parts: Buffer[] = []
    stream.on('data', part => parts.push(part))
    await once(stream, 'end')
    return Buffer.concat(parts)
}

t.test('WireDuplex passes bytes and ends both ways', async t => {
    const [a, b] = memoryWires().map(wire => new WireDuplex(wire)) as [WireDuplex, WireDuplex]
    const data = randomBytes(1_000_000)
    const received = read(b)
    a.end(data)
    t.ok((await received).equals(data))
    const answer = read(a)
    b.end('answer')
    t.equal(String(await answer), 'answer')
})

t.test('WireDuplex holds the writer back while the wire is full', async t => {
    const [near, far] = memoryWires({ highWater: 1000 })
    const stream = new WireDuplex(near)
    let written = false
    const over = new Promise<void>(resolve => {
        stream.write(Buffer.alloc(10_000), () => {
            written = true
            resolve()
        })
    })
    await new Promise(resolve => setImmediate(resolve))
    t.equal(written, false)
    const other = new WireDuplex(far).resume()
    await over
    stream.destroy()
    other.destroy()
})

t.test('WireDuplex holds the wire back while nobody reads', async t => {
    const [near, far] = memoryWires()
    const stream = new WireDuplex(near)
    const other = new WireDuplex(far)
    stream.read(0)
    for (let i = 0; i < 100; i++) {
        other.write(Buffer.alloc(10_000))
    }
    for (let i = 0; i < 20; i++) {
        await new Promise(resolve => setImmediate(resolve))
    }
    t.ok(stream.readableLength < 200_000, `${stream.readableLength} bytes`)
    other.end()
    t.equal((await read(stream)).length, 1_000_000)
})

t.test('WireDuplex fails when its wire breaks, and breaks it when it is destroyed', async t => {
    const [near, far] = memoryWires()
    const stream = new WireDuplex(near)
    const failed = once(stream, 'error')
    stream.resume()
    far.destroy(true)
    t.match(await failed, [{ code: 'ECONNRESET' }])

    const [first, second] = memoryWires()
    const over = new Promise<void>(resolve =>
        second.start({ data: () => true, drained() {}, ended: resolve, closed: () => {} }),
    )
    new WireDuplex(first).destroy()
    await over
})
