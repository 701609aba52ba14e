/*
    mqtt.ts -- bench:mqtt: messages a second of our client and of MQTT.js alone, whose packets ours are made of.

    The broker is a process that does the least it can, on the other processor; clients are processes of their own and take turns. Both wait
    when the socket is full (QoS 0), or have 100 messages in flight (QoS 1).
*/

import { Child, canPin, measureRows, publishRows, readOptions, takeTurns } from './harness/index.js'
import { tableOf } from './mqtt/report.js'
import { CLIENTS, type Load, type Order, type Row, rows } from './mqtt/rows.js'

const options = readOptions(
    'npm run bench:mqtt',
    rows.map(row => row.id),
    CLIENTS,
)
const ROUNDS = options.quick ? 3 : 7
const SECONDS = options.quick ? 0.5 : 1.5
const WARM_UP = options.quick ? 0.5 : 1.5

const broker = await Child.start(new URL('./mqtt/broker.js', import.meta.url), { core: 1 })
const port = Number(broker.greeting)
const all = await measureRows(rows, options, measureRow)
const many = await Child.start(new URL('./mqtt/subscriptions.js', import.meta.url), { core: 0 })
const { bytes, match } = await many.ask<{ bytes: number; match: number }>('measure', port)

const pinned = canPin() ? 'client and broker on a processor each' : 'processes not tied to processors'
const note = `Median of ${ROUNDS} rounds of ${SECONDS} s; ${pinned}. ~: the rounds differ by more than 10 %.
A subscription with a handler: ${Math.round(bytes)} bytes of heap (10,000 below a master). A topic finds its subscriptions among 10,000 filters with wildcards in ${match.toFixed(1)} µs.`
publishRows('bench:mqtt', all, tableOf(all), note, options)
process.exit(0)

function measureRow(row: Row): Promise<Record<string, Load[]>> {
    const load = (client: Child, seconds: number) => client.ask<Load>('load', { port, row, seconds } satisfies Order)
    return takeTurns({
        names: options.candidates,
        rounds: ROUNDS,
        start: name => Child.start(new URL(`./mqtt/client-${name}.js`, import.meta.url), { core: 0 }),
        warmUp: client => load(client, WARM_UP),
        measure: client => load(client, SECONDS),
    })
}
