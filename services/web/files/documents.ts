/*
    documents.ts -- Documents: serves the files below a directory (spec web.md §16, GET and HEAD).

        in memory, looked at within the last second  ->  one write, no wait
        in memory, older                             ->  stat: unchanged -> one write; else as below
        not in memory                                ->  resolve, open, stat, read; into memory if it is small
        large                                        ->  the same, then piece by piece

    No file outside the directory is served: the path has been normalised after it was decoded, so it has no `..` in whatever
    spelling; and what it names is resolved, so that a symbolic link which leads out of the directory leads nowhere. Names
    that begin with a dot (`.git`, `.env`) are not served unless the configuration says so.
*/

import { sep } from 'node:path'
import {
    type Blocking,
    Event,
    type Fiber,
    type File,
    FileError,
    now,
    openFile,
    realPath,
    statFile,
} from '../../../fiber/index.js'
import type { WebSettings } from '../config/index.js'
import { WebError } from '../errors.js'
import type { Web } from '../web.js'
import { judge } from './conditions.js'
import { Document } from './document.js'
import { DocumentCache } from './document-cache.js'
import { encodePath } from './encode-path.js'
import { MimeTypes } from './mime.js'
import { sendPieces } from './send-pieces.js'

/** A document in memory is compared with its file when the latest comparison is this old, in milliseconds. */
const FRESH = 1000

/**
 * A file is kept in memory if it takes no more than this part of it. Clients that read slowly share the one copy, while a file
 * that is sent piece by piece takes a piece for each; so this may be generous.
 */
const SHARE = 1 / 8

/** How often a file is read again that changes while it is read. */
const ATTEMPTS = 3

const NOTHING: Buffer = Buffer.alloc(0)

/** What a path leads to. */
type Found = Document | 'directory' | 'missing' | 'unreadable'

/** The documents of a host. */
export class Documents {
    readonly #settings: WebSettings
    readonly #types: MimeTypes
    readonly #cache: DocumentCache
    /** Paths that are being looked up, so that many requests for one file look once. */
    readonly #lookups = new Map<string, Event<Found | null>>()
    /** The directory, absolute and without links, a separator at its end. */
    #root = ''

    constructor(settings: WebSettings) {
        this.#settings = settings
        this.#types = new MimeTypes(settings.mime)
        this.#cache = new DocumentCache(settings.limits.cache)
    }

    /** Bytes of documents in memory. */
    get cached(): number {
        return this.#cache.weight
    }

    /** Finds the directory. Throws `WEB_CONFIG` when there is none. */
    *open(): Fiber<void> {
        const { documents } = this.#settings
        const wanted = 'wanted a directory that can be read'
        try {
            const root = yield* realPath(documents)
            if (!(yield* statFile(root)).isDirectory()) {
                throw new WebError(
                    'WEB_CONFIG',
                    `Cannot serve documents: documents is ${JSON.stringify(documents)}, a file, ${wanted}`,
                )
            }
            this.#root = root.endsWith(sep) ? root : root + sep
        } catch (error) {
            if (!(error instanceof FileError)) {
                throw error
            }
            throw new WebError(
                'WEB_CONFIG',
                `Cannot serve documents: documents is ${JSON.stringify(documents)}, ${wanted}`,
                { cause: error },
            )
        }
    }

    /** Forgets what is in memory. */
    close(): void {
        this.#cache.clear()
    }

    /** The MIME type for the extension of a path; '' when there is none. */
    typeOf(path: string): string {
        return this.#types.typeOf(path)
    }

    /** Answers a GET or HEAD request. Returns what is to be run; nothing if the answer is complete. */
    serve(web: Web): Blocking<void> | undefined {
        const document = this.#cache.get(web.path)
        if (document === undefined || web.connection.started - document.checked >= FRESH) {
            return this.#serveFound(web, document)
        }
        return this.#answer(web, document)
    }

