/*
    room.ts -- Whether there is room on the disk of the state directory. Without, an agent starts in safe mode: one that can be reached can be
    repaired.
*/

import { randomUUID } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expandPath, type Fiber, sleep } from '../../fiber/index.js'

/** What a start needs for its lock, and the files of an empty database, bytes. */
const NEED = 64 * 1024

/** Milliseconds between two looks. */
const PERIOD = 5000

/** Whether files can be written in a directory, or in the nearest that is there: in it, others are made. */
export function hasRoom(directory: string): boolean {
    let present = resolve(directory)
    while (!existsSync(present) && dirname(present) !== present) {
        present = dirname(present)
    }
    const probe = join(present, `ioto-room.${randomUUID()}`)
    try {
        writeFileSync(probe, Buffer.alloc(NEED), { flag: 'wx', mode: 0o600 })
        return true
    } catch {
        return false
    } finally {
        rmSync(probe, { force: true })
    }
}

/** Waits until there is room in the state directory. No deadline: somebody has to make room. */
export function* waitForRoom(): Fiber<void> {
    while (!hasRoom(expandPath('@state'))) {
        yield* sleep(PERIOD)
    }
}
