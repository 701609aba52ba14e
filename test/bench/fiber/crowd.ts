/*
    crowd.ts -- The process of bench:million that holds very many waiting fibers. Argument: the candidate's module name.
*/

import { answer } from '../harness/index.js'
import type { Candidate } from './candidate.js'
import { allHeld, releaseAll, reserve } from './waits.js'

/** What a crowd of waiting fibers takes. */
export interface Crowd {
    /** Milliseconds until all waited. */
    readonly start: number
    /** Milliseconds from the first wake until all had ended. */
    readonly end: number
    /** Bytes of heap in use, after a full collection. */
    readonly heap: number
    /** Bytes of the resident set of the process. */
    readonly resident: number
}

const [module = ''] = process.argv.slice(2)
const { candidate } = (await import(`./candidates/${module}.js`)) as { candidate: Candidate }

answer(candidate.name, { hold: argument => hold(Number(argument)) })

async function hold(n: number): Promise<Crowd> {
    // A small crowd first, so that optimized code starts the large one, as in a program that has been running for a while.
    await once(10_000)
    return once(n)
}

async function once(n: number): Promise<Crowd> {
    reserve(n)
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const begin = performance.now()
    candidate.hold(n, 1)
    await allHeld(n)
    const start = performance.now() - begin
    globalThis.gc?.()
    const memory = process.memoryUsage()
    const middle = performance.now()
    await releaseAll()
    return { start, end: performance.now() - middle, heap: memory.heapUsed - before, resident: memory.rss }
}
