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
            const is = (seen: readonly string[], wanted: readonly string[]) => seen.join('\0') === wanted.join('\0')
            const list = (prefix: string, next: string | null, back: boolean): string[] => {
                const seen: string[] = []
                const visit = ({ key }: { key: string }) => seen.push(key) > 0
                back ? ordered.walkBack(prefix, next, visit) : ordered.walk(prefix, next, visit)
                return seen
            }
            const prefix = from.slice(0, 1)
            const order = (key: string) => Buffer.compare(bytes(key), bytes(from))
            const inside = sorted.filter(key => key.startsWith(prefix))
            const all = Array.from(ordered, ({ key }) => key)
            return (
                is(all, sorted) &&
                ordered.size === all.length &&
                is(
                    list('', from, false),
                    sorted.filter(key => order(key) > 0),
                ) &&
                is(list('', from, true), sorted.filter(key => order(key) < 0).reverse()) &&
                is(list(prefix, null, false), inside) &&
                is(list(prefix, null, true), [...inside].reverse()) &&
                is(
                    list(prefix, from, false),
                    inside.filter(key => order(key) > 0),
                ) &&
                is(list(prefix, from, true), inside.filter(key => order(key) < 0).reverse())
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
    const thin = ({ key }: { key: string }): boolean => {
        missing += ordered.get(key) === undefined ? 1 : 0
        if (Number(key) % 3 === 0) {
            ordered.delete(key)
        }
        return ++count < 3000
    }
    ordered.walk('', null, thin)
    t.equal(missing, 0)
    t.equal(ordered.size, 9000)
    count = 0
    ordered.walkBack('', null, thin)
    t.equal(missing, 0)
    t.equal(ordered.size, 8000)
    for (let i = 0; i < 10_000; i++) {
        ordered.delete(keyOf(i))
    }
    t.equal(ordered.size, 0)
    t.equal([...ordered].length, 0)
})
