/*
    document-finder.ts -- DocumentFinder: finds documents, in memory or on the disk.

        in memory, looked at within the last second  ->  there it is, no wait
        in memory, older                             ->  stat: unchanged -> there it is; else as below
        not in memory                                ->  open, stat, read; into memory if it is small

    What is in memory may be a second older than the disk, but never older than a change that came through the server: that
    is counted, and what was looked at before the latest one is looked at again. So nobody need know which paths, links and
    indices lead to the file that was changed.
*/

import type { Stats } from 'node:fs'
import { Event, type Fiber, type File, FileError, now, openFile, statFile, wallTime } from '../../../fiber/index.js'
import type { WebSettings } from '../config/index.js'
import type { Coding } from './codings.js'
import { Document, TEXT_LIMIT } from './document.js'
import { DocumentCache } from './document-cache.js'
import type { DocumentTree } from './document-tree.js'
import { identityOf } from './etag.js'
import { FramedBytes } from './framed-bytes.js'
import { MimeTypes } from './mime.js'

/** A document in memory is compared with its file when the latest comparison is this old, in milliseconds. */
const FRESH = 1000

/**
 * A file is kept in memory if it takes no more than this part of it. Clients that read slowly share the one copy, while a file
 * that is sent piece by piece takes a piece for each; so this may be generous.
 */
const SHARE = 1 / 8

/** How often a file is read again that changes while it is read. */
const ATTEMPTS = 3

/**
 * A file that was changed less than this time ago, in milliseconds, may change again without another date: file systems count
 * in steps of up to two seconds. It is read again at the next look.
 */
const STEP = 2000

/** What a path leads to. */
export type Found = Document | 'directory' | 'missing' | 'unreadable'

/** A file that is being looked up: of many fibers that want it at a time one looks. */
interface Lookup {
    readonly over: Event<Found | null>
    /** Changes through the server when it began. */
    readonly changes: number
}

/** Finds the documents of a host. */
export class DocumentFinder {
    readonly #tree: DocumentTree
    readonly #types: MimeTypes
    readonly #cache: DocumentCache
    /** Bytes of the largest file that is kept in memory. */
    readonly #smallest: number
    readonly #lookups = new Map<string, Lookup>()
    /** How often documents were changed through the server. */
    #changes = 0

    constructor(tree: DocumentTree, { mime, limits }: WebSettings) {
        this.#tree = tree
        this.#types = new MimeTypes(mime)
        this.#cache = new DocumentCache(limits.cache)
        this.#smallest = limits.cache * SHARE
    }

    /** Bytes of documents in memory. */
    get cached(): number {
        return this.#cache.weight
    }

    /** The MIME type for the extension of a path; '' when there is none. */
    typeOf(path: string): string {
        return this.#types.typeOf(path)
    }

    /** The document of a key if it is in memory, however old; undefined: it is not. */
    get(key: string): Document | undefined {
        return this.#cache.get(key)
    }

    /** Whether a document may be served without another look, to a request that began at `time` (`now()`). */
    isFresh(document: Document, time: number): boolean {
        return time - document.checked < FRESH && document.changes === this.#changes
    }

    /** A document was changed through the server, or is going to be: what was seen of any before is out of date. */
    noteChange(): void {
        this.#changes++
    }

    /** Forgets what is in memory. */
    clear(): void {
        this.#cache.clear()
    }

    /** Forgets one document: it could not be opened. */
    forget(document: Document): void {
        this.#cache.delete(document.key)
    }

    /**
     * Waits for what a path leads to in a coding. A document that is not in memory is lent its open file, which the first caller
     * who goes on has to take (`Document.take`) and to close.
     */
    *find(key: string, path: string, coding: Coding): Fiber<Found> {
        for (let lookup = this.#lookups.get(key); lookup !== undefined; lookup = this.#lookups.get(key)) {
            const found = yield* lookup.over.wait()
            // Null: the one who looked was cancelled, or failed. And what was seen before a change is not what is there now.
            if (found !== null && lookup.changes === this.#changes) {
                return found
            }
        }
        const lookup: Lookup = { over: new Event<Found | null>('document'), changes: this.#changes }
        this.#lookups.set(key, lookup)
        let found: Found | null = null
        try {
            found = yield* this.#look(key, path, coding)
        } finally {
            this.#lookups.delete(key)
            lookup.over.emit(found)
        }
        return found
    }

    *#look(key: string, path: string, coding: Coding): Fiber<Found> {
        const name = this.#tree.nameOf(path)
        const place = this.#tree.placeOf(name + coding.suffix)
        if (place === null) {
            return 'missing'
        }
        const old = this.#cache.get(key)
        try {
            if (old?.inMemory && (yield* this.#isSame(old, place))) {
                return old
            }
            this.#cache.delete(key)
            const file = yield* this.#tree.readable(place)
            if (file === null) {
                return 'missing'
            }
            const found = yield* this.#read(key, file, this.#types.typeOf(name), coding)
            return found === 'directory' && path.endsWith('/') ? 'missing' : found
        } catch (error) {
            this.#cache.delete(key)
            return verdictOf(error)
        }
    }

    /** Whether the file of a document is as it was; then it has been looked at now. */
    *#isSame(document: Document, place: string): Fiber<boolean> {
        const checked = now()
        const changes = this.#changes
        if (!document.isCurrent(yield* statFile(place))) {
            return false
        }
        document.checked = checked
        document.changes = changes
        document.without = 0
        return true
    }

    /** Opens a file, and reads it if it is small. */
    *#read(key: string, file: string, type: string, coding: Coding): Fiber<Found> {
        for (let attempt = 1; ; attempt++) {
            const checked = now()
            const wall = wallTime()
            const changes = this.#changes
            const opened = yield* openFile(file, this.#tree.followsLinks)
            let lent = false
            try {
                const stats = yield* opened.stat()
                if (!stats.isFile()) {
                    return stats.isDirectory() ? 'directory' : 'missing'
                }
                const small = stats.size <= this.#smallest
                const content = small ? yield* readWhole(opened, stats.size) : null
                const steady = !small || (content !== null && isSteady(stats, yield* opened.stat()))
                if (!steady && attempt < ATTEMPTS) {
                    continue
                }
                if (small && content === null) {
                    return 'unreadable'
                }
                const unsteady = !steady || stats.ctimeMs > wall - STEP
                const document = new Document({ key, file, type, coding, stats, content, checked, changes, unsteady })
                this.#cache.set(document)
                if (!small) {
                    document.lend(opened)
                    lent = true
                }
                return document
            } finally {
                if (!lent) {
                    opened.close()
                }
            }
        }
    }
}

/** What an error of a file means for who asks for it. Throws those that are the server's affair. */
export function verdictOf(error: unknown): 'missing' | 'unreadable' {
    if (error instanceof FileError && (error.code === 'FILE_NOT_FOUND' || error.code === 'FILE_ACCESS')) {
        return error.code === 'FILE_ACCESS' ? 'unreadable' : 'missing'
    }
    throw error
}

function isSteady(before: Stats, after: Stats): boolean {
    return identityOf(before) === identityOf(after)
}

/** The contents of a file of `size` bytes; null when it has fewer by now. */
function* readWhole(file: File, size: number): Fiber<string | FramedBytes | null> {
    const framed = size > TEXT_LIMIT ? new FramedBytes(size) : null
    const content = framed === null ? Buffer.allocUnsafe(size) : framed.bytes
    let length = 0
    while (length < size) {
        const count = yield* file.read(content.subarray(length), length)
        if (count === 0) {
            return null
        }
        length += count
    }
    return framed ?? content.toString('latin1')
}
