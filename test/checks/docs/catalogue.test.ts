import t from 'tap'
import { catalogueOf, checkCatalogues, render } from './catalogue.js'

t.test('catalogueOf finds objects whose keys are codes', async t => {
    const { rows } = catalogueOf('a/errors.ts', {
        errors: { A_ONE: 'One', A_TWO: 'Two' },
        defaults: { limit: 1 },
        empty: {},
        AError: class extends Error {},
        count: 1,
    })
    t.same(
        [...rows],
        [
            ['A_ONE', { meaning: 'One' }],
            ['A_TWO', { meaning: 'Two' }],
        ],
    )
})

t.test('catalogueOf makes columns of the fields, but not of the code and of functions', async t => {
    const { rows } = catalogueOf('a/errors.ts', {
        errors: { A_ONE: { code: 'A_ONE', status: 404, message: 'One', make: () => 1 } },
    })
    t.same([...rows], [['A_ONE', { status: '404', message: 'One' }]])
})

t.test('catalogueOf has the comment above a record as its meaning', async t => {
    const comments = new Map([['errors', new Map([['A_ONE', 'When it is so']])]])
    const { rows } = catalogueOf('a/errors.ts', { errors: { A_ONE: { status: 404 } } }, comments)
    t.same([...rows], [['A_ONE', { status: '404', meaning: 'When it is so' }]])
})

t.test('render gives a table for each folder, in the order of the codes', async t => {
    const page = render([
        catalogueOf('a/errors.ts', { errors: { A_TWO: 'b | c', A_ONE: 'One' } }),
        catalogueOf('b/errors.ts', { errors: { B_ONE: { status: 404, message: 'One' } } }),
        catalogueOf('c/errors.ts', {}),
    ])
    t.match(page, '## a\n\n| Code | Meaning |\n| --- | --- |\n| `A_ONE` | One |\n| `A_TWO` | b \\| c |\n')
    t.match(page, '## b\n\n| Code | Status | Message |\n| --- | --- | --- |\n| `B_ONE` | 404 | One |\n')
    t.notMatch(page, '## c')
})

t.test('checkCatalogues finds codes that are used twice or mean nothing, and files without a catalogue', async t => {
    const a = catalogueOf('a/errors.ts', { errors: { A_ONE: 'One' } })
    const b = catalogueOf('b/errors.ts', { errors: { A_ONE: 'Other' } })
    t.same(checkCatalogues([a]), [])
    t.match(checkCatalogues([a, b]), [{ file: 'b/errors.ts', message: /A_ONE is a code of a\/errors.ts already/ }])
    const dumb = catalogueOf('d/errors.ts', { errors: { D_ONE: { status: 1 } } })
    t.match(checkCatalogues([dumb]), [{ message: /^D_ONE has no meaning/ }])
    t.match(checkCatalogues([catalogueOf('c/errors.ts', {})]), [{ file: 'c/errors.ts', message: /No catalogue/ }])
})
