/*
    websocket.ts -- bench:websocket: what an echo of WebSocket messages costs in our web server and in the package ws.

    Each server is a process of its own, and so is the one that asks; then they take turns and the median counts. The figure is the
    processor time of the server for each message, all threads, user and system: messages per second depend on the one who asks as
    much as on the server. Both run on one processor: a server that has nothing to do between two messages would be woken for each of
    them, which costs as much as the message.
*/

import { Child, canPin, measureRows, publishRows, readOptions, takeTurns } from './harness/index.js'
import type { Usage } from './servers/protocol.js'
import type { Load, Order } from './websocket/load.js'
import { type Figure, tableOf } from './websocket/report.js'
import { type Row, rows, SERVERS } from './websocket/rows.js'

const options = readOptions(
    'npm run bench:websocket',
    rows.map(row => row.id),
    SERVERS,
)
const ROUNDS = options.quick ? 3 : 7
const SECONDS = options.quick ? 0.5 : 2
const WARM_UP = options.quick ? 0.5 : 2

const asker = await Child.start(new URL('./websocket/load.js', import.meta.url), { core: 0 })
const all = await measureRows(rows, options, measureRow)

const pinned = canPin() ? 'server and load on one processor' : 'processes not tied to processors'
const note = `Median of ${ROUNDS} rounds of ${SECONDS} s; ${rows[0]!.connections} connections, ${pinned}. ~: the rounds differ by more than 10 %.`
publishRows('bench:websocket', all, tableOf(all), note, options)
process.exit(0)

function measureRow(row: Row): Promise<Record<string, Figure[]>> {
    return takeTurns({
        names: options.candidates,
        rounds: ROUNDS,
        start: name => Child.start(new URL(`./websocket/server-${name}.js`, import.meta.url), { core: 0 }),
        warmUp: server => load(server, row, WARM_UP),
        async measure(server) {
            const before = await server.ask<Usage>('usage')
            const { messages, perSecond } = await load(server, row, SECONDS)
            const after = await server.ask<Usage>('usage')
            return { cpu: (after.cpu - before.cpu) / messages, perSecond }
        },
    })
}

function load(server: Child, row: Row, seconds: number): Promise<Load> {
    return asker.ask<Load>('load', { port: Number(server.greeting), row, seconds } satisfies Order)
}
