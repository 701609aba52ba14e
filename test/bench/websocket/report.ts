/*
    report.ts -- The table of bench:websocket.
*/

import { figureText, median, type RowFigures, valuesOf, verdictCells } from '../harness/index.js'
import { type Row, SERVERS } from './rows.js'

/** What was measured in one round. */
export interface Figure {
    /** Microseconds of processor time of the server for each message. */
    readonly cpu: number
    readonly perSecond: number
}

/** Fewer messages for the same processor time than ws: the target is missed. */
const TARGET = 1

/** Head and cells. */
export function tableOf(all: readonly RowFigures<Row, Figure>[]): [head: string[], cells: string[][]] {
    const head = [
        '',
        ...SERVERS.map(name => `${name}, CPU µs`),
        'ws / ours',
        'target',
        '',
        ...SERVERS.map(name => `${name}, messages/s`),
    ]
    return [head, all.map(rowOf)]
}

function rowOf(figures: RowFigures<Row, Figure>): string[] {
    const values = (name: string, key: keyof Figure) => valuesOf(figures, name, key)
    return [
        figures.row.title,
        ...SERVERS.map(name => figureText(values(name, 'cpu'))),
        ...verdictCells(median(values('ws', 'cpu')) / median(values('ours', 'cpu')), '≥', TARGET),
        ...SERVERS.map(name => figureText(values(name, 'perSecond'))),
    ]
}
