import fc from 'fast-check'
import t from 'tap'
import {
    R_HASH_CASELESS,
    R_STATIC_NAME,
    R_STATIC_VALUE,
    R_TEMPORAL_VALUE,
    RHash,
} from '../../../fiber/collection/index.js'

function hashOf(...names: string[]): RHash<number> {
    const hash = new RHash<number>()
    for (const [i, name] of names.entries()) {
        hash.set(name, i)
    }
    return hash
}

function namesOf(hash: RHash): string[] {
    return [...hash].map(entry => entry.name)
}

const name = fc.constantFrom('a', 'b', 'c', 'A', 'B', '__proto__', 'constructor', '')
const action = fc.tuple(fc.constantFrom('set', 'set', 'add', 'delete'), name, fc.nat(99))

for (const caseless of [false, true]) {
    t.test(`RHash ${caseless ? 'without case' : 'with case'} does what a list of pairs does`, async t => {
        const key = (text: string): string => (caseless ? text.toLowerCase() : text)
        fc.assert(
            fc.property(fc.array(action, { maxLength: 60, size: 'max' }), actions => {
                const hash = new RHash<number>(caseless ? R_HASH_CASELESS : 0)
                const model: { name: string; value: number }[] = []
                for (const [what, text, value] of actions) {
                    const at = model.findLastIndex(pair => key(pair.name) === key(text))
                    if (what === 'delete') {
                        t.equal(hash.delete(text), at >= 0)
                        model.splice(at, at >= 0 ? 1 : 0)
                    } else if (what === 'set' && at >= 0) {
                        hash.set(text, value)
                        model[at] = { name: text, value }
                    } else {
                        hash[what === 'set' ? 'set' : 'add'](text, value)
                        model.push({ name: text, value })
                    }
                    t.equal(hash.length, model.length)
                    const found = model.findLast(pair => key(pair.name) === key(text))
                    t.equal(hash.get(text), found?.value ?? null)
                    const pairs = [...hash].map(entry => ({ name: entry.name, value: entry.value }))
                    t.strictSame(pairs, model)
                    const copy = [...hash.clone()].map(entry => ({ name: entry.name, value: entry.value }))
                    t.strictSame(copy, model)
                }
            }),
            { numRuns: 40 },
        )
    })
}

t.test('RHash.set keeps the place, and takes the latest spelling', async t => {
    const hash = new RHash<number>(R_HASH_CASELESS)
    const entry = hash.set('Host', 1)
    hash.set('Date', 2)
    t.equal(hash.set('HOST', 3), entry)
    t.strictSame(namesOf(hash), ['HOST', 'Date'])
    t.equal(hash.get('host'), 3)
})

t.test('RHash without case folds ASCII letters only', async t => {
    const hash = new RHash<number>(R_HASH_CASELESS)
    hash.set('Ä', 1)
    t.equal(hash.get('ä'), null)
    t.equal(hash.get('Ä'), 1)
})

t.test('RHash.add covers an entry until it is removed', async t => {
    const hash = hashOf('a')
    hash.add('a', 10)
    hash.add('a', 20)
    t.equal(hash.length, 3)
    t.equal(hash.get('a'), 20)
    hash.set('a', 21)
    hash.delete('a')
    t.equal(hash.get('a'), 10)
    hash.delete('a')
    t.equal(hash.get('a'), 0)
    hash.delete('a')
    t.equal(hash.get('a'), null)
    t.equal(hash.delete('a'), false)
})

t.test('RHash visits entries that come meanwhile', async t => {
    const hash = hashOf('a', 'b')
    const seen: string[] = []
    for (const entry of hash) {
        seen.push(entry.name)
        if (hash.length < 4) {
            hash.set(`${entry.name}${entry.name}`, 0)
        }
    }
    t.strictSame(seen, ['a', 'b', 'aa', 'bb'])
})

t.test('RHash.next of removed entries goes on where they were', async t => {
    const hash = hashOf('a', 'b', 'c', 'd', 'e')
    const [b, c] = [hash.entry('b')!, hash.entry('c')!]
    hash.delete('c')
    t.equal(hash.next(c)?.name, 'd')
    hash.delete('b')
    hash.delete('d')
    t.equal(hash.next(c)?.name, 'e')
    t.equal(hash.next(b)?.name, 'e')
    hash.delete('e')
    t.equal(hash.next(b), null)
    hash.set('f', 0)
    t.equal(hash.next(c)?.name, 'f')
    hash.delete('a')
    t.equal(hash.next(c)?.name, 'f')
})

t.test('RHash can be emptied while it is iterated', async t => {
    const hash = hashOf('a', 'b', 'c')
    for (const entry of hash) {
        hash.delete(entry.name)
    }
    t.equal(hash.length, 0)
    t.equal(hash.next(null), null)
})

t.test('RHash gives its flags to entries that bring none', async t => {
    const hash = new RHash<string>()
    t.equal(hash.flags, R_STATIC_NAME | R_STATIC_VALUE)
    t.equal(hash.set('a', '1').flags, hash.flags)
    t.equal(hash.set('b', null, R_TEMPORAL_VALUE).value, '')
    t.equal(hash.set('c', null).value, null)
    const temporal = new RHash<string>(R_TEMPORAL_VALUE)
    t.equal(temporal.add('a', undefined).value, '')
    t.equal(temporal.set('a', null).value, '')
})

t.test('RHash.clone copies flags, duplicates and what users have marked', async t => {
    const hash = new RHash<number>(R_HASH_CASELESS)
    hash.set('a', 1).custom = 2
    hash.add('A', 2, R_STATIC_VALUE)
    const copy = hash.clone()
    t.equal(copy.flags, hash.flags)
    t.strictSame(
        [...copy].map(entry => [entry.name, entry.value, entry.flags, entry.custom]),
        [...hash].map(entry => [entry.name, entry.value, entry.flags, entry.custom]),
    )
    t.equal(copy.get('a'), 2)
    copy.set('b', 3)
    t.equal(hash.length, 2)
})

t.test('RHash.data gives entries and values', async t => {
    t.strictSame(
        [...hashOf('a', 'b').data()].map(([entry, value]) => [entry.name, value]),
        [
            ['a', 0],
            ['b', 1],
        ],
    )
})
