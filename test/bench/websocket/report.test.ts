import t from 'tap'
import { tableOf } from './report.js'
import { rows } from './rows.js'

const row = rows[0]!
const figures = (...values: number[]) => values.map(cpu => ({ cpu, perSecond: 1e6 / cpu }))

t.test('tableOf gives the medians, how many more messages the same time is good for, and the verdict', async t => {
    const [head, cells] = tableOf([
        { row, rounds: { ours: figures(8, 10, 12), ws: figures(14, 15, 16) } },
        { row, rounds: { ours: figures(10, 10, 10), ws: figures(9, 9, 9) } },
        { row, rounds: { ours: figures(10, 10, 10) } },
    ])
    t.equal(head.length, cells[0]!.length)
    t.same(cells, [
        [row.title, '~10', '15', '1.50', '≥ 1.0', 'met', '~100,000', '66,667'],
        [row.title, '10', '9.0', '0.90', '≥ 1.0', 'missed', '100,000', '111,111'],
        [row.title, '10', 'none', '', '≥ 1.0', '', '100,000', 'none'],
    ])
})
