/*
    idle-crowd.ts -- Whether idle connections cost the others anything: processor time per request of our web server without, and
    with, 10,000 keep-alive connections that wait. By hand:

        ulimit -n 20000; node dist/test/bench/idle-crowd.js [connections]

    Processor time is what the server takes for the requests; that of a timer or a scan over all connections would show in it.
*/

import { canPin } from './harness/index.js'
import { openIdle } from './web/idle.js'
import { measureLoad, startServer, warmUp } from './web/measure.js'
import { type LoadRow, rows } from './web/rows.js'
import { makeSite } from './web/site.js'

const crowd = Number(process.argv[2] ?? 10_000)
const ROUNDS = 5
const SECONDS = 2

const row = rows.find((candidate): candidate is LoadRow => candidate.id === 'action')
if (row === undefined || !(crowd > 0)) {
    throw new Error(`Cannot measure: ${process.argv[2]} idle connections, wanted a number above 0`)
}
const server = await startServer('ours', row, makeSite())
await warmUp(server, row, 2)

/** The least of some rounds, in microseconds: what comes on top is other processes. */
async function least(bench: LoadRow): Promise<number> {
    let best = Infinity
    for (let round = 0; round < ROUNDS; round++) {
        best = Math.min(best, (await measureLoad(server, bench, SECONDS)).value)
    }
    return best
}

const alone = await least(row)
const close = await openIdle(Number(server.greeting), false, crowd)
const crowded = await least(row)
const lost = await close()
await server.stop()
const note = `${lost} of them lost${canPin() ? '' : ', processes not tied to processors'}`
console.log(
    `CPU per request: alone ${alone.toFixed(2)} µs, with ${crowd} idle connections ${crowded.toFixed(2)} µs; ${note}`,
)
process.exit(lost === 0 ? 0 : 1)
