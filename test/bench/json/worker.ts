/*
    worker.ts -- The process in which one candidate does one row. Arguments: the candidate, the row's id, and the milliseconds that one
    round should take.
*/

import { answer } from '../harness/index.js'
import { type Candidate, rows } from './rows.js'

const [candidate = '', id = '', length = '100'] = process.argv.slice(2)
const roundLength = Number(length)
const work = rows.find(row => row.id === id)?.work[candidate as Candidate]?.()
if (work === undefined) {
    throw new RangeError(`Cannot measure: no row "${id}" for "${candidate}"`)
}

/** Held, so that nobody can leave out the work. */
let result: unknown

/** Runs the work for some time, until code is optimized; gives how often it ran. */
function runFor(milliseconds: number): number {
    const end = performance.now() + milliseconds
    let count = 0
    while (performance.now() < end) {
        result = work!()
        count++
    }
    return count
}

runFor(3 * roundLength)
const times = Math.max(1, Math.round(runFor(3 * roundLength) / 3))

answer(candidate, {
    /** Microseconds of one unit: processor time of all threads, garbage collector included. */
    measure: () => {
        const start = process.cpuUsage()
        for (let i = 0; i < times; i++) {
            result = work()
        }
        const { user, system } = process.cpuUsage(start)
        return result === undefined ? Number.NaN : (user + system) / times
    },
})
