/*
    Each candidate of bench:fiber does what the interface says: a candidate that skips work would be the fastest.
*/

import t from 'tap'
import type { Candidate } from './candidate.js'
import { CANDIDATES } from './report.js'
import { allHeld, releaseAll, reserve, waitsSoFar } from './waits.js'

/** One unit for each of 64 fibers, and a whole number of batches of 100. */
const N = 6400

for (const name of CANDIDATES) {
    t.test(`${name} finishes every row and waits as often as it says`, async t => {
        const { candidate } = (await import(`./candidates/${name}.js`)) as { candidate: Candidate }
        const waits = async (work: Promise<void>) => {
            const before = waitsSoFar()
            await work
            return waitsSoFar() - before
        }
        t.equal(await waits(candidate.wait(N, 1)), N)
        t.equal(await waits(candidate.wait(N, 4)), N)
        t.equal(await waits(candidate.chain(N)), N)
        t.equal(await waits(candidate.nested(N)), 0)
        t.equal(await waits(candidate.turn(N)), 0)
        t.equal(await waits(candidate.handOver(N)), 0)
        t.equal(await waits(candidate.ready(N)), 0)
        // Few, because Effection takes 50 µs for each.
        t.equal(await waits(candidate.spawn(200)), 0)
        t.equal(await waits(candidate.spawnWait(200)), 200)
    })

    t.test(`${name} holds fibers that wait, and ends them when released`, async t => {
        const { candidate } = (await import(`./candidates/${name}.js`)) as { candidate: Candidate }
        for (const depth of [1, 4]) {
            reserve(100)
            candidate.hold(100, depth)
            await allHeld(100)
            await releaseAll()
        }
        t.pass('all ended')
    })
}
