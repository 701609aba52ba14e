import t from 'tap'
import { type RowFigures, tableOf } from './report.js'
import { CANDIDATES, type Row } from './rows.js'

const row: Row = { id: 'x', title: 'X', size: 1000, work: {} }
const figures = (target: Row['target'], rounds: RowFigures['rounds']): RowFigures => ({
    row: target === undefined ? row : { ...row, target },
    rounds,
})

const nearNative = { of: 'native', share: 1.1 } as const

t.test('tableOf tells speed, ratios and whether the target is met', async t => {
    const [head, cells] = tableOf(
        [
            figures({ microseconds: 10 }, { ioto: [10, 10, 10], json5: [150, 150, 150], native: [5, 5, 5] }),
            figures({ microseconds: 9 }, { ioto: [10, 10, 10] }),
            figures(nearNative, { ioto: [11, 11, 11], native: [10, 10, 10] }),
            figures(nearNative, { ioto: [12, 12, 12], native: [10, 10, 10] }),
            figures(undefined, { ioto: [10, 10, 10] }),
            figures(nearNative, {}),
            figures({ of: 'json5', share: 0.1 }, { ioto: [10, 10, 10], json5: [99, 99, 99] }),
        ],
        CANDIDATES,
    )
    t.same(head, ['µs', 'target', '', 'MB/s', 'ioto-fiber', 'json5', 'built-in JSON'])
    t.same(cells[0], ['X', '≤ 10', 'met', '100', '10', '150 (15)', '5.0 (0.50)'])
    t.equal(cells[1]![2], 'missed')
    t.same(cells[2]!.slice(1, 3), ['≤ 1.1 of built-in JSON', 'met'])
    t.equal(cells[3]![2], 'missed')
    t.same(cells[4]!.slice(1, 3), ['', ''])
    t.equal(cells[5]![2], '')
    t.same(cells[6]!.slice(1, 3), ['≤ 0.1 of json5', 'missed'])
})
