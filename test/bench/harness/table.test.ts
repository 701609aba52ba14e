import t from 'tap'
import { figureText, markdownTable, numberText, textTable } from './table.js'

const head = ['name', 'ns']
const cells = [
    ['call', '8.8'],
    ['a|b', '1,045'],
]

t.test('textTable aligns names to the left and figures to the right', async t => {
    t.equal(textTable(head, cells), ['name     ns', '----  -----', 'call    8.8', 'a|b   1,045'].join('\n'))
})

t.test('markdownTable aligns alike and escapes bars', async t => {
    t.equal(
        markdownTable(head, cells),
        ['| name | ns |', '|---|---:|', '| call | 8.8 |', '| a\\|b | 1,045 |'].join('\n'),
    )
})

t.test('figureText marks rounds that disagree', async t => {
    t.equal(figureText([]), 'none')
    t.equal(figureText([43, 43, 44]), '43')
    t.equal(figureText([30, 43, 60]), '~43')
})

t.test('numberText shows no more digits than can be meant', async t => {
    t.same([8.84, 42.6, 1044.7].map(numberText), ['8.8', '43', '1,045'])
})
