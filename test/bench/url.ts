/*
    url.ts -- bench:url: what a request costs our client, undici and node:http.

    Each client is a process of its own, and so is the server; the clients take turns and the median counts. The figure is the processor
    time of the client for each request, all threads, user and system. All run on one processor, as in bench:websocket.
*/

import { Child, canPin, interleave, markdownTable, publish, readOptions, textTable } from './harness/index.js'
import type { Figure, Order } from './url/measure.js'
import { type RowFigures, tableOf } from './url/report.js'
import { CLIENTS, type Row, rows } from './url/rows.js'

const options = readOptions(
    'npm run bench:url',
    rows.map(row => row.id),
    CLIENTS,
)
const ROUNDS = options.quick ? 3 : 7
const SECONDS = options.quick ? 0.5 : 1.5
const WARM_UP = options.quick ? 0.5 : 2

const names = CLIENTS.filter(name => options.candidates.length === 0 || options.candidates.includes(name))
const site = await Child.start(new URL('./url/site.js', import.meta.url), { core: 0 })
const all: RowFigures[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
    all.push({ row, rounds: await measureRow(row) })
}

const table = tableOf(all)
const pinned = canPin() ? 'server and client on one processor' : 'processes not tied to processors'
const note = `Median of ${ROUNDS} rounds of ${SECONDS} s; ${pinned}. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(...table)}\n\n${note}`)
publish(
    {
        section: 'bench:url',
        markdown: `${markdownTable(...table)}\n\n${note}`,
        figures: all.map(({ row, rounds }) => ({ row: row.id, rounds })),
    },
    options,
)
process.exit(0)

async function measureRow(row: Row): Promise<Record<string, Figure[]>> {
    const rounds: Record<string, Figure[]> = Object.fromEntries(names.map(name => [name, []]))
    const clients = new Map<string, Child>()
    try {
        for (const name of names) {
            const client = await Child.start(new URL(`./url/client-${name}.js`, import.meta.url), { core: 0 })
            clients.set(name, client)
            await ask(client, row, WARM_UP)
        }
        await interleave(
            ROUNDS,
            [...clients],
            async ([name, client]) => {
                const figure = await ask(client, row, SECONDS)
                rounds[name]?.push(figure)
                return figure.cpu
            },
            ([name], error) => console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`),
        )
    } finally {
        await Promise.all([...clients.values()].map(client => client.stop()))
    }
    return rounds
}

function ask(client: Child, { size, flight }: Row, seconds: number): Promise<Figure> {
    return client.ask<Figure>('measure', { port: Number(site.greeting), size, flight, seconds } satisfies Order)
}
