/*
    tail.ts -- Follows a file that others write to: `for (;;) { const line = yield* tail.readLine() ... }`.

    It survives what happens to logs. When the file is renamed and a new one takes its name (rotation), the rest of the old one is
    read, then the new one from its beginning. When it becomes shorter (truncation), it is read from its beginning. When it is
    missing, it is waited for. The file is looked at now and then, which works on every file system.

        path -> inode 7:  line line line|              read so far
        path -> inode 9:  line                         7 was renamed: its rest first, then 9
*/

import type { Stats } from 'node:fs'
import { type Fiber, sleep } from '../core/index.js'
import { FileError } from './errors.js'
import { type File, openFile } from './file.js'
import { statFile } from './stat.js'

/** How a file is followed. */
export interface TailOptions {
    /** Where to begin in a file that is there: `end` (what comes from now on) or `start`. Default `end`. */
    readonly from?: 'end' | 'start'
    /** How often the file is looked at when there is nothing to read, milliseconds. Default 250. */
    readonly interval?: number
    /** Longest line in bytes; a longer one comes in several parts. Default 64 KB. */
    readonly maxLine?: number
}

const lineFeed = 10

/** A file that is followed, from `openTail`. */
export class Tail {
    readonly path: string
    readonly #interval: number
    readonly #buf: Buffer
    /** The part of the buffer that has been read and not given. */
    #start = 0
    #end = 0
    /** Up to here there is no line feed. */
    #looked = 0
    #file: File | null = null
    /** What tells the file from another one of the same name. */
    #identity = ''
    #position = 0

    /** @internal Use `openTail`. */
    constructor(path: string, { interval = 250, maxLine = 64 * 1024 }: TailOptions) {
        this.path = path
        this.#interval = interval
        this.#buf = Buffer.allocUnsafe(Math.max(maxLine, 1))
    }

    /** @internal Opens the file if it is there. */
    *begin(from: 'end' | 'start'): Fiber<void> {
        yield* this.#open()
        if (this.#file !== null && from === 'end') {
            this.#position = (yield* this.#file.stat()).size
        }
    }

    /** Waits for the next line and gives it without its end. No deadline of its own: use `deadline`; nothing is lost by it. */
    *readLine(): Fiber<string> {
        for (;;) {
            const line = this.#take()
            if (line !== null) {
                return line
            }
            if (!(yield* this.#more())) {
                yield* sleep(this.#interval)
            }
        }
    }

    /** Closes the file. */
    close(): void {
        this.#file?.close()
        this.#file = null
    }

    /** The next line that is complete, or as long as lines may be. */
    #take(): string | null {
        const at = this.#buf.subarray(0, this.#end).indexOf(lineFeed, this.#looked)
        if (at >= 0) {
            const hasReturn = at > this.#start && this.#buf[at - 1] === 13
            const line = this.#buf.toString('utf8', this.#start, hasReturn ? at - 1 : at)
            this.#start = this.#looked = at + 1
            return line
        }
        this.#looked = this.#end
        return this.#end - this.#start === this.#buf.length ? this.#takeAll(wholeCharacters(this.#buf)) : null
    }

    /** What has been read, without an end of the line; up to `end`. */
    #takeAll(end: number): string {
        const line = this.#buf.toString('utf8', this.#start, end)
        this.#start = end
        this.#looked = this.#end
        return line
    }

    /** Reads more, if there is more. Returns false when there is nothing for now. */
    *#more(): Fiber<boolean> {
        if (this.#file === null && !(yield* this.#open())) {
            return false
        }
        if (yield* this.#fill()) {
            return true
        }
        const present = yield* look(this.path)
        if (present === null || identityOf(present) !== this.#identity) {
            // Between the read and the look more may have come into the old file.
            if (yield* this.#fill()) {
                return true
            }
            if (present === null) {
                return false
            }
            this.close()
            this.#endLine()
            return yield* this.#open()
        }
        if (present.size < this.#position) {
            this.#position = 0
            this.#endLine()
            return true
        }
        return false
    }

    /** A line that has no end will not get one: what comes now is a line of its own. */
    #endLine(): void {
        if (this.#end > this.#start) {
            this.#buf[this.#end++] = lineFeed
        }
    }

    /** Reads into the buffer. Returns whether anything came. */
    *#fill(): Fiber<boolean> {
        if (this.#start > 0) {
            this.#buf.copyWithin(0, this.#start, this.#end)
            this.#end -= this.#start
            this.#looked -= this.#start
            this.#start = 0
        }
        const read = yield* this.#file!.read(this.#buf.subarray(this.#end), this.#position)
        this.#position += read
        this.#end += read
        return read > 0
    }

    *#open(): Fiber<boolean> {
        try {
            this.#file = yield* openFile(this.path)
        } catch (error) {
            if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
                return false
            }
            throw error
        }
        this.#identity = identityOf(yield* this.#file.stat())
        this.#position = 0
        return true
    }
}

/**
 * Begins to follow a file, which need not be there yet. Whoever opened it closes it. Throws a `FileError` when the system
 * does not permit it.
 */
export function* openTail(path: string, options: TailOptions = {}): Fiber<Tail> {
    const tail = new Tail(path, options)
    try {
        yield* tail.begin(options.from ?? 'end')
    } catch (error) {
        tail.close()
        throw error
    }
    return tail
}

function* look(path: string): Fiber<Stats | null> {
    try {
        return yield* statFile(path)
    } catch (error) {
        if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
            return null
        }
        throw error
    }
}

function identityOf({ dev, ino }: Stats): string {
    return `${dev}:${ino}`
}

/** Where the last character that is whole ends. */
function wholeCharacters(bytes: Uint8Array): number {
    // A character has up to four bytes; those after its first are 10xxxxxx.
    for (let at = bytes.length - 1; at >= Math.max(bytes.length - 4, 1); at--) {
        const byte = bytes[at]!
        if ((byte & 0xc0) !== 0x80) {
            const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return at + length > bytes.length ? at : bytes.length
        }
    }
    return bytes.length
}
