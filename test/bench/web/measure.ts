/*
    measure.ts -- How one figure of each kind of row is taken from one server.

    Servers run on processor 0 and the load generator on 1, where processes can be tied to processors, so that neither takes
    time from the other; the driver does nothing meanwhile.
*/

import { Child } from '../harness/index.js'
import type { Usage } from '../servers/protocol.js'
import { checkAnswer } from './check.js'
import { openIdle } from './idle.js'
import { putLoad } from './load.js'
import type { IdleRow, LoadRow, Row } from './rows.js'
import type { Site } from './site.js'

/** One figure and what was seen beside it. */
export interface Figure {
    /** Microseconds of processor time per request, bytes of resident memory per connection, or milliseconds of start. */
    readonly value: number
    /** Requests per second, bytes of heap per connection, or nothing. */
    readonly beside: number
}

/** Starts a server. `row` says whether with HTTPS. */
export function startServer(module: string, row: Row, site: Site): Promise<Child> {
    const tls = row.https ? site.tls : undefined
    return Child.start(new URL(`../servers/${module}.js`, import.meta.url), {
        args: tls === undefined ? [site.root] : [site.root, tls.keyFile, tls.certificateFile],
        nodeArgs: ['--expose-gc'],
        core: 0,
        // Some frameworks take their time.
        limit: 20_000,
    })
}

/** Checks one answer, then lets the server's code be optimized by `seconds` of load. */
export async function warmUp(server: Child, row: LoadRow, seconds: number): Promise<void> {
    await checkAnswer(urlOf(server, row))
    await putLoad(urlOf(server, row), seconds, row)
}

/** Microseconds of processor time per request during `seconds` of load. */
export async function measureLoad(server: Child, row: LoadRow, seconds: number): Promise<Figure> {
    const before = await server.ask<Usage>('usage')
    const { requests, perSecond } = await putLoad(urlOf(server, row), seconds, row)
    const after = await server.ask<Usage>('usage')
    return { value: (after.cpu - before.cpu) / requests, beside: perSecond }
}

/** Bytes per idle keep-alive connection, with `row.count` of them, of a server that has just been started. */
export async function measureIdle(server: Child, row: IdleRow): Promise<Figure> {
    const { count } = row
    const port = Number(server.greeting)
    // Some connections first: what a server sets up once is not memory of a connection.
    await (await openIdle(port, row.https, 100))()
    const before = await server.ask<Usage>('settledUsage')
    const close = await openIdle(port, row.https, count)
    const after = await server.ask<Usage>('settledUsage')
    const lost = await close()
    if (lost > 0) {
        throw new Error(`Cannot measure idle connections: the server closed ${lost} of ${count}, wanted all open`)
    }
    return { value: (after.resident - before.resident) / count, beside: (after.heap - before.heap) / count }
}

function urlOf(server: Child, row: LoadRow): string {
    return `${row.https ? 'https' : 'http'}://127.0.0.1:${Number(server.greeting)}${row.path}`
}
