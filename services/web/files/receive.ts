/*
    receive.ts -- Writes the body of a request into a file (spec web.md §16.7).

    One piece is in memory at a time. While it is being written the socket goes on receiving, up to its own bound; then the client
    is held back.
*/

import { type Fiber, type File, FileError } from '../../../fiber/index.js'
import { WebError, type WebErrorCode } from '../errors.js'
import type { Web } from '../web.js'
import { givePiece, takePiece } from './send-file.js'

/**
 * Writes the body of the present request to the beginning of `file`. Returns null when all of it is there, else what is wrong: the
 * body has more than `limit` bytes or ends too early, or the file cannot be written.
 */
export function* receive(web: Web, file: File, limit: number): Fiber<WebErrorCode | null> {
    const { input, connection } = web
    const piece = takePiece()
    let written = 0
    try {
        for (let used = 0, ended = false; !ended; ) {
            const bytes = yield* input.next(piece.length - used)
            if (input.received > limit) {
                givePiece(piece)
                return 'WEB_PUT_TOO_BIG'
            }
            if (bytes === null) {
                ended = true
            } else {
                piece.set(bytes, used)
                used += bytes.length
            }
            if (used > 0 && (ended || used === piece.length)) {
                written += yield* file.write(piece.subarray(0, used), written)
                used = 0
            }
        }
    } catch (error) {
        if (error instanceof WebError && error.code === 'WEB_BODY_CUT') {
            // The client has ended its side only, as far as anybody knows: it may still read what became of it.
            connection.broken = false
            connection.close()
            return 'WEB_PUT_CUT'
        }
        if (!(error instanceof FileError)) {
            throw error
        }
        connection.report('error', 'WEB_CANNOT_PUT', error.message, error)
        return 'WEB_CANNOT_PUT'
    }
    givePiece(piece)
    return null
}
