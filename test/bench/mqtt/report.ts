/*
    report.ts -- The table of bench:mqtt.
*/

import { figureText, median } from '../harness/index.js'
import { CLIENTS, type Load, type Row } from './rows.js'

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Client -> its rounds. */
    readonly rounds: Readonly<Record<string, readonly Load[]>>
}

/** So many messages a second for each one of MQTT.js alone. */
const TARGET = 0.85

/** Head and cells. */
export function tableOf(all: readonly RowFigures[]): [head: string[], cells: string[][]] {
    const head = [
        '',
        ...CLIENTS.map(name => `${name}, messages/s`),
        'ours / mqttjs',
        'target',
        '',
        ...CLIENTS.map(name => `${name}, CPU µs`),
    ]
    return [head, all.map(rowOf)]
}

function rowOf({ row, rounds }: RowFigures): string[] {
    const values = (name: string, key: keyof Load) => (rounds[name] ?? []).map(figure => figure[key])
    const ratio = median(values('ours', 'perSecond')) / median(values('mqttjs', 'perSecond'))
    return [
        row.title,
        ...CLIENTS.map(name => figureText(values(name, 'perSecond'))),
        Number.isNaN(ratio) ? '' : ratio.toFixed(2),
        `≥ ${TARGET}`,
        Number.isNaN(ratio) ? '' : ratio >= TARGET ? 'met' : 'missed',
        ...CLIENTS.map(name => figureText(values(name, 'cpu'))),
    ]
}
