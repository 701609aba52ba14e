/*
    facts.ts -- What is measured once: opening and saving (processor time), memory, durable updates (against the clock).
*/

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { all, type Fiber, run } from '../../../fiber/index.js'
import { Db } from '../../../services/db/index.js'
import { isInstalled, openSqlite } from './peers.js'
import { deviceModel } from './stores.js'

const schema = { models: { Device: deviceModel } } as const

/** Rows of a table: what, the figure, the target. */
export async function facts(): Promise<[what: string, figure: string, target: string][]> {
    const folder = mkdtempSync(join(tmpdir(), 'ioto-bench-db-'))
    try {
        const durable = await durableUpdates(folder)
        return [...openAndSave(folder), ...durable, ...memory()]
    } finally {
        rmSync(folder, { recursive: true, force: true })
    }
}

function fill(db: Db<typeof schema>, count: number): void {
    for (let i = 0; i < count; i++) {
        db.create('Device', {
            id: String((i * 7919) % count).padStart(8, '0'),
            name: `device number ${i} in the hall`,
            value: i,
        })
    }
}

function openAndSave(folder: string): [string, string, string][] {
    const path = join(folder, 'open.db')
    const times = { open: [] as number[], save: [] as number[] }
    const first = Db.open(path, schema, { durability: 'never', maxJournalSize: 1e9 })
    fill(first, 20_000)
    first.close()
    for (let i = 0; i < 9; i++) {
        const start = processorTime()
        const db = Db.open(path, schema)
        times.open.push(processorTime() - start)
        const begin = processorTime()
        db.save()
        times.save.push(processorTime() - begin)
        db.close()
    }
    const median = (list: number[]): string => `${list.sort((a, b) => a - b)[list.length >> 1]!.toFixed(0)} ms`
    return [
        ['open 20,000 items', median(times.open), '≤ 60 ms'],
        ['save 20,000 items', median(times.save), ''],
        ['open 100,000 items, and find one', median(openMany(folder)), ''],
    ]
}

function openMany(folder: string): number[] {
    const path = join(folder, 'many.db')
    const first = Db.open(path, schema, { durability: 'never', maxJournalSize: 1e9 })
    fill(first, 100_000)
    first.close()
    return Array.from({ length: 5 }, () => {
        const start = processorTime()
        const db = Db.open(path, schema)
        const found = db.get('Device', { id: '00050000' })
        const time = processorTime() - start
        db.close()
        return found === null ? Number.NaN : time
    })
}

/** Milliseconds of the processor, user and system, that this process has used. */
function processorTime(): number {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
}

function memory(): [string, string, string][] {
    const count = 100_000
    const db = Db.open('/none/memory.db', schema, { readOnly: true })
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    fill(db, count)
    globalThis.gc?.()
    const each = (process.memoryUsage().heapUsed - before) / count
    return [
        [
            `heap of an item of ${Math.round(db.statistics().bytes / count)} characters`,
            `${each.toFixed(0)} bytes`,
            '≤ 600 bytes',
        ],
    ]
}

/** Updates per second that are on the disk when they are counted. */
async function durableUpdates(folder: string): Promise<[string, string, string][]> {
    const db = Db.open(join(folder, 'durable.db'), schema, { maxJournalSize: 1e9 })
    fill(db, 1000)
    const SECONDS = 1.5
    const measure = (fibers: number): Promise<number> =>
        run(function* (): Fiber<number> {
            yield* db.flush()
            const end = performance.now() + SECONDS * 1000
            const work = Array.from({ length: fibers }, (_, f) =>
                (function* (): Fiber<number> {
                    let count = 0
                    while (performance.now() < end) {
                        db.update('Device', { id: String((f * 13) % 1000).padStart(8, '0'), value: count++ })
                        yield* db.flush()
                    }
                    return count
                })(),
            )
            const counts = yield* all(work)
            return counts.reduce((sum, count) => sum + count, 0) / SECONDS
        })
    const one = await measure(1)
    const many = await measure(64)
    db.close()
    const sqlite = isInstalled('sqlite') ? sqliteUpdates(folder, SECONDS) : null
    const show = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-US')} /s`
    return [
        ['durable updates, one fiber', show(one), ''],
        ['durable updates, 64 fibers', `${show(many)} (${(many / one).toFixed(1)} times)`, '≥ 5 times'],
        [
            'durable updates, better-sqlite3, WAL, synchronous FULL',
            sqlite === null ? 'not installed' : show(sqlite),
            '',
        ],
    ]
}

function sqliteUpdates(folder: string, seconds: number): number {
    const db = openSqlite(join(folder, 'durable.sqlite'), 'FULL')
    db.prepare('INSERT INTO item VALUES (?, ?)').run('device#1', '{"value":1}')
    const change = db.prepare("UPDATE item SET json = json_set(json, '$.value', ?) WHERE sk = 'device#1'")
    const end = performance.now() + seconds * 1000
    let count = 0
    while (performance.now() < end) {
        change.run(count++)
    }
    db.close()
    return count / seconds
}
