import t from 'tap'
import { checkLinks } from './links.js'

const pages: Record<string, string> = {
    'README.md': '# Top\n\n## A `code` of [mine](x), yes!\n\n## Twice\n\n## Twice\n\n```sh\n# no heading\n```\n',
    'docs/guide.md': '',
    docs: '',
}
const check = (text: string, file = 'docs/page.md') =>
    checkLinks(
        file,
        text,
        path => path in pages || path === file,
        path => (path === file ? text : (pages[path] ?? '')),
    ).map(({ line, column, message }) => `${line}:${column} ${message}`)

t.test('checkLinks accepts links that lead somewhere', async t => {
    t.same(check('[a](guide.md) and [b](../README.md) and [c](./guide.md "Title") and ![d](<guide.md>)'), [])
    t.same(check('[a](docs/guide.md) [b](docs)', 'page.md'), [])
})

t.test('checkLinks leaves the rest of the world alone', async t => {
    t.same(check('[a](https://example.com/gone) [b](mailto:a@example.com)'), [])
})

t.test('checkLinks finds links that lead nowhere', async t => {
    t.same(check('\nSee [a](gone.md)'), ['2:7 Link to gone.md leads nowhere'])
})

t.test('checkLinks knows the anchors of headings', async t => {
    t.same(check('[a](../README.md#a-code-of-mine-yes) [b](../README.md#twice-1)\n# Here\n[c](#here)'), [])
    t.match(check('[a](../README.md#gone)'), [/README.md has no such heading/])
    t.match(check('[a](../README.md#no-heading)'), [/README.md has no such heading/])
    t.match(check('[a](../README.md#twice-2)'), [/README.md has no such heading/])
})

t.test('checkLinks ignores code', async t => {
    t.same(check('`[a](gone.md)`\n```md\n[a](gone.md)\n```\n~~~\n[a](gone.md)\n```\n[a](gone.md)\n~~~'), [])
    t.same(check('```\n```\n[a](gone.md)').length, 1)
})
