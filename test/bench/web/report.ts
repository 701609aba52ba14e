/*
    report.ts -- The tables of bench:web.
*/

import { figureText, median } from '../harness/index.js'
import type { Figure } from './measure.js'
import type { Row } from './rows.js'

/** Module names of the servers; ours first. */
export const SERVERS: readonly string[] = [
    'ours',
    'node-http',
    'node-http-stream',
    'fastify',
    'fastify-static',
    'floor',
]

const TITLES: Readonly<Record<string, string>> = {
    ours: 'ioto-fiber',
    'node-http': 'node:http',
    'node-http-stream': 'node:http, streams',
    fastify: 'fastify',
    'fastify-static': 'fastify, static',
    floor: 'floor',
}
const UNITS = { load: 'CPU µs', idle: 'RSS bytes', start: 'ms' } as const
const BESIDE_UNITS = { load: 'requests/s', idle: 'heap bytes', start: '' } as const

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Server -> its rounds. */
    readonly rounds: Readonly<Record<string, readonly Figure[]>>
}

/** Head and cells. */
export type Table = [head: string[], cells: string[][]]

/** The table of costs with ratios and verdicts, and that of what was seen beside them. */
export function tablesOf(figures: readonly RowFigures[], servers: readonly string[]): { cost: Table; beside: Table } {
    const titles = servers.map(server => TITLES[server] ?? server)
    const withBeside = figures.filter(({ row }) => row.kind !== 'start')
    return {
        cost: [
            ['', ...titles, 'ours / node:http', 'ours / fastify', 'target', ''],
            figures.map(each => cost(each, servers)),
        ],
        beside: [['', ...titles], withBeside.map(each => beside(each, servers))],
    }
}

function cost({ row, rounds }: RowFigures, servers: readonly string[]): string[] {
    const values = (server: string) => (rounds[server] ?? []).map(figure => figure.value)
    const ours = median(values('ours'))
    const ofNode = ours / median(values('node-http'))
    const ofFastify = ours / median(values('fastify'))
    const bounds = [
        { share: ofNode, bound: row.target.nodeHttp },
        { share: ofFastify, bound: row.target.fastify },
    ].filter(each => each.bound !== undefined)
    return [
        `${row.title}, ${UNITS[row.kind]}`,
        ...servers.map(server => figureText(values(server))),
        Number.isNaN(ofNode) ? '' : ofNode.toFixed(2),
        Number.isNaN(ofFastify) ? '' : ofFastify.toFixed(2),
        bounds.map(({ bound }) => `≤ ${bound}`).join(', '),
        verdict(bounds),
    ]
}

function verdict(bounds: readonly { share: number; bound: number | undefined }[]): string {
    if (bounds.length === 0 || bounds.some(({ share }) => Number.isNaN(share))) {
        return ''
    }
    return bounds.every(({ share, bound = Infinity }) => share <= bound) ? 'met' : 'missed'
}

function beside({ row, rounds }: RowFigures, servers: readonly string[]): string[] {
    const values = (server: string) => (rounds[server] ?? []).map(figure => figure.beside)
    return [`${row.title}, ${BESIDE_UNITS[row.kind]}`, ...servers.map(server => figureText(values(server)))]
}
