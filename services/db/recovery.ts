/*
    recovery.ts -- Reading what is on the disk, whatever state it is in.

        PATH            snapshot             PATH.jnl        changes since it
        PATH.prev       the one before       PATH.jnl.prev   changes between the two
        PATH.save       a snapshot that is being written; of no interest
        PATH.bad, PATH.jnl.bad               what could not be read, kept aside

    The newest whole snapshot is taken, then all frames of the journals with a higher sequence number, in order. A frame that is not good
    ends a journal: what follows it was not acknowledged, or the disk is damaged. Reading takes no lock: it may go on while another
    process writes, and gives a state that there was. Source: spec db.md §11.4; the design document.
*/

import { Logger } from '../../fiber/index.js'
import { readCData, readCJournal } from './c-format.js'
import type { Disk } from './disk.js'
import { DbError } from './errors.js'
import { HEAD, kindOf, readFrames, VERSION, versionOf } from './frames.js'
import type { JournalRecord, SnapshotHead } from './journal-record.js'
import { readSnapshot, type Snapshot } from './snapshot.js'
import type { PlainObject } from './values.js'

const log = new Logger('db')

/** Takes what is read. */
export interface RecoverySink {
    head(head: SnapshotHead): void
    item(key: string, version: number, data: PlainObject, size: number | undefined): void
    /** Tells what is missing to apply a record: the item, or a change of it that comes before. */
    change(record: JournalRecord): 'done' | 'item' | 'change'
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
    /** Keys of items of which there are changes that cannot be applied, and what is missing. */
    readonly orphans: Map<string, 'item' | 'change'>
}

/** How the files are read. */
export interface RecoverOptions {
    /** A process is writing them: what ends in the middle of a record is not damaged. Default false. */
    readonly hasWriter?: boolean
}

/**
 * Reads all files of a database. Throws `DB_CANNOT_OPEN`, `DB_BAD_VERSION`.
 *
 * The journals are read before the snapshots, because a writer may be making a new snapshot: then that has all that was in the journals
 * which were read, and their records do nothing. The other way round, changes between the two would be missing.
 */
export function recover(
    disk: Disk,
    path: string,
    sink: RecoverySink,
    { hasWriter = false }: RecoverOptions = {},
): Recovered {
    const state: Recovered = {
        ...{ replayed: 0, imported: false, fellBack: false, lostBytes: 0, problems: [], sequence: 0 },
        ...{ aside: new Map(), isDamaged: false, orphans: new Map() },
    }
    const journal = readFile(disk, `${path}.jnl`)
    const formerJournal = readFile(disk, `${path}.jnl.prev`)
    const readFormer = (): void => {
        if (formerJournal !== null) {
            readJournal(formerJournal, path, '.jnl.prev', sink, state, hasWriter)
        }
    }
    if (!readData(disk, path, formerJournal, readFormer, sink, state)) {
        readFormer()
    }
    if (journal !== null) {
        readJournal(journal, path, '.jnl', sink, state, hasWriter)
    }
    tellOrphans(state)
    for (const problem of state.problems) {
        log.error(`${path}: ${problem}`)
    }
    return state
}

/**
 * Reads the newest snapshot that is whole, or what is left of them. Tells whether the changes between the two are in that; `readFormer`
 * applies these.
 */
function readData(
    disk: Disk,
    path: string,
    formerJournal: Buffer | null,
    readFormer: () => void,
    sink: RecoverySink,
    state: Recovered,
): boolean {
    let bytes = readSome(disk, path)
    let former: Buffer | null = null
    if (bytes === null) {
        former = readSome(disk, `${path}.prev`)
        // A writer that is between its two renames has none for a moment.
        bytes = readSome(disk, path)
    }
    const current = bytes === null ? null : readImage(bytes, path, state)
    if (current?.isWhole === true) {
        apply(current, sink, state)
        return true
    }
    state.isDamaged = bytes !== null
    if (bytes !== null) {
        state.aside.set('.bad', bytes)
        former = readSome(disk, `${path}.prev`)
    }
    const previous = former === null ? null : readImage(former, `${path}.prev`, state)
    if (previous?.isWhole === true) {
        state.fellBack = true
        if (bytes !== null) {
            state.problems.push(
                'the data file is damaged; the previous one and the journals were taken, the damaged one is kept in .bad',
            )
        }
        apply(previous, sink, state)
        return false
    }
    if (bytes !== null && former === null && isFirst(formerJournal)) {
        // There was nothing before the first snapshot, and that is whole.
        state.fellBack = true
        state.problems.push(
            'the data file is damaged; the journals, which have all changes from the first on, were taken, the damaged one is kept in .bad',
        )
        return false
    }
    if (bytes === null && former !== null) {
        state.aside.set('.bad', former)
    }
    if (current !== null || previous !== null) {
        state.problems.push('the data file is damaged; what can be read was taken, the damaged one is kept in .bad')
        return applyRests(previous, current, readFormer, sink, state)
    } else if (bytes !== null) {
        throw refused(bytes, path, 'database')
    }
    return false
}

