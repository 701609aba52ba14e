import fc from 'fast-check'
import t from 'tap'
import { ME_R_MAX_BUF, RBuf } from '../../../fiber/collection/index.js'

/** A buffer whose data begins behind `consumed` bytes. */
function shifted(size: number, consumed: number, data: string): RBuf {
    const buf = new RBuf(size)
    buf.put(Buffer.alloc(consumed))
    buf.putText(data)
    buf.consume(consumed)
    return buf
}

const action = fc.oneof(
    fc.record({ do: fc.constant('put' as const), data: fc.uint8Array({ maxLength: 300 }), n: fc.nat(320) }),
    fc.record({ do: fc.constant('putText' as const), text: fc.string({ unit: 'grapheme', maxLength: 60 }) }),
    fc.record({ do: fc.constant('putByte' as const), n: fc.nat(255) }),
    fc.record({ do: fc.constant('get' as const), n: fc.nat(300) }),
    fc.record({ do: fc.constant('getByte' as const) }),
    fc.record({ do: fc.constant('unget' as const), n: fc.nat(255) }),
    fc.record({ do: fc.constant('consume' as const), n: fc.integer({ min: -5, max: 300 }) }),
    fc.record({ do: fc.constant('trim' as const), n: fc.integer({ min: 0, max: 300 }) }),
    fc.record({ do: fc.constant('reserve' as const), n: fc.nat(2000) }),
    fc.record({ do: fc.constant('grow' as const), n: fc.nat(2000) }),
    fc.record({ do: fc.constant('compact' as const) }),
    fc.record({ do: fc.constant('putItself' as const) }),
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** Does the same to a buffer and to an array of bytes. Returns the array afterwards. */
function act(buf: RBuf, model: readonly number[], move: Action): number[] {
    switch (move.do) {
        case 'put': {
            const data = move.data.subarray(0, move.n)
            t.equal(buf.put(move.data, move.n), data.length)
            return [...model, ...data]
        }
        case 'putText': {
            const bytes = Buffer.from(move.text)
            t.equal(buf.putText(move.text), bytes.length)
            return [...model, ...bytes]
        }
        case 'putByte':
            t.equal(buf.putByte(move.n), true)
            return [...model, move.n]
        case 'get': {
            const target = new Uint8Array(200)
            const count = Math.min(move.n, 200, model.length)
            t.equal(buf.get(target, move.n), count)
            t.strictSame([...target.subarray(0, count)], model.slice(0, count))
            return model.slice(count)
        }
        case 'getByte':
            t.equal(buf.getByte(), model[0] ?? -1)
            return model.slice(1)
        case 'unget':
            return buf.unget(move.n) ? [move.n, ...model] : [...model]
        case 'consume':
            buf.consume(move.n)
            return move.n >= 0 && move.n <= model.length ? model.slice(move.n) : [...model]
        case 'trim':
            buf.extend(-move.n)
            return move.n <= model.length ? model.slice(0, model.length - move.n) : [...model]
        case 'reserve':
            t.equal(buf.reserve(move.n), true)
            t.ok(buf.space >= move.n)
            return [...model]
        case 'grow':
            t.equal(buf.grow(move.n), move.n > 0)
            t.ok(buf.buflen >= move.n)
            return [...model]
        case 'compact':
            buf.compact()
            t.equal(buf.start, 0)
            return [...model]
        case 'putItself':
            if (model.length > 2000) {
                return [...model]
            }
            t.equal(buf.put(buf.bytes()), model.length)
            return [...model, ...model]
    }
}

t.test('RBuf does what an array of bytes does', async t => {
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 100 }), fc.array(action, { maxLength: 60 }), (size, actions) => {
            const buf = new RBuf(size)
            let model: number[] = []
            for (const move of actions) {
                model = act(buf, model, move)
                fc.pre(model.length < 10_000)
                if (!Buffer.from(model).equals(buf.bytes()) || buf.peek() !== (model[0] ?? -1)) {
                    throw new Error(`After ${move.do}: ${buf.bytes().join()}, not ${model.join()}`)
                }
                if (buf.length + buf.space + buf.start !== buf.buflen || buf.peekLast() !== (model.at(-1) ?? -1)) {
                    throw new Error(`After ${move.do}: bad offsets`)
                }
            }
        }),
        { numRuns: 60 },
    )
    t.pass()
})

t.test('RBuf has the storage that was asked for, 4096 bytes if nothing was, 8 MB at most', async t => {
    t.equal(new RBuf(10).buflen, 10)
    t.equal(new RBuf().buflen, 4096)
    for (const size of [0, -1, Number.NaN]) {
        t.equal(new RBuf(size).buflen, 4096)
    }
    t.equal(new RBuf(1e12).buflen, ME_R_MAX_BUF)
})

