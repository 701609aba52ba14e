import t from 'tap'
import { checkDependencies } from './dependencies.js'

const manifest = { dependencies: { a: '1' }, devDependencies: { '@b/c': '1' } }
const check = (page: string) => checkDependencies('page.md', page, manifest).map(({ message }) => message)

t.test('checkDependencies wants a row for each package', async t => {
    t.same(check('| package | why |\n|---|---|\n| `a`, `@b/c` | because of `json` |'), [])
    t.same(check('| `a` | `@b/c` |'), ['@b/c has no reason here: add a row'])
})

t.test('checkDependencies finds rows of packages that are gone', async t => {
    t.same(check('| `a` | |\n| `@b/c` | |\n| `d` | |'), ['d is not installed: remove it'])
})
