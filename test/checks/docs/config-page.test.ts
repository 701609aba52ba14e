import t from 'tap'
import { renderConfigPage } from './config-page.js'

const read = (value: unknown) => value

t.test('renderConfigPage lists each property with its path, also those of items', async t => {
    const table = {
        limits: { body: { read, type: 'size', initial: '100K', meaning: 'A | B' } },
        routes: {
            read,
            ...{ type: 'list of objects', initial: [{}], meaning: 'Routes' },
            items: { match: { read, type: 'path', initial: '', meaning: 'Match' } },
        },
        users: { read, type: 'object', initial: {}, meaning: 'Users', items: {} },
        key: { read, type: 'path', initial: null, meaning: 'Key' },
    }
    t.equal(
        renderConfigPage('# Head\n', [{ title: 'Web', text: 'Text.', path: 'web', table }]),
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