t.test('RBuf.grow rounds up to a power of two, 64 at least, and never shrinks', async t => {
    const buf = new RBuf(10)
    const cases: [size: number, storage: number][] = [
        [10, 10],
        [11, 64],
        [65, 128],
        [128, 128],
        [5, 128],
        [4097, 8192],
        [ME_R_MAX_BUF - 1, ME_R_MAX_BUF],
    ]
    for (const [size, storage] of cases) {
        t.equal(buf.grow(size), true)
        t.equal(buf.buflen, storage)
    }
    for (const size of [0, -1, ME_R_MAX_BUF + 1, Number.NaN, Infinity]) {
        t.equal(buf.grow(size), false)
    }
})

t.test('RBuf that is filled and emptied for ever stays small', async t => {
    const buf = new RBuf(64)
    buf.putText('0123456789')
    for (let i = 0; i < 10_000; i++) {
        buf.putText('abcdefg')
        buf.consume(7)
    }
    t.equal(buf.length, 10)
    t.equal(buf.buflen, 64)
})

t.test('RBuf fills up to the limit exactly, and says how much it took', async t => {
    const buf = new RBuf(64)
    const block = Buffer.alloc(3_000_000, 'x')
    t.equal(buf.put(block), 3_000_000)
    t.equal(buf.put(block), 3_000_000)
    t.equal(buf.put(block), ME_R_MAX_BUF - 6_000_000)
    t.equal(buf.length, ME_R_MAX_BUF)
    t.equal(buf.put(block), 0)
    t.equal(buf.putByte(1), false)
    t.equal(buf.putText('more'), 0)
    t.equal(buf.reserve(1), false)
    buf.terminate()
    t.equal(buf.length, ME_R_MAX_BUF)
})

t.test('RBuf at the limit moves its data rather than refuse', async t => {
    const buf = new RBuf(ME_R_MAX_BUF)
    buf.extend(ME_R_MAX_BUF)
    buf.consume(2)
    t.equal(buf.putText('ab'), 2)
    t.equal(buf.start, 0)
    t.equal(buf.length, ME_R_MAX_BUF)
})

t.test('RBuf.putText cuts a character at the limit, and keeps the exact bytes', async t => {
    const buf = new RBuf(ME_R_MAX_BUF)
    buf.extend(ME_R_MAX_BUF - 2)
    t.equal(buf.putText('€'), 2)
    t.equal(buf.peekLast(), 0x82)
})

t.test('RBuf.putText writes UTF-8, of short and of long text, lone halves of pairs as U+FFFD', async t => {
    for (const text of [
        '',
        'a',
        'é',
        'a€',
        '😀',
        '\ud800',
        'x'.repeat(24),
        'x'.repeat(25),
        `${'x'.repeat(23)}é`,
        'é😀'.repeat(99),
    ]) {
        const buf = new RBuf(1)
        t.equal(buf.putText(text), Buffer.byteLength(text))
        t.same(buf.bytes(), Buffer.from(text))
    }
})

t.test('RBuf.extend makes what was written into room() data', async t => {
    const buf = shifted(32, 4, 'ab')
    const count = buf.room().write('cdef')
    buf.extend(count)
    t.equal(buf.toString(), 'abcdef')
    buf.extend(-4)
    t.equal(buf.toString(), 'ab')
    for (const bad of [-3, 27, Number.NaN]) {
        buf.extend(bad)
        t.equal(buf.toString(), 'ab')
    }
})

t.test('RBuf.consume ignores what is not there', async t => {
    const buf = shifted(32, 4, 'abc')
    for (const bad of [-1, 4, Number.NaN]) {
        buf.consume(bad)
        t.equal(buf.toString(), 'abc')
    }
    buf.consume(3)
    t.equal(buf.length, 0)
})

t.test('RBuf.unget needs room before the data', async t => {
    const buf = new RBuf(8)
    t.equal(buf.unget(1), false)
    buf.putText('ab')
    const taken = buf.getByte()
    t.equal(buf.unget(taken), true)
    t.equal(buf.toString(), 'ab')
    t.equal(buf.unget(1), false)
})

t.test('RBuf.getByte and peeks give bytes above 127 as they are', async t => {
    const buf = new RBuf(8)
    buf.put(Uint8Array.of(255, 128))
    t.equal(buf.peek(), 255)
    t.equal(buf.peekLast(), 128)
    t.equal(buf.getByte(), 255)
    buf.clear()
    t.equal(buf.getByte(), -1)
    t.equal(buf.peek(), -1)
    t.equal(buf.peekLast(), -1)
})

t.test('RBuf.terminate puts a zero byte that does not count', async t => {
    const buf = new RBuf(2)
    buf.putText('ab')
    buf.terminate()
    t.equal(buf.length, 2)
    t.equal(buf.buf[buf.end], 0)
})

t.test('RBuf shows no byte that was never written', async t => {
    Buffer.allocUnsafe(2048).fill('secret')
    const buf = new RBuf(1024)
    buf.grow(2000)
    t.ok(buf.buf.every(byte => byte === 0))
})

t.test('RBuf is iterable: the bytes of the data', async t => {
    t.strictSame([...shifted(16, 3, 'abc')], [97, 98, 99])
})
