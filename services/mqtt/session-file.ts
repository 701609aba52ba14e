/*
    session-file.ts -- SessionFile: the file of a session, to which what changes is appended.

    One fiber writes. What was added while it wrote and synced is written together next time, so that many messages share the wait for the
    disk. When most of the file is of the past, it is replaced by one that has only what is there now: temporary file, fsync, rename, fsync of
    the directory. A lock beside it keeps others out: two clients with one session would acknowledge what the other has.
*/

import {
    createFile,
    durableWrite,
    Event,
    type Fiber,
    type File,
    FileError,
    Logger,
    lockFile,
    lockOwner,
    now,
    readFile,
    textOf,
} from '../../fiber/index.js'
import { MqttError } from './errors.js'
import type { Journal } from './journal.js'

/** A file is not replaced before it has so many bytes, and four times what it would have then. */
const SMALL = 262_144

/** Longest file that is read: far above what the bounds of a queue permit. */
const LONGEST = 2 ** 31

/** Milliseconds between two attempts to write a file that could not be written. */
const RETRY = 1000

const log = new Logger('mqtt')

/** One file. */
export class SessionFile implements Journal {
    readonly #path: string
    /** What the file would hold if it were written now. */
    readonly #image: () => Buffer
    readonly #work = new Event('mqtt store')
    /** Null: not open. */
    #file: File | null = null
    #unlock: (() => void) | null = null
    #size = 0
    #records: Buffer[] = []
    #done: ((error: Error | null) => void)[] = []
    /** Why it cannot be written; null: it can. */
    #failure: MqttError | null = null
    /** When it was tried last. */
    #triedAt = 0
    #closing = false
    #imageSize = 0

    constructor(path: string, image: () => Buffer) {
        this.#path = path
        this.#image = image
    }

    /** Takes the lock and reads the file; null: there is none. Throws `MQTT_STORE`. */
    *read(): Fiber<Buffer | null> {
        this.#lock()
        try {
            return yield* readFile(this.#path, LONGEST)
        } catch (error) {
            if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
                return null
            }
            throw this.#error('read', error)
        }
    }

    /** Writes what there is now, and is ready. Throws `MQTT_STORE`. */
    *open(): Fiber<void> {
        try {
            yield* this.#replace()
        } catch (error) {
            throw this.#error('write', error)
        }
    }

    add(record: () => Buffer): void {
        if (this.#file !== null && this.#failure === null) {
            this.#records.push(record())
            this.#work.emit()
        }
    }

    commit(done: (error: Error | null) => void): void {
        if (this.#closing) {
            done(this.#failure ?? new MqttError('MQTT_CLOSED', `Cannot write ${this.#path}: the session was closed`))
            return
        }
        this.#done.push(done)
        this.#work.emit()
    }

    /** Writes until `close`: the fiber of the file. */
    *run(): Fiber<void> {
        while (!this.#closing || this.#records.length > 0 || this.#done.length > 0) {
            if (this.#records.length === 0 && this.#done.length === 0) {
                // Without a deadline: there may be nothing to write for days.
                yield* this.#work.wait()
                continue
            }
            yield* this.#write()
        }
        this.release()
    }

    /** What was added is still written; then `run` ends. */
    close(): void {
        this.#closing = true
        this.#work.emit()
    }

    /** Bytes of the file. */
    get size(): number {
        return this.#size
    }

    *#write(): Fiber<void> {
        const records = this.#records
        const done = this.#done
        this.#records = []
        this.#done = []
        // Also of those who asked while the write that failed was under way.
        const failure = this.#failure === null ? yield* this.#append(records) : yield* this.#recover()
        for (const tell of done) {
            tell(failure)
        }
    }

    /** Appends records; gives what prevents it. */
    *#append(records: readonly Buffer[]): Fiber<MqttError | null> {
        try {
            const bytes = records.length === 1 ? records[0]! : Buffer.concat(records)
            if (bytes.length > 0) {
                yield* this.#file!.write(bytes)
                yield* this.#file!.sync()
                this.#size += bytes.length
                if (this.#size > SMALL && this.#size > 4 * this.#imageSize) {
                    yield* this.#replace()
                }
            }
            return null
        } catch (error) {
            // After a failed sync nobody knows what is on the disk: only another file helps. Until there is one nothing is accepted.
            this.#failure = this.#error('write', error)
            this.#records = []
            this.#triedAt = now()
            log.error(this.#failure.message)
            return this.#failure
        }
    }

    /** Tries another file in the place of one that could not be written, now and then; gives what prevents it. */
    *#recover(): Fiber<MqttError | null> {
        if (now() - this.#triedAt < RETRY) {
            return this.#failure
        }
        this.#triedAt = now()
        // What changes from here on is recorded: the image does not have it
        this.#failure = null
        try {
            yield* this.#replace()
            log.info(`Session ${this.#path} is written again`)
            return null
        } catch (error) {
            this.#records = []
            this.#failure = this.#error('write', error)
            return this.#failure
        }
    }

    *#replace(): Fiber<void> {
        const image = this.#image()
        // It has what they tell.
        this.#records = []
        yield* durableWrite(this.#path, image, { mode: 0o600 })
        this.#file?.close()
        this.#file = yield* createFile(this.#path, { content: 'keep', append: true, mode: 0o600 })
        this.#size = this.#imageSize = image.length
    }

    /** Closes the file, and gives the lock back. `run` does it at its end; again: nothing. */
    release(): void {
        this.#file?.close()
        this.#file = null
        this.#unlock?.()
        this.#unlock = null
    }

    #lock(): void {
        const lock = `${this.#path}.lock`
        try {
            this.#unlock = lockFile(lock)
        } catch (cause) {
            if (!(cause instanceof FileError && cause.code === 'FILE_LOCKED')) {
                throw this.#error('lock', cause)
            }
            const owner = lockOwner(lock)
            const who = owner === process.pid ? 'another client of this process' : `process ${owner ?? 'unknown'}`
            throw new MqttError(
                'MQTT_STORE',
                `Cannot open session ${this.#path}: ${who} uses it, wanted a file for each client`,
                { cause },
            )
        }
    }

    #error(action: string, error: unknown): MqttError {
        // The path is named already
        const { cause } = error instanceof FileError ? error : { cause: error }
        const reason = textOf(cause instanceof Error ? cause : error)
        return new MqttError('MQTT_STORE', `Cannot ${action} session ${this.#path}: ${reason}`, { cause: error })
    }
}
