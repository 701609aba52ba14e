import { join } from 'node:path'
import t from 'tap'
import { setLogHandler } from '../../../fiber/index.js'
import * as face from '../../../services/db/c.js'
import { JSON_HUMAN, JSON_JSON, Json } from '../../../services/json/index.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'
import { schema } from './schema.js'

const { DB_JSON, DB_PARAMS, DB_PROPS } = face

t.test('services/db/c.ts has every row of db.tsv', { skip: withoutTable('db') }, async t => {
    t.strictSame(walkTable('db', 'services/db/c.ts'), [])
})

t.test('dbOpen gives NULL for what cannot be opened, and all else takes that', async t => {
    const logged: string[] = []
    const former = setLogHandler((_type, _source, message) => void logged.push(message))
    t.teardown(() => setLogHandler(former))
    const folder = t.testdir({})
    t.equal(face.dbOpen(join(folder, 'none/x.db'), schema, 0), null)
    t.equal(face.dbOpen(0, schema, 0), null)
    t.equal(face.dbOpen(join(folder, 'x.db'), join(folder, 'none.json5')), null)
    t.match(logged.join('\n'), /none\.json5/)
    const none = null
    t.strictSame(
        [
            face.dbCreate(none, 'User', {}),
            face.dbGet(none, 'User', {}),
            face.dbFind(none, 'User', {}),
            face.dbFindOne(none, 'User', {}),
            face.dbUpdate(none, 'User', {}),
            face.dbSetField(none, 'User', 'a', 'b', {}),
            face.dbGetField(none, 'User', 'a', {}),
            face.dbField(none, 'a'),
            face.dbJson(0),
            face.dbString(none),
            face.dbListToString(none),
            face.dbGetError(none),
            face.dbGetModel(none, 'User'),
            face.dbNext(none, none),
            face.dbType(none),
            face.dbGetSortKey(none),
        ],
        Array(16).fill(null),
    )
    t.strictSame(
        [
            face.dbRemove(none, 'User', {}),
            face.dbSave(none),
            face.dbLoadData(none, 'x'),
            face.dbRemoveExpired(none, true),
        ],
        [-6, -6, -6, -6],
    )
    face.dbClose(none)
    face.dbCompact(none)
    face.dbReset(none)
    face.dbAddContext(none, 'a', 'b')
})

