/*
    destination.ts -- Where lines go: a file, standard output or error, or nowhere.

    Writing never blocks the caller and never throws into it. Lines are collected and written at the end of the scheduler's
    slice, one write at a time; what does not fit into the bound is dropped and counted; a full disk, or whatever else makes a
    write fail, is reported once on standard error until a write succeeds again. What is left when the process ends is written
    then, synchronously. A file may be rotated by itself when it has reached a size: between two writes, in the background.

        write() ... write()  ->  #waiting  --end of slice-->  #writing  --thread pool-->  file
                                                              then, when it is large enough: rename, open the new one
*/

import { close, closeSync, fstatSync, open, openSync, write, writeSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Flushable, flushAtSliceEnd, textOf } from '../core/index.js'
import { backupSteps } from '../file/index.js'
import { complain } from './complain.js'

const openFd = /* @__PURE__ */ promisify(open)

/** No more than this waits to be written, characters. */
const bound = 4 * 1024 * 1024
/** How long a pipe is left alone whose reader is slow, milliseconds. */
const pause = 10
/** How often it is tried again when the process ends. */
const lastTries = 100

/** Counters of a destination. */
export interface LogStatistics {
    /** Lines since it was opened. */
    readonly lines: number
    /** Lines that were given up because too many waited, or because a write failed. */
    readonly dropped: number
    /** Characters that wait. */
    readonly waiting: number
    /** Files that were begun because the one before had reached its size. */
    readonly rotated: number
}

/** Those of no destination. */
export const noStatistics: LogStatistics = Object.freeze({ lines: 0, dropped: 0, waiting: 0, rotated: 0 })

/** When a log file is rotated, and how many old ones are kept. */
export interface RotateOptions {
    /** Bytes. Default 2 MB. */
    readonly size?: number
    /** Default 5. */
    readonly count?: number
}

/** Destinations that were closed while something was being written, and who waits for them. */
const closing = new Set<LogDestination>()
const whenClosed: (() => void)[] = []

/** Waits until all destinations that were closed have written what was left. No deadline of its own: nobody may read a pipe. */
export function logsClosed(): Promise<void> {
    return new Promise(resolve => {
        if (closing.size === 0) {
            resolve()
        } else {
            whenClosed.push(resolve)
        }
    })
}

/** A file descriptor that lines are written to. */
export class LogDestination implements Flushable {
    /** The path, or `stdout`, `stderr`. */
    readonly path: string
    /** When it is rotated by itself; null: never. */
    readonly rotation: Required<RotateOptions> | null
    #fd: number
    readonly #owned: boolean
    #waiting: string[] = []
    #length = 0
    /** What the thread pool is writing. */
    #writing: Buffer | null = null
    /** It is a pipe that was full: nothing is under way until it is tried again. */
    #paused = false
    #rotating = false
    #scheduled = false
    #failing = false
    /** The latest write has ended in the middle of a line. */
    #broken = false
    #lines = 0
    #dropped = 0
    #rotated = 0
    #closed = false
    /** Size that the file has by what was written so far. */
    #offset = 0
    /** The size at which a rotation is tried. */
    #rotateAt: number

    /** Opens a file for appending (mode 0600, created), or takes `stdout` or `stderr`. Throws what opening throws. */
    constructor(path: string, rotation: Required<RotateOptions> | null = null) {
        this.path = path
        const standard = path === 'stdout' ? 1 : path === 'stderr' ? 2 : -1
        this.#owned = standard < 0
        this.rotation = this.#owned ? rotation : null
        this.#rotateAt = this.rotation?.size ?? Infinity
        this.#fd = this.#owned ? openSync(path, 'a', 0o600) : standard
        this.#offset = this.size()
        process.on('exit', this.#atExit)
    }

    /** The descriptor; another one after a rotation. */
    get fd(): number {
        return this.#fd
    }

    /** Adds text to what is to be written. */
    write(text: string): void {
        this.#lines++
        if (this.#closed || this.#length + text.length > bound) {
            this.#dropped++
            return
        }
        this.#waiting.push(text)
        this.#length += text.length
        if (!this.#scheduled) {
            this.#scheduled = true
            flushAtSliceEnd(this)
        }
    }

    flush(): void {
        this.#scheduled = false
        if (this.#writing !== null || this.#rotating || this.#closed) {
            return
        }
        if (this.#offset >= this.#rotateAt) {
            void this.#rotate()
        } else if (this.#waiting.length > 0) {
            this.#begin()
        }
    }

    /** Bytes in the file; 0 for standard output and error. */
    size(): number {
        return this.#owned ? fstatSync(this.#fd).size : 0
    }

    statistics(): LogStatistics {
        return Object.freeze({
            lines: this.#lines,
            dropped: this.#dropped,
            waiting: this.#length + (this.#writing?.length ?? 0),
            rotated: this.#rotated,
        })
    }

    /** Writes what is left, and closes the file; if a write or rotation is under way, when that is done (`logsClosed`). */
    close(): void {
        if (this.#closed) {
            return
        }
        this.#closed = true
        closing.add(this)
        if (this.#writing === null && !this.#rotating) {
            this.#end()
        }
    }

    #end(): void {
        process.off('exit', this.#atExit)
        this.#writeNow(Buffer.from(this.#take()))
        if (this.#owned) {
            closeSync(this.#fd)
        }
        closing.delete(this)
        if (closing.size === 0) {
            for (const told of whenClosed.splice(0)) {
                told()
            }
        }
    }

    #take(): string {
        const text = this.#waiting.join('')
        this.#waiting = []
        this.#length = 0
        return this.#broken && text !== '' ? `\n${text}` : text
    }

    #begin(): void {
        this.#continue(Buffer.from(this.#take()))
    }

