/*
    one-workload.ts -- One long workload, and a crash behind each of its steps.
*/

import { run } from '../../../fiber/index.js'
import { crashFaults, work } from '../../services/db/crash.js'

/** Steps until the state of the work is told. */
const OFTEN = 2000

/** Tells what was done; throws at the first fault. */
export async function oneWorkload(changes: number, seed: number): Promise<string> {
    const done = await run(work, changes, seed)
    const walk = done.disk.walk()
    const total = done.disk.steps.length
    const begin = performance.now()
    let crashes = 0
    do {
        const { faults, count } = crashFaults(done, walk, { seeds: 2, all: 256 })
        crashes += count
        if (faults.length > 0) {
            throw new Error(`work(${changes}, ${seed}): ${faults[0]}`)
        }
        if (walk.at % OFTEN === 0) {
            const seconds = (performance.now() - begin) / 1000
            console.log(`  step ${walk.at} of ${total}, ${crashes} crashes, ${seconds.toFixed(0)} s`)
            // The commits of the databases that were opened end by themselves.
            await new Promise(setImmediate)
        }
    } while (walk.next())
    return `${changes} changes (seed ${seed}), ${total} steps, ${crashes} crashes: nothing lost, nothing by halves`
}
