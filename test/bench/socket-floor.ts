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

const rows = ROWS.filter(row => options.rows.length === 0 || options.rows.includes(row))
const candidates = CANDIDATES.filter(name => options.candidates.length === 0 || options.candidates.includes(name))
const figures = new Map<string, Map<string, number[]>>()
for (const row of rows) {
    figures.set(row, row === 'idle' ? await measureIdle() : await measureLoad(row))
}
const head = ['', ...rows.map(row => TITLES[row]!)]
const cells = candidates.map(name => [name, ...rows.map(row => figureText(figures.get(row)?.get(name) ?? []))])
const pinned = canPin() ? 'server on processor 0, load on 1' : 'processes not tied to processors'
const note = `Median of ${rounds} rounds of ${seconds} s; ${generatorName()}, ${CONNECTIONS} connections, ${pinned}; ${idle} idle connections. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(head, cells)}\n\n${note}`)
publish(
    {
        section: 'bench:socket',
        markdown: `${markdownTable(head, cells)}\n\n${note}`,
        figures: Object.fromEntries([...figures].map(([row, all]) => [row, Object.fromEntries(all)])),
    },
    options,
)
process.exit(0)

function start(name: string, row: string): Promise<Child> {
    const module = new URL(`./floor/${name}.js`, import.meta.url)
    return Child.start(module, { args: [row], nodeArgs: ['--expose-gc'], core: 0 })
}

async function measureLoad(row: string): Promise<Map<string, number[]>> {
    const servers = new Map<string, Child>()
    for (const name of candidates) {
        const server = await start(name, row)
        servers.set(name, server)
        await putLoad(urlOf(server), seconds, { newConnection: row === 'close', pipelined: 1 })
    }
    const measure = async (name: string) => {
        const server = servers.get(name)!
        const before = await server.ask<Usage>('usage')
        const { requests } = await putLoad(urlOf(server), seconds, { newConnection: row === 'close', pipelined: 1 })
        return ((await server.ask<Usage>('usage')).cpu - before.cpu) / requests
    }
    const result = await interleave(rounds, candidates, measure, failed)
    for (const server of servers.values()) {
        await server.stop()
    }
    return result
}

function measureIdle(): Promise<Map<string, number[]>> {
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
    return interleave(options.quick ? 1 : 3, candidates, measure, failed)
}

function urlOf(server: Child): string {
    return `http://127.0.0.1:${Number(server.greeting)}/`
}

function failed(name: string, error: unknown): void {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
}
