/*
    full-disk.ts -- A database on a real disk that is full: a tmpfs of 256 KB.
*/

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../fiber/index.js'
import { Db, DbError } from '../../../services/db/index.js'

const schema = {
    models: { N: { sk: { value: 'n#${id}' }, id: { type: 'string' }, text: { type: 'string' } } },
} as const

/** Tells what was done, or why nothing; throws at a fault. */
export async function fullDisk(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'ioto-db-full-'))
    try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
        rmSync(folder, { recursive: true })
        return 'full disk: skipped, since only root can mount a tmpfs (storage.test.ts does it in memory)'
    }
    try {
        return await filled(folder)
    } finally {
        execFileSync('umount', [folder])
        rmSync(folder, { recursive: true })
    }
}

async function filled(folder: string): Promise<string> {
    const path = join(folder, 'x.db')
    const ballast = join(folder, 'ballast')
    const db = Db.open(path, schema)
    const acknowledged: string[] = []
    let refused = 0
    const add = function* (id: string) {
        db.create('N', { id, text: 'x'.repeat(1000) })
        try {
            yield* db.flush()
            acknowledged.push(id)
        } catch (error) {
            if (!(error instanceof DbError && error.code === 'DB_CANNOT_WRITE')) {
                throw error
            }
            refused++
        }
    }
    await run(function* () {
        for (let i = 0; i < 20; i++) {
            yield* add(String(i))
        }
        writeFileSync(ballast, Buffer.alloc(150 * 1024))
        for (let i = 20; refused < 20 && i < 500; i++) {
            yield* add(String(i))
        }
    })
    want(refused === 20, 'the disk was never full')
    wantAll(path, acknowledged, 'on the full disk')
    // There is room again: what is in the memory alone is written.
    rmSync(ballast)
    await run(() => db.flush())
    wantAll(
        path,
        db.find('N').map(({ data }) => data.id as string),
        'when there was room',
    )
    db.close()
    return `full disk: ${acknowledged.length} items acknowledged, ${refused} refused with a clear error and written later`
}

/** A reader finds at least these items, each as a whole. */
function wantAll(path: string, ids: readonly string[], when: string): void {
    const reader = Db.open(path, schema, { readOnly: true })
    for (const id of ids) {
        want((reader.get('N', { id })?.data.text as string | undefined)?.length === 1000, `item ${id} is lost ${when}`)
    }
    reader.close()
}

function want(condition: boolean, fault: string): void {
    if (!condition) {
        throw new Error(fault)
    }
}
