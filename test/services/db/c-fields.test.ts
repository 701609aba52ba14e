import t from 'tap'
import * as face from '../../../services/db/c.js'
import { openDb } from './schema.js'

t.test('dbGet* give the default where there is no item, field or name, and what is stored else', async t => {
    const db = openDb()
    face.dbCreate(db, 'User', { id: '1', name: '12.9abc', ok: false, born: 0, any: { a: ['x', null] }, age: -3.7 })
    const props = { id: '1' }
    const none = { id: 'none' }
    for (const [model, field, given] of [
        ['User', 'name', none],
        ['User', 'nothing', props],
        ['User', null, props],
        [null, 'name', props],
        [0, 'name', props],
        ['Nothing', 'name', props],
        ['User', 'any.a[1]', props],
    ] as const) {
        t.strictSame(
            [
                face.dbGetField(db, model, field, given),
                face.dbGetString(db, model, field, given, null, 'def'),
                face.dbGetString(db, model, field, given, null, null),
                face.dbGetBool(db, model, field, given, null, true),
                face.dbGetNum(db, model, field, given, null, 7),
                face.dbGetDouble(db, model, field, given, null, 7.5),
                face.dbGetDate(db, model, field, given, null, 8),
            ],
            [null, 'def', null, true, 7, 7.5, 8],
            `${model} ${field}`,
        )
    }
    t.strictSame(
        [
            face.dbGetBool(db, 'User', 'ok', props, null, true),
            face.dbGetBool(db, 'User', 'name', props, null, true),
            face.dbGetNum(db, 'User', 'name', props, null, 7),
            face.dbGetDouble(db, 'User', 'name', props, null, 7),
            face.dbGetNum(db, 'User', 'age', props, null, 7),
            face.dbGetField(db, 'User', 'any', props),
            face.dbGetField(db, 'User', 'any.a[0]', props),
        ],
        [false, false, 12, 12.9, -3, '{}', 'x'],
        'only the text true is true',
    )
    face.dbGetField(db, 'User', 'name', {})
    t.match(face.dbGetError(db), /sort key/)
    db.close()
})

t.test('dbSet* take NULL for what it says, and refuse what is no number or date', async t => {
    const db = openDb()
    const item = face.dbCreate(db, 'User', { id: '1', name: 'a', age: 1 })!
    const props = { id: '1' }
    t.equal(face.dbSetNum(db, 'User', 'age', 2n ** 60n, props), item)
    t.equal(face.dbField(item, 'age'), String(2n ** 60n))
    t.equal(face.dbSetString(db, 'User', 'age', 0, props)?.field('age'), null, 'NULL removes')
    t.equal(face.dbSetString(db, 'User', 'age', null, props), item)
    t.equal(face.dbSetDouble(db, 'User', 'any', 0.1, props)?.data.any, 0.1)
    t.equal(face.dbSetField(db, 'User', 'any', 'true', props)?.data.any, true, 'the text tells the type')
    for (const set of [
        () => face.dbSetNum(db, 'User', 'age', Number.NaN, props),
        () => face.dbSetDouble(db, 'User', 'age', Number.POSITIVE_INFINITY, props),
        () => face.dbSetDate(db, 'User', 'born', Number.NaN, props),
        () => face.dbSetDate(db, 'User', 'born', 9e15, props),
        () => face.dbSetField(db, 'User', null, 'x', props),
    ]) {
        const before = item.value
        t.equal(set(), null)
        t.equal(db.code, -6)
        t.equal(item.value, before)
    }
    t.equal(face.dbSetBool(db, null, 'ok', true, { sk: 'user#1' })?.data.ok, true, 'the item tells its model')
    t.equal(face.dbSetBool(db, 'User', 'ok', true, null), null)
    t.equal(face.dbSetBool(null, 'User', 'ok', true, props), null)
    t.equal(face.dbSetBool(db, 'User', 'ok', false, { id: 'new' }, { upsert: true })?.key, 'user#new')
    db.close()
})

t.test('dbField* give nothing, 0 or false for no item and no field', async t => {
    const db = openDb()
    const item = face.dbCreate(db, 'User', { id: '1', name: '1', born: '0', any: 'no date' })
    for (const [from, name] of [
        [item, 'none'],
        [item, 0],
        [null, 'name'],
        [0, 'name'],
    ] as const) {
        t.strictSame(
            [
                face.dbField(from, name),
                face.dbFieldNumber(from, name),
                face.dbFieldDouble(from, name),
                face.dbFieldBool(from, name),
                face.dbFieldDate(from, name),
            ],
            [null, 0, 0, false, 0],
        )
    }
    t.strictSame(
        [face.dbFieldBool(item, 'name'), face.dbFieldDate(item, 'any'), face.dbFieldDate(item, 'born')],
        [true, -1, 0],
    )
    db.close()
})
