/*
    tail.ts -- LogTail: the latest messages of the log in memory, for people who look at a running program.

    It has types of its own: who looks for a fault may have it collect more than goes to the file, without a word more in that. What it
    holds is bounded, by lines and by the length of a line; it holds no `raw` messages, which are requests with everything in them. It wakes
    nobody: a message may come from anywhere, so those who show it look now and then.
*/

import { wallTime } from '../core/index.js'
import { LogFilter } from './filter.js'
import { addLogTap, type LogTap, removeLogTap } from './log.js'

/** A message of the log. */
export interface LogLine {
    /** Number, from 1, without gaps. */
    readonly seq: number
    /** Milliseconds since 1970. */
    readonly time: number
    readonly type: string
    readonly source: string
    /** Cut after 2000 characters. */
    readonly message: string
}

/** What a tail holds. */
export interface LogTailOptions {
    /** Lines at most. Default 300. */
    readonly lines?: number
    /** Types that are collected, as in `setLogFilter`. Default `error,info`. */
    readonly types?: string
    /** Sources. Default `all,!mbedtls`. */
    readonly sources?: string
}

const MOST = 300
/** Characters of a message. */
const LONGEST = 2000

/** Collects messages from its making to `close`. */
export class LogTail implements LogTap {
    readonly #most: number
    readonly #sources: string
    #types: string
    #filter: LogFilter
    #lines: LogLine[] = []
    #seq = 0

    constructor({ lines = MOST, types = 'error,info', sources = 'all,!mbedtls' }: LogTailOptions = {}) {
        if (!(Number.isSafeInteger(lines) && lines >= 1)) {
            throw new RangeError(`Cannot keep ${lines} lines of the log: wanted a whole number above 0`)
        }
        this.#most = lines
        this.#types = types
        this.#sources = sources
        this.#filter = new LogFilter(types, sources)
        addLogTap(this)
    }

    /** The types that are collected. */
    get types(): string {
        return this.#types
    }

    /** Collects messages of these types from now on. */
    set types(types: string) {
        this.#types = types
        this.#filter = new LogFilter(types, this.#sources)
    }

    /** Number of the latest line; 0: there was none. */
    get seq(): number {
        return this.#seq
    }

    /** The lines behind the one with this number, as far as they are still there. */
    since(seq: number): readonly LogLine[] {
        const first = this.#seq - this.#lines.length + 1
        return this.#lines.slice(Math.max(seq + 1 - first, 0))
    }

    /** Collects no more. */
    close(): void {
        removeLogTap(this)
    }

    /** @internal */
    passes(type: string, source: string): boolean {
        return type !== 'raw' && this.#filter.passes(type, source)
    }

    /** @internal */
    take(type: string, source: string, message: string): void {
        const text = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message
        this.#lines.push(Object.freeze({ seq: ++this.#seq, time: wallTime(), type, source, message: text }))
        if (this.#lines.length > this.#most) {
            this.#lines.shift()
        }
    }
}
