import t from 'tap'
import { importsOf } from './imports.js'

const kinds = (text: string) => importsOf('a/b.ts', text).map(({ specifier, kind }) => [specifier, kind])

t.test('importsOf finds each form of an import', async t => {
    t.same(kinds("import { a } from './a.js'"), [['./a.js', 'value']])
    t.same(kinds("import './a.js'"), [['./a.js', 'value']])
    t.same(kinds("import * as a from './a.js'"), [['./a.js', 'value']])
    t.same(kinds("export { a } from './a.js'"), [['./a.js', 'value']])
    t.same(kinds("export * from './a.js'"), [['./a.js', 'value']])
    t.same(kinds("const a = await import('./a.js')"), [['./a.js', 'dynamic']])
})

t.test('importsOf tells which imports load nothing', async t => {
    t.same(kinds("import type { A } from './a.js'"), [['./a.js', 'type']])
    t.same(kinds("export type { A } from './a.js'"), [['./a.js', 'type']])
    t.same(kinds("let a: import('./a.js').A"), [['./a.js', 'type']])
    t.same(kinds("import { type A } from './a.js'"), [['./a.js', 'value']])
})

t.test('importsOf resolves relative paths to sources and says where they stand', async t => {
    t.same(importsOf('a/b/c.ts', "\nimport '../d.js'\nimport 'tap'"), [
        { specifier: '../d.js', target: 'a/d.ts', kind: 'value', line: 2, column: 8 },
        { specifier: 'tap', target: undefined, kind: 'value', line: 3, column: 8 },
    ])
})

t.test('importsOf ignores what is no import', async t => {
    t.same(kinds("export { a }\nconst a = 'import b from b' // import './c.js'\nimport.meta.url"), [])
    t.same(kinds('await import(name)'), [])
})
