import t from 'tap'
import { openDb } from './schema.js'

t.test('Search goes on behind what was removed or changed between pages, by any index, in both directions', async t => {
    for (const index of ['primary', 'gs1']) {
        for (const reverse of [false, true]) {
            for (const act of ['remove', 'update', 'none']) {
                const db = openDb()
                for (let i = 0; i < 9; i++) {
                    db.create('Event', { group: 'g', id: `${i}`, color: 'red' })
                }
                const seen: unknown[] = []
                let next: string | null = null
                do {
                    const page = db.find('Event', { color: 'red' }, { limit: 2, next, index, reverse })
                    seen.push(...page.map(({ data }) => data.id))
                    next = db.next(page)
                    for (const { data } of page) {
                        const { group, id } = data
                        if (act === 'remove') {
                            db.remove('Event', { group, id })
                        } else if (act === 'update') {
                            db.update('Event', { group, id, color: 'blue', gs1sk: `blue#${id}` })
                        }
                    }
                } while (next !== null)
                const all = [...'012345678']
                t.strictSame(seen, reverse ? all.reverse() : all, `${index} ${act} ${reverse}`)
                db.close()
            }
        }
    }
})

t.test('Search visits each item once when `where` removes it and others', async t => {
    for (const index of ['primary', 'gs1']) {
        const db = openDb()
        for (let i = 0; i < 9; i++) {
            db.create('Event', { group: 'g', id: `${i}`, color: 'red' })
        }
        const seen: unknown[] = []
        db.find(
            'Event',
            {},
            {
                index,
                where: ({ data }) => {
                    seen.push(data.id)
                    db.remove('Event', { group: 'g', id: data.id })
                    db.remove('Event', { group: 'g', id: String(Number(data.id) + 1) })
                    return true
                },
            },
        )
        t.strictSame(seen, [...'02468'], index)
        db.close()
    }
})

t.test('Search by an index tells hashes with NUL apart', async t => {
    const db = openDb()
    db.create('Event', { group: 'g', id: '1', gs1pk: 'event\0x', color: 'red' })
    db.create('Event', { group: 'g', id: '2', color: 'red' })
    t.strictSame(
        db.find('Event', {}, { index: 'gs1' }).map(({ data }) => data.id),
        ['2'],
    )
    t.throws(() => db.find('Event', {}, { index: 'gs1', next: 'event#g#9' }), { code: 'DB_NO_ITEM' })
    t.throws(() => db.get('Event', { group: 'g', id: '1' }, { index: 'gs1' }), { code: 'DB_BAD_INDEX' })
    db.close()
})
