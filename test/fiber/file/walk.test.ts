import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { minimatch } from 'minimatch'
import t from 'tap'
import { glob, joinPath, readDirectory, walk, walkDir } from '../../../fiber/file/index.js'
import { type Blocking, type Fiber, run, sleep } from '../../../fiber/index.js'
import { testDirectory } from './directory.js'

const at = testDirectory()
const wait = <T>(blocking: Blocking<T>): Promise<T> => run(() => blocking)

const files = ['a.txt', 'b.log', 'sub/c.txt', 'sub/deep/d.txt', 'sub/deep/e.log', '.hidden/f.txt', 'x/y/z/w.txt']
for (const name of files) {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), '')
}
symlinkSync(at('sub'), at('link'))

t.test('glob lists what matches, sorted, and agrees with minimatch and with the walk that does not wait', async t => {
    for (const pattern of [
        '*',
        '**',
        '**/*.txt',
        'sub/**',
        'sub/*',
        '*/*/*',
        '**/deep/*',
        'x/**/w.txt',
        'sub/c.txt',
        's?b/*',
    ]) {
        const found = await wait(glob(at(), pattern, { relative: true, directories: false }))
        const now = [...walkDir(at(), pattern, { relative: true, directories: false })].map(({ path }) => path)
        t.strictSame(found, now, pattern)
        const visible = [...files.filter(name => !name.startsWith('.')), 'link']
        t.strictSame([...found].sort(), visible.filter(name => minimatch(name, pattern)).sort(), pattern)
    }
    t.strictSame(await wait(glob(at(), 'sub/*.txt')), [at('sub/c.txt')])
    t.strictSame(await wait(glob(at(), '**/f.txt', { hidden: true, relative: true })), ['.hidden/f.txt'])
})

t.test('glob tells a directory that is missing, and more paths than permitted', async t => {
    await t.rejects(wait(glob(at('none'), '*')), { code: 'FILE_NOT_FOUND' })
    t.strictSame(await wait(glob(at('none'), '*', { missing: true })), [])
    await t.rejects(wait(glob(at(), '**', { limit: 3 })), { code: 'FILE_TOO_MANY', message: /more than 3 paths match/ })
})

t.test('walk calls plain and fiber functions, and ends when told to', async t => {
    const seen: string[] = []
    const count = await wait(
        walk(
            at(),
            '**',
            function* ({ path, isDirectory }): Fiber<boolean> {
                yield* sleep(0)
                seen.push(`${isDirectory ? 'd' : 'f'} ${path}`)
                return path !== 'sub/c.txt'
            },
            { relative: true },
        ),
    )
    t.strictSame(seen, ['f a.txt', 'f b.log', 'f link', 'd sub', 'f sub/c.txt'])
    t.equal(count, 5)
    t.equal(await wait(walk(at(), '*.txt', () => {})), 1)
    await t.rejects(
        wait(
            walk(at(), '*', () => {
                throw new Error('own')
            }),
        ),
        { message: 'own' },
    )
})

t.test('walk reports a directory after its content when asked to', async t => {
    const seen = await wait(glob(at(), '**', { relative: true, depthFirst: true, files: false }))
    t.strictSame(seen, ['sub/deep', 'sub', 'x/y/z', 'x/y', 'x'])
    t.strictSame(await wait(glob(at(), '*', { relative: true, depthFirst: true, files: false })), ['sub', 'x'])
})

t.test('walk goes as deep as the file system permits', async t => {
    let path = at('deep')
    for (let depth = 0; depth < 400; depth++) {
        path = joinPath(path, 'd')
    }
    mkdirSync(path, { recursive: true })
    writeFileSync(joinPath(path, 'file'), '')
    t.equal((await wait(glob(at('deep'), '**/file'))).length, 1)
})

t.test('walkDir finds what minimatch finds, whatever the pattern', async () => {
    const visible = [...walkDir(at(), '**', { relative: true })]
        .map(({ path }) => path)
        .filter(path => !/^deep/.test(path))
    const part = fc.constantFrom('*', '**', 'sub', 'x', 'y', 'd?ep', '*.txt', 'a*', '?', 'c.txt', '*e*')
    fc.assert(
        fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), parts => {
            const pattern = parts.join('/')
            // At the end `**` is at least one segment here.
            const oracle = pattern.replace(/(?:\*\*\/)*\*\*$/, '**/*')
            const found = [...walkDir(at(), pattern, { relative: true, missing: true })].map(({ path }) => path)
            const expected = visible.filter(path => minimatch(path, oracle))
            return (
                found
                    .filter(path => !/^deep/.test(path))
                    .sort()
                    .join() === expected.sort().join()
            )
        }),
        { numRuns: 300 },
    )
})

t.test('readDirectory gives the entries of a directory', async t => {
    const entries = await wait(readDirectory(at('sub')))
    t.strictSame(entries.map(({ name }) => name).sort(), ['c.txt', 'deep'])
})