t.test('a ported program creates, finds, reads and removes', async t => {
    const path = join(t.testdir({}), 'test.db')
    const db = face.dbOpen(path, schema, face.DB_OPEN_RESET)!
    const item = face.dbCreate(db, 'User', DB_PROPS('id', 1, 'name', 'joe', 'age', '5', 'ok', null, 'born', '0'))!
    t.equal(face.dbString(item, 0), item.value)
    t.match(face.dbString(item, JSON_JSON), '"name":"joe"')
    t.match(face.dbString(item, JSON_HUMAN), "\n    name: 'joe'")
    t.equal(face.dbCreate(db, 'User', DB_JSON('{id: %d, name: "%s"}', 1, 'x')), null)
    t.equal(face.dbGetError(db), 'Cannot create, item already exists')
    t.equal(db.code, -23)
    const props = { id: '1' }
    t.strictSame(
        [
            face.dbGetField(db, 'User', 'obj.a[0]', props),
            face.dbGetString(db, 'User', 'none', props, null, 'def'),
            face.dbGetBool(db, 'User', 'ok', props, null, true),
            face.dbGetNum(db, 'User', 'age', props, null, 9),
            face.dbGetDouble(db, 'User', 'none', props, null, 1.5),
            face.dbGetDate(db, 'User', 'born', props, null, 9),
            face.dbGetDate(db, 'User', 'name', props, null, 9),
        ],
        ['1', 'def', true, 5, 1.5, 0, -1],
        'D-18',
    )
    t.equal(face.dbGetError(db), null)
    face.dbSetString(db, 'User', 'name', '77', props)
    face.dbSetBool(db, 'User', 'ok', true, props)
    face.dbSetNum(db, 'User', 'age', 7.9, props)
    face.dbSetDouble(db, 'User', 'any.x', 1.5, props)
    face.dbSetDate(db, 'User', 'born', 1700000000123, props)
    face.dbSetField(db, 'User', 'obj', 0, props)
    t.strictSame(
        [
            face.dbField(item, 'name'),
            face.dbFieldBool(item, 'ok'),
            face.dbFieldNumber(item, 'age'),
            face.dbFieldDouble(item, 'any.x'),
            face.dbFieldDate(item, 'born'),
            face.dbFieldDate(item, 'none'),
            face.dbField(item, 'obj'),
            face.dbField(item, 'any'),
        ],
        ['77', true, 7, 1.5, 1700000000123, 0, null, '{}'],
    )
    t.equal(face.dbSetField(db, 'User', 'x', '1', { id: 'none' }), null)
    t.equal(db.code, -36)
    for (let i = 2; i < 5; i++) {
        face.dbUpdate(db, 'User', { id: i, name: 'n' }, DB_PARAMS({ upsert: true }))
    }
    const list = face.dbFind(
        db,
        'User',
        { nothing: 1 },
        { limit: 2, where: (json, nid, arg) => json.get('id', '', nid) !== arg, arg: '2' },
    )!
    t.equal(face.dbNext(db, list), 'user#3')
    t.match(face.dbListToString(list), /^\[\{.*\},\{.*\}\]$/)
    t.equal(face.dbListToString(face.dbFind(db, 'Event', null)!), '[]')
    t.equal(face.dbFind(db, 'Nothing', null), null)
    t.equal(face.dbFindOne(db, 'User', { id: 4 })?.key, 'user#4')
    t.equal(face.dbGetItemModel(db, item)?.name, 'User')
    t.equal(face.dbGetModel(db, 'User')?.fields.get('role')?.enums?.length, 2)
    t.strictSame([face.dbType(db), face.dbGetSortKey(db)], ['_type', 'sk'])
    t.equal(face.dbGetULID(1700000000123)?.slice(0, 10), '01HF7YAT3V')
    t.equal(face.dbGetULID(-1), null)
    t.match(face.dbGetUID(12), /^[0-9A-Z]{12}$/)
    t.equal(face.dbGetUID(0), null)
    const told: unknown[] = []
    const proc: face.DbCallbackProc<string> = (arg, ...[, , , , command, events]) =>
        void told.push([arg, command, events])
    face.dbAddCallback(db, proc, 'User', 'a', face.DB_ON_COMMIT)
    face.dbSetCallback(db, proc, null, 'b', face.DB_ON_CHANGE)
    t.equal(face.dbRemove(db, 'User', { id: 4 }), 1)
    face.dbRemoveCallback(db, proc, 'User', 'a')
    t.equal(face.dbRemove(db, 'User', {}), -6)
    t.equal(face.dbRemove(db, 'User', {}, { limit: 1 }), 1)
    t.strictSame(told, [
        ['a', 'remove', 3],
        ['b', 'remove', 3],
        ['b', 'remove', 3],
    ])
    face.dbAddContext(db, 'name', 'ctx')
    t.equal(face.dbCreate(db, 'User', { id: 9 })?.data.name, 'ctx')
    face.dbSetJournalParams(db, 1000, 1000)
    t.equal(face.dbLoadDataItems(db, Json.parse("{Event: [{group: 'g', id: 1}]}"), null), 0)
    t.equal(face.dbLoadDataItems(db, null), -6)
    t.equal(face.dbSave(db, `${path}.copy`), 0)
    t.equal(face.dbRemoveExpired(db, true), 0)
    face.dbClose(db)
    const again = face.dbOpen(`${path}.copy`, schema, face.DB_READ_ONLY)!
    t.equal(face.dbGet(again, 'Event', { group: 'g', id: '1' })?.key, 'event#g#1')
    t.equal(face.dbSave(again), 0)
    face.dbClose(again)
})

t.test('dbPropsToJson ends at a NULL name; dbStringToJson gives NULL for what is none', async t => {
    t.equal(face.dbPropsToJson(['a', '5', 'b', 'x', 'c', null, null, 'd', 'e', 1]).toString(), "{a:5,b:'x'}")
    t.equal(face.dbStringToJson('{a: %d'), null)
    t.equal(face.dbStringToJson('{a: %d}', 5)?.toString(), '{a:5}')
})
