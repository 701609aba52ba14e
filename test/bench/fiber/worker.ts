/*
    worker.ts -- The process in which one candidate does one row. Arguments: the candidate's module name, the row's id, and the
    milliseconds that one round should take.

    One process for each pair: V8's optimizer has then seen nothing but this work, for every candidate alike, and an order of
    rows cannot favour anybody.
*/

import { answer } from '../harness/index.js'
import type { Candidate } from './candidate.js'
import { type MemoryRow, rows, type TimeRow } from './rows.js'
import { allHeld, releaseAll, reserve } from './waits.js'

const [module = '', id = '', length = '100'] = process.argv.slice(2)
const roundLength = Number(length)
const row = rows.find(each => each.id === id)
if (row === undefined) {
    throw new RangeError(`Cannot measure row: "${id}", wanted: ${rows.map(each => each.id).join(', ')}`)
}
const { candidate } = (await import(`./candidates/${module}.js`)) as { candidate: Candidate }

/** Units that are done in one go: some milliseconds, since no program holds the thread longer. Set by the warm-up. */
let units = 0
/** How often that is in a round. */
let times = 1

answer(candidate.name, {
    warmUp: () => (row.kind === 'time' ? warmUpTime(row) : warmUpMemory(row)),
    measure: () => (row.kind === 'time' ? measureTime(row) : measureMemory(row, units)),
})

/** A whole number of units for each of 64 fibers and each batch of 100. */
const STEP = 6400

/** Milliseconds of work that is done in one go. */
const STRETCH = 10

/** Runs until code is optimized and queues have grown, then decides how many units make a round. */
async function warmUpTime(each: TimeRow): Promise<void> {
    units = STEP
    let perUnit = Infinity
    const end = performance.now() + 300 + 3 * roundLength
    while (performance.now() < end) {
        perUnit = Math.min(perUnit, await measureTime(each))
        units = Math.max(STEP, Math.round((STRETCH * 1e6) / perUnit / STEP) * STEP)
        times = Math.max(1, Math.round((roundLength * 1e6) / perUnit / units))
    }
}

/**
 * Nanoseconds of one unit: processor time of all threads, garbage collector included. On an idle machine it is what the clock
 * shows, and on a shared one it is what the clock would have shown: nothing here waits for anything outside the process.
 */
async function measureTime(each: TimeRow): Promise<number> {
    globalThis.gc?.()
    const start = process.cpuUsage()
    for (let i = 0; i < times; i++) {
        await each.run(candidate, units)
    }
    const { user, system } = process.cpuUsage(start)
    return ((user + system) * 1000) / (units * times)
}

/** Holds some fibers, so that code and lists have their final form; decides how many are held in a round. */
async function warmUpMemory(each: MemoryRow): Promise<void> {
    await measureMemory(each, 1000)
    const start = performance.now()
    await measureMemory(each, 1000)
    // So many that what the process allocates besides does not show; fewer where a fiber takes 10 KB and 50 µs.
    units = performance.now() - start < 100 ? 50_000 : 5000
}

/** Bytes of heap of one waiting fiber. */
async function measureMemory(each: MemoryRow, n: number): Promise<number> {
    reserve(n)
    const before = heap()
    candidate.hold(n, each.depth)
    await allHeld(n)
    const bytes = heap() - before
    await releaseAll()
    return bytes / n
}

/** Bytes in use after a full collection. Two passes: the first may only queue what finalizers hold. */
function heap(): number {
    if (globalThis.gc === undefined) {
        throw new Error('Cannot measure memory: node runs without --expose-gc')
    }
    globalThis.gc()
    globalThis.gc()
    return process.memoryUsage().heapUsed
}