    *#serveFound(web: Web, old: Document | undefined): Fiber<void> {
        const found = yield* this.#find(web.path, old)
        if (found instanceof Document) {
            const work = this.#answer(web, found)
            if (work !== undefined) {
                yield* work
            }
        } else if (found === 'directory') {
            // Relative to the path, so that no name of the server comes in.
            web.setStatus(301)
            web.addHeader('Location', `${encodePath(web.path)}/${web.query === null ? '' : `?${web.query}`}`)
        } else {
            web.connection.refuse(found === 'missing' ? 'WEB_NO_DOCUMENT' : 'WEB_UNREADABLE')
        }
    }

    #answer(web: Web, document: Document): Blocking<void> | undefined {
        const { reply, connection } = web
        const verdict =
            connection.head.fields.has('if-none-match') || connection.head.fields.has('if-modified-since')
                ? judge(web, document)
                : 'send'
        if (verdict === 'send') {
            if (!document.inMemory && web.method !== 'HEAD') {
                return this.#sendLarge(web, document)
            }
            reply.sendMade(document.fields, document.text, document.bytes)
        } else if (verdict === 'unchanged') {
            reply.status = 304
            reply.sendMade(document.validators, '', NOTHING)
        } else {
            connection.close()
            connection.refuse('WEB_BAD_NONE_MATCH')
        }
        return undefined
    }

    /** Sends a document from its file. */
    *#sendLarge(web: Web, document: Document): Fiber<void> {
        let file: File
        try {
            file = yield* openFile(document.file, false)
        } catch (error) {
            this.#cache.delete(document.path)
            web.connection.refuse(verdictOf(error) === 'missing' ? 'WEB_NO_DOCUMENT' : 'WEB_UNREADABLE')
            return
        }
        try {
            const stats = yield* file.stat()
            let present = document
            if (!document.isCurrent(stats)) {
                // Changed since it was last looked at: what is sent now must not bear the name of what was there.
                this.#cache.delete(document.path)
                present = new Document(document.path, document.file, document.type, stats, null, now())
            }
            yield* sendPieces(web, present, file)
        } finally {
            file.close()
        }
    }

    /** Finds what a path leads to; of many fibers that ask at a time one looks. */
    *#find(path: string, old: Document | undefined): Fiber<Found> {
        for (let lookup = this.#lookups.get(path); lookup !== undefined; lookup = this.#lookups.get(path)) {
            const found = yield* lookup.wait()
            // Null: the one who looked was cancelled, or failed.
            if (found !== null) {
                return found
            }
        }
        const lookup = new Event<Found | null>('document')
        this.#lookups.set(path, lookup)
        let found: Found | null = null
        try {
            found = yield* this.#look(path, old)
        } finally {
            this.#lookups.delete(path)
            lookup.emit(found)
        }
        return found
    }

    *#look(path: string, old: Document | undefined): Fiber<Found> {
        const name = path.endsWith('/') ? path + this.#settings.index : path
        if (!this.#mayServe(name)) {
            return 'missing'
        }
        const full = this.#root + name.slice(1)
        try {
            if (old !== undefined) {
                const checked = now()
                if (old.isCurrent(yield* statFile(full))) {
                    old.checked = checked
                    return old
                }
                this.#cache.delete(path)
            }
            const file = yield* realPath(full)
            return file.startsWith(this.#root) ? yield* this.#read(path, file, this.#types.typeOf(name)) : 'missing'
        } catch (error) {
            this.#cache.delete(path)
            return verdictOf(error)
        }
    }

    /** Opens a file, and reads it if it is small. */
    *#read(path: string, file: string, type: string): Fiber<Found> {
        for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
            const checked = now()
            const opened = yield* openFile(file, false)
            try {
                const stats = yield* opened.stat()
                if (!stats.isFile()) {
                    return stats.isDirectory() && !path.endsWith('/') ? 'directory' : 'missing'
                }
                const small = stats.size <= this.#settings.limits.cache * SHARE
                const content = small ? yield* readWhole(opened, stats.size) : null
                if (!small || content !== null) {
                    const document = new Document(path, file, type, stats, content, checked)
                    this.#cache.set(document)
                    return document
                }
            } finally {
                opened.close()
            }
        }
        return 'unreadable'
    }

    #mayServe(name: string): boolean {
        // Names with a zero byte cannot exist; asking the system for one is an error.
        if (name.includes('\0') || !name.startsWith('/')) {
            return false
        }
        if (this.#settings.dotFiles || !name.includes('/.')) {
            return true
        }
        return name.split('/').every(segment => !segment.startsWith('.') || segment === '.well-known')
    }
}

/** What an error of a file means for who asks for it. Throws those that are the server's affair. */
function verdictOf(error: unknown): 'missing' | 'unreadable' {
    if (error instanceof FileError && (error.code === 'FILE_NOT_FOUND' || error.code === 'FILE_ACCESS')) {
        return error.code === 'FILE_ACCESS' ? 'unreadable' : 'missing'
    }
    throw error
}

/** The contents of a file of `size` bytes; null when it has fewer by now. */
function* readWhole(file: File, size: number): Fiber<Buffer | null> {
    const content = Buffer.allocUnsafeSlow(size)
    let length = 0
    while (length < size) {
        const count = yield* file.read(content.subarray(length), length)
        if (count === 0) {
            return null
        }
        length += count
    }
    return content
}
