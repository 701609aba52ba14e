/*
    document.ts -- Document: one file as it is served, with everything about it that is the same for each response.
*/

import type { Stats } from 'node:fs'
import { type File, formatHttpDate } from '../../../fiber/index.js'
import type { ByteRange } from '../../http/index.js'
import type { Coding } from './codings.js'
import { etagOf, identityOf, modifiedOf } from './etag.js'
import type { FramedBytes } from './framed-bytes.js'

/** Contents up to this size are kept as text, so that head and body are one string and one write. */
export const TEXT_LIMIT = 12_288

/** The last date that HTTP can tell; file systems have later ones. */
const LAST_DATE = Date.UTC(9999, 11, 31)

/** What a document is made of. */
export interface DocumentSource {
    /** What it is found by in memory. */
    readonly key: string
    /** The file: absolute. */
    readonly file: string
    /** MIME type; '': none. */
    readonly type: string
    readonly coding: Coding
    readonly stats: Stats
    /** Contents as latin1, or as bytes; null: not in memory. */
    readonly content: string | FramedBytes | null
    /** `now()` before `stats` were taken. */
    readonly checked: number
    /** How often documents had been changed through the server by then. */
    readonly changes: number
    /** The file may have changed, or change, without its `stats` telling. */
    readonly unsteady: boolean
}

/** A file. */
export class Document {
    readonly key: string
    /** The file itself: absolute. */
    readonly file: string
    readonly coding: Coding
    readonly size: number
    /** Time of the last change, whole seconds since 1970. */
    readonly modified: number
    /** Entity tag without quotes. */
    readonly etag: string
    /** Header lines about the file that do not depend on how it is sent. */
    readonly about: string
    /** MIME type; '': none. */
    readonly type: string
    /** The header line of it. */
    readonly typeLine: string
    /** All header lines of a whole response. */
    readonly fields: string
    /** Contents as latin1; null: not kept as text. */
    readonly text: string | null
    /** Contents as bytes; null: not kept as bytes. */
    readonly bytes: FramedBytes | null
    /** `now()` at the last look at the file. */
    checked: number
    /** How often documents had been changed through the server at the last look. */
    changes: number
    /** Codings that come before this one and of which there was no file at the last look. */
    without = 0
    /** Was asked for since the cache last looked for something to drop. */
    visited = false
    readonly #identity: string
    readonly #unsteady: boolean
    #opened: File | null = null

    constructor(source: DocumentSource) {
        const { stats, type, coding, content } = source
        this.key = source.key
        this.file = source.file
        this.coding = coding
        this.size = stats.size
        this.modified = modifiedOf(stats)
        this.etag = etagOf(stats) + coding.tag
        this.type = type
        this.typeLine = type === '' ? '' : `Content-Type: ${type}\r\n`
        const date = formatHttpDate(Math.min(Math.max(stats.mtimeMs, 0), LAST_DATE))
        this.about = `Last-Modified: ${date}\r\nETag: "${this.etag}"\r\nAccept-Ranges: bytes\r\n`
        this.fields = `${this.about}${this.codingLine}${this.typeLine}Content-Length: ${stats.size}\r\n`
        this.text = typeof content === 'string' ? content : null
        this.bytes = typeof content === 'string' ? null : content
        this.checked = source.checked
        this.changes = source.changes
        this.#identity = identityOf(stats)
        this.#unsteady = source.unsteady
    }

    /** Whether the contents are here. */
    get inMemory(): boolean {
        return this.text !== null || this.bytes !== null
    }

    /** Memory that it takes, roughly. */
    get weight(): number {
        return 2048 + this.key.length + this.file.length + (this.inMemory ? this.size : 0)
    }

    /** Header lines of a response that says nothing has changed (RFC 9110 §15.4.5, spec web.md §16.4). */
    get unchangedFields(): string {
        return this.about + this.typeLine
    }

    /** Header lines of a response with one range. */
    rangeFields(range: ByteRange): string {
        return `${this.about}${this.codingLine}${this.typeLine}${this.rangeLine(range)}Content-Length: ${range.end - range.start}\r\n`
    }

    /** Where a range lies (RFC 9110 §14.4). */
    rangeLine({ start, end }: ByteRange): string {
        return `Content-Range: bytes ${start}-${end - 1}/${this.size}\r\n`
    }

    /** The header line of the coding; '': none. */
    get codingLine(): string {
        return this.coding.name === '' ? '' : `Content-Encoding: ${this.coding.name}\r\n`
    }

    /** Whether `stats` are those of the file that this was made from, and nothing can have happened since that they do not tell. */
    isCurrent(stats: Stats): boolean {
        return !this.#unsteady && identityOf(stats) === this.#identity
    }

    /** The same file as it is by now, for one response: not in memory. */
    renewed(stats: Stats): Document {
        const { key, file, type, coding, checked, changes } = this
        return new Document({ key, file, type, coding, stats, content: null, checked, changes, unsteady: true })
    }

    /** Hands the open file to the first who asks: to find a document that is not in memory it had to be opened. */
    lend(file: File): void {
        this.#opened = file
    }

    /** The open file that was lent, for the caller to close; null: open it. */
    take(): File | null {
        const file = this.#opened
        this.#opened = null
        return file
    }
}
