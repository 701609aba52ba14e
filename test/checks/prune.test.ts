import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { prune } from './prune.js'

function write(root: string, files: string[]): void {
    for (const file of files) {
        mkdirSync(dirname(join(root, file)), { recursive: true })
        writeFileSync(join(root, file), '')
    }
}

t.test('prune removes outputs without a source and nothing else', async t => {
    const root = t.testdir({})
    write(root, ['a/one.ts', 'dist/a/one.js', 'dist/a/one.js.map', 'dist/a/one.d.ts'])
    write(root, ['dist/a/two.js', 'dist/a/two.js.map', 'dist/a/two.d.ts', 'dist/a/page.html'])
    const removed = prune(root, join(root, 'dist')).sort()
    t.same(removed, ['a/two.d.ts', 'a/two.js', 'a/two.js.map'])
    t.ok(existsSync(join(root, 'dist/a/one.js')))
    t.ok(existsSync(join(root, 'dist/a/page.html')))
    t.notOk(existsSync(join(root, 'dist/a/two.js')))
})

t.test('prune does nothing when each output has its source', async t => {
    const root = t.testdir({})
    write(root, ['a/one.ts', 'dist/a/one.js'])
    t.same(prune(root, join(root, 'dist')), [])
})
