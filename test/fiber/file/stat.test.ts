import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { realPath, run, statFile } from '../../../fiber/index.js'

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stat-')))
t.teardown(() => rmSync(dir, { recursive: true }))
writeFileSync(join(dir, 'a.txt'), 'abc')
symlinkSync('a.txt', join(dir, 'link'))
symlinkSync('loop', join(dir, 'loop'))

t.test('statFile follows links', async t => {
    const stats = await run(function* () {
        return yield* statFile(join(dir, 'link'))
    })
    t.equal(stats.size, 3)
    t.ok(stats.isFile())
})

t.test('realPath gives the path without links', async t => {
    const real = await run(function* () {
        return yield* realPath(join(dir, 'link'))
    })
    t.equal(real, join(dir, 'a.txt'))
})

t.test('realPath and statFile report a path that cannot be followed as not found', async t => {
    for (const call of [realPath, statFile]) {
        await t.rejects(
            run(function* () {
                yield* call(join(dir, 'loop'))
            }),
            { code: 'FILE_NOT_FOUND' },
        )
    }
})
