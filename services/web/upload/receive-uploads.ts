/*
    receive-uploads.ts -- Reads a multipart request: files go to temporary files, fields to variables (spec web.md §14).

    What comes is parsed where it lies. File data is written from there, when the piece is full or the part is over. Of a full piece that
    is done while a second one is filled: disk and network work at the same time. When both are full the socket goes on receiving up
    to its own bound, and then the client is held back.

        |  written already  |  file data, not written yet  |  not parsed yet  |  room          |
        0                   from                           pos                used             length of the piece

    What is kept of a request beyond its files is bounded by `limits.body` (names, values and what else the heads of parts say) and
    `limits.variables` (parts, variables).
*/

import { type Fiber, type ScopeHandle, scope, type Task } from '../../../fiber/index.js'
import { WebError } from '../errors.js'
import { givePiece, takePiece } from '../files/index.js'
import { traceUpload } from '../trace.js'
import type { Web } from '../web.js'
import { boundaryOf } from './boundary.js'
import { Field } from './field.js'
import { MultipartEvent, MultipartParser } from './multipart-parser.js'
import { readPartHead } from './part-head.js'
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
    const parser = new MultipartParser(wantBoundary(web.contentType))
    yield* scope(function* (writers) {
        const receiver = new Receiver(web, uploads, parser, writers)
        try {
            yield* receiver.run()
        } finally {
            receiver.close()
        }
        receiver.givePieces()
    })
    uploads.isComplete = true
}

function* writePiece(writer: UploadWriter, bytes: Buffer): Fiber<void> {
    yield* writer.write(bytes)
}

class Receiver {
    readonly #web: Web
    readonly #uploads: Uploads
    readonly #parser: MultipartParser
    readonly #writers: ScopeHandle
    #piece = takePiece()
    /** The other piece; null: none was needed so far. */
    #other: Buffer | null = null
    /** Writes the other piece; null: nobody does. */
    #writing: Task<void> | null = null
    #from = 0
    #pos = 0
    #used = 0
    /** Where the data goes; null: between two parts. */
    #part: UploadWriter | Field | null = null
    #parts = 0
    #files = 0
    /** Bytes that are kept in memory. */
    #kept = 0

    constructor(web: Web, uploads: Uploads, parser: MultipartParser, writers: ScopeHandle) {
        this.#web = web
        this.#uploads = uploads
        this.#parser = parser
        this.#writers = writers
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
                    yield* this.#end(parser.end)
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

    /** Gives the pieces back. Only when all went well: otherwise the system may still be writing from them. */
    givePieces(): void {
        givePiece(this.#piece)
        if (this.#other !== null) {
            givePiece(this.#other)
        }
    }

    /** Waits for more bytes. */
    *#fill(): Fiber<void> {
        if (this.#used === this.#piece.length) {
            yield* this.#empty()
        }
        const piece = this.#piece
        const bytes = yield* this.#web.input.next(piece.length - this.#used)
        if (bytes === null) {
            this.#parser.finish(this.#used - this.#pos)
            return
        }
        piece.set(bytes, this.#used)
        this.#used += bytes.length
    }

    /** Makes room in a piece that is full: its data goes where it belongs, what is not parsed yet to the beginning. */
    *#empty(): Fiber<void> {
        const full = this.#piece
        const part = this.#part
        const bytes = full.subarray(this.#from, this.#pos)
        if (part instanceof Field) {
            this.#addTo(part, bytes)
        } else if (part !== null) {
            yield* this.#written()
            this.#piece = this.#other ?? takePiece()
            this.#other = full
            this.#trace(bytes)
            this.#writing = this.#writers.spawn(writePiece, part, bytes)
        }
        full.copy(this.#piece, 0, this.#pos, this.#used)
        this.#used -= this.#pos
        this.#from = this.#pos = 0
    }

    /** Waits until the other piece is written. */
    *#written(): Fiber<void> {
        if (this.#writing !== null) {
            yield* this.#writing.join()
            this.#writing = null
        }
    }

    #addTo(field: Field, bytes: Buffer): void {
        this.#keep(bytes.length)
        field.write(bytes)
    }

    #trace(bytes: Buffer): void {
        traceUpload(this.#web.host.flags, `Upload File Data ${bytes.length}`, '')
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
        const head = readPartHead(text)
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

    /** The part is over; its data ends at `end`. */
    *#end(end: number): Fiber<void> {
        const part = this.#part
        const bytes = this.#piece.subarray(this.#from, end)
        if (part instanceof Field) {
            this.#addTo(part, bytes)
            const { value } = part
            traceUpload(this.#web.host.flags, 'Upload Form Field', `${part.name} = ${value}`)
            this.#web.takeVar(part.name, value)
        } else if (part !== null) {
            yield* this.#written()
            if (bytes.length > 0) {
                this.#trace(bytes)
                yield* part.write(bytes)
            }
        }
        this.close()
        this.#part = null
    }

    #keep(bytes: number): void {
        this.#kept += bytes
        if (this.#kept > this.#web.host.settings.limits.body) {
            throw new WebError('WEB_BODY_TOO_BIG')
        }
    }
}
