/*
    multipart.ts -- Forms with files: multipart/form-data (RFC 7578, spec url.md §13).

    The length is known before: sizes of the files, and the lines around them. Files are read while they are sent.
*/

import { basename } from 'node:path'
import type { Fiber } from '../../fiber/index.js'
import { randomBytes } from '../crypt/index.js'
import type { Payload } from './body.js'
import type { BodyWriter } from './body-writer.js'
import { fileSize, sendFile } from './file-body.js'

/** One field or file of a form. */
export interface MultipartPart {
    readonly name: string
    /** The content: text or bytes. */
    readonly value?: string | Uint8Array
    /** Instead of a value: the path of a file. */
    readonly file?: string
    /** The name that the server is told. Default: that of the file; none for a value. */
    readonly filename?: string
    /** Content-Type of the part. Default: none. */
    readonly type?: string
}

interface Piece {
    readonly head: string
    readonly value: string | Uint8Array
    readonly file: string | null
    readonly size: number
}

/** The body of a form. Throws `URL_FILE`. */
export function* multipartPayload(parts: readonly MultipartPart[], mark = makeBoundary()): Fiber<Payload> {
    const pieces: Piece[] = []
    const tail = `--${mark}--\r\n`
    let length = Buffer.byteLength(tail)
    for (const part of parts) {
        const { value = '', file = null } = part
        const size = file === null ? Buffer.byteLength(value) : yield* fileSize(file)
        const head = partHead(mark, part)
        pieces.push({ head, value, file, size })
        length += Buffer.byteLength(head) + size + 2
    }
    return {
        ...{ length, data: null, repeatable: true, type: `multipart/form-data; boundary=${mark}` },
        stream: out => sendParts(out, pieces, tail),
    }
}

/** A boundary that no content has by chance. */
export function makeBoundary(): string {
    return `BOUNDARY--${randomBytes(12).toString('hex')}`
}

function* sendParts(out: BodyWriter, pieces: readonly Piece[], tail: string): Fiber<void> {
    for (const { head, value, file, size } of pieces) {
        yield* out.write(head)
        if (file === null) {
            yield* out.write(value)
        } else {
            yield* sendFile(out, file, size)
        }
        yield* out.write('\r\n')
    }
    yield* out.write(tail)
}

function partHead(mark: string, { name, file, filename, type }: MultipartPart): string {
    const shown = filename ?? (file === undefined ? undefined : basename(file))
    const title = shown === undefined ? '' : `; filename="${quoted(shown)}"`
    const kind = type === undefined ? '' : `Content-Type: ${quoted(type)}\r\n`
    return `--${mark}\r\nContent-Disposition: form-data; name="${quoted(name)}"${title}\r\n${kind}\r\n`
}

/** As browsers do it (HTML, "multipart/form-data encoding algorithm"): these would end the value, or the line. */
function quoted(text: string): string {
    return text.replace(/["\r\n]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
