/*
    crash.ts -- A workload on a disk in memory, and what must be there after a crash at any of its steps.

    That it finds what it looks for was tried by breaking the code. Each of these makes storage.test.ts or recovery.test.ts fail: no fsync of a
    snapshot, of a frame, of the head of a journal; no fsync of the directory behind the renames of a save, or behind a new journal; a save
    that writes in place, that retires the journal first, that does not journal what is pending; a flush that returns before the disk does;
    a transaction in two frames; a repair that removes what is damaged first, or makes it the previous one; a reader that reads the snapshot
    before the journal. One does not: no fsync of the directory between an old journal and a new one. It takes a crash and a snapshot that
    is damaged, both, to lose something by that.
*/

import { type Fiber, yieldNow } from '../../../fiber/index.js'
import type { Db } from '../../../services/db/index.js'
import type { CrashWalk } from './crash-walk.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, type schema } from './schema.js'

/** What the workload did: all states that there were, and from which on they were acknowledged after so many steps. */
export interface Work {
    readonly disk: MemoryDisk
    readonly states: readonly string[]
    readonly acknowledged: readonly { readonly steps: number; readonly state: number }[]
}

/** Random numbers from 0 to 1, the same for each seed. */
export function randomOf(seed: number): () => number {
    let a = seed >>> 0
    return () => {
        a = (a + 0x6d2b79f5) >>> 0
        let x = Math.imul(a ^ (a >>> 15), a | 1)
        x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
        return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
    }
}

/** All items, and what the cloud does not have, as a text. */
export function stateOf(db: Db<typeof schema>): string {
    return JSON.stringify([
        Array.from(db, ({ key, data }) => [key, data]),
        db.changesSince(0, 1000).map(({ key, command }) => [key, command]),
    ])
}

/** Does so many mixed changes, with saves and reopenings among them. */
export function* work(count: number, seed: number): Fiber<Work> {
    const random = randomOf(seed)
    const below = (most: number): number => Math.floor(random() * most)
    const disk = new MemoryDisk()
    const options = { disk, maxJournalSize: 1500 }
    let db = openDb(options)
    const states = [stateOf(db)]
    const acknowledged = [{ steps: 0, state: 0 }]
    const acknowledge = (state: number): void => void acknowledged.push({ steps: disk.steps.length, state })
    const change = (): void => {
        const id = `${below(12)}`
        const kind = below(12)
        if (kind > 9) {
            // Of an item that is there, only what changes is journaled.
            const item = db.findOne(kind === 10 ? 'Sent' : 'Event')
            if (item?.data._type === 'Sent') {
                db.update('Sent', { id: item.data.id, n: below(100) })
            } else if (item !== null) {
                db.update('Event', { group: item.data.group, id: item.data.id, color: `c${below(5)}` })
            }
        } else if (kind < 4) {
            db.update('Event', { group: `${below(3)}`, id, color: `c${below(5)}` }, { upsert: true })
        } else if (kind < 6) {
            db.remove('Event', { group: `${below(3)}`, id })
        } else if (kind < 8) {
            db.update('Sent', { id, n: below(100), updated: 0 }, { upsert: true, bypass: below(3) === 0 })
        } else if (kind === 8) {
            db.remove('Sent', { id })
        } else {
            db.acknowledge(db.changesSince(0, 2))
        }
    }
    for (let i = 0; i < count; i++) {
        if (below(5) === 0) {
            db.transaction(() => {
                change()
                change()
                change()
            })
        } else {
            change()
        }
        states.push(stateOf(db))
        const now = states.length - 1
        const next = below(8)
        if (next < 3) {
            yield* db.flush()
            acknowledge(now)
        } else if (next === 3) {
            yield* yieldNow()
        } else if (next === 4 && below(6) === 0) {
            db.save()
            acknowledge(now)
        } else if (next === 5 && below(8) === 0) {
            db.close()
            acknowledge(now)
            yield* yieldNow()
            db = openDb(options)
        }
    }
    yield* db.flush()
    acknowledge(states.length - 1)
    db.close()
    yield* yieldNow()
    return { disk, states, acknowledged }
}

/** How thoroughly crashes are tried. */
export interface Thoroughness {
    /** Random crashes at each step. */
    readonly seeds: number
    /** Most combinations of what the disk has of names, of which all are tried; more are left to chance. Default 64. */
    readonly names?: number
    /** The same of names and writes together. Default 0. */
    readonly all?: number
}

/** All faults of crashes behind the steps that were taken, and how many crashes were tried. */
export function crashFaults(
    work: Work,
    walk: CrashWalk,
    { seeds, names = 64, all = 0 }: Thoroughness,
): { faults: string[]; count: number } {
    const faults: (string | null)[] = []
    const fault = (seed: number, kept?: number, writes?: number): void =>
        void faults.push(crashFault(work, walk, seed, kept, writes))
    for (let seed = 0; seed < seeds; seed++) {
        fault(walk.at * seeds + seed)
    }
    const ways = 2 ** walk.names
    const orders = 2 ** (walk.names + walk.writes)
    if (orders > 1 && orders <= all) {
        for (let kept = 0; kept < orders; kept++) {
            fault(walk.at, kept & (ways - 1), kept >> walk.names)
        }
    } else if (ways > 2 && ways <= names) {
        for (let kept = 0; kept < ways; kept++) {
            fault(walk.at * 64 + kept, kept)
        }
    }
    return { faults: faults.filter(fault => fault !== null), count: faults.length }
}

/** What is wrong after a crash: null if nothing is. `seed` says what is left to chance, see `CrashWalk.left` for the rest. */
export function crashFault(
    { states, acknowledged }: Work,
    walk: CrashWalk,
    seed: number,
    names?: number,
    writes?: number,
): string | null {
    const random = randomOf(seed)
    const chosen = new Map<string, number>()
    const choose = (what: string): number => {
        const share = chosen.get(what) ?? [0, 1, random(), random()][Math.floor(random() * 4)]!
        chosen.set(what, share)
        return share
    }
    const left = new MemoryDisk(walk.left(choose, names, writes))
    const least = acknowledged.findLast(each => each.steps <= walk.at)!.state
    const where = `step ${walk.at}, seed ${seed}, names ${names}, writes ${writes}`
    try {
        const db = openDb({ disk: left })
        const state = stateOf(db)
        db.close()
        const again = openDb({ disk: left })
        const second = stateOf(again)
        again.close()
        if (second !== state) {
            return `${where}: another state at the second opening`
        }
        const found = states.lastIndexOf(state)
        return found >= least ? null : `${where}: state ${found}, acknowledged ${least}\n${state}\n${states[least]}`
    } catch (error) {
        return `${where}: ${(error as Error).stack}`
    }
}
