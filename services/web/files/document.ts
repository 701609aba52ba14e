/*
    document.ts -- Document: one file as it is served, with everything about it that is the same for each response.
*/

import type { Stats } from 'node:fs'
import { formatHttpDate } from '../../../fiber/index.js'

/** Contents up to this size are kept as text, so that head and body are one string and one write. */
const TEXT_LIMIT = 12_288

const NOTHING: Buffer = Buffer.alloc(0)

/** A file. `content` is null for one that is too large to be kept in memory. */
export class Document {
    /** Its place below the document root, as in the path of a request. */
    readonly path: string
    /** The file itself: absolute, without links. */
    readonly file: string
    /** MIME type; '' is none. */
    readonly type: string
    readonly size: number
    /** Time of the last change, whole seconds since 1970. */
    readonly modified: number
    /** Entity tag without quotes. */
    readonly etag: string
    /** Header lines about the file, for 304. */
    readonly validators: string
    /** All header lines about the file. */
    readonly fields: string
    /** Contents as latin1; null: not kept as text. */
    readonly text: string | null
    /** Contents as bytes; empty: not kept as bytes. */
    readonly bytes: Buffer
    /** Whether the contents are here. */
    readonly inMemory: boolean
    /** Time (`now()`) of the last look at the file. */
    checked: number
    /** Was asked for since the cache last looked for something to drop. */
    visited = false
    readonly #identity: string

    constructor(path: string, file: string, type: string, stats: Stats, content: Buffer | null, checked: number) {
        this.path = path
        this.file = file
        this.type = type
        this.size = stats.size
        this.modified = Math.floor(stats.mtimeMs / 1000)
        this.etag = etagOf(stats)
        this.validators = `Last-Modified: ${formatHttpDate(stats.mtimeMs)}\r\nETag: "${this.etag}"\r\n`
        if (type !== '') {
            this.validators += `Content-Type: ${type}\r\n`
        }
        this.fields = `${this.validators}Content-Length: ${stats.size}\r\n`
        const asText = content !== null && content.length <= TEXT_LIMIT
        this.text = asText ? content.toString('latin1') : null
        this.bytes = content === null || asText ? NOTHING : content
        this.inMemory = content !== null
        this.checked = checked
        this.#identity = identityOf(stats)
    }

    /** Memory that it takes, roughly. */
    get weight(): number {
        return 1024 + this.path.length + this.file.length + (this.inMemory ? this.size : 0)
    }

    /** Whether `stats` are those of the file that this was made from. */
    isCurrent(stats: Stats): boolean {
        return identityOf(stats) === this.#identity
    }
}

/** Inode, size and seconds of the last change in one number (spec web.md §16.3). */
function etagOf(stats: Stats): string {
    const seconds = BigInt(Math.floor(stats.mtimeMs / 1000))
    return BigInt.asIntN(64, BigInt(stats.ino) ^ BigInt(stats.size) ^ seconds).toString()
}

/** Finer than the entity tag: a change within the second of another is seen, and so is a replaced file with an old date. */
function identityOf(stats: Stats): string {
    return `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`
}
