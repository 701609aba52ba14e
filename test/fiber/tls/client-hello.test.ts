import { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import fc from 'fast-check'
import t from 'tap'
import { ClientHello } from '../../../fiber/tls/client-hello.js'

/** The first bytes that Node's client sends. */
function helloOf(protocols: string[]): Buffer {
    const sent: Buffer[] = []
    const stream = new Duplex({
        read() {},
        write(chunk, _encoding, done) {
            sent.push(chunk)
            done()
        },
    })
    const socket = connect({ socket: stream, servername: 'localhost', ALPNProtocols: protocols })
    socket.on('error', () => {})
    socket.destroy()
    return Buffer.concat(sent)
}

/** The same handshake bytes in records of `size` bytes each. */
function split(record: Buffer, size: number): Buffer {
    const parts: Buffer[] = []
    for (let at = 5; at < record.length; at += size) {
        const part = record.subarray(at, at + size)
        parts.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part)
    }
    return Buffer.concat(parts)
}

const protocols = ['h2', 'http/1.1', 'x'.repeat(255)]
const hello = helloOf(protocols)
const plain = helloOf([])

t.test('ClientHello finds the protocols that a client offers', async t => {
    t.strictSame(new ClientHello().push(hello), protocols)
    t.strictSame(new ClientHello().push(plain), [])
})

t.test('ClientHello wants no byte more and takes no byte less', async t => {
    t.equal(new ClientHello().push(hello.subarray(0, -1)), undefined)
    t.equal(new ClientHello().push(Buffer.alloc(0)), undefined)
    t.strictSame(new ClientHello().push(Buffer.concat([hello, Buffer.from('later data')])), protocols)
})

t.test('ClientHello is the same however bytes and records are split', async t => {
    for (const size of [1, 2, 3, 4, 5, 37, 512]) {
        t.strictSame(new ClientHello().push(split(hello, size)), protocols, `records of ${size}`)
    }
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 600 }), fc.array(fc.integer({ min: 1, max: 300 })), (size, cuts) => {
            const bytes = split(hello, size)
            const reader = new ClientHello()
            let at = 0
            let result: readonly string[] | undefined
            for (const cut of [...cuts, bytes.length]) {
                result ??= reader.push(bytes.subarray(at, at + cut))
                at += cut
            }
            return result?.join() === protocols.join()
        }),
    )
})

t.test('ClientHello offers nothing for what is no hello', async t => {
    const first = (...bytes: number[]) => new ClientHello().push(Buffer.from(bytes))
    t.strictSame(new ClientHello().push(Buffer.from('GET / HTTP/1.1\r\n\r\n')), [])
    t.strictSame(first(23), [], 'not a handshake record')
    t.strictSame(first(22, 3, 1, 0, 0), [], 'an empty record')
    t.strictSame(first(22, 3, 1, 0, 4, 2, 0, 0, 9), [], 'a server hello')
    t.strictSame(first(22, 3, 1, 0, 4, 1, 0, 0, 0), [], 'an empty hello')
    t.strictSame(first(22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff), [], 'too long a hello')
})

t.test('ClientHello survives any damage', async () => {
    fc.assert(
        fc.property(
            fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
            changes => {
                const bytes = Buffer.from(hello)
                for (const [at, value] of changes) {
                    bytes[at] = value
                }
                const result = new ClientHello().push(bytes)
                return result === undefined || Array.isArray(result)
            },
        ),
        { numRuns: 2000 },
    )
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), body => {
            const { length } = body
            const head = Buffer.from([22, 3, 1, (length + 4) >> 8, (length + 4) & 255, 1, 0, length >> 8, length & 255])
            const result = new ClientHello().push(Buffer.concat([head, body]))
            return result === undefined || Array.isArray(result)
        }),
    )
})
