/*
    document-writer.ts -- DocumentWriter: changes documents (spec web.md §16.7, §16.8).

    A PUT writes into the file, whose old content is gone when it begins; or with `atomicPut` into another one beside it, which takes
    its place when it is complete and on the disk. Whatever goes wrong, what was written is removed. Changes to one file come one
    after the other, so that those of two clients do not mix.
*/

import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import {
    type CreateOptions,
    createFile,
    type Fiber,
    type File,
    FileError,
    realPath,
    removeFile,
    renameFile,
    shield,
    statFile,
    syncDirectory,
} from '../../../fiber/index.js'
import type { WebSettings } from '../config/index.js'
import type { WebErrorCode } from '../errors.js'
import type { Web } from '../web.js'
import type { DocumentFinder } from './document-finder.js'
import type { DocumentTree } from './document-tree.js'
import { etagOf, modifiedOf } from './etag.js'
import { FileClaims } from './file-claims.js'
import { receive } from './receive.js'

/** Of new files: nobody else need read what clients leave here (spec web.md §16.7). */
const MODE = 0o600

/** Serves PUT and DELETE. */
export class DocumentWriter {
    readonly #tree: DocumentTree
    readonly #finder: DocumentFinder
    readonly #settings: WebSettings
    readonly #claims = new FileClaims()

    constructor(tree: DocumentTree, finder: DocumentFinder, settings: WebSettings) {
        this.#tree = tree
        this.#finder = finder
        this.#settings = settings
    }

    /** Stores the body of a request as the document. */
    *put(web: Web): Fiber<void> {
        const file = yield* this.#claim(web, 'WEB_UNREADABLE', 'WEB_CANNOT_PUT')
        if (file === null) {
            return
        }
        let fault: WebErrorCode | null
        try {
            fault = yield* this.#store(web, file)
        } catch (error) {
            fault = faultOf(error)
        } finally {
            this.#claims.give(file)
        }
        if (fault === 'WEB_PUT_TOO_BIG') {
            web.connection.refuse(fault, `Uploaded put file exceeds maximum ${this.#settings.limits.upload}`)
        } else if (fault !== null) {
            web.connection.refuse(fault)
        } else if (web.exists) {
            web.setStatus(204)
        } else {
            web.reply.replace(201, 'Document successfully updated')
        }
    }

    /** Removes the document. */
    *remove(web: Web): Fiber<void> {
        const file = yield* this.#claim(web, 'WEB_CANNOT_DELETE', 'WEB_CANNOT_DELETE')
        if (file === null) {
            return
        }
        let fault: WebErrorCode | null
        try {
            fault = yield* this.#unlink(web, file)
        } catch (error) {
            wantFileError(error)
            fault = 'WEB_CANNOT_DELETE'
        } finally {
            this.#finder.noteChange()
            this.#claims.give(file)
        }
        if (fault === null) {
            web.setStatus(204)
        } else {
            web.connection.refuse(fault)
        }
    }

    /** Waits for the file that a request changes, and that nobody else changes it. Null: not to be changed; the request is answered. */
    *#claim(web: Web, refused: WebErrorCode, busy: WebErrorCode): Fiber<string | null> {
        // With a slash at its end a path means a directory.
        const place = web.path.endsWith('/') ? null : this.#tree.placeOf(web.path)
        let file: string | null = null
        try {
            file = place === null ? null : yield* this.#tree.writable(place)
        } catch (error) {
            wantFileError(error)
        }
        if (file === null) {
            web.connection.refuse(refused)
        } else if (!(yield* this.#claims.take(file, this.#settings.timeouts.request))) {
            web.connection.refuse(busy)
            return null
        }
        return file
    }

