import fc from 'fast-check'
import t from 'tap'
import { get, parse, query } from '../../../services/json/index.js'

const value = parse(`{
    devices: [
        { name: 'pump', id: 1, ports: { in: 80, out: 81 } },
        { name: 'valve', id: 2, ports: {} },
        { name: 'pump', id: 3 },
    ],
    colours: ['red', 'blue', 'red'],
    port: 8080,
    '*': 'star',
}`)

const table: Record<string, Record<string, unknown>> = {
    port: { port: 8080 },
    'devices[1].name': { 'devices[1].name': 'valve' },
    'devices.1.name': { 'devices[1].name': 'valve' },
    'devices[*].id': { 'devices[0].id': 1, 'devices[1].id': 2, 'devices[2].id': 3 },
    'devices.*.id': { 'devices[0].id': 1, 'devices[1].id': 2, 'devices[2].id': 3 },
    'devices[0].ports.*': { 'devices[0].ports.in': 80, 'devices[0].ports.out': 81 },
    'devices[name=pump].id': { 'devices[0].id': 1, 'devices[2].id': 3 },
    'devices[id=2].name': { 'devices[1].name': 'valve' },
    'devices[-1].id': { 'devices[2].id': 3 },
    'devices[-3].id': { 'devices[0].id': 1 },
    'devices[-4].id': {},
    'colours[red]': { 'colours[0]': 'red', 'colours[2]': 'red' },
    'colours[*]': { 'colours[0]': 'red', 'colours[1]': 'blue', 'colours[2]': 'red' },
    '**.out': { 'devices[0].ports.out': 81 },
    '**.**.out': { 'devices[0].ports.out': 81 },
    '**.ports.**.out': { 'devices[0].ports.out': 81 },
    'devices.**.name': { 'devices[0].name': 'pump', 'devices[1].name': 'valve', 'devices[2].name': 'pump' },
    '**[name=valve]': { 'devices[1]': { name: 'valve', id: 2, ports: {} } },
    'devices[0].ports.**': {
        'devices[0].ports': { in: 80, out: 81 },
        'devices[0].ports.in': 80,
        'devices[0].ports.out': 81,
    },
    'nothing.*': {},
    'port.*': {},
    toString: {},
    'colours.length': {},
    '=': {},
    'devices[=1]': {},
}

for (const [pattern, expected] of Object.entries(table)) {
    t.test(`query finds what matches ${pattern}`, async t => {
        const matches = query(value, pattern)
        t.same(
            matches.map(({ key }) => key),
            Object.keys(expected),
            'in the order of the document',
        )
        t.strictSame(Object.fromEntries(matches.map(match => [match.key, match.value])), expected)
    })
}

t.test('query with an empty pattern finds the value itself', async t => {
    t.same(query(5, ''), [{ key: '', value: 5 }])
    t.same(query(5, '**'), [{ key: '', value: 5 }])
})

t.test('query gives keys that get finds', async t => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '1'), minLength: 1, maxLength: 2 })
    const values = fc.object({ key, maxDepth: 3, values: [fc.nat()] })
    fc.assert(
        fc.property(values, value => {
            const matches = query(value, '**')
            t.ok(matches.every(match => get(value, match.key) === match.value))
            t.equal(new Set(matches.map(match => match.key)).size, matches.length)
        }),
    )
})

t.test('query without special terms finds the first that get finds', async t => {
    for (const key of ['devices[1].ports', 'colours[red]', 'devices[2]', 'port', 'devices[9]', '.port']) {
        t.equal(query(value, key)[0]?.value, get(value, key))
    }
})

t.test('query refuses what would not end', async t => {
    t.throws(() => query(value, 'a.'.repeat(30)), {
        code: 'JSON_BAD_PATTERN',
        message: /has 30 terms, wanted at most 29/,
    })
    t.same(query(value, 'a.'.repeat(29)), [])
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    t.throws(() => query(cycle, '**'), { code: 'JSON_TOO_DEEP' })
    t.equal(query(cycle, 'self.self.self').length, 1)
})
