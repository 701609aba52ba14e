import fc from 'fast-check'
import t from 'tap'
import { Output } from '../../../fiber/socket/output.js'
import type { Address, Security, TextEncoding, Wire } from '../../../fiber/socket/index.js'

/** Notes what it gets. `slow`: it goes on using bytes until `drain`. */
class NotingWire implements Wire {
    readonly remote: Address | null = null
    readonly local: Address | null = null
    readonly security: Security | null = null
    pending = 0
    writes: { data: string | Uint8Array; encoding: TextEncoding; more: boolean }[] = []
    below = true

    constructor(readonly slow = false) {}

    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean {
        if (this.slow) {
            this.pending += data.length
            this.writes.push({ data, encoding, more })
        } else {
            this.writes.push({ data: typeof data === 'string' ? data : Uint8Array.from(data), encoding, more })
        }
        return this.below
    }

    get bytes(): Buffer {
        return Buffer.concat(
            this.writes.map(({ data, encoding }) =>
                typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data),
            ),
        )
    }

    start(): void {}
    pause(): void {}
    resume(): void {}
    end(): void {}
    destroy(): void {}
    setNoDelay(): void {}
    setRef(): void {}
}

t.test('Output sends text of one encoding as one text', async t => {
    const wire = new NotingWire()
    const output = new Output(wire)
    output.addText('head\r\n', 'latin1')
    output.addText('body', 'latin1')
    t.equal(wire.writes.length, 0)
    output.flush(false)
    output.flush(false)
    t.same(wire.writes, [{ data: 'head\r\nbody', encoding: 'latin1', more: false }])
})

t.test('Output sends text and bytes in one piece', async t => {
    for (const slow of [false, true]) {
        const wire = new NotingWire(slow)
        const output = new Output(wire)
        for (let i = 0; i < 3; i++) {
            const body = Buffer.from([0, 1, 255])
            output.addText('h\u00e9', 'latin1')
            t.ok(output.addBytes(body))
            body.fill(7)
            output.addText('t', 'latin1')
            output.flush(false)
        }
        t.ok(wire.bytes.equals(Buffer.from('h\u00e9\x00\x01\xfft'.repeat(3), 'latin1')))
        t.equal(wire.writes.length, slow ? wire.writes.length : 3)
    }
})

t.test('Output gives large bytes to the wire as they are, with what came before', async t => {
    const wire = new NotingWire(true)
    const output = new Output(wire)
    const body = Buffer.alloc(100_000)
    output.addText('head', 'latin1')
    t.equal(output.addBytes(body), false, 'the wire still needs them')
    t.equal(wire.writes.length, 2)
    t.match(wire.writes[0], { data: 'head', more: true })
    t.equal(wire.writes[1]?.data, body)
    t.equal(output.bytesWritten, 100_004)
})

t.test('Output sends by itself when it has collected 64 KB', async t => {
    const wire = new NotingWire()
    const output = new Output(wire)
    for (let i = 0; i < 70; i++) {
        output.addText('x'.repeat(1000), 'latin1')
    }
    t.equal(wire.writes.length, 1)
    t.equal(wire.writes[0]?.data.length, 66_000)
    for (let i = 0; i < 70; i++) {
        output.addBytes(Buffer.alloc(1000))
    }
    output.flush(false)
    t.equal(wire.bytes.length, 140_000)
    t.ok(wire.writes.length <= 4)
})

t.test('Output remembers that the wire is above its mark', async t => {
    const wire = new NotingWire()
    const output = new Output(wire)
    wire.below = false
    output.addText('x', 'utf8')
    t.notOk(output.blocked)
    output.flush(false)
    t.ok(output.blocked)
})

t.test('Output keeps order and content whatever is written (property)', async t => {
    const piece = fc.oneof(
        fc.record({
            data: fc.oneof(
                fc.string({ maxLength: 50 }),
                fc.nat(40_000).map(n => 'y'.repeat(n)),
            ),
            encoding: fc.constantFrom<TextEncoding>('latin1', 'utf8'),
        }),
        fc.record({
            data: fc.oneof(
                fc.uint8Array({ maxLength: 50 }),
                fc.nat(40_000).map(n => new Uint8Array(n).fill(n)),
            ),
            encoding: fc.constant<TextEncoding>('utf8'),
        }),
        fc.constant({ data: null, encoding: 'utf8' as const }),
    )
    const property = fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, slow) => {
        const wire = new NotingWire(slow)
        const output = new Output(wire)
        const expected: Buffer[] = []
        for (const { data, encoding } of pieces) {
            if (data === null) {
                output.flush(false)
            } else if (typeof data === 'string') {
                output.addText(data, encoding)
                expected.push(Buffer.from(data, encoding))
            } else {
                expected.push(Buffer.from(data))
                output.addBytes(data)
            }
        }
        output.flush(false)
        const all = Buffer.concat(expected)
        return wire.bytes.equals(all) && output.bytesWritten === all.length
    })
    t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }))
})
