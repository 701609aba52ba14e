/*
    receive-uploads.ts -- Reads a multipart request: files go to temporary files, fields to variables (spec web.md §14).

    One piece is in memory at a time, and parsed where it lies. File data is written from there, when the piece is full or the part
    is over; meanwhile the socket goes on receiving up to its own bound, and then the client is held back.

        |  written already  |  file data, not written yet  |  not parsed yet  |  room          |
        0                   from                           pos                used             length of the piece

    What is kept of a request beyond its files is bounded by `limits.body` (names, values and what else the heads of parts say) and
    `limits.variables` (parts, variables).
*/

import type { Fiber } from '../../../fiber/index.js'
import { WebError } from '../errors.js'
import { givePiece, takePiece } from '../files/index.js'
import { traceUpload } from '../trace.js'
import type { Web } from '../web.js'
import { boundaryOf } from './boundary.js'
import { clientFilename } from './client-filename.js'
import { Field } from './field.js'
import { MultipartEvent, MultipartParser } from './multipart-parser.js'
import { type PartHead, parsePartHead } from './part-head.js'
import { UploadWriter } from './upload-writer.js'
import type { Uploads } from './uploads.js'

/** The boundary that a Content-Type header names. Throws `WEB_BAD_BOUNDARY`. */
export function wantBoundary(contentType: string | null): string {
    const boundary = boundaryOf(contentType ?? '')
    if (boundary === null) {
        throw new WebError('WEB_BAD_BOUNDARY')
    }
    return boundary
}

/** Reads all parts: files into `uploads`, fields into the variables. Throws a `WebError` that is to be the answer. */
export function* receiveUploads(web: Web, uploads: Uploads): Fiber<void> {
    const receiver = new Receiver(web, uploads, new MultipartParser(wantBoundary(web.contentType)))
    try {
        yield* receiver.run()
    } finally {
        receiver.close()
    }
    receiver.givePiece()
    uploads.isComplete = true
}

class Receiver {
    readonly #web: Web
    readonly #uploads: Uploads
    readonly #parser: MultipartParser
    readonly #piece = takePiece()
    #from = 0
    #pos = 0
    #used = 0
    /** Where the data goes; null: between two parts. */
    #part: UploadWriter | Field | null = null
    #parts = 0
    #files = 0
    /** Bytes that are kept in memory. */
    #kept = 0

    constructor(web: Web, uploads: Uploads, parser: MultipartParser) {
        this.#web = web
        this.#uploads = uploads
        this.#parser = parser
    }

    *run(): Fiber<void> {
        const parser = this.#parser
        for (;;) {
            this.#pos = parser.execute(this.#piece, this.#pos, this.#used)
            switch (parser.event) {
                case MultipartEvent.more:
                    yield* this.#fill()
                    break
                case MultipartEvent.head:
                    yield* this.#begin(this.#piece.toString('utf8', parser.start, parser.end))
                    this.#from = this.#pos
                    break
                case MultipartEvent.partEnd:
                    yield* this.#flush(parser.end)
                    this.#end()
                    break
            }
            if (parser.event === MultipartEvent.fault) {
                throw new WebError('WEB_UPLOAD', parser.fault)
            }
            if (parser.event === MultipartEvent.end) {
                return
            }
        }
    }

    /** The file that is being written is closed. */
    close(): void {
        if (this.#part instanceof UploadWriter) {
            this.#part.close()
        }
    }

    /** Gives the piece back. Only when all went well: otherwise the system may still be writing from it. */
    givePiece(): void {
        givePiece(this.#piece)
    }

    /** Waits for more bytes. */
    *#fill(): Fiber<void> {
        const piece = this.#piece
        if (this.#used === piece.length) {
            yield* this.#flush(this.#pos)
            piece.copyWithin(0, this.#pos, this.#used)
            this.#used -= this.#pos
            this.#from = this.#pos = 0
        }
        const bytes = yield* this.#web.input.next(piece.length - this.#used)
        if (bytes === null) {
            this.#parser.finish(this.#used - this.#pos)
            return
        }
        piece.set(bytes, this.#used)
        this.#used += bytes.length
    }

    /** Hands the data up to `end` to the part that it is of. */
    *#flush(end: number): Fiber<void> {
        const part = this.#part
        if (part === null || end <= this.#from) {
            return
        }
        const bytes = this.#piece.subarray(this.#from, end)
        this.#from = end
        if (part instanceof Field) {
            this.#keep(bytes.length)
            part.write(bytes)
        } else {
            traceUpload(this.#web.host.flags, `Upload File Data ${bytes.length}`, '')
            yield* part.write(bytes)
        }
    }

    /** A part begins. */
    *#begin(text: string): Fiber<void> {
        const { host, input } = this.#web
        traceUpload(host.flags, `Upload Header ${text.length}`, text)
        if (++this.#parts > host.settings.limits.variables) {
            throw new WebError('WEB_TOO_MANY_VARIABLES')
        }
        if (input.received - (this.#used - this.#pos) > host.settings.limits.upload) {
            // A chunked body is not longer than one whose length was announced may be, but for the part that is under way.
            throw new WebError('WEB_UPLOAD_LENGTH_TOO_BIG')
        }
        const head = wantHead(text)
        this.#keep(head.name.length + (head.filename?.length ?? 0) + (head.contentType?.length ?? 0))
        if (head.filename === null) {
            this.#part = new Field(head, this.#parser.delimiterLength)
            return
        }
        const most = host.settings.limits.uploads
        if (most > 0 && ++this.#files > most) {
            throw new WebError('WEB_TOO_MANY_UPLOADS')
        }
        // Known before it is open: whatever happens meanwhile, it is closed.
        const writer = new UploadWriter(this.#web)
        this.#part = writer
        yield* writer.open(this.#uploads, head)
    }

    /** The part is over. */
    #end(): void {
        const part = this.#part
        this.close()
        this.#part = null
        if (part instanceof Field) {
            const { value } = part
            traceUpload(this.#web.host.flags, 'Upload Form Field', `${part.name} = ${value}`)
            this.#web.takeVar(part.name, value)
        }
    }

    #keep(bytes: number): void {
        this.#kept += bytes
        if (this.#kept > this.#web.host.settings.limits.body) {
            throw new WebError('WEB_BODY_TOO_BIG')
        }
    }
}

/** The head of a part that has a name; a file also has one that may be. Throws `WEB_UPLOAD`. */
function wantHead(text: string): PartHead & { readonly name: string } {
    const head = parsePartHead(text)
    if (head === null) {
        throw new WebError('WEB_UPLOAD', 'Bad upload headers')
    }
    const { name, filename } = head
    if (filename === null) {
        if (!name) {
            throw new WebError('WEB_UPLOAD', 'Bad upload headers. Missing Content-Disposition name')
        }
        return { ...head, name }
    }
    if (!name) {
        throw new WebError('WEB_UPLOAD', 'Missing upload name for filename')
    }
    if (filename === '') {
        // Browsers send this where no file was chosen (spec web.md §31, K9).
        throw new WebError('WEB_UPLOAD', 'Missing upload client filename')
    }
    const safe = clientFilename(filename)
    if (safe === null) {
        throw new WebError('WEB_UPLOAD', 'Bad upload client filename')
    }
    return { ...head, name, filename: safe }
}
