import t from 'tap'
import { checkListed } from './listed.js'

t.test('checkListed finds pages that the index does not link', async t => {
    const pages = ['docs/README.md', 'docs/a.md', 'docs/guides/b.md', 'docs/c.md']
    const text = '[A](a.md), [B](guides/b.md#part), `c.md`'
    t.match(checkListed('docs/README.md', text, pages), [{ file: 'docs/README.md', message: /docs\/c\.md/ }])
    t.same(checkListed('docs/README.md', `${text} [C](./c.md)`, pages), [])
})
