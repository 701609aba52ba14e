/*
    report.ts -- The table of bench:url.
*/

import { figureText, median } from '../harness/index.js'
import type { Figure } from './measure.js'
import { CLIENTS, type Row } from './rows.js'

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Client -> its rounds. */
    readonly rounds: Readonly<Record<string, readonly Figure[]>>
}

/** More processor time than this part of that of node:http: the target is missed. */
const TARGET = 0.7

/** Head and cells. */
export function tableOf(all: readonly RowFigures[]): [head: string[], cells: string[][]] {
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

function rowOf({ row, rounds }: RowFigures): string[] {
    const values = (name: string, key: keyof Figure) => (rounds[name] ?? []).map(figure => figure[key])
    const ratio = (name: string) => median(values('ours', 'cpu')) / median(values(name, 'cpu'))
    const text = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(2))
    const node = ratio('node')
    return [
        row.title,
        ...CLIENTS.map(name => figureText(values(name, 'cpu'))),
        text(ratio('undici')),
        text(node),
        `≤ ${TARGET.toFixed(1)}`,
        Number.isNaN(node) ? '' : node <= TARGET ? 'met' : 'missed',
        text(ratio('node-alone')),
        text(ratio('floor')),
        ...CLIENTS.map(name => figureText(values(name, 'perSecond'))),
    ]
}
