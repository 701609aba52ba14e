import t from 'tap'
import { noDefaultExport } from './no-default-export.js'
import { findings } from './snippets.js'

t.test('noDefaultExport finds each form of a default export', async t => {
    t.same(findings(noDefaultExport, 'export default function f() {}'), ['default function f() {}'])
    t.same(findings(noDefaultExport, 'export default class {}'), ['default class {}'])
    t.same(findings(noDefaultExport, 'export default 1'), ['export default 1'])
    t.same(findings(noDefaultExport, 'const a = 1\nexport { a as default }'), ['a as default }'])
})

t.test('noDefaultExport accepts names and the default of a switch', async t => {
    t.same(findings(noDefaultExport, 'export const a = 1\nexport function f() { switch (a) { default: log(a) } }'), [])
})
