/*
    web.ts -- bench:web: what requests, connections and the start cost in our web server, in node:http and in fastify.

    Every server is a process of its own that runs while its row is measured; then they take turns and the median counts. The
    figure under load is processor time per request, user and system, all threads of the server: requests per second depend on
    the load generator as much as on the server. docs/performance.md says how to read it.
*/

import { existsSync } from 'node:fs'
import { type Child, canPin, interleave, markdownTable, publish, readOptions, textTable } from './harness/index.js'
import { CONNECTIONS, generatorName } from './web/load.js'
import { type Figure, measureIdle, measureLoad, startServer, warmUp } from './web/measure.js'
import { type RowFigures, SERVERS, tablesOf } from './web/report.js'
import { type LoadRow, type Row, rows } from './web/rows.js'
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
const names = SERVERS.filter(name => options.candidates.length === 0 || options.candidates.includes(name)).filter(
    name => existsSync(new URL(`./servers/${name}.js`, import.meta.url)),
)
const all: RowFigures[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
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

function failed(name: string, error: unknown): void {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
}

async function measureRow(row: Row): Promise<Record<string, Figure[]>> {
    const rounds: Record<string, Figure[]> = Object.fromEntries(names.map(name => [name, []]))
    const keep = (name: string, figure: Figure) => {
        rounds[name]?.push(figure)
        return figure.value
    }
    if (row.kind === 'load') {
        await measureLoadRow(row, keep)
        return rounds
    }
    await interleave(
        ROUNDS,
        names,
        async name => {
            const server = await startServer(name, row, site)
            try {
                const start: Figure = { value: server.readyAfter, beside: Number.NaN }
                return keep(name, row.kind === 'start' ? start : await measureIdle(server, row))
            } finally {
                await server.stop()
            }
        },
        failed,
    )
    return rounds
}

async function measureLoadRow(row: LoadRow, keep: (name: string, figure: Figure) => number): Promise<void> {
    const servers = new Map<string, Child>()
    try {
        for (const name of names) {
            try {
                const server = await startServer(name, row, site)
                servers.set(name, server)
                await warmUp(server, row, WARM_UP)
            } catch (error) {
                failed(name, error)
                await servers.get(name)?.stop()
                servers.delete(name)
            }
        }
        await interleave(
            ROUNDS,
            [...servers],
            async ([name, server]) => keep(name, await measureLoad(server, row, SECONDS)),
            ([name], error) => failed(name, error),
        )
    } finally {
        await Promise.all([...servers.values()].map(server => server.stop()))
    }
}
