import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { codings, plain } from '../../../../services/web/files/codings.js'
import { Document, type DocumentSource } from '../../../../services/web/files/document.js'

const dir = mkdtempSync(join(tmpdir(), 'web-document-'))
t.teardown(() => rmSync(dir, { recursive: true }))
const file = join(dir, 'a.txt')

const load = (content: string, more: Partial<DocumentSource> = {}) => {
    writeFileSync(file, content)
    utimesSync(file, 784_111_777, 784_111_777)
    const source = { key: '/a.txt', file, type: 'text/plain', coding: plain, checked: 0, changes: 0, unsteady: false }
    return new Document({ ...source, stats: statSync(file), content, ...more })
}

t.test('Document has the header lines of its file', async t => {
    const document = load('hello')
    const { ino } = statSync(file)
    const etag = (BigInt(ino) ^ 5n ^ 784_111_777n).toString()
    t.equal(document.etag, etag)
    const about = `Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: "${etag}"\r\nAccept-Ranges: bytes\r\n`
    t.equal(document.about, about)
    t.equal(document.fields, `${about}Content-Type: text/plain\r\nContent-Length: 5\r\n`)
    t.equal(document.unchangedFields, `${about}Content-Type: text/plain\r\n`)
    const range = { start: 1, end: 3 }
    const lines = 'Content-Type: text/plain\r\nContent-Range: bytes 1-2/5\r\nContent-Length: 2\r\n'
    t.equal(document.rangeFields(range), about + lines)
    t.equal(document.text, 'hello')
    t.ok(document.inMemory)
})

t.test('Document tells its coding, and no type where it has none', async t => {
    const document = load('hello', { coding: codings[1]!, type: '' })
    t.match(document.fields, /Accept-Ranges: bytes\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n$/)
    t.match(document.rangeFields({ start: 0, end: 1 }), 'Content-Encoding: gzip\r\nContent-Range')
    t.equal(document.unchangedFields, document.about, 'RFC 9110 §15.4.5: no more than needed')
})

t.test('Document has a date that HTTP can tell, whatever the file system says', async t => {
    const stats = Object.assign(Object.create(Object.getPrototypeOf(statSync(file))), statSync(file))
    t.match(load('', { stats: Object.assign(stats, { mtimeMs: 1e15 }) }).about, 'Fri, 31 Dec 9999 00:00:00 GMT')
    t.match(load('', { stats: Object.assign(stats, { mtimeMs: -1e15 }) }).about, 'Thu, 01 Jan 1970 00:00:00 GMT')
})

t.test('Document.isCurrent sees each way to change a file', async t => {
    const same = load('hello')
    t.ok(same.isCurrent(statSync(file)))
    const old = load('hello')
    writeFileSync(file, 'longer text')
    utimesSync(file, 784_111_777, 784_111_777)
    t.notOk(old.isCurrent(statSync(file)), 'another size')
    const dated = load('hello')
    utimesSync(file, 784_111_777, 784_111_777.5)
    t.notOk(dated.isCurrent(statSync(file)), 'another fraction of a second')
    const replaced = load('hello')
    writeFileSync(join(dir, 'b.txt'), 'world')
    utimesSync(join(dir, 'b.txt'), 784_111_777, 784_111_777)
    renameSync(join(dir, 'b.txt'), file)
    t.notOk(replaced.isCurrent(statSync(file)), 'another file')
    t.notOk(load('hello', { unsteady: true }).isCurrent(statSync(file)), 'changes need not show')
})

t.test('Document.renewed is the file as it is by now, not in memory', async t => {
    const old = load('hello')
    writeFileSync(file, 'longer text')
    const document = old.renewed(statSync(file))
    t.equal(document.size, 11)
    t.notOk(document.inMemory)
    t.not(document.etag, old.etag)
    t.ok(document.weight < 4096)
})
