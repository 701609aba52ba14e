/*
    killed.ts -- A process that changes a database and is killed again and again.
*/

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../../fiber/index.js'
import { Db } from '../../../services/db/index.js'
import { randomOf } from '../../services/db/crash.js'

const schema = {
    models: {
        N: { sk: { value: 'n#${id}' }, id: { type: 'string' }, value: { type: 'number' }, text: { type: 'string' } },
    },
} as const

/** Items that the process changes in turn. */
const ITEMS = 50

const [, , role, path = ''] = process.argv
if (role === 'child-that-is-killed') {
    await child(path)
}

/**
 * Changes all items in turn, and tells the number of each change that is on the disk: an item alone, of which the journal gets what changes, and two
 * as a transaction.
 */
async function child(path: string): Promise<void> {
    const db = Db.open(path, schema, { maxJournalSize: 20_000 })
    await run(function* () {
        const first = (db.get('N', { id: 'last' })?.data.value as number | undefined) ?? -1
        if (first < 0) {
            for (const id of ['alone', 'last', ...Array.from({ length: ITEMS }, (_, i) => String(i))]) {
                db.create('N', { id, value: 0, text: 'x'.repeat(100) })
            }
        }
        for (let n = Math.max(0, first) + 1; ; n++) {
            db.update('N', { id: 'alone', value: n })
            db.transaction(() => {
                for (const id of [n % ITEMS, 'last']) {
                    db.update('N', { id: String(id), value: n })
                }
            })
            yield* db.flush()
            process.send!(n)
        }
    })
}

/** Tells how often; throws at the first fault. */
export async function killed(seconds: number, seed: number): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'ioto-db-crash-'))
    const path = join(folder, 'x.db')
    const random = randomOf(seed)
    const end = performance.now() + seconds * 1000
    let acknowledged = 0
    let count = 0
    try {
        for (; performance.now() < end; count++) {
            const process = fork(fileURLToPath(import.meta.url), ['child-that-is-killed', path], { stdio: 'inherit' })
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
    return `${count} kills, ${acknowledged} acknowledged changes: nothing lost, nothing by halves`
}

/** What is there after a kill: each change up to that which was acknowledged, and both halves of the last. */
function check(path: string, acknowledged: number): void {
    const db = Db.open(path, schema, { readOnly: true })
    const values = new Map(db.find('N').map(({ data }) => [data.id, data.value as number]))
    const last = values.get('last') ?? -1
    const alone = values.get('alone') ?? -1
    const faults = [last < acknowledged ? `the last is ${last}, acknowledged ${acknowledged}` : '']
    faults.push(alone < last ? `the one alone is ${alone}, and comes before ${last}` : '')
    faults.push(db.find('N').every(({ data }) => (data.text as string).length === 100) ? '' : 'an item by halves')
    for (let n = Math.max(1, last - ITEMS + 1); n <= last; n++) {
        const value = values.get(String(n % ITEMS))
        faults.push(value === n ? '' : `item ${n % ITEMS} is ${value}, wanted ${n}`)
    }
    db.close()
    const [fault] = faults.filter(fault => fault !== '')
    if (fault !== undefined) {
        throw new Error(`after a kill: ${fault}`)
    }
}
