import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Document } from '../../../../services/web/files/document.js'

const dir = mkdtempSync(join(tmpdir(), 'web-document-'))
t.teardown(() => rmSync(dir, { recursive: true }))
const file = join(dir, 'a.txt')

const load = (content: string) => {
    writeFileSync(file, content)
    utimesSync(file, 784_111_777, 784_111_777)
    return new Document('/a.txt', file, 'text/plain', statSync(file), Buffer.from(content), 0)
}

t.test('Document has the header lines of its file', async t => {
    const document = load('hello')
    const { ino } = statSync(file)
    const etag = (BigInt(ino) ^ 5n ^ 784_111_777n).toString()
    t.equal(document.etag, etag)
    const validators = `Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: "${etag}"\r\nContent-Type: text/plain\r\n`
    t.equal(document.validators, validators)
    t.equal(document.fields, `${validators}Content-Length: 5\r\n`)
    t.equal(document.text, 'hello')
})

t.test('Document keeps small contents as text and others as bytes', async t => {
    const small = load('é'.repeat(100))
    t.equal(Buffer.from(small.text!, 'latin1').toString(), 'é'.repeat(100))
    const large = load('x'.repeat(50_000))
    t.equal(large.text, null)
    t.equal(large.bytes.length, 50_000)
    t.ok(large.inMemory)
    const huge = new Document('/a.txt', file, '', statSync(file), null, 0)
    t.notOk(huge.inMemory)
    t.notMatch(huge.fields, 'Content-Type')
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
    t.notOk(replaced.isCurrent(statSync(file)), 'another file of the same size and date')
})
