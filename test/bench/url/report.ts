/*
    report.ts -- The table of bench:url.
*/

import { figureText, median, ratioText, type RowFigures, valuesOf, verdictCells } from '../harness/index.js'
import type { Figure } from './measure.js'
import { CLIENTS, type Row } from './rows.js'

/** More processor time than this part of that of node:http: the target is missed. */
const TARGET = 0.7

/** Head and cells. */
export function tableOf(all: readonly RowFigures<Row, Figure>[]): [head: string[], cells: string[][]] {
    const head = [
        '',
        ...CLIENTS.map(name => `${name}, CPU µs`),
        'ours / undici',
        'ours / node',
        'target',
        '',
        'ours / node-alone',
        'ours / floor',
        ...CLIENTS.map(name => `${name}, requests/s`),
    ]
    return [head, all.map(rowOf)]
}

function rowOf(figures: RowFigures<Row, Figure>): string[] {
    const values = (name: string, key: keyof Figure) => valuesOf(figures, name, key)
    const ratio = (name: string) => median(values('ours', 'cpu')) / median(values(name, 'cpu'))
    return [
        figures.row.title,
        ...CLIENTS.map(name => figureText(values(name, 'cpu'))),
        ratioText(ratio('undici')),
        ...verdictCells(ratio('node'), '≤', TARGET),
        ratioText(ratio('node-alone')),
        ratioText(ratio('floor')),
        ...CLIENTS.map(name => figureText(values(name, 'perSecond'))),
    ]
}
