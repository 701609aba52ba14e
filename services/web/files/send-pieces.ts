/*
    send-pieces.ts -- Sends a document that is too large to be kept in memory.

    One piece is in memory at a time, whatever the size of the file and however slow the client: the next one is read when
    the system has taken the one before.
*/

import { type Fiber, FileError, openFile } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import type { Document } from './document.js'

/** Bytes of a piece. */
const PIECE = 131_072

/** Pieces that nobody uses now. */
const spares: Buffer[] = []
const MOST_SPARES = 4

/** Sends a document as the response to a GET request. */
export function* sendPieces(web: Web, document: Document): Fiber<void> {
    const { reply, connection } = web
    let file
    try {
        file = yield* openFile(document.file, false)
    } catch (error) {
        if (!(error instanceof FileError)) {
            throw error
        }
        connection.refuse('WEB_NO_DOCUMENT')
        return
    }
    try {
        reply.startMade(document.fields, document.size)
        const piece = spares.pop() ?? Buffer.allocUnsafeSlow(PIECE)
        let position = 0
        while (position < document.size) {
            const count = yield* file.read(piece.subarray(0, Math.min(PIECE, document.size - position)), position)
            if (count === 0) {
                // What was announced cannot be kept: the file has become shorter. The reply sees that and cuts the connection.
                break
            }
            position += count
            yield* reply.writePiece(piece.subarray(0, count))
        }
        // Not in a `finally`: when the fiber is cancelled the system may still be writing into the piece, or reading it.
        if (spares.length < MOST_SPARES) {
            spares.push(piece)
        }
    } finally {
        file.close()
    }
}
