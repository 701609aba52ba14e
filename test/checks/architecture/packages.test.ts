import t from 'tap'
import { packageFault } from './packages.js'

const manifest = { name: 'ioto-fiber', dependencies: { json5: '1', '@a/b': '1' }, devDependencies: { tap: '1' } }
const fault = (from: string, specifier: string) => packageFault(from, specifier, manifest)

t.test('packageFault accepts dependencies and Node modules', async t => {
    t.equal(fault('fiber/a.ts', 'json5'), undefined)
    t.equal(fault('fiber/a.ts', 'json5/lib/parse'), undefined)
    t.equal(fault('fiber/a.ts', '@a/b/c'), undefined)
    t.equal(fault('fiber/a.ts', 'node:fs/promises'), undefined)
})

t.test('packageFault keeps development packages in tests', async t => {
    t.equal(fault('test/a.test.ts', 'tap'), undefined)
    t.match(fault('fiber/a.ts', 'tap'), /only tests may import it/)
})

t.test('packageFault refuses packages that are not listed', async t => {
    t.match(fault('test/a.test.ts', 'left-pad'), /not in package.json/)
    t.match(fault('fiber/a.ts', '@a/c'), /@a\/c is not in package.json/)
})

t.test('packageFault lets only tests import the package by its own name', async t => {
    t.equal(fault('test/a.test.ts', 'ioto-fiber/fiber'), undefined)
    t.match(fault('apps/ioto/main.ts', 'ioto-fiber/fiber'), /relative path/)
    t.equal(fault('apps/http/app.ts', 'ioto-fiber/fiber'), undefined, 'samples are copied by others')
})
