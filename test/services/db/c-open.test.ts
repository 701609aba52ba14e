import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as face from '../../../services/db/c.js'
import { Json } from '../../../services/json/index.js'
import { openDb, quietly, schema } from './schema.js'

quietly(t)

t.test('dbOpen, dbSave, dbReset and dbClose have the codes of C, and leave the files that they should', async t => {
    const folder = t.testdir({})
    const path = join(folder, 'a.db')
    t.strictSame([face.dbOpen('', schema), face.dbOpen(path, ''), face.dbOpen(path, null)], [null, null, null])
    const db = face.dbOpen(path, schema)!
    t.equal(face.dbOpen(path, schema), null, 'it is in use')
    face.dbCreate(db, 'Event', { group: 'g', id: '1' })
    t.equal(face.dbSave(db, join(folder, 'none/b.db')), -30)
    t.match(face.dbGetError(db), /Cannot save .*none/)
    t.strictSame([face.dbSave(db), face.dbSave(db, 0), face.dbSave(db, ''), face.dbSave(null)], [0, 0, 0, -6])
    t.ok(existsSync(path))
    face.dbClose(db)
    face.dbClose(db)
    t.strictSame([face.dbSave(db), face.dbCreate(db, 'Event', { group: 'g', id: '2' })], [-14, null], 'it is closed')
    const reader = face.dbOpen(path, schema, face.DB_READ_ONLY)!
    t.equal(face.dbFind(reader, 'Event', null)?.length, 1)
    face.dbClose(reader)
    const empty = face.dbOpen(path, schema, face.DB_OPEN_RESET)!
    t.equal(face.dbFind(empty, 'Event', null)?.length, 0)
    face.dbClose(empty)
    face.dbReset(path)
    t.notOk(existsSync(path))
})

t.test('dbLoadData and dbLoadDataItems load what is not there, and say what they cannot', async t => {
    const file = join(t.testdir({}), 'data.json5')
    const db = openDb()
    writeFileSync(file, "{Event: [{group: 'g', id: '1'}, {group: 'g', id: '2'}]}")
    t.strictSame([face.dbLoadData(db, file), face.dbLoadData(db, file)], [0, 0])
    t.equal(face.dbFind(db, 'Event', null)?.length, 2)
    t.equal(face.dbLoadData(db, `${file}.none`), -29)
    t.equal(face.dbLoadData(db, null), -29)
    writeFileSync(file, "{Event: [{group: 'g', id: '3'}, 5, {group: 'g', id: '4'}]}")
    t.equal(face.dbLoadData(db, file), -21)
    t.equal(face.dbFind(db, 'Event', null)?.length, 3, 'what comes before stays')
    const json = Json.parse("{more: {Event: {a: {group: 'h', id: '1'}}}, Event: []}")
    const below = json.nodes.find(({ name }) => name === 'more')!
    t.strictSame(
        [face.dbLoadDataItems(db, json, below), face.dbLoadDataItems(db, json, 0)],
        [-21, -21].map((_, i) => (i === 0 ? 0 : -21)),
    )
    t.equal(face.dbGet(db, 'Event', { group: 'h', id: '1' })?.key, 'event#h#1')
    t.equal(face.dbLoadDataItems(null, json), -6)
    face.dbSetJournalParams(db, -1, 5)
    t.match(face.dbGetError(db), /wanted numbers from 0/)
    face.dbSetJournalParams(db, 5, 5)
    t.equal(face.dbGetError(db), null)
    db.close()
})
