import t from 'tap'
import { summarize } from './tap-summary.js'

t.test('summarize takes the counts that tap gives at the end', async t => {
    t.match(summarize('ok 1 - a\n# { total: 1, pass: 1 }\n# { total: 9, pass: 6, fail: 2, skip: 1 }\n# time=1ms\n'), {
        passed: 6,
        failed: 2,
    })
    t.match(summarize('# { total: 3, pass: 3 }'), { passed: 3, failed: 0, failures: '' })
})

t.test('summarize takes a run without counts as failed', async t => {
    t.match(summarize('ok 1 - a\n'), { passed: 0, failed: 1 })
})

t.test('summarize gives what failed, with its diagnosis', async t => {
    const tap = [
        '# Subtest: a',
        '    ok 1 - b',
        '      ---',
        '      fine: true',
        '      ...',
        '    not ok 2 - c',
        '      ---',
        '      diff: |',
        '        ---',
        '      ...',
        '    1..2',
        'not ok 1 - a',
        'ok 2 - d',
        'not ok 3 - later # TODO',
    ]
    t.equal(summarize(tap.join('\n')).failures, [...tap.slice(5, 10), 'not ok 1 - a'].join('\n'))
})

t.test('summarize names the files that failed', async t => {
    const tap = [
        '    not ok 1 - dist/test/inner.test.js # time=1ms',
        'not ok 1 - dist/test/a.test.js # time=12.5ms',
        'ok 2 - dist/test/b.test.js # time=3ms',
        'not ok 3 - dist/test/c.test.js',
        'not ok 4 - dist/test/d.test.js # SKIP',
    ]
    t.same(summarize(tap.join('\n')).files, ['dist/test/a.test.js', 'dist/test/c.test.js'])
})
