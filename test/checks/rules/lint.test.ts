import t from 'tap'
import { memoryProject } from '../program.js'
import { lint, rules } from './index.js'
import { noDefaultExport } from './no-default-export.js'
import { findings, messages } from './snippets.js'

t.test('lint names file, line, column, rule and fix', async t => {
    t.same(lint(memoryProject({ 'a/b.ts': '\n  export default 1' }), rules), [
        {
            file: 'a/b.ts',
            line: 2,
            column: 3,
            rule: 'no-default-export',
            message: 'Default export: give it a name and export that',
        },
    ])
})

t.test('lint allows an exception with a reason, on the same line or the line above', async t => {
    t.same(findings(noDefaultExport, 'export default 1 // allow no-default-export: a plugin host wants it'), [])
    t.same(findings(noDefaultExport, '// allow no-default-export: a plugin host wants it\nexport default 1'), [])
})

t.test('lint wants a reason for each exception', async t => {
    t.match(messages(noDefaultExport, 'export default 1 // allow no-default-export'), [/Exception without a reason/])
    t.match(messages(noDefaultExport, 'export default 1 // allow no-default-export: '), [/Exception without a reason/])
})

t.test('lint looks for exceptions in comments only', async t => {
    t.same(
        messages(
            noDefaultExport,
            "log('// allow no-default-export: text')\nlog(`\n// allow no-default-export: text\n`)",
        ),
        [],
    )
})

t.test('lint finds an exception that allows nothing', async t => {
    t.match(messages(noDefaultExport, '// allow no-default-export: once needed\nexport const a = 1'), [
        /allows nothing/,
    ])
})

t.test('lint ignores exceptions to rules that it does not run', async t => {
    t.same(findings(noDefaultExport, '// allow other-rule: it has a reason\nexport const a = 1'), [])
})
