/*
    recovery.ts -- Reading what is on the disk, whatever state it is in.

        PATH            snapshot             PATH.jnl        changes since it
        PATH.prev       the one before       PATH.jnl.prev   changes between the two
        PATH.save       a snapshot that is being written; of no interest
        PATH.bad, PATH.jnl.bad               what could not be read, kept aside

    The newest whole snapshot is taken, then all frames of the journals with a higher sequence number, in order. A frame that is not good
    ends a journal: what follows it was not acknowledged, or the disk is damaged. Source: spec db.md §11.4; the design document.
*/

import { Logger } from '../../fiber/index.js'
import { readCData, readCJournal } from './c-format.js'
import type { Disk } from './disk.js'
import { DbError } from './errors.js'
import { type FileKind, isOurs, readFrames, VERSION, versionOf } from './frames.js'
import type { JournalRecord, SnapshotHead } from './journal-record.js'
import { readSnapshot, type Snapshot } from './snapshot.js'
import type { PlainObject } from './values.js'

const log = new Logger('db')

/** Takes what is read. */
export interface RecoverySink {
    head(head: SnapshotHead): void
    item(key: string, version: number, data: PlainObject): void
    change(record: JournalRecord): void
    /** A record of a journal of C. */
    cChange(command: string, data: PlainObject): void
}

/** What was found when the database was opened. */
export interface Recovery {
    /** Records of the journals that were applied. */
    replayed: number
    /** The files are those of Ioto C. */
    imported: boolean
    /** The snapshot was damaged or missing, and the one before was taken. */
    fellBack: boolean
    /** Bytes at the end of the journals that could not be read, and are kept in `.jnl.bad`. */
    lostBytes: number
    /** What is wrong, one sentence each; also logged as errors. Empty: nothing. */
    problems: string[]
}

/** What there is to continue with. */
export interface Recovered extends Recovery {
    /** Sequence number of the last frame. */
    sequence: number
    /** There is a file aside that is to be written: damaged bytes by the end of their name. */
    readonly aside: Map<string, Buffer>
    /** The snapshot at the path itself is damaged. */
    isDamaged: boolean
}

/** Reads all files of a database. Throws `DB_CANNOT_OPEN`, `DB_BAD_VERSION`. */
export function recover(disk: Disk, path: string, sink: RecoverySink): Recovered {
    const state: Recovered = {
        ...{ replayed: 0, imported: false, fellBack: false, lostBytes: 0, problems: [], sequence: 0 },
        ...{ aside: new Map(), isDamaged: false },
    }
    const fromPath = readData(disk, path, sink, state)
    for (const name of fromPath ? ['.jnl'] : ['.jnl.prev', '.jnl']) {
        readJournal(disk, path, name, sink, state)
    }
    for (const problem of state.problems) {
        log.error(`${path}: ${problem}`)
    }
    return state
}

/** Reads the newest snapshot that is whole. Tells whether it was that of the path itself. */
function readData(disk: Disk, path: string, sink: RecoverySink, state: Recovered): boolean {
    const bytes = readFile(disk, path)
    const current = bytes === null || bytes.length === 0 ? null : readImage(bytes, path, state)
    if (current?.isWhole === true) {
        apply(current, sink, state)
        return true
    }
    state.isDamaged = current !== null
    if (current !== null) {
        state.aside.set('.bad', bytes!)
    }
    const former = readFile(disk, `${path}.prev`)
    const previous = former === null || former.length === 0 ? null : readImage(former, `${path}.prev`, state)
    if (previous?.isWhole === true) {
        state.fellBack = true
        if (current !== null) {
            state.problems.push(
                'the data file is damaged; the previous one and the journals were taken, the damaged one is kept in .bad',
            )
        }
        apply(previous, sink, state)
        return false
    }
    const best = current ?? previous
    if (best !== null) {
        state.problems.push('the data file is damaged; what can be read was taken, the damaged one is kept in .bad')
        apply(best, sink, state)
    }
    return false
}

function readImage(bytes: Buffer, path: string, state: Recovered): Snapshot {
    if (versionOf(bytes) === 2) {
        const { items, end, skipped } = readCData(bytes)
        state.imported = true
        return {
            head: { version: 0, sequence: 0, schema: null, pending: [] },
            chunks: [items.map(({ key, data }) => [key, 0, data])],
            isWhole: end === bytes.length && skipped === 0,
        }
    }
    checkVersion(bytes, 's', path, 'database')
    return readSnapshot(bytes)
}

/** A version that is neither ours nor that of C is refused, so that nobody overwrites what a later version wrote. */
function checkVersion(bytes: Buffer, kind: FileKind, path: string, what: string): void {
    const version = versionOf(bytes)
    if (version !== VERSION) {
        throw new DbError('DB_BAD_VERSION', `Incorrect ${what} version ${version}: ${path}, wanted 2 or ${VERSION}`)
    }
    if (!isOurs(bytes, kind)) {
        throw new DbError('DB_BAD_VERSION', `Cannot open ${path}: it is no ${what}`)
    }
}

function apply({ head, chunks }: Snapshot, sink: RecoverySink, state: Recovered): void {
    state.sequence = head.sequence
    sink.head(head)
    for (const chunk of chunks) {
        for (const [key, version, data] of chunk) {
            sink.item(key, version, data)
        }
    }
}

function readJournal(disk: Disk, path: string, name: string, sink: RecoverySink, state: Recovered): void {
    const bytes = readFile(disk, path + name)
    if (bytes === null || versionOf(bytes) === 0) {
        return
    }
    if (versionOf(bytes) === 2) {
        readForeignJournal(bytes, name, sink, state)
        return
    }
    checkVersion(bytes, 'j', path + name, 'database journal')
    const { frames, end } = readFrames(bytes)
    for (const { sequence, payload } of frames) {
        if (sequence > state.sequence) {
            if (sequence > state.sequence + 1) {
                const missing = sequence - state.sequence - 1
                state.problems.push(
                    `${missing} frame${missing === 1 ? '' : 's'} of the journal are missing before ${name}`,
                )
            }
            state.sequence = sequence
            for (const record of payload as JournalRecord[]) {
                state.replayed++
                sink.change(record)
            }
        }
    }
    tail(bytes, end, name, state)
}

function readForeignJournal(bytes: Buffer, name: string, sink: RecoverySink, state: Recovered): void {
    const { items, end, skipped } = readCJournal(bytes)
    state.imported = true
    for (const { command, data } of items) {
        state.replayed++
        sink.cChange(command, data)
    }
    if (skipped > 0) {
        state.problems.push(`${skipped} records of ${name} are no items and were skipped`)
    }
    tail(bytes, end, name, state)
}

/** What is behind the last good record. */
function tail(bytes: Buffer, end: number, name: string, state: Recovered): void {
    const lost = bytes.length - end
    if (lost > 0) {
        state.lostBytes += lost
        state.aside.set('.jnl.bad', bytes.subarray(end))
        state.problems.push(
            `${name} was cut at byte ${end}: ${lost} bytes are no whole record, and are kept in .jnl.bad`,
        )
    }
}

function readFile(disk: Disk, path: string): Buffer | null {
    try {
        return disk.read(path)
    } catch (cause) {
        throw new DbError('DB_CANNOT_OPEN', `Cannot open ${path}: ${(cause as Error).message}`, { cause })
    }
}
