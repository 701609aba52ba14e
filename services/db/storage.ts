/*
    storage.ts -- Storage: the files of a database that is open. How they are read is in recovery.ts.

        change  ->  pending records  --(a fiber)-->  frame in the journal, fsync  ->  durable
                                                     while that is under way, the next frame collects

    A save writes everything to PATH.save, syncs it, and puts it in place:

        PATH -> PATH.prev,  PATH.save -> PATH,  sync the directory,
        PATH.jnl -> PATH.jnl.prev,  sync the directory,  a new PATH.jnl,  sync the directory

    At each of these moments PATH with PATH.jnl, or PATH.prev with both journals, holds every durable change.
*/

import { detach, Event, type Fiber, Logger, now, startTimer, stopTimer, Timer, yieldNow } from '../../fiber/index.js'
import { DB_MAX_LOG_AGE, DB_MAX_LOG_SIZE } from './constants.js'
import type { Disk, DiskFile } from './disk.js'
import { DbError } from './errors.js'
import { FrameBuffer } from './frame-buffer.js'
import { HEAD, headOf } from './frames.js'
import type { JournalRecord } from './journal-record.js'
import type { Recovered } from './recovery.js'

const log = new Logger('db')

/** When changes are put on the disk: soon, in milliseconds, or with the next that must. */
export type Durability = 'turn' | 'never' | number

/** Milliseconds until a journal that could not be written is tried again, by itself. */
const RETRY = 5000

class Alarm extends Timer {
    constructor(private readonly action: () => void) {
        super()
    }

    fire(): void {
        this.action()
    }
}

/** What a save writes: the bytes of a snapshot that ends with a sequence number. */
export type Snapshooter = (sequence: number) => Iterable<Uint8Array>

/** The files of an open database. */
export class Storage {
    /** Bytes of records since the journal was made, whether they are written yet or not. */
    journalSize = 0
    /** Bytes written since the database was opened. */
    written = 0
    /** Frames written since the database was opened. */
    commits = 0
    /** Snapshots written since the database was opened. */
    saves = 0
    /** Why the files cannot be written at present; null: they can. */
    problem: string | null = null
    maxAge = DB_MAX_LOG_AGE
    maxSize = DB_MAX_LOG_SIZE
    readonly #disk: Disk
    readonly #path: string
    readonly #snapshot: Snapshooter
    readonly #commitAlarm = new Alarm(() => this.#start())
    readonly #saveAlarm = new Alarm(() => this.#saveLater())
    readonly #changed = new Event('database commit')
    #journal: DiskFile | null = null
    /** The journal that a commit is writing at the moment. */
    #writing: DiskFile | null = null
    #created = 0
    #sequence: number
    /** Records that wait, and the room of those that are being written. */
    #pending = new FrameBuffer()
    #spare = new FrameBuffer()
    /** Records handed over, and how many of them are on the disk. */
    #recorded = 0
    #durable = 0
    #isCommitting = false
    /** The journal cannot be trusted: only a save helps. */
    #failure: unknown = null
    /** Time before which no save is tried that nobody asked for. */
    #retryAt = 0
    #isClosed = false

    constructor(disk: Disk, path: string, recovered: Recovered, snapshot: Snapshooter) {
        this.#disk = disk
        this.#path = path
        this.#sequence = recovered.sequence
        this.#snapshot = snapshot
    }

    /** Puts aside what is damaged, saves what was replayed, and makes a journal. Throws `DB_CANNOT_OPEN`, `DB_CANNOT_WRITE`. */
    begin({ aside, isDamaged, fellBack, replayed, imported, lostBytes }: Recovered): void {
        for (const [name, bytes] of aside) {
            this.#write(this.#path + name, [bytes])
        }
        if (replayed > 0 || imported || isDamaged || fellBack || lostBytes > 0) {
            // What is damaged must not take the place of the previous one, which is good.
            this.save(isDamaged)
        } else {
            this.#openJournal()
        }
        if (fellBack || isDamaged) {
            // The previous snapshot is without the journal that led to it, or damaged. From now on the one just made is the previous one.
            this.save()
        }
    }

