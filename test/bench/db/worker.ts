/*
    worker.ts -- The process in which one candidate does one row. Arguments: the candidate, the row's id, and the milliseconds that one
    round should take.
*/

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answer } from '../harness/index.js'
import { type Candidate, rows } from './rows.js'
import { stores } from './stores.js'

const [candidate = '', id = '', length = '100'] = process.argv.slice(2)
const roundLength = Number(length)
const row = rows.find(row => row.id === id)
const folder = mkdtempSync(join(tmpdir(), 'ioto-bench-db-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const store = stores[candidate as Candidate](folder)
if (row === undefined) {
    throw new RangeError(`Cannot measure: no row "${id}"`)
}
if (row.isEmpty !== true) {
    await store.fill()
}

/** Held, so that nobody can leave out the work. */
let result: unknown
let next = 0

/** Does one unit; gives what must be waited for, or null: most candidates answer at once. */
function once(): Promise<unknown> | null {
    result = row!.run(store, next++)
    return result instanceof Promise ? result : null
}

async function runFor(milliseconds: number): Promise<number> {
    const end = performance.now() + milliseconds
    let count = 0
    while (performance.now() < end) {
        const answer = once()
        if (answer !== null) {
            result = await answer
        }
        count++
    }
    return count
}

await runFor(3 * roundLength)
const times = Math.max(1, await runFor(roundLength))
// Writers go on in the background, and are not to be counted in the first round.
await new Promise(resolve => setTimeout(resolve, 100))

answer(candidate, {
    /** Microseconds of one unit: processor time of all threads, garbage collector included. */
    measure: async () => {
        const start = process.cpuUsage()
        for (let i = 0; i < times; i++) {
            const answer = once()
            if (answer !== null) {
                result = await answer
            }
        }
        // What is left for later is a part of it.
        await new Promise(resolve => setTimeout(resolve, 20))
        const { user, system } = process.cpuUsage(start)
        return result === undefined && row.id !== 'update' && row.id !== 'create' ? Number.NaN : (user + system) / times
    },
})
