import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Db, DbProps } from '../../../services/db/index.js'
import { stateOf } from './crash.js'
import { openDb, quietly } from './schema.js'

quietly(t)

type Name = 'User' | 'Event' | 'Account' | 'Slow' | 'Mem' | 'Sent' | 'Bare'

/** Values that the short ways take as they are, and those for which they must stand back. */
const value = fc.oneof(
    fc.constantFrom<unknown>('1', '2', 'a#b', '', '${id}', 'user', 'true', '5', 'a@b', undefined, null),
    fc.constantFrom<unknown>(
        0,
        -0,
        1.5,
        5,
        Number.NaN,
        true,
        false,
        new Date(0),
        [1],
        { a: 1 },
        7n,
        '2026-01-01T00:00:00.000Z',
    ),
)
const field = fc.constantFrom(
    'group',
    'name',
    'age',
    'ok',
    'role',
    'n',
    'color',
    'expires',
    'any',
    'obj',
    'sk',
    '_type',
    'email',
    'title',
    'none',
)
const props = fc.tuple(fc.constantFrom('1', '2', 'x#y'), fc.dictionary(field, value, { maxKeys: 4 }))
const step = fc.record({
    kind: fc.constantFrom('create', 'update', 'get', 'find', 'remove'),
    name: fc.constantFrom<Name>('User', 'Event', 'Account', 'Slow', 'Mem', 'Sent', 'Bare'),
    props,
})

function act(db: Db, kind: string, name: Name, given: DbProps, params: object | undefined): unknown {
    switch (kind) {
        case 'create':
            return db.create(name, given, params).data
        case 'update':
            return db.update(name, given, params).data
        case 'get':
            return db.get(name, given, params)?.data
        case 'find':
            return db.find(name, given, params).map(({ data }) => data)
        default:
            return db.remove(name, given, params)
    }
}

/** What a call gives or throws, without the times. */
function outcome(call: () => unknown): string {
    try {
        return (
            JSON.stringify(call(), (name, each) => (name === 'updated' || name === 'created' ? undefined : each)) ??
            'undefined'
        )
    } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        return `${code}: ${message}`
    }
}

t.test('the short ways give, change and refuse what the long ones do', async () => {
    fc.assert(
        fc.property(fc.array(step, { maxLength: 15 }), steps => {
            const [short, long] = [openDb(), openDb()]
            for (const { kind, name, props } of steps) {
                const given = { group: 'g', ...{ id: props[0], ...props[1] } }
                const usual = name === 'Event' ? given : (({ group: _, ...rest }) => rest)(given)
                // Parameters that say nothing make a request take the long way; queries ask it of a `where` that says yes.
                const none = kind === 'find' ? { where: () => true } : {}
                const [a, b] = [short as unknown as Db, long as unknown as Db].map((db, i) =>
                    outcome(() => act(db, kind, name, usual, i === 0 ? undefined : none)),
                )
                assert.equal(a, b, `${kind} ${name}`)
            }
            const [a, b] = [short, long].map(db => stateOf(db).replace(/"(created|updated)":"[^"]*"/g, ''))
            assert.equal(a, b)
            short.close()
            long.close()
        }),
        { numRuns: 300 },
    )
})
