import t from 'tap'
import { keyTerms } from '../../../services/json/index.js'

/** The terms as text: `o` and `a` behind a name stand for the container that a write makes of it. */
const terms = (key: string) =>
    keyTerms(key)
        .map(({ name, container }) => name + (container === null ? '' : `(${container[0]})`))
        .join(' ')

const table: Record<string, string> = {
    a: 'a',
    'a.b': 'a(o) b',
    'a[b]': 'a(a) b',
    '[a][b]': 'a(a) b',
    '.a.b': 'a(o) b',
    'a..b': 'a(o) b',
    '  a.b': 'a(o) b',
    'a. b': 'a(o) b',
    'a . b': 'a (o) b',
    'a b ': 'a b ',
    'list[0].name': 'list(a) 0(o) name',
    'list.0.name': 'list(o) 0(o) name',
    'a[0][1]': 'a(a) 0(a) 1',
    'a]b': 'a(o) b',
    'a].b': 'a(o) b',
    'a.': 'a(o)',
    'a[]': 'a(a)',
    'a[': 'a(a)',
    'a]': 'a',
    'a[0]': 'a(a) 0',
    'a[0].': 'a(a) 0(o)',
    'a[0][': 'a(a) 0(a)',
    "a['b']": 'a(a) b',
    'a["b"]': 'a(a) b',
    "a['b'].c": 'a(a) b(o) c',
    'a[\'b"]': 'a(a) \'b"',
    "a.'b'": "a(o) 'b'",
    "a['b.c']": "a(a) 'b(o) c'",
    "a['']": 'a(a) ',
    "a[']": "a(a) '",
    'list[$]': 'list(a) $',
    'list[$].x': 'list(a) $(o) x',
    'a.*': 'a(o) *',
    '': '',
    '.': '',
    '[]': '',
    ' . ': '',
}

for (const [key, expected] of Object.entries(table)) {
    t.test(`keyTerms takes "${key}" apart`, async t => {
        t.equal(terms(key), expected)
    })
}

t.test('keyTerms gives the leading digits of a term as its index', async t => {
    const indexes = keyTerms('0.12.007.1x.-1.x1.$.99999999999').map(({ index }) => index)
    t.same(indexes, [0, 12, 7, 1, -1, -1, -1, 99999999999])
})
