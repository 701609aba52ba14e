/*
    send-pieces.ts -- Sends a document that is too large to be kept in memory.

    One piece is in memory at a time, whatever the size of the file and however slow the client: the next one is read when
    the system has taken the one before.
*/

import type { Fiber, File } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import type { Document } from './document.js'

/** Bytes of a piece. */
const PIECE = 131_072

/** Pieces that nobody uses now. */
const spares: Buffer[] = []
const MOST_SPARES = 4

/** Sends `document`, whose open file is `file`, as the response to a GET request. */
export function* sendPieces(web: Web, document: Document, file: File): Fiber<void> {
    const { reply } = web
    const { size } = document
    reply.startMade(document.fields, size)
    const piece = spares.pop() ?? Buffer.allocUnsafeSlow(PIECE)
    for (let position = 0; position < size; ) {
        const count = yield* file.read(piece.subarray(0, Math.min(PIECE, size - position)), position)
        if (count === 0) {
            // The file has become shorter, and what was announced cannot be kept: the reply will see that, and cut the connection.
            break
        }
        position += count
        yield* reply.writePiece(piece.subarray(0, count))
    }
    // Not in a `finally`: when the fiber is cancelled the system may still be writing into the piece, or reading it.
    if (spares.length < MOST_SPARES) {
        spares.push(piece)
    }
}
