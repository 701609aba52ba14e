import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Db } from '../../../services/db/index.js'
import { MemoryDisk } from './memory-disk.js'

const schema = {
    models: {
        Part: {
            sk: { type: 'string', value: 'part#${group}#${id}' },
            group: { type: 'string' },
            id: { type: 'string' },
            n: { type: 'number' },
            name: { type: 'string' },
            more: { type: 'object' },
        },
    },
} as const

interface Part {
    readonly group: string
    readonly id: string
    readonly n?: number
    readonly name?: string
    readonly more?: { readonly [name: string]: number }
}

/** One change, in the database and in the model of it. */
type Change = (db: Db<typeof schema>, model: Map<string, Part>) => void

const group = fc.constantFrom('a', 'b', 'a#')
const id = fc.constantFrom('1', '2', '3')
const n = fc.integer({ min: -5, max: 5 })
const keyOf = (group: string, id: string): string => `part#${group}#${id}`

const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ group, id, n }).map((props): Change => {
        const key = keyOf(props.group, props.id)
        return (db, model) => {
            if (model.has(key)) {
                assert.throws(() => db.create('Part', props), { code: 'DB_EXISTS' })
            } else {
                db.create('Part', props)
                model.set(key, props)
            }
        }
    }),
    // Values of their types, and others that are converted: the short way and the long one.
    fc
        .record({ group, id, n, how: fc.constantFrom('number', 'text', 'name', 'both', 'null', 'more') })
        .map(({ group, id, n, how }): Change => {
            const key = keyOf(group, id)
            const given = {
                ...{ number: { n }, text: { n: String(n) }, name: { name: `ü${n}` }, both: { n, name: '"' } },
                ...{ null: { n: null }, more: { more: { [`x${n}`]: n } } },
            }[how]
            return (db, model) => {
                const former = model.get(key)
                if (former === undefined) {
                    assert.throws(() => db.update('Part', { group, id, ...given }), { code: 'DB_NOT_FOUND' })
                    return
                }
                db.update('Part', { group, id, ...given })
                const { n: number, ...rest } = former
                const changed: Part =
                    how === 'null'
                        ? rest
                        : how === 'more'
                          ? { ...former, more: { ...former.more, [`x${n}`]: n } }
                          : { ...former, ...(given as Partial<Part>), ...(how === 'text' ? { n } : {}) }
                model.set(key, changed)
            }
        }),
    fc.record({ group, id, n }).map(
        ({ group, id, n }): Change =>
            (db, model) => {
                const former = model.get(keyOf(group, id))
                if (former !== undefined) {
                    db.setField('Part', 'more.x0', n, { group, id })
                    model.set(keyOf(group, id), { ...former, more: { ...former.more, x0: n } })
                }
            },
    ),
    fc.record({ group, id, n }).map((props): Change => {
        return (db, model) => {
            db.update('Part', props, { upsert: true })
            model.set(keyOf(props.group, props.id), props)
        }
    }),
    fc.record({ group, id }).map(
        ({ group, id }): Change =>
            (db, model) => {
                assert.equal(db.remove('Part', { group, id }), model.delete(keyOf(group, id)) ? 1 : 0)
            },
    ),
    fc.record({ group, limit: fc.integer({ min: 1, max: 3 }) }).map(
        ({ group, limit }): Change =>
            (db, model) => {
                const keys = [...model].filter(([, part]) => part.group === group).map(([key]) => key)
                const gone = keys.sort().slice(0, limit)
                assert.equal(db.remove('Part', { group }, { limit }), gone.length)
                for (const key of gone) {
                    model.delete(key)
                }
            },
    ),
)

const step = fc.oneof(
    { weight: 8, arbitrary: change.map(change => ({ kind: 'change', changes: [change] }) as const) },
    {
        weight: 3,
        arbitrary: fc
            .record({ kind: fc.constantFrom('transaction', 'failure'), changes: fc.array(change, { maxLength: 4 }) })
            .map(each => each),
    },
    { weight: 2, arbitrary: fc.constantFrom('reopen', 'crash').map(kind => ({ kind, changes: [] })) },
)

function check(db: Db<typeof schema>, model: ReadonlyMap<string, Part>): void {
    const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
    const wanted = sorted.map(([sk, part]) => ({ ...part, sk, _type: 'Part' }))
    assert.deepEqual(
        db.find('Part').map(({ data }) => data),
        wanted,
    )
    for (const group of ['a', 'b', 'a#']) {
        const keys = sorted.filter(([, part]) => part.group === group).map(([key]) => key)
        const found = db.find('Part', { group }).map(({ key }) => key)
        assert.deepEqual(found, keys)
        const paged: string[] = []
        for (let next: string | null = ''; next !== null; ) {
            const page = db.find('Part', { group }, { limit: 2, next })
            paged.push(...page.map(({ key }) => key))
            next = db.next(page)
        }
        assert.deepEqual(paged, keys)
    }
    const size = wanted.reduce((sum, data) => sum + JSON.stringify(data).length, 0)
    assert.deepEqual([db.statistics().items, db.statistics().bytes], [wanted.length, size])
}

t.test('Edits do what a simple model does, alone, in transactions, over reopenings and crashes', async () => {
    fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), steps => {
            let disk = new MemoryDisk()
            const open = (): Db<typeof schema> => Db.open('edits.db', schema, { disk })
            let db = open()
            let model = new Map<string, Part>()
            for (const { kind, changes } of steps) {
                const next = new Map(model)
                const all = (): void => {
                    for (const each of changes) {
                        each(db, next)
                    }
                    if (kind === 'failure') {
                        throw new RangeError('on purpose')
                    }
                }
                if (kind === 'failure') {
                    assert.throws(() => db.transaction(all), RangeError)
                } else if (kind === 'transaction') {
                    db.transaction(all)
                } else {
                    all()
                }
                model = kind === 'failure' ? model : next
                if (kind === 'reopen') {
                    db.close()
                    db = open()
                } else if (kind === 'crash') {
                    db.save()
                    disk = disk.crash(disk.steps.length, () => 0)
                    db = open()
                }
                check(db, model)
            }
            db.close()
        }),
        { numRuns: 100 },
    )
})
