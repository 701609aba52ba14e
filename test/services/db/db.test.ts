import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import t from 'tap'
import { sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Db, DB_ON_CHANGE, DB_ON_COMMIT, type DbItem, dbErrors } from '../../../services/db/index.js'
import { Json } from '../../../services/json/index.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, schema } from './schema.js'

const keys = (items: readonly DbItem[]): string[] => items.map(({ key }) => key)

t.test('Db.create makes an item with defaults, generated values, templates, times', async t => {
    const db = openDb()
    const item = db.create('User', { name: 'joe', age: '30', ok: 1, born: 0, any: { x: [null, undefined, 1n] } })
    t.match(item.key, /^user#[0-9A-Z]{26}$/)
    t.match(item.data, {
        ...{ name: 'joe', age: 30, ok: true, born: '1970-01-01T00:00:00.000Z', role: 'user', obj: { a: [1] } },
        ...{ title: 'joe/30', _type: 'User', sk: item.key, any: { x: [null, null, 1] } },
    })
    t.equal(item.data.created, item.data.updated)
    t.equal('pk' in item.data, false)
    t.equal('title' in db.create('User', { name: 'ann', obj: null }).data, false, 'D-11')
    t.match(db.create('User', { name: 'x', id: 'x', sk: 'mine' }).key, 'mine')
    t.match(db.create('Account', {}).key, /^account#[0-9A-Z]{4}$/)
    t.throws(() => db.create('User', { name: 'x', sk: 'mine' }), { code: 'DB_EXISTS', status: -23 })
    t.throws(() => db.create('User', {}), { code: 'DB_REQUIRED', message: 'Missing required property "name"' })
    t.throws(() => db.create('User', { name: undefined }), { code: 'DB_REQUIRED' }, 'D-24')
    t.throws(() => db.create(null, { name: 'x' }), { code: 'DB_NO_KEY' })
    t.throws(() => db.create(null, { sk: 'x' }), { code: 'DB_NO_MODEL', message: 'Missing model' })
    t.throws(() => db.create('Hidden', {}), { code: 'DB_UNKNOWN_MODEL', message: 'Unknown schema model "Hidden"' })
    t.throws(() => db.create('Event', { id: '1' }), { code: 'DB_INCOMPLETE_KEY' })
    t.equal(db.create(null, { _type: 'Event', group: 'g', id: 1 }).key, 'event#g#1')
    db.close()
    t.throws(() => db.get('User', { id: 'x' }), { code: 'DB_CLOSED' })
})

t.test('Db.create converts values by the types of their fields, and names what cannot be', async t => {
    const db = openDb()
    const refused = (props: object, message: string): void => {
        t.throws(() => db.create('User', { name: 'x', ...props }), { code: 'DB_BAD_TYPE', message })
    }
    refused({ born: '2020-01-01' }, 'Invalid date in property "born": 2020-01-01')
    refused({ born: new Date(Number.NaN) }, 'Invalid date in property "born": null')
    refused({ ok: 'yes' }, 'Invalid boolean in property "ok": yes')
    for (const age of ['1-2-3', '+', '1.2.3', '', 'NaN', '1e999', {}, Number.NaN]) {
        t.throws(() => db.create('User', { name: 'x', age }), { code: 'DB_BAD_TYPE' }, String(age))
    }
    refused({ age: [1] }, 'Invalid numeric in property "age": [1]')
    refused({ name: { a: 1 } }, 'Invalid string in property "name": {"a":1}')
    t.equal(db.create('User', { name: 'x', age: '1e3' }).field('age'), '1000')
    t.equal(db.create('User', { name: 42 }).data.name, '42')
    t.equal(db.create('User', { name: 'd', born: new Date(5) }).data.born, '1970-01-01T00:00:00.005Z')
    t.equal(db.create('User', { name: 'd', born: '1700000000123' }).time('born'), 1700000000123)
    let deep: unknown = 1
    for (let i = 0; i < 300; i++) {
        deep = [deep]
    }
    refused({ any: deep }, 'Cannot store property "any": values are nested deeper than 200 levels')
    t.throws(() => db.create('User', { name: 'x', role: 'supe' }), { code: 'DB_BAD_ENUM' })
    t.equal(db.create('User', { name: 'x', role: 'user' }).data.role, 'user', 'D-7')
    t.throws(() => db.find('User', { role: 'nobody' }), { message: 'Invalid property "role" value "nobody"' })
    t.equal(db.create('User', Json.parse('{name: 007}')).data.name, '007', 'the text of a tree is kept')
    t.throws(() => db.create('User', { name: 'x', id: 'y'.repeat(1024) }), { code: 'DB_KEY_TOO_LONG' })
    t.throws(() => db.create('User', { name: 'x'.repeat(262_144) }), { code: 'DB_ITEM_TOO_BIG' })
    t.throws(() => db.create('User', { name: 'x', sk: 'a\ud800' }), { code: 'DB_BAD_KEY' })
    db.close()
})

t.test('Db.find gives exact keys, prefixes and all, filtered, in the order of UTF-8, page by page', async t => {
    const db = openDb()
    for (const id of ['\u{1f600}', '\ufffd', 'b', 'a', 'ä']) {
        db.create('Event', { group: 'g', id, color: id === 'a' ? 'red' : 'blue' })
    }
    db.create('Event', { group: 'h', id: 'z', color: 'red' })
    db.create('User', { sk: 'event#g#user', name: 'x' })
    const all = ['a', 'b', 'ä', '\ufffd', '\u{1f600}'].map(id => `event#g#${id}`)
    t.strictSame(keys(db.find('Event', { group: 'g' })), all)
    t.equal(db.find('Event').length, 6, 'D-12')
    t.equal(db.find(null).length, 7)
    t.equal(db.find('Bare').length, 0)
    t.strictSame(keys(db.find('Event', { group: 'g', id: 'a' })), ['event#g#a'])
    t.strictSame(keys(db.find('Event', { group: 'g', id: 'a', color: 'blue' })), [])
    t.strictSame(keys(db.find('Event', { color: 'red' })), ['event#g#a', 'event#h#z'])
    t.strictSame(keys(db.find('Event', { group: 'g' }, { where: item => item.data.id === 'b' })), ['event#g#b'])
    t.throws(() => db.find('Event', { colour: 'red' }), {
        code: 'DB_UNKNOWN_PROPERTY',
        message: 'Unknown property "colour" in model "Event"',
    })
    t.equal(db.find('Event', { colour: 'red' }, { lenient: true }).length, 6)
    const pages: string[][] = []
    let next: string | null = null
    do {
        const page: DbItem[] = db.find('Event', { group: 'g' }, { limit: 2, next })
        pages.push(keys(page))
        next = db.next(page)
    } while (next !== null)
    t.strictSame(pages, [all.slice(0, 2), all.slice(2, 4), all.slice(4), []], 'D-4')
    db.remove('Event', { group: 'g', id: 'b' })
    t.strictSame(keys(db.find('Event', { group: 'g' }, { next: all[1]!, limit: 1 })), [all[2]])
    t.strictSame(keys(db.find('Event', { group: 'g' }, { limit: 2, reverse: true })), [all[4], all[3]])
    t.strictSame(keys(db.find('Event', { group: 'g' }, { limit: 2, reverse: true, next: all[3]! })), [all[2], all[0]])
    t.strictSame(keys(db.find('Event', { group: 'g' }, { limit: 0 })).length, 4)
    t.equal(db.findOne('Event')?.key, all[0])
    t.equal(db.findOne('Bare'), null)
    t.equal(db.get(null, { sk: 'event#h#z' })?.data.color, 'red')
    t.equal(db.get('Event', { group: 'h', id: 'y' }), null)
    t.throws(() => db.get('Event', { group: 'h' }), { code: 'DB_INCOMPLETE_KEY' })
    t.equal(db.getField('Event', 'color', { group: 'h', id: 'z' }), 'red')
    db.close()
})

t.test('Db.find by a secondary index goes by its order, and follows changes', async t => {
    const db = openDb()
    for (const [id, color] of [
        ['1', 'red'],
        ['2', 'blue'],
        ['3', 'red'],
    ]) {
        db.create('Event', { group: 'g', id, color })
    }
    const ids = (color?: string, more = {}) =>
        db.find('Event', color === undefined ? {} : { color }, { index: 'gs1', ...more }).map(({ data }) => data.id)
    t.strictSame(ids(), ['2', '1', '3'])
    t.strictSame(ids('red'), ['1', '3'])
    t.strictSame(ids('red', { limit: 1, next: 'event#g#1' }), ['3'])
    t.strictSame(ids('red', { limit: 1, reverse: true }), ['3'])
    db.update('Event', { group: 'g', id: '1', color: 'blue', gs1sk: 'blue#1' })
    t.strictSame(ids('blue'), ['1', '2'])
    db.remove('Event', { group: 'g', id: '3' })
    t.strictSame(ids('red'), [])
    t.throws(() => db.find('Event', {}, { index: 'gs2' }), { code: 'DB_BAD_INDEX' })
    t.throws(() => db.find('User', {}, { index: 'gs1' }), { code: 'DB_INCOMPLETE_KEY' })
    t.throws(() => db.find('Event', {}, { index: 'gs1', lenient: true }), { message: 'Unsupported index "gs1"' })
    db.close()
})

t.test('Db.update merges, removes, replaces', async t => {
    const db = openDb()
    const item = db.create('User', { id: '1', name: 'joe', obj: { b: { c: 1, d: 2 } }, list: [1, 2], any: { x: 1 } })
    const { data: before } = item
    db.update('User', { id: '1', obj: { b: { c: undefined, e: [] } }, list: [3], age: 5 })
    t.match(item.data, { name: 'joe', age: 5, list: [3] })
    t.strictSame(item.data.obj, { b: { d: 2, e: [] } })
    t.strictSame(before.obj, { b: { c: 1, d: 2 } }, 'data never change')
    db.update('User', { id: '1', any: null, obj: undefined, list: [] })
    t.same([item.data.any, item.data.obj, item.data.list], [undefined, undefined, []], 'D-6')
    db.update('User', { id: '1', role: null })
    t.equal(item.data.role, undefined, 'D-24')
    t.throws(() => db.update('User', { id: '2', name: 'x' }), { code: 'DB_NOT_FOUND', status: -25 })
    t.throws(() => db.update('User', null), { code: 'DB_BAD_PROPERTIES' })
    t.throws(() => db.update('User', { id: '1', name: 'x' }, { where: () => false }), { code: 'DB_NOT_FOUND' })
    t.equal(db.update('User', { id: '1', name: 'x' }, { where: ({ data }) => data.name === 'joe' }).data.name, 'x')
    db.update('User', { id: '1' }, { upsert: true })
    t.match(item.data, { role: 'user', name: undefined, created: undefined })
    t.ok(db.update('User', { id: '3' }, { upsert: true }).data.created)
    t.equal(db.update(null, { sk: 'user#3', name: 'three' }).data.name, 'three')
    const old = '2001-01-01T00:00:00.000Z'
    t.match(db.update('User', { id: '3', updated: old }, { bypass: true }).data, { updated: old }, 'D-2')
    t.not(db.update('User', { id: '3', updated: old }).data.updated, old)
    db.close()
})

t.test('Db.setField sets without the checks of the schema', async t => {
    const db = openDb()
    db.create('User', { id: '1', name: 'joe' })
    t.equal(db.setField('User', 'obj.deep.x', 5, { id: '1' }).field('obj.deep.x'), '5')
    t.equal(db.setField('User', 'extra', '42', { id: '1' }).data.extra, '42')
    t.equal(db.setField('User', 'extra', '42', { id: '1' }, { lenient: true }).data.extra, 42)
    t.equal(db.setField('User', 'name', '42', { id: '1' }, { lenient: true }).data.name, '42')
    t.equal(db.setField('User', 'obj', null, { id: '1' }).data.obj, undefined)
    t.throws(() => db.setField('User', 'x', 1, { id: '2' }), { code: 'DB_NO_ITEM', status: -36 })
    t.match(db.setField('User', 'x', 1, { id: '2' }, { upsert: true }).data, { id: '2', x: 1 })
    db.close()
})

t.test('Db.remove removes one by its key, several by a limit; expired items go on their own', async t => {
    const db = openDb()
    const events: unknown[] = []
    db.on(
        DB_ON_CHANGE | DB_ON_COMMIT,
        (arg, db, model, item, _params, command, events_) => {
            events.push([arg, model.name, item.key, command, events_, db.get(null, { sk: item.key }) === item])
        },
        'Event',
        'arg',
    )
    for (let i = 0; i < 5; i++) {
        db.create('Event', { group: 'g', id: `${i}`, expires: i === 4 ? 1000 : undefined })
    }
    events.length = 0
    t.equal(db.remove('Event', { group: 'g', id: '0' }), 1)
    t.strictSame(events, [['arg', 'Event', 'event#g#0', 'remove', 3, true]])
    t.equal(db.remove('Event', { group: 'g', id: '0' }), 0)
    t.throws(() => db.remove('Event', { group: 'g' }), { code: 'DB_INCOMPLETE_KEY' })
    t.throws(() => db.remove('Event', null), { code: 'DB_BAD_PROPERTIES' })
    t.equal(db.remove('Event', { group: 'g' }, { limit: 2 }), 2, 'D-3')
    t.equal(db.get('Event', { group: 'g', id: '4' }), null)
    t.strictSame(events.at(-1), ['arg', 'Event', 'event#g#4', 'remove', 3, true], 'D-13')
    db.create('Event', { group: 'g', id: '5', expires: 1000 })
    db.create('Event', { group: 'g', id: '6', expires: Date.now() + 1e6 })
    const count = events.length
    t.equal(db.removeExpired(), 1)
    t.equal(events.length, count)
    db.create('Event', { group: 'g', id: '7', expires: 1000 })
    t.equal(db.removeExpired(true), 1)
    t.strictSame(events.at(-1), ['arg', 'Event', 'event#g#7', 'remove', 3, true])
    t.strictSame(keys(db.find('Event')), ['event#g#3', 'event#g#6'])
    db.close()
})

t.test('Db matches values by their texts, objects by what is asked, arrays whole', async t => {
    const db = openDb()
    db.create('User', { id: '1', name: 'joe', age: 42, any: { a: 1, b: { c: [1, 'x'] } }, list: [1, 2] })
    const found = (props: Record<string, unknown>): boolean => db.find('User', props).length === 1
    t.strictSame(
        [{ age: '42' }, { any: { a: '1' } }, { any: { b: { c: [1, 'x'] } } }, { list: [1, 2] }, { name: null }].map(
            found,
        ),
        [true, true, true, true, true],
    )
    t.strictSame(
        [
            { age: 43 },
            { any: { a: 2 } },
            { any: { b: { c: [1] } } },
            { list: [] },
            { title: 'x' },
            { any: { z: 1 } },
        ].map(found),
        [false, false, false, false, false, false],
    )
    db.addContext('name', 'ann')
    t.notOk(found({ id: '1', age: 42 }))
    t.equal(db.create('User', { id: '2', name: 'joe' }).data.name, 'ann')
    db.addContext('name', null)
    t.ok(found({ id: '1', age: 42 }))
    db.close()
})

t.test('Db checks unique and validate, and undoes a transaction', async t => {
    const db = openDb()
    db.create('Account', { id: '1', email: 'a@b' })
    t.throws(() => db.create('Account', { email: 'none' }), { code: 'DB_INVALID' })
    t.throws(() => db.create('Account', { email: 'a@b' }), { code: 'DB_NOT_UNIQUE' })
    t.equal(db.update('Account', { id: '1', email: 'c@d' }).data.email, 'c@d')
    db.create('Account', { id: '2', email: 'a@b' })
    t.throws(() => db.update('Account', { id: '1', email: 'a@b' }), { code: 'DB_NOT_UNIQUE' })
    const told: string[] = []
    db.on(DB_ON_CHANGE, (_arg, _db, _model, item, _params, command) => void told.push(`${command} ${item.key}`))
    const before = db.find(null).map(({ key, data }) => ({ key, data }))
    t.throws(
        () =>
            db.transaction(() => {
                db.remove('Account', { id: '2' })
                db.create('Account', { id: '3', email: 'a@b' })
                db.update('Account', { id: '1', email: 'x@y' })
                db.create('Account', { id: '3' })
            }),
        { code: 'DB_EXISTS' },
    )
    t.strictSame(
        db.find(null).map(({ key, data }) => ({ key, data })),
        before,
    )
    t.strictSame(told, [])
    t.throws(() => db.create('Account', { email: 'a@b' }), { code: 'DB_NOT_UNIQUE' }, 'the index is as before')
    t.equal(
        db.transaction(() => db.transaction(() => db.remove('Account', { id: '2' })) + 1),
        2,
    )
    t.strictSame(told, ['remove account#2'])
    db.close()
})

fiberTest(t, 'Db.on tells of delayed changes twice, of one for each key; a removal cancels', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const told: unknown[] = []
    const off = db.on(3, (_arg, _db, _model, item, params, command, events) => {
        told.push([command, item.data.n, events, params?.arg, item.delayed])
        throw new Error('a trigger that fails harms nobody')
    })
    db.create('Slow', { id: '1', n: 1 }, { arg: 'one' })
    yield* sleep(2000)
    db.update('Slow', { id: '1', n: 2 })
    yield* sleep(2999)
    t.strictSame(told.splice(0), [
        ['create', 1, 1, 'one', true],
        ['update', 2, 1, undefined, true],
    ])
    t.equal(db.statistics().delayed, 1)
    yield* sleep(1)
    t.strictSame(told.splice(0), [['create', 2, 2, undefined, false]])
    db.create('Slow', { id: '2', n: 1 })
    db.remove('Slow', { id: '2' })
    db.create('Slow', { id: '3', n: 1 })
    db.update('Slow', { id: '3', n: 2 }, { delay: -1 })
    db.create('Mem', { id: '1' })
    yield* sleep(10_000)
    t.strictSame(
        told.map(each => (each as unknown[]).slice(0, 3)),
        [
            ['create', 1, 1],
            ['remove', 1, 1],
            ['remove', 1, 2],
            ['create', 1, 1],
            ['update', 2, 3],
            ['create', undefined, 3],
        ],
    )
    off()
    const cut = disk.crash(disk.steps.length, () => 0)
    t.strictSame(keys(openDb({ disk: cut }).find(null)), ['slow#1', 'slow#3'], 'memory items are not journaled')
    db.create('Slow', { id: '4', n: 1 })
    db.close()
    t.strictSame(keys(openDb({ disk }).find(null)), ['mem#1', 'slow#1', 'slow#3', 'slow#4'], 'D-14')
})

fiberTest(t, 'Db.watch gives the changes of a query one by one', function* (t) {
    const db = openDb()
    const watch = db.model('Event').watch({ group: 'g', color: 'red' }, { limit: 3 })
    db.create('Event', { group: 'g', id: '1', color: 'red' })
    db.create('Event', { group: 'h', id: '1', color: 'red' })
    db.update('Event', { group: 'g', id: '1', color: 'blue' })
    t.match(yield* watch.next(), { command: 'create', key: 'event#g#1', before: null, after: { color: 'red' } })
    t.match(yield* watch.next(), { command: 'update', before: { color: 'red' }, after: null })
    for (let i = 2; i < 8; i++) {
        db.create('Event', { group: 'g', id: `${i}`, color: 'red' })
    }
    for (let i = 0; i < 3; i++) {
        yield* watch.next()
    }
    let code: unknown
    try {
        yield* watch.next()
    } catch (error) {
        code = (error as { code: string }).code
    }
    t.equal(code, 'DB_WATCH_OVERRUN')
    const other = db.watch(null)
    db.close()
    t.equal(yield* other.next(), undefined)
    yield* sleep(0)
})

t.test('Db.changesSince gives what the cloud does not have, tombstones too, until it is acknowledged', async t => {
    const disk = new MemoryDisk()
    let db = openDb({ disk })
    db.create('Sent', { id: '1' })
    db.create('Sent', { id: '2' })
    db.create('User', { name: 'local' })
    db.update('Sent', { id: '1', n: 1 })
    db.remove('Sent', { id: '2' })
    db.create('Sent', { id: '3' }, { bypass: true })
    const shown = () => db.changesSince().map(({ command, key }) => `${command} ${key}`)
    t.strictSame(shown(), ['update sent#1', 'remove sent#2'])
    t.strictSame(db.changesSince(db.changesSince(0, 1)[0]!.version).length, 1)
    db.close()
    db = openDb({ disk })
    t.strictSame(shown(), ['update sent#1', 'remove sent#2'])
    const changes = db.changesSince()
    db.update('Sent', { id: '1', n: 2 })
    t.throws(() =>
        db.transaction(() => {
            db.remove('Sent', { id: '1' })
            throw new Error('no')
        }),
    )
    t.equal(db.acknowledge(changes), 1, 'what changed again stays')
    t.strictSame(shown(), ['update sent#1'])
    db.close()
    db = openDb({ disk })
    t.strictSame(shown(), ['update sent#1'])
    t.equal(db.statistics().unsent, 1)
    db.close()
})

t.test('Db.model has the types of the schema', async t => {
    const db = openDb()
    const users = db.model('User')
    const user = users.create({ name: 'joe', age: 3, born: new Date(0) })
    const id: string = user.id
    const role: 'superuser' | 'user' = user.role
    // @ts-expect-error: no user has it
    user.nothing
    // @ts-expect-error: a name is wanted
    t.throws(() => users.create({}), { code: 'DB_REQUIRED' })
    t.equal(role, 'user')
    t.match(users.get({ id }), { age: 3 })
    t.equal(users.find({}, { where: ({ age = 0 }) => age > 2 }).length, 1)
    t.equal(users.findOne({ name: 'ann' }), null)
    t.equal(users.update({ id, age: null }).age, undefined)
    t.equal(users.upsert({ id, name: 'new' }).name, 'new')
    t.equal(users.remove({ id }), 1)
    t.equal(users.get({ id }), null)
    t.throws(() => db.model('None' as 'User'), { code: 'DB_UNKNOWN_MODEL' })
    db.close()
})

t.test('Db.open takes schemas from files with parts, and refuses what is none', async t => {
    const folder = t.testdir({
        'main.json5':
            "{blend: ['parts/a.json5'], models: {A: {sk: {value: 'a#'}}}, control: {A: {sync: 'down', period: -1}}}",
        parts: { 'a.json5': "{models: {'+B': {sk: {value: 'b#${id}'}, id: {}}, A: {x: {type: 'number'}}}}" },
        'bad.json5': "{blend: ['none.json5'], models: {}}",
    })
    const db = Db.open(join(folder, 'x.db'), join(folder, 'main.json5'))
    t.strictSame([...db.models.keys()].sort(), ['A', 'B'])
    t.match(db.models.get('A'), { sync: true, direction: 'down', delay: -1000, expiresField: null })
    t.equal(db.create('A', { x: '5' }).data.x, 5)
    db.close()
    t.throws(() => Db.open('x', join(folder, 'bad.json5')), {
        code: 'DB_NO_SCHEMA',
        message: /^Cannot parse blended schema none.json5\n/,
    })
    t.throws(() => Db.open('x', join(folder, 'none.json5')), { code: 'DB_NO_SCHEMA', message: /^Cannot open: "/ })
    t.throws(() => Db.open('x', {} as typeof schema), { code: 'DB_BAD_SCHEMA' })
    t.throws(() => Db.open('x', { models: { A: { b: { validate: '(' } } } }), { code: 'DB_BAD_SCHEMA' })
    t.throws(() => Db.open('', schema), { code: 'DB_NO_PATH' })
    t.throws(() => Db.open('x', schema, { durability: -1 }), { code: 'DB_BAD_OPTION' })
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'data.json5'), "{B: [{id: 1}, {id: 2}], A: [{x: 'no'}]}")
    const other = Db.open(join(folder, 'sub/x.db'), join(folder, 'main.json5'))
    t.throws(() => other.load(join(folder, 'data.json5')), {
        code: 'DB_CANNOT_LOAD',
        message: `Cannot create item for {x:'no'}. Invalid numeric in property "x": no`,
    })
    t.strictSame(keys(other.find('B')), ['b#1', 'b#2'])
    t.throws(() => other.load(join(folder, 'nothing')), { code: 'DB_CANNOT_READ' })
    other.close()
})

t.test('readSchema reads the parts that come with the package', async t => {
    const parts = fileURLToPath(new URL('../../../../schemas/parts/', import.meta.url))
    const names = ['OneTable', 'CloudSchema', 'PinSchema', 'MetricSchema'].map(name => `${parts}${name}.json5`)
    const folder = t.testdir({ 'all.json5': JSON.stringify({ blend: names, models: {} }) })
    const db = Db.open(join(folder, 'x.db'), join(folder, 'all.json5'))
    t.strictSame([...db.models.keys()].sort(), ['Broadcast', 'Command', 'Device', 'Log', 'Pin', 'Store', 'SyncState'])
    db.addContext('accountId', 'a')
    db.addContext('deviceId', 'd')
    t.match(db.create('Command', { command: 'go' }).data, { args: {}, accountId: 'a', _type: 'Command' })
    t.match(db.create('Store', { key: 'k', value: { a: 1 }, type: 'x' }).key, 's#k')
    t.strictSame(
        db.changesSince().map(({ key }) => key),
        ['s#k'],
    )
    db.close()
    const local = Db.open(join(folder, 'y.db'), `${parts}LocalSchema.json5`)
    t.match(local.create('Dashboard', { name: 'x' }).data, { layout: 'flow', refresh: 60, widgets: [], fixed: false })
    t.equal(local.create('User', { username: 'joe' }).data.role, 'user')
    local.close()
})

t.test('Db is what a simple model is, for random requests and reopenings', async () => {
    const id = fc.integer({ min: 0, max: 7 })
    const step = fc.record({ kind: fc.integer({ min: 0, max: 6 }), id, n: fc.integer({ min: 0, max: 3 }) })
    fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), steps => {
            const disk = new MemoryDisk()
            let db = openDb({ disk })
            const model = new Map<string, number | undefined>()
            for (const { kind, id, n } of steps) {
                const key = `slow#${id}`
                const props = { id: String(id), n }
                if (kind === 0 && !model.has(key)) {
                    db.create('Slow', props)
                    model.set(key, n)
                } else if (kind === 1 && model.has(key)) {
                    db.update('Slow', { ...props, n: n === 0 ? null : n })
                    model.set(key, n === 0 ? undefined : n)
                } else if (kind === 2) {
                    db.update('Slow', props, { upsert: true, delay: n - 1 })
                    model.set(key, n)
                } else if (kind === 3) {
                    assert.equal(db.remove('Slow', { id: String(id) }), model.delete(key) ? 1 : 0)
                } else if (kind === 4) {
                    const found = db.find('Slow', { n }, { limit: id })
                    const wanted = [...model].filter(([, value]) => value === n).map(([key]) => key)
                    assert.deepEqual(keys(found), wanted.sort().slice(0, id || undefined))
                } else if (kind === 5) {
                    db.close()
                    db = openDb({ disk })
                } else {
                    db.save()
                }
            }
            assert.deepEqual(new Map(db.find('Slow').map(({ key, data }) => [key, data.n])), new Map([...model].sort()))
            db.close()
        }),
        { numRuns: 150 },
    )
})

t.test('dbErrors have the codes of C', async t => {
    const codes = {
        DB_NO_KEY: -6,
        DB_EXISTS: -23,
        DB_NOT_FOUND: -25,
        DB_NO_ITEM: -36,
        DB_REQUIRED: -14,
        DB_BUSY: -18,
    } as const
    for (const [name, code] of Object.entries(codes)) {
        t.equal(dbErrors[name as keyof typeof codes].error, code, name)
    }
})
