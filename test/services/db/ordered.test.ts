import fc from 'fast-check'
import t from 'tap'
import { Ordered } from '../../../services/db/ordered.js'

t.test('Ordered keeps the order of UTF-8, whatever is added and removed', async () => {
    const key = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 3 }),
        fc.constantFrom('\u{1f600}', '\uffff', 'a', 'ab'),
    )
    const step = fc.record({ key: key.filter(text => text !== ''), adds: fc.boolean() })
    fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), key, (steps, from) => {
            const ordered = new Ordered<{ key: string }>()
            const model = new Set<string>()
            for (const { key, adds } of steps) {
                if (adds) {
                    ordered.add({ key })
                    model.add(key)
                } else if (ordered.delete(key) !== model.delete(key)) {
                    return false
                }
            }
            const bytes = (text: string) => Buffer.from(text)
            const sorted = [...model].sort((a, b) => Buffer.compare(bytes(a), bytes(b)))
            const seen: string[] = []
            ordered.walk(from, true, ({ key }) => seen.push(key) > 0)
            const above = sorted.filter(each => Buffer.compare(bytes(each), bytes(from)) > 0)
            const all = Array.from(ordered, ({ key }) => key)
            return (
                all.join('\0') === sorted.join('\0') &&
                seen.join('\0') === above.join('\0') &&
                ordered.size === all.length
            )
        }),
        { numRuns: 200 },
    )
})

t.test('Ordered splits and drops blocks, and is changed while it is walked', async t => {
    const ordered = new Ordered<{ key: string }>()
    const keyOf = (i: number): string => String((i * 7919) % 10_000).padStart(4, '0')
    for (let i = 0; i < 10_000; i++) {
        ordered.add({ key: keyOf(i) })
    }
    let count = 0
    let missing = 0
    ordered.walk('', false, ({ key }) => {
        missing += ordered.get(key) === undefined ? 1 : 0
        if (Number(key) % 3 === 0) {
            ordered.delete(key)
        }
        return ++count < 3000
    })
    t.equal(missing, 0)
    t.equal(ordered.size, 9000)
    for (let i = 0; i < 10_000; i++) {
        ordered.delete(keyOf(i))
    }
    t.equal(ordered.size, 0)
    t.equal([...ordered].length, 0)
})
