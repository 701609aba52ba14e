/*
    socket-floor.ts -- bench:socket: what a fiber socket costs above the least that is possible in Node: processor time per request on kept
    and on new connections, and memory of an idle connection.
*/

import {
    Child,
    canPin,
    figureText,
    interleave,
    markdownTable,
    publish,
    readOptions,
    takeTurns,
    tellFailure,
    textTable,
} from './harness/index.js'
import { openConnections } from './floor/idle.js'
import type { Usage } from './servers/protocol.js'
import { CONNECTIONS, generatorName, putLoad } from './web/load.js'

const ROWS = ['keep', 'close', 'idle']
const CANDIDATES = ['handle', 'onread', 'data', 'borrow', 'read', 'c-face', 'official']
const TITLES: Readonly<Record<string, string>> = {
    keep: 'kept connection, µs',
    close: 'new connection, µs',
    idle: 'idle connection, bytes',
}

const options = readOptions('npm run bench:socket', ROWS, CANDIDATES)
const rounds = options.quick ? 3 : 7
const seconds = options.quick ? 1 : 2
const idle = options.quick ? 2000 : 10_000

const { rows, candidates } = options
const figures = new Map<string, Record<string, number[]>>()
for (const row of rows) {
    figures.set(row, row === 'idle' ? await measureIdle() : await measureLoad(row))
}
const head = ['', ...rows.map(row => TITLES[row]!)]
const cells = candidates.map(name => [name, ...rows.map(row => figureText(figures.get(row)?.[name] ?? []))])
const pinned = canPin() ? 'server on processor 0, load on 1' : 'processes not tied to processors'
const note = `Median of ${rounds} rounds of ${seconds} s; ${generatorName()}, ${CONNECTIONS} connections, ${pinned}; ${idle} idle connections. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(head, cells)}\n\n${note}`)
publish(
    {
        section: 'bench:socket',
        markdown: `${markdownTable(head, cells)}\n\n${note}`,
        figures: Object.fromEntries(figures),
    },
    options,
)
process.exit(0)

function start(name: string, row: string): Promise<Child> {
    const module = new URL(`./floor/${name}.js`, import.meta.url)
    return Child.start(module, { args: [row], nodeArgs: ['--expose-gc'], core: 0 })
}

function measureLoad(row: string): Promise<Record<string, number[]>> {
    const load = (server: Child): ReturnType<typeof putLoad> =>
        putLoad(urlOf(server), seconds, { newConnection: row === 'close', pipelined: 1 })
    return takeTurns({
        names: candidates,
        rounds,
        start: name => start(name, row),
        warmUp: load,
        async measure(server) {
            const before = await server.ask<Usage>('usage')
            const { requests } = await load(server)
            return ((await server.ask<Usage>('usage')).cpu - before.cpu) / requests
        },
    })
}

async function measureIdle(): Promise<Record<string, number[]>> {
    const measure = async (name: string) => {
        const server = await start(name, 'idle')
        const port = Number(server.greeting)
        // What a server sets up once is not memory of a connection.
        await (await openConnections(port, 200))()
        const before = await server.ask<Usage>('settledUsage')
        const close = await openConnections(port, idle)
        const after = await server.ask<Usage>('settledUsage')
        await close()
        await server.stop()
        return (after.resident - before.resident) / idle
    }
    return Object.fromEntries(await interleave(options.quick ? 1 : 3, candidates, measure, tellFailure))
}

function urlOf(server: Child): string {
    return `http://127.0.0.1:${Number(server.greeting)}/`
}
