import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import type { Db } from '../../../services/db/index.js'
import { Part } from '../../../services/db/part.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, type schema } from './schema.js'

const opened = (): { field: (name: string) => never; db: Db<typeof schema> } => {
    const db = openDb()
    return { db, field: name => db.models.get('User')!.fields.get(name) as never }
}

t.test('Part has what changes as JSON, and by how much the item grows', async t => {
    const { db, field } = opened()
    const before = { sk: 'user#1', name: 'a', age: 5, ok: true, title: 'x' }
    const part = new Part(before)
    for (const [name, value] of Object.entries({
        name: 'ü "quoted"',
        age: -1.5e300,
        ok: false,
        title: 'x',
        role: 'user',
    })) {
        part.set(field(name), value)
    }
    t.strictSame(JSON.parse(`{${part.text}}`), { name: 'ü "quoted"', age: -1.5e300, ok: false, role: 'user' })
    t.strictSame(part.data, { ...before, ...JSON.parse(`{${part.text}}`) })
    t.equal(part.growth, JSON.stringify(part.data).length - JSON.stringify(before).length)
    t.strictSame(before, { sk: 'user#1', name: 'a', age: 5, ok: true, title: 'x' })
    db.close()
})

/** The items that a crash at this moment leaves, if all that was flushed is there. */
function left(disk: MemoryDisk): Record<string, unknown> {
    const db = openDb({ disk: disk.crash(disk.steps.length, () => 0), readOnly: true })
    const items = Object.fromEntries(Array.from(db, ({ key, data }) => [key, data]))
    const { bytes } = db.statistics()
    t.equal(
        bytes,
        Object.values(items).reduce<number>((sum, data) => sum + JSON.stringify(data).length, 0),
    )
    return items
}

fiberTest(t, 'Db.update journals what has changed, and all of an item whose rest is not there', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const name = 'n'.repeat(500)
    const written = function* (change: () => unknown) {
        const { written } = db.statistics()
        change()
        yield* db.flush()
        t.strictSame(left(disk), Object.fromEntries(Array.from(db, ({ key, data }) => [key, data])))
        return db.statistics().written - written
    }
    t.ok((yield* written(() => db.create('User', { id: '1', name }))) > 500)
    t.ok((yield* written(() => db.update('User', { id: '1', age: 5 }))) < 150)
    t.ok((yield* written(() => db.update('User', { id: '1', age: 6, ok: true }))) < 150)
    t.ok((yield* written(() => db.update('User', { id: '1', age: null }))) > 500, 'a removal needs the whole')
    t.ok((yield* written(() => db.update('User', { id: '1', age: 7 }))) < 150)
    // What only the memory has.
    db.update('User', { id: '1', ok: false }, { mem: true })
    t.ok((yield* written(() => db.update('User', { id: '1', age: 8 }))) > 500)
    db.update('User', { id: '1', ok: true }, { delay: 5000 })
    t.ok((yield* written(() => db.update('User', { id: '1', age: 9 }))) > 500)
    db.create('User', { id: '2', name }, { mem: true })
    t.ok((yield* written(() => db.update('User', { id: '2', age: 1 }))) > 500)
    db.transaction(() => db.update('User', { id: '2', age: 2 }, { mem: true }))
    t.ok((yield* written(() => db.update('User', { id: '2', age: 3 }))) > 500)
    t.ok((yield* written(() => db.transaction(() => db.update('User', { id: '2', age: 4 })))) > 500)
    t.throws(() =>
        db.transaction(() => {
            db.remove('User', { id: '2' })
            throw new Error('no')
        }),
    )
    t.ok((yield* written(() => db.update('User', { id: '2', age: 5 }))) > 500)
    t.equal(db.statistics().version, Math.max(...Array.from(db, ({ version }) => version)))
    db.close()
    // After a start the first change of an item is whole: the snapshot before the present one may not have it.
    const again = openDb({ disk })
    const { written: before } = again.statistics()
    again.update('User', { id: '1', age: 10 })
    yield* again.flush()
    t.ok(again.statistics().written - before > 500)
    again.close()
})

fiberTest(t, 'Db.update with triggers and watches journals what has changed, too', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const seen: unknown[] = []
    db.on(3, (_arg, _db, _model, item, _params, command) => void seen.push([command, item.data.n]))
    const watch = db.watch('Sent', { id: '1' })
    db.create('Sent', { id: '1', n: 1 })
    yield* db.flush()
    const { written } = db.statistics()
    db.update('Sent', { id: '1', n: 2 })
    yield* db.flush()
    t.ok(db.statistics().written - written < 120)
    t.strictSame(seen, [
        ['create', 1],
        ['update', 2],
    ])
    yield* watch.next()
    t.match(yield* watch.next(), { command: 'update', before: { n: 1 }, after: { n: 2 } })
    t.match(left(disk), { 'sent#1': { n: 2 } })
    const after = openDb({ disk: disk.crash(disk.steps.length, () => 0), readOnly: true })
    t.match(after.changesSince(), [{ key: 'sent#1', command: 'update', model: 'Sent' }])
    watch.close()
    db.close()
})
