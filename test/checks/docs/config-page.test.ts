import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readMeanings, renderConfigPage } from './config-page.js'

const read = (value: unknown) => value

t.test('renderConfigPage lists each property with its path, also those of items', async t => {
    const items = { match: { read, type: 'path', initial: '' } }
    const table = {
        limits: { body: { read, type: 'size', initial: '100K' } },
        routes: {
            read,
            ...{ type: 'list of objects', initial: [{}] },
            items,
        },
        users: { read, type: 'object', initial: {}, items: {} },
        key: { read, type: 'path', initial: null },
    }
    const meanings = new Map<unknown, ReadonlyMap<string, string>>([
        [
            table,
            new Map([
                ['limits.body', 'A | B'],
                ['routes', 'Routes'],
                ['users', 'Users'],
                ['key', 'Key'],
            ]),
        ],
        [items, new Map([['match', 'Match']])],
    ])
    const sections = [{ title: 'Web', text: 'Text.', path: 'web', table }]
    t.equal(
        renderConfigPage('# Head\n', sections, meanings),
        [
            ...['# Head', '', '## Web', '', 'Text.', '', '| Property | Takes | Default | Meaning |'],
            ...['| --- | --- | --- | --- |', '| `web.limits.body` | size | `100K` | A \\| B |'],
            '| `web.routes` | list of objects | `[{}]` | Routes |',
            '| `web.routes[].match` | path | `""` | Match |',
            '| `web.users` | object | `{}` | Users |',
            '| `web.key` | path | none | Key |',
            '',
        ].join('\n'),
    )
})

t.test('renderConfigPage refuses a property without a comment', async t => {
    const sections = [{ title: 'Web', text: '', path: 'web', table: { a: { read, type: 'x', initial: null } } }]
    t.throws(() => renderConfigPage('', sections, new Map()), {
        message: /^Cannot write the page of web.a: it has no comment/,
    })
})

t.test('readMeanings has the comments of each table of a module', async t => {
    const path = join(t.testdir(), 'properties.ts')
    writeFileSync(path, 'export const table = {\n    group: {\n        /** One */\n        a: 1,\n    },\n}\n')
    const table = { group: { a: 1 } }
    t.same(
        readMeanings({ [path]: { table } })
            .get(table)
            ?.get('group.a'),
        'One',
    )
})