    /** Stores the body of a request in a file. Returns what is wrong; null: nothing. Throws a `FileError`. */
    *#store(web: Web, file: string): Fiber<WebErrorCode | null> {
        const stats = yield* statsOf(file)
        web.exists = stats !== null
        // A new file is made whatever the conditions (spec web.md §31, K11).
        if (stats !== null && !permits(web, stats)) {
            return 'WEB_PRECONDITION'
        }
        if (web.getHeader('content-range') !== null) {
            // RFC 9110 §14.5: a part that is taken for the whole would destroy it
            return 'WEB_PUT_PART'
        }
        if (stats !== null && !stats.isFile()) {
            return 'WEB_UNREADABLE'
        }
        return yield* this.#settings.atomicPut ? this.#replace(web, file, stats) : this.#overwrite(web, file)
    }

    /** Stores the body in the file itself. */
    *#overwrite(web: Web, path: string): Fiber<WebErrorCode | null> {
        const target = new Target(path)
        try {
            yield* shield(target.open({ content: 'empty', mode: MODE, followLink: this.#tree.followsLinks }))
            this.#finder.noteChange()
            const fault = yield* receive(web, target.opened, this.#settings.limits.upload)
            if (fault === null) {
                target.keep()
            }
            return fault
        } finally {
            yield* target.close(web)
            this.#finder.noteChange()
        }
    }

    /** Stores the body in another file, which then takes the place of the file. */
    *#replace(web: Web, path: string, stats: Stats | null): Fiber<WebErrorCode | null> {
        // A link stays one, and what it leads to is replaced.
        const place = stats === null ? path : yield* realPath(path)
        const directory = dirname(place)
        const target = new Target(join(directory, `.${randomBytes(9).toString('base64url')}.tmp`))
        try {
            yield* shield(target.open({ content: 'new', mode: stats === null ? MODE : stats.mode & 0o777 }))
            const fault = yield* receive(web, target.opened, this.#settings.limits.upload)
            if (fault === null) {
                yield* target.opened.sync()
                yield* renameFile(target.path, place)
                target.keep()
                yield* syncDirectory(directory)
            }
            return fault
        } finally {
            yield* target.close(web)
            this.#finder.noteChange()
        }
    }

    /** Removes a file. Returns what is wrong; null: nothing. Throws a `FileError`. */
    *#unlink(web: Web, file: string): Fiber<WebErrorCode | null> {
        if (web.conditions?.guardsChange) {
            const stats = yield* statsOf(file)
            if (stats === null) {
                return 'WEB_NO_DOCUMENT'
            }
            if (!permits(web, stats)) {
                return 'WEB_PRECONDITION'
            }
        }
        yield* removeFile(file)
        return null
    }
}

/** A file that is being written, and removed unless it is to be kept. */
class Target {
    readonly path: string
    #file: File | null = null
    #kept = false

    constructor(path: string) {
        this.path = path
    }

    /** Waits for the file to be made. In a shield: a file that is made after the fiber was cancelled nobody would remove. */
    *open(options: CreateOptions): Fiber<void> {
        this.#file = yield* createFile(this.path, options)
    }

    /** The open file. */
    get opened(): File {
        return this.#file!
    }

    /** All is written. */
    keep(): void {
        this.#kept = true
    }

    /** Closes the file, and waits until it is removed if it was not to be kept. */
    *close(web: Web): Fiber<void> {
        this.#file?.close()
        if (this.#file !== null && !this.#kept) {
            try {
                yield* shield(removeFile(this.path))
            } catch (error) {
                web.connection.report(
                    'error',
                    'WEB_CANNOT_DELETE',
                    `Cannot remove what was written: ${this.path}`,
                    error,
                )
            }
        }
    }
}

/** Size and times of a file; null: there is none. */
function* statsOf(path: string): Fiber<Stats | null> {
    try {
        return yield* statFile(path)
    } catch (error) {
        if (wantFileError(error).code === 'FILE_NOT_FOUND') {
            return null
        }
        throw error
    }
}

/** Whether the conditions of a request hold for a file that is there. */
function permits({ conditions }: Web, stats: Stats): boolean {
    return conditions === null || conditions.permitsChange({ etag: etagOf(stats), modified: modifiedOf(stats) })
}

/** What it means that the file cannot be opened, or not be put into its place. Throws what is the server's affair. */
function faultOf(error: unknown): WebErrorCode {
    const { code } = wantFileError(error)
    if (code === 'FILE_LIMIT') {
        throw error
    }
    return code === 'FILE_FULL' ? 'WEB_CANNOT_PUT' : 'WEB_UNREADABLE'
}

/** Throws what is not an error of a file. */
function wantFileError(error: unknown): FileError {
    if (error instanceof FileError) {
        return error
    }
    throw error
}