    #continue(bytes: Buffer): void {
        this.#writing = bytes
        this.#paused = false
        write(this.#fd, bytes, 0, bytes.length, null, (error, written = 0) => {
            if (error?.code === 'EAGAIN') {
                // A pipe that is full. The end of the process does not wait for its reader.
                this.#paused = true
                setTimeout(() => this.#continue(bytes), pause).unref()
                return
            }
            this.#note(bytes, written)
            const rest = bytes.subarray(written)
            this.#writing = null
            if (error !== null) {
                this.#fails(error, rest)
            } else if (rest.length > 0) {
                this.#continue(rest)
                return
            } else {
                this.#failing = false
            }
            if (this.#closed) {
                this.#end()
            } else {
                this.flush()
            }
        })
    }

    /** So much of `bytes` has been written. */
    #note(bytes: Buffer, written: number): void {
        if (written > 0) {
            this.#offset += written
            this.#broken = bytes[written - 1] !== 10
        }
    }

    /**
     * Renames the older files and this one, and begins a new one. Meanwhile lines are collected. With promises and not as a fiber:
     * the log also works while the scheduler is held.
     */
    async #rotate(): Promise<void> {
        this.#rotating = true
        const { size, count } = this.rotation!
        try {
            await shift(this.path, count)
            const former = this.#fd
            this.#fd = await openFd(this.path, 'a', 0o600)
            this.#offset = 0
            this.#broken = false
            this.#rotateAt = size
            this.#rotated++
            close(former, () => {})
        } catch (error) {
            // The present file is still there, under one name or the other.
            this.#rotateAt = this.#offset + size
            complain(`Cannot rotate log ${this.path}: ${textOf(error)}; it grows`)
        }
        this.#rotating = false
        if (this.#closed) {
            this.#end()
        } else {
            this.flush()
        }
    }

    #fails(error: Error, lost: Uint8Array): void {
        this.#dropped += Math.max(lost.filter(byte => byte === 10).length, 1)
        if (!this.#failing) {
            this.#failing = true
            if (this.#fd !== 2) {
                complain(`Cannot write log ${this.path}: ${error.message}; lines are lost until it works again`)
            }
        }
    }

    /** What is left must not be lost with the process. */
    readonly #atExit = (): void => {
        const present = this.#writing
        if (present !== null && this.#paused) {
            this.#writeNow(present)
        } else if (present !== null) {
            // The thread pool writes while this thread waits, but cannot say so any more. Whether it has, can be seen by the
            // size of a file; for a pipe it is taken as done.
            let tries = 0
            do {
                block(pause)
            } while (++tries < lastTries && this.#written() < present.length)
            this.#writeNow(present.subarray(this.#written()))
        }
        this.#writeNow(Buffer.from(this.#take()))
    }

    /** How much of what is under way has reached a file; all, if that cannot be seen. */
    #written(): number {
        return this.#owned ? Math.max(this.size() - this.#offset, 0) : Infinity
    }

    #writeNow(bytes: Buffer): void {
        let at = 0
        for (let tries = 0; at < bytes.length; ) {
            try {
                const written = writeSync(this.#fd, bytes, at)
                this.#note(bytes.subarray(at), written)
                at += written
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries++ >= lastTries) {
                    this.#fails(error as Error, bytes.subarray(at))
                    return
                }
                block(pause)
            }
        }
    }
}

/** Holds the thread. */
function block(ms: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

async function shift(path: string, count: number): Promise<void> {
    for (const [from, to] of backupSteps(path, count)) {
        try {
            await rename(from, to)
        } catch (error) {
            if (from === path || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
                throw error
            }
        }
    }
}
