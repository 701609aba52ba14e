/*
    report.ts -- The table of bench:websocket.
*/

import { figureText, median } from '../harness/index.js'
import { type Row, SERVERS } from './rows.js'

/** What was measured in one round. */
export interface Figure {
    /** Microseconds of processor time of the server for each message. */
    readonly cpu: number
    readonly perSecond: number
}

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Server -> its rounds. */
    readonly rounds: Readonly<Record<string, readonly Figure[]>>
}

/** Fewer messages for the same processor time than ws: the target is missed. */
const TARGET = 1

/** Head and cells. */
export function tableOf(all: readonly RowFigures[]): [head: string[], cells: string[][]] {
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

function rowOf({ row, rounds }: RowFigures): string[] {
    const values = (name: string, key: keyof Figure) => (rounds[name] ?? []).map(figure => figure[key])
    const ratio = median(values('ws', 'cpu')) / median(values('ours', 'cpu'))
    return [
        row.title,
        ...SERVERS.map(name => figureText(values(name, 'cpu'))),
        Number.isNaN(ratio) ? '' : ratio.toFixed(2),
        `≥ ${TARGET.toFixed(1)}`,
        Number.isNaN(ratio) ? '' : ratio >= TARGET ? 'met' : 'missed',
        ...SERVERS.map(name => figureText(values(name, 'perSecond'))),
    ]
}
