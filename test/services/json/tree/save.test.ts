import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { JSON_HUMAN, JSON_JSON, jsonAlloc, jsonParse, jsonSave } from '../../../../services/json/c.js'

const noModes = process.platform === 'win32' ? 'files have no modes on Windows' : false

const json = jsonParse('{a:{b:[1,2]}}')!

t.test('jsonSave replaces a file and leaves nothing else', async t => {
    const directory = t.testdir({ file: 'old' })
    const path = join(directory, 'file')
    t.equal(jsonSave(json, 0, null, path, 0, JSON_JSON), 0)
    t.equal(readFileSync(path, 'utf8'), '{"a":{"b":[1,2]}}')
    t.equal(jsonSave(json, 0, null, path, 0, JSON_HUMAN), 0)
    t.equal(readFileSync(path, 'utf8'), '{\n    a: { b: [ 1, 2 ] }\n}\n')
    t.equal(jsonSave(json, 0, 'a.b', path, 0, 0), 0)
    t.equal(readFileSync(path, 'utf8'), '[1,2]')
    t.equal(jsonSave(jsonAlloc(), 0, null, path, 0, 0), 0)
    t.equal(readFileSync(path, 'utf8'), '')
    t.strictSame(readdirSync(directory), ['file'])
})

t.test('jsonSave gives the file its mode', { skip: noModes }, async t => {
    const former = process.umask(0o022)
    t.teardown(() => process.umask(former))
    const path = join(t.testdir({}), 'file')
    t.equal(jsonSave(json, 0, null, path, 0, 0), 0)
    t.equal(statSync(path).mode & 0o777, 0o644)
    t.equal(jsonSave(json, 0, null, path, 0o666, 0), 0)
    t.equal(statSync(path).mode & 0o777, 0o644)
    t.equal(jsonSave(json, 0, null, path, 0o600, 0), 0)
    t.equal(statSync(path).mode & 0o777, 0o600)
})

t.test('jsonSave takes no temporary file that is there, and writes through no link', async t => {
    const directory = t.testdir({ victim: 'untouched', 'left.tmp': 'a much longer text than the new one has' })
    symlinkSync(join(directory, 'victim'), join(directory, 'file.tmp'))
    t.equal(jsonSave(json, 0, null, join(directory, 'file'), 0, 0), 0)
    t.equal(readFileSync(join(directory, 'victim'), 'utf8'), 'untouched')
    t.equal(jsonSave(json, 0, null, join(directory, 'left'), 0, 0), 0)
    t.equal(readFileSync(join(directory, 'left'), 'utf8'), '{a:{b:[1,2]}}')
})

t.test('jsonSave tells what is wrong and keeps the old file', async t => {
    const directory = t.testdir({ file: 'old', occupied: { inside: '' } })
    t.equal(jsonSave(null, 0, null, join(directory, 'file'), 0, 0), -6)
    t.equal(jsonSave(json, 0, null, '', 0, 0), -6)
    t.equal(jsonSave(json, 0, null, null, 0, 0), -6)
    t.equal(jsonSave(json, 0, 'missing', join(directory, 'file'), 0, 0), -14)
    t.equal(jsonSave(json, 0, null, join(directory, 'no/file'), 0, 0), -28)
    t.equal(jsonSave(json, 0, null, join(directory, 'occupied'), 0, 0), -30)
    mkdirSync(join(directory, 'file.tmp'))
    writeFileSync(join(directory, 'file.tmp', 'x'), '')
    t.equal(jsonSave(json, 0, null, join(directory, 'file'), 0, 0), -28)
    t.equal(readFileSync(join(directory, 'file'), 'utf8'), 'old')
    t.strictSame(readdirSync(directory).sort(), ['file', 'file.tmp', 'occupied'])
    t.throws(() => json.save(join(directory, 'no/file')), {
        code: 'JSON_CANNOT_CREATE',
        message: /^Cannot create: ".*file\.tmp" \(ENOENT/,
    })
    t.throws(() => json.save('x', { key: 'missing' }), { code: 'JSON_NOTHING_TO_SAVE', message: /"missing"/ })
})
