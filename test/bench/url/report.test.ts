import t from 'tap'
import { tableOf } from './report.js'
import { rows } from './rows.js'

const row = rows[0]!
const figures = (...values: number[]) => values.map(cpu => ({ cpu, perSecond: 1e6 / cpu }))

t.test('tableOf gives the medians, our part of the time of the others, and the verdict', async t => {
    const [head, cells] = tableOf([
        {
            row,
            rounds: {
                ours: figures(8, 10, 12),
                undici: figures(20, 20, 20),
                node: figures(40, 40, 40),
                floor: figures(5, 5, 5),
            },
        },
        { row, rounds: { ours: figures(10, 10, 10), node: figures(10, 10, 10) } },
    ])
    t.equal(head.length, cells[0]!.length)
    t.same(cells[0]!.slice(6, 12), ['0.50', '0.25', '≤ 0.7', 'met', '', '2.00'])
    t.same(cells[1]!.slice(6, 12), ['', '1.00', '≤ 0.7', 'missed', '', ''])
})
