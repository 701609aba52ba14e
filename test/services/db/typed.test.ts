import t from 'tap'
import type { InputOf, ItemOf, NewItem, ValueOf } from '../../../services/db/index.js'
import { openDb, type schema } from './schema.js'

/** True where two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

t.test('ItemOf, NewItem and ValueOf are the types that a schema says', async t => {
    type User = ItemOf<typeof schema, 'User'>
    type New = NewItem<typeof schema, 'User'>
    const checks: [
        Same<User['id'], string>,
        Same<User['name'], string>,
        Same<User['role'], 'superuser' | 'user'>,
        Same<User['age'], number | undefined>,
        Same<User['ok'], boolean | undefined>,
        Same<User['born'], string | undefined>,
        Same<User['list'], readonly unknown[] | undefined>,
        Same<User['any'], unknown>,
        Same<New['name'], string>,
        Same<New['id'], string | null | undefined>,
        Same<New['born'], string | number | Date | null | undefined>,
        Same<ValueOf<{ type: 'object' }>, Readonly<Record<string, unknown>>>,
        Same<ValueOf<{ enum: readonly ['a', 'b'] }>, 'a' | 'b'>,
        Same<InputOf<{ type: 'date' }>, string | number | Date>,
    ] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true]
    t.equal(checks.length, 14)
    const user = {} as User
    // @ts-expect-error: items are read only
    user.name = 'x'
    // @ts-expect-error: not a role
    const role: New = { name: 'x', role: 'king' }
    t.ok(role)
})

t.test('Model.next goes page by page, by any index', async t => {
    const db = openDb()
    const events = db.model('Event')
    for (let i = 0; i < 5; i++) {
        events.create({ group: 'g', id: `${i}`, color: i < 3 ? 'red' : 'blue' })
    }
    for (const index of ['primary', 'gs1']) {
        const seen: unknown[] = []
        let next: string | null = null
        do {
            const page = events.find({ group: 'g' }, { limit: 2, next, index })
            seen.push(...page.map(({ id }) => id))
            for (const { group, id } of page.slice(-1)) {
                events.update({ group: group!, id: id!, color: 'red' })
            }
            next = events.next(page)
        } while (next !== null)
        t.strictSame(seen.slice().sort(), [...'01234'].slice(0, seen.length), index)
        t.ok(seen.length >= 4)
    }
    t.equal(events.next([]), null)
    t.throws(
        () =>
            events.find(
                { group: 'g' },
                { where: ({ nothing }: Record<string, unknown>) => nothing === 1, index: 'no' },
            ),
        {
            code: 'DB_BAD_INDEX',
        },
    )
    db.close()
})
