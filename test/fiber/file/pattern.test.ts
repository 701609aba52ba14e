import fc from 'fast-check'
import { minimatch } from 'minimatch'
import t from 'tap'
import { matchPath, matchSegment } from '../../../fiber/file/pattern.js'

t.test('matchPath matches as in the examples of the specification', async t => {
    for (const [path, pattern, expected] of [
        ['c.txt', '**/*.txt', true],
        ['a/b/c.txt', '**/*.txt', true],
        ['a/b/c', 'a/**', true],
        ['a', 'a/**', false],
        ['a/c', 'a/**/c', true],
        ['a/b/d/c', 'a/**/c', true],
        ['a/b.txt', '*.txt', false],
        ['.hidden', '*', true],
        ['abc', 'abc**', false],
        ['abcd/e', 'abc**', true],
        ['x/yabc', '**abc', true],
        ['a//b/', 'a/b', true],
        ['a/b', '//a//b//', true],
        ['', '', true],
        ['', '*', false],
        ['abc', 'a?c', true],
        ['ac', 'a?c', false],
    ] as const) {
        t.equal(matchPath(path, pattern), expected, `${path} ~ ${pattern}`)
    }
})

// Where the grammars are the same, minimatch is the oracle: no `**` glued to other text, none at the end, no dot or special files.
const segment = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
const wild = fc
    .string({ unit: fc.constantFrom('a', 'b', 'c', '?', '*'), minLength: 1, maxLength: 4 })
    .filter(text => !text.includes('**'))
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map(parts => parts.join('/'))
const pattern = fc
    .tuple(fc.array(fc.oneof(wild, fc.constant('**')), { maxLength: 4 }), wild)
    .map(([parts, last]) => [...parts, last].join('/'))

t.test('matchPath agrees with minimatch', async () => {
    fc.assert(
        fc.property(path, pattern, (path, pattern) => matchPath(path, pattern) === minimatch(path, pattern)),
        { numRuns: 5000 },
    )
})

t.test('matchSegment of hostile patterns ends', async t => {
    t.notOk(matchSegment('a'.repeat(5000), `${'*a'.repeat(500)}b`))
    t.notOk(matchPath('a/'.repeat(500), `${'**/a/'.repeat(200)}b`))
})