    /** Takes a record; `rest` is what it has besides the key, as JSON, or empty. */
    record(
        command: JournalRecord[0],
        version: number,
        flags: number,
        key: string,
        rest: string,
        durability: Durability,
    ): void {
        this.#recorded++
        if (this.#failure !== null) {
            // The save that is due has it.
            this.journalSize += key.length + rest.length
            return
        }
        const before = this.#pending.size
        this.#pending.add(command, version, flags, key, rest)
        this.journalSize += this.#pending.size - before
        if (this.#isCommitting) {
            // It takes what has come meanwhile.
            return
        }
        if (durability === 'turn') {
            this.#start()
        } else if (durability !== 'never' && this.#commitAlarm.succ === null) {
            startTimer(this.#commitAlarm, durability)
        }
    }

    /** After a change: saves if the journal is too long, too old or broken; else sees to it that it will be. */
    check(): void {
        if (this.#failure === null && this.journalSize < this.maxSize && now() - this.#created < this.maxAge) {
            if (this.#saveAlarm.succ === null && this.journalSize > 0) {
                startTimer(this.#saveAlarm, this.maxAge)
            }
        } else if (now() >= this.#retryAt) {
            this.#saveLater()
        }
    }

    /** Waits until all that was recorded is on the disk. Throws `DB_CANNOT_WRITE`. */
    *flush(): Fiber<void> {
        const wanted = this.#recorded
        // Without a deadline: the disk answers, or fails. The caller may put one around it.
        while (this.#durable < wanted) {
            if (this.#failure !== null) {
                this.save()
            } else {
                this.#start()
                yield* this.#changed.wait()
                if (this.#failure !== null && this.#durable < wanted) {
                    throw new DbError('DB_CANNOT_WRITE', `Cannot flush journal: ${messageOf(this.#failure)}`, {
                        cause: this.#failure,
                    })
                }
            }
        }
    }

    /**
     * Writes all items to the file of the database, and begins a new journal. The file before becomes the previous one, unless it is to
     * be dropped. Throws `DB_CANNOT_WRITE`.
     */
    save(dropsFormer = false): void {
        stopTimer(this.#saveAlarm)
        const disk = this.#disk
        const path = this.#path
        try {
            this.#writePending()
            this.#write(`${path}.save`, this.#snapshot(this.#sequence))
            if (!dropsFormer && disk.exists(path)) {
                disk.rename(path, `${path}.prev`)
            }
            disk.rename(`${path}.save`, path)
            disk.syncDirectory(path)
            this.#retire()
            if (disk.exists(`${path}.jnl`)) {
                disk.rename(`${path}.jnl`, `${path}.jnl.prev`)
                disk.syncDirectory(path)
            }
        } catch (cause) {
            this.#discard(`${path}.save`)
            this.#saveFailed(cause)
            throw new DbError('DB_CANNOT_WRITE', `Cannot save ${path}: ${messageOf(cause)}`, { cause })
        }
        // Everything is in the snapshot.
        this.#durable = this.#recorded
        this.#failure = null
        this.#retryAt = 0
        this.saves++
        this.#changed.emit()
        if (!this.#isClosed) {
            this.#openJournal()
        }
        this.#tellRecovery()
    }

    /** Ends all; saves if there is something to save. What fails is thrown, and the database is closed all the same. */
    close(hasMore: boolean): void {
        this.#isClosed = true
        stopTimer(this.#commitAlarm)
        stopTimer(this.#saveAlarm)
        try {
            if (this.journalSize > 0 || hasMore) {
                this.save()
            }
            this.#disk.remove(`${this.#path}.jnl`)
            this.#disk.syncDirectory(this.#path)
        } finally {
            stopTimer(this.#saveAlarm)
            this.#retire()
            this.#changed.emit()
        }
    }

    /** Ends all and writes nothing: the files stay as they are. */
    abandon(): void {
        this.#isClosed = true
        stopTimer(this.#commitAlarm)
        stopTimer(this.#saveAlarm)
        this.#retire()
    }

    #start(): void {
        stopTimer(this.#commitAlarm)
        if (!this.#isCommitting && this.#pending.size > 0 && this.#failure === null) {
            this.#isCommitting = true
            detach('database commit', () => this.#commit())
        }
    }

    /** Writes frames until nothing is pending. */
    *#commit(): Fiber<void> {
        try {
            // What other fibers change in this turn comes along.
            yield* yieldNow()
            while (this.#pending.size > 0 && this.#failure === null && this.#journal !== null) {
                const journal = this.#journal
                const upTo = this.#recorded
                const records = this.#pending
                const frame = records.frame(++this.#sequence)
                this.#pending = this.#spare
                // Who is cancelled leaves the bytes to the disk, which may still be writing them.
                this.#spare = new FrameBuffer()
                this.#writing = journal
                try {
                    yield* journal.commit(frame)
                    this.written += frame.length
                    this.commits++
                    this.#durable = Math.max(this.#durable, upTo)
                    records.clear()
                    this.#spare = records
                } catch (error) {
                    if (journal === this.#journal) {
                        this.#fail(error)
                    }
                } finally {
                    this.#writing = null
                    if (journal !== this.#journal) {
                        // A save has replaced it meanwhile, and left it to us.
                        journal.close()
                    }
                }
                this.#changed.emit()
            }
        } finally {
            this.#isCommitting = false
        }
    }

    /** A save did not work. The journal is as good as before, unless it has been left already. */
    #saveFailed(error: unknown): void {
        this.#retryAt = now() + RETRY
        if (this.#journal === null) {
            this.#fail(error)
            return
        }
        this.#tell('Cannot save the database', error)
        if (!this.#isClosed) {
            startTimer(this.#saveAlarm, RETRY)
        }
    }

    /** Says what fails, once: it is tried again and again. */
    #tell(what: string, error: unknown): void {
        const problem = messageOf(error)
        if (this.problem !== problem) {
            this.problem = problem
            log.error(`${what}: ${problem}`, { path: this.#path })
        }
    }

    /** What could not be written is, now. */
    #tellRecovery(): void {
        if (this.problem !== null) {
            this.problem = null
            log.info('The database is written again', { path: this.#path })
        }
    }

    /** Remembers that the journal cannot be trusted. After a failed fsync nobody knows what is on the disk. */
    #fail(error: unknown): void {
        this.#failure = error
        this.#pending.clear()
        // From here on only the next snapshot has what changes. Who falls back to the one before is to see that something is missing.
        this.#sequence++
        this.#tell('Cannot write the database', error)
        if (!this.#isClosed) {
            startTimer(this.#saveAlarm, RETRY)
        }
    }

    /** Saves where nobody can catch what fails. */
    #saveLater(): void {
        try {
            this.save()
        } catch {
            // It is logged, and will be tried again.
        }
    }

    /** Leaves the present journal. One that is being written is closed by who writes it. */
    #retire(): void {
        const journal = this.#journal
        this.#journal = null
        if (journal !== null && journal !== this.#writing) {
            journal.close()
        }
    }

    #openJournal(): void {
        const path = `${this.#path}.jnl`
        try {
            this.#journal = this.#disk.create(path)
            this.#journal.write(headOf('j'))
            this.#journal.sync()
            this.#disk.syncDirectory(path)
        } catch (cause) {
            this.#fail(cause)
            const { errno = 0 } = cause as NodeJS.ErrnoException
            throw new DbError('DB_CANNOT_OPEN', `Cannot open database journal ${path}, errno ${Math.abs(errno)}`, {
                cause,
            })
        }
        this.written += HEAD
        this.journalSize = this.#pending.size
        this.#created = now()
    }

    /**
     * What is in a snapshot is in a journal, too, so that the previous snapshot and the journals have all of it. While a frame is being
     * written, what is pending waits for the next journal: to apply it again changes nothing.
     */
    #writePending(): void {
        if (this.#journal !== null && this.#writing === null && this.#failure === null && this.#pending.size > 0) {
            const frame = this.#pending.frame(++this.#sequence)
            try {
                this.#journal.write(frame)
                this.#journal.sync()
                this.written += frame.length
                this.#pending.clear()
            } catch (error) {
                // Nobody knows what of it is there. The snapshot will have it.
                this.#fail(error)
            }
        }
    }

    /** Removes a file that is of no use, which takes room on a full disk. */
    #discard(path: string): void {
        try {
            this.#disk.remove(path)
        } catch {
            // The next save overwrites it.
        }
    }

    /** Writes a file that is complete and on the disk when this returns, but for its name. */
    #write(path: string, chunks: Iterable<Uint8Array>): void {
        const file = this.#disk.create(path)
        try {
            for (const chunk of chunks) {
                file.write(chunk)
                this.written += chunk.length
            }
            file.sync()
        } finally {
            file.close()
        }
    }
}

/** Writes a file to another place, durably. Throws `DB_CANNOT_WRITE`. */
export function writeCopy(disk: Disk, path: string, chunks: Iterable<Uint8Array>): void {
    const temporary = `${path}.save`
    try {
        const file = disk.create(temporary)
        try {
            for (const chunk of chunks) {
                file.write(chunk)
            }
            file.sync()
        } finally {
            file.close()
        }
        disk.rename(temporary, path)
        disk.syncDirectory(path)
    } catch (cause) {
        try {
            disk.remove(temporary)
        } catch {
            // What made it fail is told.
        }
        throw new DbError('DB_CANNOT_WRITE', `Cannot save ${path}: ${messageOf(cause)}`, { cause })
    }
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error)
}
