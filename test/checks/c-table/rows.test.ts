import t from 'tap'
import { parameterCounts, parseTable, pointerParameters, withoutTable } from './rows.js'

const head = 'name\tmodule\tc_signature\tsuspends\tport\tnotes\n'

const row = (signature: string, notes = '') => parseTable(`${head}f\tr.x\t${signature}\tno\tsame\t${notes}\n`)[0]!

t.test('parseTable takes the columns of each row', async t => {
    t.strictSame(parseTable(`${head}f\tr.x\tint f(void)\tyes\tsame\tnote\ng\tr.y\tG(a)\tno\tdrop\t\n`), [
        { name: 'f', module: 'r.x', signature: 'int f(void)', suspends: true, port: 'same', notes: 'note' },
        { name: 'g', module: 'r.y', signature: 'G(a)', suspends: false, port: 'drop', notes: '' },
    ])
})

t.test('parameterCounts counts those of C', async t => {
    t.strictSame(parameterCounts(row('int f(void)')), [0])
    t.strictSame(parameterCounts(row('int f(int a, cchar *b, ...)')), [3])
    t.strictSame(parameterCounts(row('int f(int (*cmp)(int a, int b), int c)')), [2])
    t.strictSame(parameterCounts(row('#define F 5')), [])
})

t.test('parameterCounts takes those of macros from the notes only', async t => {
    t.strictSame(parameterCounts(row('#define F(a, b, loopVariable)', 'macro; (a, b) => void')), [2])
    t.strictSame(parameterCounts(row('#define F(a, b, loopVariable)', 'macro; iterator function (a) => void')), [1])
    t.strictSame(parameterCounts(row('#define F(a, b)', 'macro alias of G')), [])
})

t.test('parameterCounts counts those of the notes, in each form in which they are written', async t => {
    for (const notes of [
        '(a: number, b: (c: number, d: number) => void): number',
        '*(a, b): Fiber<number>. Suspends',
        'function* (a, b): void',
        '<T>(a: Map<string, T>, b: { x: number, y: T }): T',
        '(a: Json | null, b?: number) => Json',
        '*(a, b) => number; negative on failure',
    ]) {
        t.strictSame(parameterCounts(row('int f(void)', notes)), [2, 0], notes)
    }
    t.strictSame(parameterCounts(row('int f(void)', '(): number')), [0, 0])
    t.strictSame(parameterCounts(row('int f(int a)', 'an alias of g(a, b): useful')), [1])
})

t.test('pointerParameters finds the pointers of a prototype', async t => {
    t.strictSame(pointerParameters(row('int f(void)')), [])
    t.strictSame(pointerParameters(row('int f(int a, cchar *b, RFiberProc c, ...)')), [1, 2])
    t.strictSame(pointerParameters(row('void f(RbTree *rbt, void (*print)(void*, int))')), [0, 1])
    t.strictSame(pointerParameters(row('ITERATE_ITEMS(list, item)')), [])
})

t.test('withoutTable says what is missing', async t => {
    t.match(withoutTable('no-such'), /no-such\.tsv/)
})
