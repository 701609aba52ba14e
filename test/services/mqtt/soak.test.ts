import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { now, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { optionsFor, ScriptedBroker } from './brokers.js'
import { LoopBroker } from './loop-broker.js'
import { newTally, soak } from './soak.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const HOUR = 3_600_000

/** Bytes of the heap without rubbish. */
function heap(): number {
    collect()
    return process.memoryUsage().heapUsed
}

fiberTest(t, 'Mqtt works for a day with a cut each hour: a flat heap, no fiber and no timer left', function* (t) {
    const loop = new LoopBroker()
    const broker = new ScriptedBroker(socket => loop.serve(socket), { latency: 20 })
    yield* broker.start()
    const start = now()
    const tally = newTally()
    const options = optionsFor(broker, { keepAlive: 45_000, reconnect: true, random: () => 0.5 })
    const work = spawn(() => soak(options, 60_000, () => now() - start >= 24 * HOUR, tally))
    const heaps: number[] = []
    for (let hour = 1; hour < 24; hour++) {
        yield* sleep(HOUR)
        loop.cut()
        if (hour >= 12 && hour % 2 === 0) {
            heaps.push(heap())
        }
    }
    yield* work.join()
    broker.stop()
    yield* sleep(60_000)
    t.strictSame(tally.faults, [])
    t.ok(tally.rounds > 1400 && tally.connections === 24, `${tally.rounds} rounds, ${tally.connections} connections`)
    // What is left is code of the optimizer: `npm run soak:mqtt` looks closer.
    const growth = heaps.at(-1)! - heaps[0]!
    t.ok(growth < 1_000_000, `the heap has grown by ${growth} bytes from hour 12 to 22`)
})
