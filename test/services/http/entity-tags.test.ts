import fc from 'fast-check'
import fresh from 'fresh'
import t from 'tap'
import { hasEntityTag, parseEntityTag, parseEntityTags } from '../../../services/http/index.js'

t.test('parseEntityTags takes lists apart', async t => {
    for (const [list, tags] of [
        ['"a"', ['a']],
        ['W/"a"', ['a']],
        ['"a", "b"', ['a', 'b']],
        ['"a",W/"b"\t, "c,d"', ['a', 'b', 'c,d']],
        ['""', ['']],
        ['*', '*'],
        [' * ', '*'],
        ['"*"', ['*']],
        ['"\\"', ['\\']],
    ] as const) {
        t.same(parseEntityTags(list), tags, list)
    }
})

t.test('parseEntityTags refuses what is no list', async t => {
    const ill = ['', ' ', 'a', '"a', 'a"', '"a" "b"', '"a",', ',"a"', '"a",,"b"', 'w/"a"', 'W/a', 'W/', 'W /"a"', "'a'"]
    for (const list of [...ill, '*, "a"', '"a", *', '**', '"a"b', '"', '"""', '"a";"b"', '"a"\v,"b"']) {
        t.equal(parseEntityTags(list), null, list)
    }
})

t.test('parseEntityTag reads exactly one tag', async t => {
    t.equal(parseEntityTag('"a"'), 'a')
    t.equal(parseEntityTag('W/"a"'), 'a')
    t.equal(parseEntityTag('""'), '')
    for (const text of ['', '"', 'a', '"a', 'a"', '"a""', '"a","b"', ' "a"', '"a" ', '*', 'W/', 'W/"', 'w/"a"']) {
        t.equal(parseEntityTag(text), null, text)
    }
})

t.test('hasEntityTag takes a star for any tag', async t => {
    t.ok(hasEntityTag('*', 'a'))
    t.ok(hasEntityTag(['b', 'a'], 'a'))
    t.notOk(hasEntityTag(['b', '*'], 'a'))
    t.notOk(hasEntityTag([], 'a'))
})

const tag = fc.stringMatching(/^[!#-+\--~]{0,3}$/)
const written = fc.tuple(fc.boolean(), tag).map(([weak, text]) => `${weak ? 'W/' : ''}"${text}"`)
const comma = fc.constantFrom(',', ', ', ' ,', ' , ')

t.test('parseEntityTags and hasEntityTag decide as the package fresh does', async t => {
    fc.assert(
        fc.property(fc.array(written, { minLength: 1, maxLength: 4 }), comma, tag, (tags, between, mine) => {
            const list = tags.join(between)
            const parsed = parseEntityTags(list)
            const expected = fresh({ 'if-none-match': list }, { etag: `"${mine}"` })
            return parsed !== null && hasEntityTag(parsed, mine) === expected
        }),
        { numRuns: 2000 },
    )
    t.pass()
})

t.test('parseEntityTags gives back what was written, and survives anything', async t => {
    fc.assert(
        fc.property(fc.array(tag, { minLength: 1 }), comma, (tags, between) => {
            const parsed = parseEntityTags(tags.map(text => `"${text}"`).join(between))
            return Array.isArray(parsed) && parsed.length === tags.length && parsed.every((each, i) => each === tags[i])
        }),
    )
    const bits = fc.array(fc.constantFrom('"', 'W/', ',', ' ', 'a', '*', '\t', '\\'), { maxLength: 12 })
    fc.assert(
        fc.property(bits, parts => {
            const list = parts.join('')
            const wellFormed = /^[ \t]*(\*|(W\/)?"[^"]*"([ \t]*,[ \t]*(W\/)?"[^"]*")*)[ \t]*$/.test(list)
            return (parseEntityTags(list) !== null) === wellFormed
        }),
        { numRuns: 5000 },
    )
    t.pass()
})
