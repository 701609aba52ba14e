/*
    upload.ts -- WebUpload: a file that a client has uploaded (spec web.md §1, §14).
*/

import { dirname } from 'node:path'
import {
    copyFile,
    type Fiber,
    FileError,
    openFile,
    openTemporaryFile,
    removeFile,
    renameFile,
    shield,
    syncDirectory,
} from '../../../fiber/index.js'

/** An uploaded file. It lies in a temporary file, which is removed at the end of the request. */
export class WebUpload {
    /** Name of the variable. */
    readonly name: string
    /** As the client calls it: one segment of a path, without characters that mean something to a shell (spec web.md §14). */
    readonly clientFilename: string
    /** As the client says; null: it says none. Nobody has looked whether it is true. */
    readonly contentType: string | null
    /** Path of the temporary file; after `moveTo` that of the file. */
    readonly filename: string
    /** Bytes. */
    readonly size: number = 0
    /** Descriptor in C; here the file is closed when the handler runs. */
    readonly fd: number = -1
    /** @internal Not to be removed at the end of the request. */
    isKept = false

    /** @internal */
    constructor(name: string, clientFilename: string, contentType: string | null, filename: string) {
        this.name = name
        this.clientFilename = clientFilename
        this.contentType = contentType
        this.filename = filename
    }

    /** @internal More of it was written. */
    grow(bytes: number): void {
        const upload = this as { size: number }
        upload.size += bytes
    }

    /**
     * Keeps the file: moves it to `path`, where one that is there is replaced. When this returns it is on the disk; after a crash there
     * is the old file or the new one. The mode is 0600. Throws a `FileError`; the temporary file is still there then.
     */
    *moveTo(path: string): Fiber<void> {
        yield* syncFile(this.filename)
        try {
            yield* shield(this.#rename(path))
        } catch (error) {
            if (!isOtherDisk(error)) {
                throw error
            }
            yield* this.#copy(path)
        }
        yield* syncDirectory(dirname(path))
    }

    *#rename(path: string): Fiber<void> {
        yield* renameFile(this.filename, path)
        this.isKept = true
        const upload = this as { filename: string }
        upload.filename = path
    }

    /** The same where the temporary files are on another disk, which takes a copy beside the place. */
    *#copy(path: string): Fiber<void> {
        const source = this.filename
        let copy = ''
        try {
            yield* shield(
                (function* () {
                    const file = yield* openTemporaryFile(dirname(path), '.upload')
                    file.close()
                    copy = file.path
                })(),
            )
            yield* copyFile(source, copy)
            yield* syncFile(copy)
            yield* shield(renameFile(copy, path))
            copy = ''
        } finally {
            if (copy !== '') {
                yield* shield(removeFile(copy))
            }
        }
    }
}

/** Waits until the content of a file is on the disk. */
function* syncFile(path: string): Fiber<void> {
    const file = yield* openFile(path)
    try {
        yield* file.sync()
    } finally {
        file.close()
    }
}

function isOtherDisk(error: unknown): boolean {
    return error instanceof FileError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EXDEV'
}
