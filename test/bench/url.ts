/*
    url.ts -- bench:url: what a request costs our client, undici and node:http.

    Each client is a process of its own, and so is the server; the clients take turns and the median counts. The figure is the processor
    time of the client for each request, all threads, user and system. All run on one processor, as in bench:websocket.
*/

import { Child, canPin, measureRows, publishRows, readOptions, takeTurns } from './harness/index.js'
import type { Figure, Order } from './url/measure.js'
import { tableOf } from './url/report.js'
import { CLIENTS, type Row, rows } from './url/rows.js'

const options = readOptions(
    'npm run bench:url',
    rows.map(row => row.id),
    CLIENTS,
)
const ROUNDS = options.quick ? 3 : 7
const SECONDS = options.quick ? 0.5 : 1.5
const WARM_UP = options.quick ? 0.5 : 2

const site = await Child.start(new URL('./url/site.js', import.meta.url), { core: 0 })
const all = await measureRows(rows, options, measureRow)

const pinned = canPin() ? 'server and client on one processor' : 'processes not tied to processors'
const note = `Median of ${ROUNDS} rounds of ${SECONDS} s; ${pinned}. ~: the rounds differ by more than 10 %.`
publishRows('bench:url', all, tableOf(all), note, options)
process.exit(0)

function measureRow(row: Row): Promise<Record<string, Figure[]>> {
    return takeTurns({
        names: options.candidates,
        rounds: ROUNDS,
        start: name =>
            Child.start(new URL(`./url/client-${name}.js`, import.meta.url), { nodeArgs: ['--expose-gc'], core: 0 }),
        warmUp: client => ask(client, row, WARM_UP),
        measure: client => ask(client, row, SECONDS),
    })
}

function ask(client: Child, { size, flight }: Row, seconds: number): Promise<Figure> {
    return client.ask<Figure>('measure', { port: Number(site.greeting), size, flight, seconds } satisfies Order)
}
