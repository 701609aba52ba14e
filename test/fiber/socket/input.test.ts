import fc from 'fast-check'
import t from 'tap'
import { Input } from '../../../fiber/socket/input.js'

/** The buffer of a wire: what it holds is gone after `settle`. */
const lent = Buffer.alloc(65536)

function arrive(input: Input, bytes: Buffer, settle = true): void {
    bytes.copy(lent)
    input.arrive(lent, bytes.length)
    if (settle) {
        input.settle()
        lent.fill(0xdd, 0, bytes.length)
    }
}

t.test('Input shows lent bytes in place, and copies what is left', async t => {
    const input = new Input()
    arrive(input, Buffer.from('abcdef'), false)
    t.equal(input.view().buffer, lent.buffer)
    t.equal(`${input.view()}`, 'abcdef')
    input.consume(2)
    t.equal(`${input.view()}`, 'cdef')
    input.settle()
    lent.fill(0xdd)
    t.equal(`${input.view()}`, 'cdef')
    t.not(input.view().buffer, lent.buffer)
})

t.test('Input holds no buffer when all is consumed', async t => {
    const input = new Input()
    arrive(input, Buffer.from('abc'))
    input.consume(3)
    t.equal(input.available, 0)
    t.equal(input.view().length, 0)
    arrive(input, Buffer.from('xy'), false)
    input.consume(2)
    input.settle()
    t.equal(input.view().length, 0)
})

t.test('Input gives the same view for the same length, never a wrong one', async t => {
    const input = new Input()
    for (const length of [10, 74, 10, 74, 138, 10]) {
        arrive(input, Buffer.alloc(length, length), false)
        t.ok(input.view().equals(Buffer.alloc(length, length)))
        input.consume(length)
        input.settle()
    }
    const other = Buffer.alloc(65536)
    other.write('other')
    input.arrive(other, 10)
    t.equal(input.view().toString('latin1', 0, 5), 'other', 'of another wire')
})

t.test('Input.line leaves out LF and CRLF, and only the last CR', async t => {
    const lines = ['a\n', 'a\r\n', '\n', '\r\n', 'a\r\r\n', 'a\rb\n', 'a']
    const texts = lines.map(line => {
        const input = new Input()
        arrive(input, Buffer.from(line))
        return input.line(line.length, 'latin1')
    })
    t.same(texts, ['a', 'a', '', '', 'a\r', 'a\rb', 'a'])
})

t.test('Input keeps order and content whatever is done (property)', async t => {
    const action = fc.oneof(
        fc.record({ kind: fc.constant('arrive' as const), size: fc.integer({ min: 1, max: 3000 }) }),
        fc.record({ kind: fc.constant('consume' as const), size: fc.nat(3000) }),
        fc.record({ kind: fc.constant('take' as const), size: fc.integer({ min: 1, max: 3000 }) }),
        fc.record({ kind: fc.constant('cut' as const), size: fc.nat(3000) }),
        fc.record({ kind: fc.constant('clear' as const), size: fc.constant(0) }),
    )
    const property = fc.property(fc.array(action, { maxLength: 60 }), fc.boolean(), (actions, settled) => {
        const input = new Input()
        let model = Buffer.alloc(0)
        let next = 0
        let pending = false
        for (const { kind, size } of actions) {
            if (pending && kind === 'arrive') {
                input.settle()
                lent.fill(0xdd)
                pending = false
            }
            const count = Math.min(size, model.length)
            if (kind === 'arrive') {
                const bytes = Buffer.from(Array.from({ length: size }, () => next++ & 0xff))
                arrive(input, bytes, settled)
                pending = !settled
                model = Buffer.concat([model, bytes])
            } else if (kind === 'consume') {
                input.consume(count)
                model = model.subarray(count)
            } else if (kind === 'take') {
                const target = Buffer.alloc(size)
                const taken = input.take(target)
                if (taken !== count || !target.subarray(0, taken).equals(model.subarray(0, taken))) {
                    return false
                }
                model = model.subarray(taken)
            } else if (kind === 'cut') {
                if (!input.cut(count).equals(model.subarray(0, count))) {
                    return false
                }
                model = model.subarray(count)
            } else {
                input.clear()
                model = Buffer.alloc(0)
            }
            if (input.available !== model.length || !input.view().equals(model)) {
                return false
            }
        }
        return true
    })
    t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
})
