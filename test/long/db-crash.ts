/*
    db-crash.ts -- test:db: the database under crashes: `npm run test:db -- --changes 3000 --seconds 30 --seed 1`.

    1. One workload of so many mixed changes on a disk in memory, which is stopped behind each of its steps, with every order in which it may
       have done what nobody waited for.
    2. A real process on a real disk that is killed again and again, for so long, and tells which changes were acknowledged.
    3. A real disk that is full: a small tmpfs, which only root can make.
*/

import { parseArgs } from 'node:util'
import { setLogHandler } from '../../fiber/index.js'
import { fullDisk } from './db/full-disk.js'
import { killed } from './db/killed.js'
import { oneWorkload } from './db/one-workload.js'

const { values } = parseArgs({
    options: {
        changes: { type: 'string', default: '2000' },
        seconds: { type: 'string', default: '20' },
        seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
})
// Torn journals are reported as errors.
setLogHandler(() => {})
const seed = Number(values.seed)
console.log(await oneWorkload(Number(values.changes), seed))
console.log(await killed(Number(values.seconds), seed))
console.log(await fullDisk())
process.exit(0)
