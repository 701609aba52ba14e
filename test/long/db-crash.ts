/*
    db-crash.ts -- test:db: the database under crashes, for as long as one likes: `npm run test:db -- --seconds 60`.

    Two halves of the time: workloads on a disk in memory that is stopped at each of its steps, with random losses of what was not synced;
    and a real process on a real disk that is killed again and again, and tells which changes were acknowledged.
*/

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, setLogHandler } from '../../fiber/index.js'
import { Db } from '../../services/db/index.js'
import { crashFaults, randomOf, work } from '../services/db/crash.js'

const schema = {
    models: { N: { sk: { value: 'n#${id}' }, id: { type: 'string' }, value: { type: 'number' } } },
} as const

/** Items that the process changes in turn. */
const ITEMS = 50

const [, , role, path = ''] = process.argv
if (role === 'child') {
    await child(path)
} else {
    const at = process.argv.indexOf('--seconds')
    const seconds = at < 0 ? 20 : Number(process.argv[at + 1])
    // Torn journals are reported as errors.
    setLogHandler(() => {})
    const steps = await inMemory(seconds / 2)
    const kills = await killed(seconds / 2)
    console.log(`${steps} crashes in memory, ${kills} kills: nothing lost, nothing by halves`)
    process.exit(0)
}

async function inMemory(seconds: number): Promise<number> {
    const end = performance.now() + seconds * 1000
    let count = 0
    for (let seed = Date.now() % 1e6; performance.now() < end; seed++) {
        const done = await run(work, 300, seed)
        for (let step = 0; step <= done.disk.steps.length && performance.now() < end; step++) {
            const [fault] = crashFaults(done, step, 2)
            if (fault !== undefined) {
                console.error(`work(300, ${seed}): ${fault}`)
                process.exit(1)
            }
            count++
        }
    }
    return count
}

/** Changes all items in turn, several at once as a transaction, and tells the number of each that is on the disk. */
async function child(path: string): Promise<void> {
    const db = Db.open(path, schema, { maxJournalSize: 20_000 })
    await run(function* () {
        const first = Math.max(0, ...db.find('N').map(({ data }) => data.value as number))
        for (let n = first + 1; ; n++) {
            db.transaction(() => {
                for (const id of [n % ITEMS, 'last']) {
                    db.update('N', { id: String(id), value: n }, { upsert: true })
                }
            })
            yield* db.flush()
            process.send!(n)
        }
    })
}

async function killed(seconds: number): Promise<number> {
    const folder = mkdtempSync(join(tmpdir(), 'ioto-db-crash-'))
    const path = join(folder, 'x.db')
    const random = randomOf(Date.now())
    const end = performance.now() + seconds * 1000
    let acknowledged = 0
    let count = 0
    try {
        for (; performance.now() < end; count++) {
            const process = fork(fileURLToPath(import.meta.url), ['child', path], { stdio: 'inherit' })
            process.on('message', n => {
                acknowledged = n as number
            })
            await once(process, 'message')
            await new Promise(resolve => setTimeout(resolve, random() * 300))
            process.kill('SIGKILL')
            await once(process, 'exit')
            check(path, acknowledged)
        }
    } finally {
        rmSync(folder, { recursive: true, force: true })
    }
    return count
}

/** What is there after a kill: each change up to that which was acknowledged, and both halves of the last. */
function check(path: string, acknowledged: number): void {
    const db = Db.open(path, schema, { readOnly: true })
    const last = db.get('N', { id: 'last' })?.data.value as number
    const values = new Map(db.find('N').map(({ data }) => [data.id, data.value as number]))
    const faults = last < acknowledged ? [`the last is ${last}, acknowledged ${acknowledged}`] : []
    for (let n = Math.max(1, last - ITEMS + 1); n <= last; n++) {
        if (values.get(String(n % ITEMS)) !== n) {
            faults.push(`item ${n % ITEMS} is ${values.get(String(n % ITEMS))}, wanted ${n}`)
        }
    }
    db.close()
    if (faults.length > 0) {
        console.error(faults.join('\n'))
        process.exit(1)
    }
}
