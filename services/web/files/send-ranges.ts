/*
    send-ranges.ts -- Sends parts of a document (RFC 9110 §14, §15.3.7, spec web.md §16.5).
*/

import { randomBytes } from 'node:crypto'
import type { Blocking, Fiber, File } from '../../../fiber/index.js'
import type { ByteRange } from '../../http/index.js'
import type { Web } from '../web.js'
import type { Document } from './document.js'
import { sendFile } from './send-file.js'

const NOTHING: Buffer = Buffer.alloc(0)

/** Random bytes of a boundary, which are 16 characters. Nobody can guess it, so no document has it by somebody's design. */
const BOUNDARY = 12

/** Bytes that ranges may have together, whatever the document. */
const MODEST = 65536

/**
 * Whether ranges have more than twice the bytes of the document. Nobody needs them, and a short request would have an endless answer: they are
 * ignored (RFC 9110 §14.2, §17.15).
 */
export function isGreedy(ranges: readonly ByteRange[], size: number): boolean {
    return ranges.reduce((sum, { start, end }) => sum + end - start, 0) > Math.max(2 * size, MODEST)
}

/**
 * Answers with ranges of a document. `file` is its open file, which is needed for GET and POST if it is not in memory. Returns what
 * is to be run; nothing: the answer is complete.
 */
export function sendRanges(
    web: Web,
    document: Document,
    ranges: readonly ByteRange[],
    file: File | null,
): Blocking<unknown> | undefined {
    const { reply, method } = web
    const first = ranges[0]!
    reply.status = 206
    if (ranges.length > 1) {
        return sendParts(web, document, ranges, file)
    }
    const fields = document.rangeFields(first)
    if (method === 'HEAD') {
        reply.sendMade(fields, '', NOTHING)
    } else if (document.text !== null) {
        reply.sendMade(fields, document.text.slice(first.start, first.end), NOTHING)
    } else if (document.bytes !== null) {
        reply.sendMade(fields, null, document.bytes.bytes.subarray(first.start, first.end))
    } else {
        return sendFile(web, file!, first.start, first.end - first.start, fields)
    }
    return undefined
}

/** Answers with several ranges: a multipart body, in the order asked for (RFC 9110 §14.6). */
function* sendParts(web: Web, document: Document, ranges: readonly ByteRange[], file: File | null): Fiber<void> {
    const { reply } = web
    const boundary = randomBytes(BOUNDARY).toString('base64url')
    reply.addHeader('Content-Type', `multipart/byteranges; boundary=${boundary}`)
    reply.preset += document.about + document.codingLine
    reply.start()
    if (web.method === 'HEAD') {
        return
    }
    const type = document.typeLine === '' ? 'Content-Type: application/octet-stream\r\n' : document.typeLine
    for (const range of ranges) {
        const { start, end } = range
        reply.append(`\r\n--${boundary}\r\n${type}${document.rangeLine(range)}\r\n`, false)
        if (document.text !== null) {
            reply.append(Buffer.from(document.text.slice(start, end), 'latin1'), false)
        } else if (document.bytes !== null) {
            reply.append(document.bytes.bytes.subarray(start, end), false)
        } else if ((yield* sendFile(web, file!, start, end - start)) < end - start) {
            return
        }
        // Overlapping ranges may be many times the document.
        yield* reply.ready()
    }
    reply.append(`\r\n--${boundary}--\r\n`, false)
}
