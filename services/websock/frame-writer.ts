/*
    frame-writer.ts -- FrameWriter: frames to the socket, for both roles.

    Nothing is collected here: the socket does that. A frame of a client up to 16 KB is made in memory that all share, and which
    the socket copies; a longer one gets memory of its own, which the socket uses.
*/

import type { Socket } from '../../fiber/index.js'
import { byteLength } from '../../fiber/index.js'
import { headLength, headText, putHead } from './frame-head.js'
import { mask } from './mask.js'
import { maskKey } from './mask-key.js'

/** The socket copies bytes up to this length. */
const COPIED = 16384

/** The payload begins at a multiple of eight, so that it is masked word by word from the start. */
const PAYLOAD_AT = 16

const shared = Buffer.allocUnsafeSlow(COPIED)

/** Writes frames. */
export class FrameWriter {
    readonly #socket: Socket
    readonly #masked: boolean

    /** `masked`: frames get a mask, as those of clients must. */
    constructor(socket: Socket, masked: boolean) {
        this.#socket = socket
        this.#masked = masked
    }

    /** Sends a frame with text whose UTF-8 has `length` bytes. Returns false where a wait is advisable. */
    text(first: number, text: string, length: number): boolean {
        if (this.#masked) {
            const frame = room(length)
            frame.write(text, PAYLOAD_AT, length, 'utf8')
            return this.#send(frame, first, length)
        }
        const head = headText(first, length)
        if (length === text.length) {
            // As many bytes as characters: all of it is US-ASCII, and so the same in latin1 as in UTF-8.
            return this.#socket.writeNow(head + text, 'latin1')
        }
        this.#socket.writeNow(head, 'latin1')
        return this.#socket.writeNow(text)
    }

    /**
     * Sends a frame with bytes. Returns false where a wait is advisable, or the socket still uses the bytes: then they may not be
     * changed until it is drained.
     */
    bytes(first: number, payload: Uint8Array): boolean {
        const { length } = payload
        if (this.#masked) {
            const frame = room(length)
            frame.set(payload, PAYLOAD_AT)
            return this.#send(frame, first, length)
        }
        this.#socket.writeNow(headText(first, length), 'latin1')
        return length === 0 || this.#socket.writeNow(payload)
    }

    /** Masks the payload that is in `frame`, puts the head in front of it, and sends both. */
    #send(frame: Buffer, first: number, length: number): boolean {
        const key = maskKey()
        mask(frame, PAYLOAD_AT, PAYLOAD_AT + length, key, 0)
        const at = PAYLOAD_AT - 4 - headLength(length)
        putHead(frame, at, first, length, true)
        frame.writeInt32BE(key, PAYLOAD_AT - 4)
        this.#socket.writeNow(frame.subarray(at, PAYLOAD_AT + length))
        // Nobody changes the frame, so only the congestion of the socket counts.
        return !this.#socket.congested
    }
}

/** Memory for a frame with a payload of `length` bytes at `PAYLOAD_AT`. */
function room(length: number): Buffer {
    const size = PAYLOAD_AT + length
    return size <= COPIED ? shared : Buffer.allocUnsafeSlow(size)
}

/** A frame without mask, as bytes that may be sent to many. */
export function wholeFrame(first: number, data: string | Uint8Array): Buffer {
    const length = typeof data === 'string' ? byteLength(data) : data.length
    const frame = Buffer.allocUnsafeSlow(headLength(length) + length)
    const at = putHead(frame, 0, first, length, false)
    if (typeof data === 'string') {
        frame.write(data, at, length, 'utf8')
    } else {
        frame.set(data, at)
    }
    return frame
}
