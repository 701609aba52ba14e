/*
    upload-writer.ts -- UploadWriter: the temporary file of an upload while it is written.
*/

import { type Fiber, type File, FileError, openTemporaryFile, shield } from '../../../fiber/index.js'
import { WebError } from '../errors.js'
import type { Web } from '../web.js'
import type { PartHead } from './part-head.js'
import { WebUpload } from './upload.js'
import type { Uploads } from './uploads.js'

/** Writes one file. */
export class UploadWriter {
    readonly #web: Web
    #file: File | null = null
    #upload: WebUpload | null = null

    constructor(web: Web) {
        this.#web = web
    }

    /** Makes the temporary file, and notes it in `uploads`. Throws `WEB_UPLOAD_NO_FILE`. */
    *open(uploads: Uploads, head: PartHead): Fiber<void> {
        try {
            // A file that is made after the fiber was cancelled nobody would remove.
            yield* shield(this.#make(uploads, head))
        } catch (error) {
            throw this.#fault('WEB_UPLOAD_NO_FILE', error)
        }
    }

    /** Adds bytes; they are the caller's again when this returns. Throws `WEB_UPLOAD_FILE_TOO_BIG`, `WEB_UPLOAD_FAILED`. */
    *write(bytes: Buffer): Fiber<void> {
        const upload = this.#upload!
        const { upload: limit } = this.#web.host.settings.limits
        if (upload.size + bytes.length > limit) {
            throw new WebError('WEB_UPLOAD_FILE_TOO_BIG', `Uploaded file exceeds maximum ${limit}`)
        }
        try {
            yield* this.#file!.write(bytes, upload.size)
        } catch (error) {
            throw this.#fault('WEB_UPLOAD_FAILED', error)
        }
        upload.grow(bytes.length)
    }

    /** No more is written. Again: nothing. */
    close(): void {
        this.#file?.close()
    }

    *#make(uploads: Uploads, { name, filename, contentType }: PartHead): Fiber<void> {
        const { host, connection } = this.#web
        const file = yield* openTemporaryFile(host.uploadDir, 'tmp')
        this.#file = file
        this.#upload = new WebUpload(name!, filename!, contentType, file.path)
        uploads.add(this.#upload)
        connection.report('trace', null, `File upload of: ${filename} stored as ${file.path}`)
    }

    /** The client is told little of what the disk says, the log all. */
    #fault(code: 'WEB_UPLOAD_NO_FILE' | 'WEB_UPLOAD_FAILED', error: unknown): unknown {
        if (!(error instanceof FileError)) {
            return error
        }
        this.#web.connection.report('error', code, error.message, error)
        return new WebError(code, undefined, { cause: error })
    }
}
