import t from 'tap'
import { format, sort } from './finding.js'

const at = (file: string, line: number, column: number) => ({ file, line, column, rule: 'rule', message: 'Message' })

t.test('format names place, rule and message, and only the file when no line is known', async t => {
    t.equal(format(at('a.ts', 2, 3)), 'a.ts:2:3 rule: Message')
    t.equal(format(at('a.ts', 0, 0)), 'a.ts rule: Message')
})

t.test('sort goes by file, then line, then column', async t => {
    const sorted = [at('a.ts', 1, 2), at('a.ts', 1, 10), at('a.ts', 9, 1), at('b.ts', 1, 1)]
    t.same(sort(sorted.toReversed()), sorted)
})
