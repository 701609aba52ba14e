/*
    send-file.ts -- Sends a part of an open file (spec web.md §16.9).

    One piece is in memory at a time, whatever the size of the file and however slow the client: the next one is read when
    the system has taken the one before. The first is read before the head goes out, so that a file that cannot be read is still
    an error response.
*/

import { type Fiber, type File, FileError } from '../../../fiber/index.js'
import type { WebResponse } from '../web-response.js'

/** Bytes of a piece. */
const PIECE = 131_072

/** Pieces that nobody uses now. */
const spares: Buffer[] = []
const MOST_SPARES = 4

/** A piece to read into. */
export function takePiece(): Buffer {
    return spares.pop() ?? Buffer.allocUnsafeSlow(PIECE)
}

/**
 * Gives a piece back. Not to be called when the fiber was cancelled, so not in a `finally`: the system may still be reading it, or
 * writing into it.
 */
export function givePiece(piece: Buffer): void {
    if (spares.length < MOST_SPARES) {
        spares.push(piece)
    }
}

/**
 * Sends `length` bytes of `file` from `offset` on, with the head in front of them if it is not out: with the header lines `fields`,
 * which tell the length, or (null) as it was composed. Waits while the client takes less than is sent. Returns how many bytes were
 * sent; fewer than `length`: the file is shorter, or cannot be read, and the response is an error or broken off.
 */
export function* sendFile(
    web: WebResponse,
    file: File,
    offset: number,
    length: number,
    fields: string | null = null,
): Fiber<number> {
    if (length <= 0) {
        return 0
    }
    const { reply } = web
    const piece = takePiece()
    let sent = 0
    while (sent < length) {
        let count: number
        try {
            count = yield* file.read(piece.subarray(0, Math.min(PIECE, length - sent)), offset + sent)
        } catch (error) {
            if (!(error instanceof FileError)) {
                throw error
            }
            breakOff(web, 'WEB_CANNOT_READ', error.message)
            break
        }
        if (count === 0) {
            breakOff(web, 'WEB_FILE_CUT', `${file.path} has only ${offset + sent} bytes by now`)
            break
        }
        if (!reply.started) {
            if (fields === null) {
                reply.start()
            } else {
                reply.startMade(fields, length)
            }
        }
        reply.append(piece.subarray(0, count), false)
        yield* reply.ready()
        sent += count
    }
    givePiece(piece)
    return sent
}

/** The rest of a file is missing: what was announced cannot be kept. */
function breakOff(web: WebResponse, code: 'WEB_CANNOT_READ' | 'WEB_FILE_CUT', message: string): void {
    if (web.reply.started) {
        web.connection.fail('WEB_SHORT_RESPONSE', message)
    } else {
        web.connection.refuse(code)
    }
}
