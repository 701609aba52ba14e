import t from 'tap'
import { readTree } from './tree.js'

t.test('readTree gives the matching files of the folders that exist, by path', async t => {
    const root = t.testdir({ a: { 'x.ts': '1', b: { 'y.ts': '2', 'z.js': '3' } }, c: { 'w.ts': '4' }, 'v.ts': '5' })
    t.same(
        [...readTree(root, ['a', 'gone'], /\.ts$/)],
        [
            ['a/b/y.ts', '2'],
            ['a/x.ts', '1'],
        ],
    )
})
