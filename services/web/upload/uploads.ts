/*
    uploads.ts -- Uploads: the files of one request.
*/

import { unlinkSync } from 'node:fs'
import { type Fiber, FileError, type Op, removeFile, shield } from '../../../fiber/index.js'
import type { WebUpload } from './upload.js'

/** The files that were uploaded with one request. */
export class Uploads {
    /** By the name of their variable; of one name the last. */
    readonly map = new Map<string, WebUpload>()
    /** All of them, in order. */
    readonly list: WebUpload[] = []
    /** The whole request was read. */
    isComplete = false

    add(upload: WebUpload): void {
        this.map.set(upload.name, upload)
        this.list.push(upload)
    }

    /**
     * Removes the temporary files that are still there. `failed` gets what cannot be removed. Not interrupted by a cancel: what it
     * leaves nobody else removes.
     */
    remove(failed: (path: string, error: unknown) => void): Op<void> {
        return shield(this.#removeAll(failed))
    }

    *#removeAll(failed: (path: string, error: unknown) => void): Fiber<void> {
        for (const { filename } of this.#takeAll()) {
            try {
                yield* removeFile(filename)
            } catch (error) {
                // A handler may have moved it.
                if (!(error instanceof FileError && error.code === 'FILE_NOT_FOUND')) {
                    failed(filename, error)
                }
            }
        }
    }

    /** The same without waiting for anything but the system. */
    removeNow(failed: (path: string, error: unknown) => void): void {
        for (const { filename } of this.#takeAll()) {
            try {
                unlinkSync(filename)
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
                    failed(filename, error)
                }
            }
        }
    }

    /** The files that are to be removed. Nobody gets them twice: the name may be another file's then. */
    #takeAll(): WebUpload[] {
        const list = this.list.filter(({ isKept }) => !isKept)
        this.list.length = 0
        this.map.clear()
        return list
    }
}
