/*
    file.ts -- File: an open file whose calls wait in a fiber. Each read names its position.
*/

import { close, constants, fstat, fsync, ftruncate, open, read, type Stats, write } from 'node:fs'
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

    /** @internal Use `openFile` or `createFile`. */
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

    /**
     * Writes all of `data`, text as UTF-8, at `position`; without one at the end of what was written, or of a file that was opened
     * for appending. Returns the bytes. Not on the disk before `sync`. When the fiber is cancelled meanwhile, it is still written:
     * do not change `data`.
     */
    write(data: string | Uint8Array, position: number | null = null): Op<number> {
        const bytes = typeof data === 'string' ? Buffer.from(data) : data
        return this.#call('write', done => writeAll(this.#fd, bytes, 0, position, done))
    }

    /** Waits until what was written is on the disk. */
    sync(): Op<void> {
        return this.#call('sync', done => fsync(this.#fd, error => done(error, undefined)))
    }

    /** Cuts the file to `size` bytes, or fills it up with zeros. */
    truncate(size: number): Op<void> {
        return this.#call('truncate', done => ftruncate(this.#fd, size, error => done(error, undefined)))
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

/** The system may take a part only, when a signal comes or the disk is nearly full. */
function writeAll(fd: number, bytes: Uint8Array, at: number, position: number | null, done: Done<number>): void {
    write(fd, bytes, at, bytes.length - at, position === null ? null : position + at, (error, written) => {
        const next = at + (written ?? 0)
        if (error !== null || next >= bytes.length) {
            done(error, bytes.length)
        } else {
            writeAll(fd, bytes, next, position, done)
        }
    })
}

/**
 * Opens a file for reading; a directory too. Never waits for a peer: a pipe is opened at once. `followLink`: false: a path
 * that ends in a symbolic link is an error. Default true.
 */
export function openFile(path: string, followLink = true): Op<File> {
    // Missing on Windows: undefined in an `or` of bits is 0.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLink ? 0 : constants.O_NOFOLLOW)
    return opened('open', path, flags, 0)
}

/** How a file is opened for writing. */
export interface CreateOptions {
    /** `new`: there must be none (`FILE_EXISTS`). `empty`: one that is there is emptied. `keep`: it keeps its content. Default `empty`. */
    readonly content?: 'new' | 'empty' | 'keep'
    /** Each write goes to the end of the file, wherever that is then. Default false. */
    readonly append?: boolean
    /** Mode of a new file, masked by the umask. Default 0644. */
    readonly mode?: number
    /** False: a path that ends in a symbolic link is an error. Default true. */
    readonly followLink?: boolean
}

/** Opens a file for reading and writing, made if there is none. Never waits for a peer: a pipe is opened at once. */
export function createFile(path: string, options: CreateOptions = {}): Op<File> {
    const { content = 'empty', append = false, mode = 0o644, followLink = true } = options
    const how = { new: constants.O_EXCL, empty: constants.O_TRUNC, keep: 0 }[content]
    const link = followLink ? 0 : constants.O_NOFOLLOW
    const access = constants.O_RDWR | constants.O_NONBLOCK | (append ? constants.O_APPEND : 0)
    const flags = access | constants.O_CREAT | how | link
    return opened('create', path, flags, mode)
}

function opened(what: string, path: string, flags: number, mode: number): Op<File> {
    return new FileCall<File>(
        what,
        path,
        done =>
            open(path, flags, mode, (error, fd) => done(error, error === null ? new File(path, fd) : (null as never))),
        file => file.close(),
    )
}
