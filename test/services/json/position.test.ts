import t from 'tap'
import { LineCounter } from '../../../services/json/index.js'

t.test('LineCounter counts lines that end in LF, CR LF or CR', async t => {
    const text = 'a\nb\r\nc\rd\n\n'
    const counter = new LineCounter(text)
    const lines = Array.from(text, (_, i) => counter.lineAt(i))
    t.same(lines, [1, 1, 2, 2, 2, 3, 3, 4, 4, 5])
    t.equal(counter.lineAt(text.length), 6)
    t.equal(counter.start, text.length)
})

t.test('LineCounter.lineAt may be asked the same again', async t => {
    const counter = new LineCounter('\n\n')
    t.equal(counter.lineAt(1), 2)
    t.equal(counter.lineAt(1), 2)
    t.equal(counter.start, 1)
})
