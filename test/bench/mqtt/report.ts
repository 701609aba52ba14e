/*
    report.ts -- The table of bench:mqtt.
*/

import { figureText, median, type RowFigures, valuesOf, verdictCells } from '../harness/index.js'
import { CLIENTS, type Load, type Row } from './rows.js'

/** So many messages a second for each one of MQTT.js alone. */
const TARGET = 0.85

/** Head and cells. */
export function tableOf(all: readonly RowFigures<Row, Load>[]): [head: string[], cells: string[][]] {
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

function rowOf(figures: RowFigures<Row, Load>): string[] {
    const values = (name: string, key: keyof Load) => valuesOf(figures, name, key)
    const ratio = median(values('ours', 'perSecond')) / median(values('mqttjs', 'perSecond'))
    return [
        figures.row.title,
        ...CLIENTS.map(name => figureText(values(name, 'perSecond'))),
        ...verdictCells(ratio, '≥', TARGET),
        ...CLIENTS.map(name => figureText(values(name, 'cpu'))),
    ]
}