/**
 * Takes what can be read of damaged snapshots: of the older one, with the changes between the two, and over that what the newer one has, which
 * is as it was then. Tells whether the changes between them are in that.
 */
function applyRests(
    previous: Snapshot | null,
    current: Snapshot | null,
    readFormer: () => void,
    sink: RecoverySink,
    state: Recovered,
): boolean {
    if (previous !== null) {
        apply(previous, sink, state)
        if (current === null || current.chunks.length === 0) {
            return false
        }
        readFormer()
    }
    const { sequence } = state
    apply(current!, sink, state)
    state.sequence = Math.max(sequence, state.sequence)
    return previous !== null
}

/** Whether a journal is the first that there was of a database. */
function isFirst(journal: Buffer | null): boolean {
    return journal !== null && kindOf(journal, 'j') === 'ours' && readFrames(journal).frames[0]?.sequence === 1
}

/** What a data file holds; null: nothing of it can be read. */
function readImage(bytes: Buffer, path: string, state: Recovered): Snapshot | null {
    switch (kindOf(bytes, 's')) {
        case 'ours':
            return readSnapshot(bytes)
        case 'headless':
            return { ...readSnapshot(bytes), isWhole: false }
        case 'later':
            throw refused(bytes, path, 'database')
        case 'c': {
            const { items, end, skipped } = readCData(bytes)
            state.imported = true
            return {
                head: { version: 0, sequence: 0, schema: null, pending: [] },
                chunks: [items.map(({ key, data }) => [key, 0, data])],
                isWhole: end === bytes.length && skipped === 0,
            }
        }
        default:
            return null
    }
}

/** A file that is neither ours nor that of C is left alone, so that nobody overwrites what a later version wrote. */
function refused(bytes: Buffer, path: string, what: string): DbError {
    return new DbError(
        'DB_BAD_VERSION',
        `Incorrect ${what} version ${versionOf(bytes)}: ${path}, wanted 2 or ${VERSION}`,
    )
}

function apply({ head, chunks }: Snapshot, sink: RecoverySink, state: Recovered): void {
    state.sequence = head.sequence
    sink.head(head)
    for (const chunk of chunks) {
        for (const [key, version, data, size] of chunk) {
            sink.item(key, version, data, size)
        }
    }
}

function readJournal(
    bytes: Buffer,
    path: string,
    name: string,
    sink: RecoverySink,
    state: Recovered,
    hasWriter: boolean,
): void {
    if (bytes.length <= HEAD || bytes.every(byte => byte === 0)) {
        // It was just made, and holds nothing.
        return
    }
    const kind = kindOf(bytes, 'j')
    if (kind === 'c') {
        readForeignJournal(bytes, name, sink, state)
        return
    }
    if (kind === 'later' || kind === 'foreign') {
        throw refused(bytes, path + name, 'database journal')
    }
    if (kind === 'headless') {
        state.problems.push(`the head of ${name} is damaged; its records were taken`)
    }
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
                const missing = sink.change(record)
                if (missing !== 'done') {
                    state.orphans.set(record[3], missing)
                } else if (record[0] !== 'acknowledge') {
                    state.orphans.delete(record[3])
                }
            }
        }
    }
    if (!hasWriter) {
        tail(bytes, end, name, state)
    }
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

/**
 * Tells of changes whose item, or a change of it that comes before, is lost: they are not applied, for half of an item is none. Where nothing
 * is damaged a whole item may be missing: it was removed, without a record, while the change waited for the journal.
 */
function tellOrphans({ orphans, problems }: Recovered): void {
    const isDamaged = problems.length > 0
    const keys = [...orphans].filter(([, missing]) => isDamaged || missing === 'change').map(([key]) => key)
    if (keys.length > 0) {
        const some = keys.slice(0, 3).map(key => JSON.stringify(key.slice(0, 100)))
        const names = keys.length > 3 ? `${some.join(', ')} and others` : some.join(', ')
        const items = keys.length === 1 ? 'an item' : `${keys.length} items`
        problems.push(`changes of ${items} (${names}) were not applied, since what they change is lost`)
    }
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

/** The bytes of a file; null if it has none. */
function readSome(disk: Disk, path: string): Buffer | null {
    const bytes = readFile(disk, path)
    return bytes === null || bytes.length === 0 ? null : bytes
}

function readFile(disk: Disk, path: string): Buffer | null {
    try {
        return disk.read(path)
    } catch (cause) {
        throw new DbError('DB_CANNOT_OPEN', `Cannot open ${path}: ${(cause as Error).message}`, { cause })
    }
}
