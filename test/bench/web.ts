/*
    web.ts -- bench:web: what requests, connections and the start cost in our web server, in node:http and in fastify.

    Every server is a process of its own that runs while its row is measured; then they take turns and the median counts. The
    figure under load is processor time per request, user and system, all threads of the server: requests per second depend on
    the load generator as much as on the server. docs/performance.md says how to read it.
*/

import { existsSync } from 'node:fs'
import {
    canPin,
    interleave,
    markdownTable,
    publish,
    readOptions,
    takeTurns,
    tellFailure,
    textTable,
} from './harness/index.js'
import { CONNECTIONS, generatorName } from './web/load.js'
import { type Figure, measureIdle, measureLoad, startServer, warmUp } from './web/measure.js'
import { type RowFigures, SERVERS, tablesOf } from './web/report.js'
import { type Row, rows } from './web/rows.js'
import { makeSite } from './web/site.js'

const options = readOptions(
    'npm run bench:web',
    rows.map(row => row.id),
    SERVERS,
)
const ROUNDS = options.quick ? 2 : 5
const SECONDS = options.quick ? 1 : 3
const WARM_UP = options.quick ? 1 : 3

const site = makeSite()
const names = options.candidates.filter(name => existsSync(new URL(`./servers/${name}.js`, import.meta.url)))
const all: RowFigures[] = []
for (const row of rows.filter(({ id }) => options.rows.includes(id))) {
    if (row.https && site.tls === undefined) {
        console.error(`Skipped ${row.title}: the openssl command that makes the certificate is missing`)
        continue
    }
    all.push({ row, rounds: await measureRow(row) })
}

const tables = tablesOf(all, names)
const pinned = canPin() ? 'server on processor 0, load on 1' : 'processes not tied to processors'
const rounds = `Median of ${ROUNDS} rounds of ${SECONDS} s; ${generatorName()}, ${CONNECTIONS} connections, ${pinned}.`
const note = `${rounds} ~: the rounds differ by more than 10 %.`
console.log(`${textTable(...tables.cost)}\n\nBeside it:\n\n${textTable(...tables.beside)}\n\n${note}`)
publish(
    {
        section: 'bench:web',
        markdown: `${markdownTable(...tables.cost)}\n\nBeside it:\n\n${markdownTable(...tables.beside)}\n\n${note}`,
        figures: all.map(({ row, rounds }) => ({ row: row.id, target: row.target, rounds })),
    },
    options,
)
process.exit(0)

async function measureRow(row: Row): Promise<Record<string, Figure[]>> {
    if (row.kind === 'load') {
        return takeTurns({
            names,
            rounds: ROUNDS,
            start: name => startServer(name, row, site),
            warmUp: server => warmUp(server, row, WARM_UP),
            measure: server => measureLoad(server, row, SECONDS),
        })
    }
    const figures = await interleave(
        ROUNDS,
        names,
        async name => {
            const server = await startServer(name, row, site)
            try {
                return row.kind === 'start'
                    ? { value: server.readyAfter, beside: Number.NaN }
                    : await measureIdle(server, row)
            } finally {
                await server.stop()
            }
        },
        tellFailure,
    )
    return Object.fromEntries(figures)
}
