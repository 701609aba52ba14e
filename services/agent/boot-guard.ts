/*
    boot-guard.ts -- BootGuard: notices an agent that is started again and again because it crashes, as a watchdog or systemd would do, so
    that it can start with less: a device that can still be reached can be repaired.

    A file in the state directory has the times of the starts that had no proper end yet. It is not synced: if the machine loses it, one
    crash is not counted, which does no harm.
*/

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expandPath, wallTime } from '../../fiber/index.js'

/** No more starts are remembered. */
const MOST = 100

/** How many starts without an end are too many, and in what time (milliseconds). */
export interface BootLimits {
    /** 0: they are never too many. */
    readonly crashes: number
    readonly within: number
}

/** Counts the starts of an agent. */
export class BootGuard {
    readonly #path = expandPath('@state/starts.json')
    /** How many starts within the time had no end, before this one. */
    readonly crashes: number
    /** Whether the agent is to start in safe mode. */
    readonly isLooping: boolean

    /** Notes the present start. Never throws: a disk that is full is no reason not to start. */
    constructor({ crashes, within }: BootLimits) {
        const time = wallTime()
        // Times to come are of a clock that was wrong.
        const starts = this.#read().filter(then => then <= time && time - then < within)
        this.crashes = starts.length
        this.isLooping = crashes > 0 && starts.length >= crashes
        this.#write([...starts.slice(1 - MOST), time])
    }

    /** The agent has ended in order: what was before counts no more. */
    ended(): void {
        try {
            rmSync(this.#path, { force: true })
        } catch {
            // See above.
        }
    }

    #read(): number[] {
        try {
            const starts: unknown = JSON.parse(readFileSync(this.#path, 'utf8'))
            return Array.isArray(starts) ? starts.filter(each => typeof each === 'number') : []
        } catch {
            return []
        }
    }

    #write(starts: readonly number[]): void {
        try {
            writeFileSync(this.#path, `${JSON.stringify(starts)}\n`, { mode: 0o600 })
        } catch {
            // See above.
        }
    }
}
