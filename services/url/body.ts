/*
    body.ts -- Bodies of requests: what callers give, and what is sent of it.
*/

import type { Blocking, Fiber } from '../../fiber/index.js'
import type { BodyWriter } from './body-writer.js'
import { UrlError } from './errors.js'
import { fileSize, sendFile } from './file-body.js'
import { type MultipartPart, multipartPayload } from './multipart.js'

/** A file to be sent. */
export interface FileBody {
    /** Its path. It is opened when the request is made, and read while it is sent. */
    readonly file: string
}

/** Fields and files to be sent as a form (RFC 7578). */
export interface MultipartBody {
    /** Fields and files in their order. */
    readonly multipart: readonly MultipartPart[]
}

/** Writes a body piece by piece: `function* (out) { yield* out.write('...') }`. Called again when the request has to be repeated. */
export type BodyFunction = (out: BodyWriter) => Blocking<void>

/** A body as callers give it. A generator is read while it is sent, no faster than the server takes it. */
export type UrlBody = string | Uint8Array | FileBody | MultipartBody | BodyFunction | Iterable<string | Uint8Array>

/** A body as it is sent. */
export interface Payload {
    /** Bytes; -1: not known before, sent in chunks. */
    readonly length: number
    /** All of it; null: `stream` writes it. */
    readonly data: string | Uint8Array | null
    /** Writes it; null: `data` is all. */
    readonly stream: BodyFunction | null
    /** It can be sent once more. */
    readonly repeatable: boolean
    /** Value for a Content-Type header; null: none. */
    readonly type: string | null
}

/** No body. */
export const NO_PAYLOAD: Payload = Object.freeze({ length: 0, data: null, stream: null, repeatable: true, type: null })

/** A body whose bytes are all there. */
export function wholePayload(data: string | Uint8Array, type: string | null = null): Payload {
    const length = typeof data === 'string' ? Buffer.byteLength(data) : data.length
    return { length, data, stream: null, repeatable: true, type }
}

/** The same body in chunks, whatever its length. */
export function inChunks(payload: Payload): Payload {
    const { data, stream } = payload
    return { ...payload, length: -1, data: null, stream: stream ?? (out => out.write(data ?? '')) }
}

/** What is to be sent; the sizes of files are looked up. Throws `URL_FILE`. */
export function* payloadOf(body: UrlBody): Fiber<Payload> {
    if (typeof body === 'string' || body instanceof Uint8Array) {
        return wholePayload(body)
    }
    if (typeof body === 'function') {
        return { length: -1, data: null, stream: body, repeatable: true, type: null }
    }
    if ('file' in body) {
        const { file } = body
        const length = yield* fileSize(file)
        return { length, data: null, stream: out => sendFile(out, file, length), repeatable: true, type: null }
    }
    if ('multipart' in body) {
        return yield* multipartPayload(body.multipart)
    }
    if (typeof body !== 'object' || body === null || !(Symbol.iterator in body)) {
        throw new UrlError(
            'URL_OPTION',
            `Cannot send a body of type ${typeof body}: wanted text, bytes, a file or a generator`,
        )
    }
    // A generator can be read once; arrays and other collections as often as one likes
    const repeatable = body[Symbol.iterator]() !== (body as unknown)
    return { length: -1, data: null, stream: out => sendPieces(out, body), repeatable, type: null }
}

function* sendPieces(out: BodyWriter, pieces: Iterable<string | Uint8Array>): Fiber<void> {
    for (const piece of pieces) {
        yield* out.write(piece)
    }
}
