/*
    file.ts -- File: an open file, read by fibers.

    Any number of fibers may read one file: each read names its position.
*/

import { close, constants, fstat, open, read, type Stats } from 'node:fs'
import type { Op } from '../core/index.js'
import { FileError } from './errors.js'
import { type Done, FileCall } from './file-call.js'

const nothing = (): void => {}

/** An open file. Whoever opened it closes it. */
export class File {
    /** As it was opened. */
    readonly path: string
    #fd: number
    /** Calls that are under way. */
    #busy = 0
    #closed = false

    /** @internal Use `openFile`. */
    constructor(path: string, fd: number) {
        this.path = path
        this.#fd = fd
    }

    /** Waits for size, times and kind of the file. */
    stat(): Op<Stats> {
        return this.#call('stat', done => fstat(this.#fd, done))
    }

    /**
     * Waits for bytes from `position` on and puts them into `buf`, as many as fit and there are. Returns how many, 0 at the
     * end of the file. When the fiber is cancelled meanwhile, bytes may still come into `buf` later: do not use it again.
     */
    read(buf: Uint8Array, position: number): Op<number> {
        return this.#call('read', done => read(this.#fd, buf, 0, buf.length, position, done))
    }

    /** Closes the file in the background, when the calls that are under way have ended. Again: nothing. */
    close(): void {
        if (!this.#closed) {
            this.#closed = true
            this.#closeIdle()
        }
    }

    #call<T>(what: string, call: (done: Done<T>) => void): Op<T> {
        return new FileCall<T>(what, this.path, done => {
            if (this.#closed) {
                throw new FileError(
                    'FILE_CLOSED',
                    `Cannot ${what} ${this.path}: the file was closed, wanted an open one`,
                )
            }
            this.#busy++
            call((error, value) => {
                this.#busy--
                this.#closeIdle()
                done(error, value)
            })
        })
    }

    /** A descriptor that is closed in the middle of a call may be another file's when the call reaches the system. */
    #closeIdle(): void {
        if (this.#closed && this.#busy === 0 && this.#fd >= 0) {
            close(this.#fd, nothing)
            this.#fd = -1
        }
    }
}

/**
 * Opens a file for reading; a directory too. Never waits for a peer: a pipe is opened at once. `followLink`: false: a path
 * that ends in a symbolic link is an error. Default true.
 */
export function openFile(path: string, followLink = true): Op<File> {
    // Missing on Windows: undefined in an `or` of bits is 0.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLink ? 0 : constants.O_NOFOLLOW)
    return new FileCall<File>(
        'open',
        path,
        done => open(path, flags, (error, fd) => done(error, error === null ? new File(path, fd) : (null as never))),
        file => file.close(),
    )
}
