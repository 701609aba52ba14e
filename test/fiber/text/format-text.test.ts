import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { sfmt } from '../../../fiber/text/c.js'
import { encode, nasty } from './unicode.js'

t.test('%s counts width and precision in bytes', async t => {
    const size = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined })
    fc.assert(
        fc.property(nasty, size, size, fc.boolean(), (text, width, precision, isLeft) => {
            const characters = [...text]
            while (precision !== undefined && encode(characters.join('')).length > precision) {
                characters.pop()
            }
            const cut = characters.join('')
            const blanks = ' '.repeat(Math.max(0, (width ?? 0) - encode(cut).length))
            const format = `%${isLeft ? '-' : ''}${width || ''}${precision === undefined ? '' : `.${precision}`}s`
            assert.equal(sfmt(format, text), isLeft ? cut + blanks : blanks + cut)
        }),
    )
    t.equal(sfmt('%5s|%-5s|', 'é', 'é'), '   é|é   |')
    t.equal(sfmt('%.2s|%.3s', 'aé', 'aé'), 'a|aé')
    t.equal(sfmt('%05s', 'a'), '    a', 'text is not padded with zeros')
})

t.test('%s prints null for NULL, not cut by a precision', async t => {
    t.equal(sfmt('%s %.2s %6s|%-6s|', null, null, undefined, null), 'null null   null|null  |')
    t.equal(sfmt('%s'), 'null')
})

t.test('%#s ignores the precision', async t => {
    t.equal(sfmt('%#.2s %.2s', 'abcdef', 'abcdef'), 'abcdef ab')
})

t.test('%s prints any value', async t => {
    class Point {
        toString(): string {
            return 'a point'
        }
    }
    for (const [value, text] of [
        [0, '0'],
        [-1.5, '-1.5'],
        [10n, '10'],
        [true, 'true'],
        [Symbol('s'), 'Symbol(s)'],
        [[1, 'a'], '1,a'],
        [{ a: 1, b: [2] }, '{"a":1,"b":[2]}'],
        [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
        [new Point(), 'a point'],
        [new Error('no'), 'Error: no'],
        [Buffer.from('é'), 'é'],
        [new Uint8Array([97, 98, 99]).subarray(1), 'bc'],
    ] as const) {
        t.equal(sfmt('%s', value), text)
    }
})

t.test('%s does not throw for what cannot be shown', async t => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    class Hostile {
        toString(): string {
            throw new Error('no')
        }
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const value of [cycle, { n: 1n }, { toJSON: () => undefined }, new Hostile(), [new Hostile()], proxy]) {
        t.equal(sfmt('%s', value), '[object]')
    }
})

t.test('%c prints a code or the first character, and ignores the width', async t => {
    t.equal(sfmt('%c%c%c', 65, 'é', '😀x'), 'Aé😀')
    t.equal(sfmt('%c%5c', 0x1f600, 'a'), '😀a')
    t.equal(sfmt('%c', ''), '')
    t.equal(sfmt('%c%c', null, 0), '\0\0')
    t.equal(sfmt('%c%c%c', -1, 0x110000, 2n ** 70n), '\ufffd\ufffd\ufffd')
})
