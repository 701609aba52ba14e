import t from 'tap'
import type { Figure } from './measure.js'
import { tablesOf } from './report.js'
import { rows } from './rows.js'

const row = rows.find(each => each.id === 'action')!
const rounds = (...values: number[]): Figure[] => values.map(value => ({ value, beside: 1000 }))

/** Ratios, bounds and verdict of the first row. */
function verdict(ours: Figure[], nodeHttp: Figure[], fastify: Figure[]): string[] | undefined {
    const figures = [{ row, rounds: { ours, 'node-http': nodeHttp, fastify } }]
    return tablesOf(figures, ['ours', 'node-http', 'fastify']).cost[1][0]?.slice(4)
}

t.test('tablesOf holds our cost against both targets', async t => {
    t.same(verdict(rounds(5), rounds(10), rounds(12)), ['0.50', '0.42', '≤ 0.55, ≤ 0.5', 'met'])
    t.same(verdict(rounds(5), rounds(10), rounds(9)), ['0.50', '0.56', '≤ 0.55, ≤ 0.5', 'missed'])
    t.same(verdict(rounds(6), rounds(10), rounds(20)), ['0.60', '0.30', '≤ 0.55, ≤ 0.5', 'missed'])
})

t.test('tablesOf gives no verdict where a figure is missing', async t => {
    t.same(verdict([], rounds(10), rounds(12)), ['', '', '≤ 0.55, ≤ 0.5', ''])
    t.same(verdict(rounds(5), rounds(10), []), ['0.50', '', '≤ 0.55, ≤ 0.5', ''])
})
