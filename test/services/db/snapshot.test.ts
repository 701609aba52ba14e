import t from 'tap'
import { readFrames } from '../../../services/db/frames.js'
import type { DbItem } from '../../../services/db/index.js'
import type { SnapshotHead } from '../../../services/db/journal-record.js'
import { readSnapshot, snapshotFile } from '../../../services/db/snapshot.js'
import { openDb } from './schema.js'

const head: SnapshotHead = {
    version: 7,
    sequence: 2 ** 33,
    schema: '1.0.0',
    pending: [['update', 5, 'sent#1', 'Sent']],
}

t.test('readSnapshot gives what snapshotFile wrote, and knows when something is missing', async t => {
    const db = openDb()
    for (let i = 0; i < 600; i++) {
        db.create('User', { id: String(i), name: 'n'.repeat(1000), any: i })
    }
    const bytes = Buffer.concat([...snapshotFile(head, db as Iterable<DbItem>)])
    t.ok(readFrames(bytes).frames.length > 4, 'it is in pieces')
    const whole = readSnapshot(bytes)
    t.strictSame(whole.head, head)
    t.ok(whole.isWhole)
    t.strictSame(
        whole.chunks.flat(),
        Array.from(db, ({ key, version, data }) => [key, version, data, JSON.stringify(data).length]),
    )
    const ends = readFrames(bytes).frames.reduce<number[]>((all, { payload }) => {
        return [...all, (all.at(-1) ?? 8) + 16 + Buffer.byteLength(JSON.stringify(payload))]
    }, [])
    t.equal(ends.at(-1), bytes.length)
    for (const end of ends.slice(0, -1)) {
        t.notOk(readSnapshot(bytes.subarray(0, end)).isWhole, `cut behind a frame, at ${end}`)
    }
    const without = Buffer.concat([bytes.subarray(0, ends[1]), bytes.subarray(ends[2])])
    t.notOk(readSnapshot(without).isWhole, 'a frame is missing')
    t.notOk(readSnapshot(Buffer.concat([bytes, Buffer.from('x')])).isWhole, 'something is behind it')
    const damaged = Buffer.from(bytes)
    damaged[ends[2]! + 100]! ^= 1
    const part = readSnapshot(damaged)
    t.notOk(part.isWhole)
    t.ok(part.chunks.flat().length > 0, 'what is before the damage can be read')
    db.close()
})

t.test('readSnapshot takes a file without items, and none without a head', async t => {
    const empty = Buffer.concat([...snapshotFile(head, [])])
    t.strictSame(readSnapshot(empty), { head, chunks: [], isWhole: true })
    t.notOk(readSnapshot(empty.subarray(0, 8)).isWhole)
    t.notOk(readSnapshot(Buffer.alloc(0)).isWhole)
})
