/*
    destination.ts -- Where lines go: a file, standard output or error, or nowhere.

    Writing never blocks the caller and never throws into it. Lines are collected and written at the end of the scheduler's
    slice, one write at a time; what does not fit into the bound is dropped and counted; a full disk, or whatever else makes a
    write fail, is reported once on standard error until a write succeeds again. What is left when the process ends is written
    then, synchronously.
*/

import { closeSync, fstatSync, openSync, write, writeSync } from 'node:fs'
import { type Flushable, flushAtSliceEnd } from '../core/index.js'

/** No more than this waits to be written, characters. */
const bound = 4 * 1024 * 1024

/** Counters of a destination. */
export interface LogStatistics {
    readonly lines: number
    /** Lines that were given up because too many waited, or because a write failed. */
    readonly dropped: number
    /** Characters that wait. */
    readonly waiting: number
}

/** A file descriptor that lines are written to. */
export class LogDestination implements Flushable {
    /** The path, or `stdout`, `stderr`. */
    readonly path: string
    readonly fd: number
    readonly #owned: boolean
    #waiting: string[] = []
    #length = 0
    #writing: Buffer | null = null
    #scheduled = false
    #failing = false
    #lines = 0
    #dropped = 0
    #closed = false
    /** Size that the file has by what was written so far. */
    #offset = 0

    /** Opens a file for appending (mode 0600, created), or takes `stdout` or `stderr`. Throws what opening throws. */
    constructor(path: string) {
        this.path = path
        const standard = path === 'stdout' ? 1 : path === 'stderr' ? 2 : -1
        this.#owned = standard < 0
        this.fd = this.#owned ? openSync(path, 'a', 0o600) : standard
        this.#offset = this.size()
        process.on('exit', this.#atExit)
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
        if (this.#writing === null && this.#waiting.length > 0 && !this.#closed) {
            this.#begin(Buffer.from(this.#take()))
        }
    }

    /** Bytes in the file; 0 for standard output and error. */
    size(): number {
        return this.#owned ? fstatSync(this.fd).size : 0
    }

    statistics(): LogStatistics {
        return Object.freeze({
            lines: this.#lines,
            dropped: this.#dropped,
            waiting: this.#length + (this.#writing?.length ?? 0),
        })
    }

    /** Writes what is left, and closes the file; if a write is under way, when that is done. */
    close(): void {
        if (this.#closed) {
            return
        }
        this.#closed = true
        if (this.#writing === null) {
            this.#end()
        }
    }

    #end(): void {
        process.off('exit', this.#atExit)
        this.#writeNow(this.#take())
        if (this.#owned) {
            closeSync(this.fd)
        }
    }

    #take(): string {
        const text = this.#waiting.join('')
        this.#waiting = []
        this.#length = 0
        return text
    }

    #begin(bytes: Buffer): void {
        this.#writing = bytes
        write(this.fd, bytes, 0, bytes.length, null, (error, written) => {
            this.#writing = null
            if (error !== null) {
                if (error.code === 'EAGAIN') {
                    // A pipe that is full: its reader is slow.
                    this.#writing = bytes
                    setImmediate(() => this.#begin(bytes))
                    return
                }
                this.#fails(error)
            } else if (written < bytes.length) {
                this.#offset += written
                this.#begin(bytes.subarray(written))
                return
            } else {
                this.#failing = false
            }
            this.#offset += written ?? 0
            if (this.#closed) {
                this.#end()
            } else {
                this.flush()
            }
        })
    }

    #fails(error: Error): void {
        this.#dropped++
        if (!this.#failing) {
            this.#failing = true
            complain(`Cannot write log ${this.path}: ${error.message}; lines are lost until it works again`, this.fd)
        }
    }

    /** What is left must not be lost with the process. */
    readonly #atExit = (): void => {
        const present = this.#writing
        // Whether a write that is under way has reached the file can only be seen by its size; for a pipe it is taken as done.
        const lost = present !== null && this.#owned && this.size() < this.#offset + present.length
        this.#writeNow(lost ? present.toString() : '')
        this.#writeNow(this.#take())
    }

    #writeNow(text: string): void {
        const bytes = Buffer.from(text)
        try {
            for (let at = 0; at < bytes.length; ) {
                at += writeSync(this.fd, bytes, at)
            }
        } catch (error) {
            this.#fails(error as Error)
        }
    }
}

/** Tells of a log that cannot be written, where that is another place. */
function complain(message: string, fd: number): void {
    if (fd !== 2) {
        try {
            writeSync(2, `${message}\n`)
        } catch {
            // There is nobody left to be told.
        }
    }
}
