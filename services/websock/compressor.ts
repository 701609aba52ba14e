/*
    compressor.ts -- Compressor: messages compressed and expanded (RFC 7692 §7.2).

    Each message is a zlib stream of its own. Where messages may refer to earlier ones, the window (the last 32 KB) is handed to the
    next stream as its dictionary, which means the same. So an idle connection keeps the windows and nothing else: streams that live
    as long as their connection take 300 KB each in zlib, and much of what they cost a server is memory that gets fragmented.

    Nothing is waited for. A message has at most `maxMessage` bytes, and expanding ends as soon as there are more: what a small
    message can blow up to is bounded, in memory and in time.
*/

import { constants as bufferConstants } from 'node:buffer'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Compression } from './compression.js'
import { WebSocketError } from './errors.js'

/** The end of a stream that was flushed; it is left out (RFC 7692 §7.2.1). */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff])

/** Streams that one message may consist of. Who does that has few; each costs as much as a short message. */
const MOST_STREAMS = 16

/** Bytes to which a message of the peer may refer back. */
const WINDOW = 32768

const NOTHING: Buffer = Buffer.alloc(0)

/** Both directions of one WebSocket. */
export class Compressor {
    readonly agreement: Compression
    /** The end of what was sent, and of what was received, so far. */
    #sent: Buffer = NOTHING
    #received: Buffer = NOTHING

    constructor(agreement: Compression) {
        this.agreement = agreement
    }

    /** Whether a message with `length` bytes is to be compressed. */
    wants(length: number): boolean {
        const { windowBits, threshold } = this.agreement
        return windowBits !== 0 && length >= threshold && length > 0
    }

    /** Compresses a message. */
    deflate(message: Uint8Array): Buffer {
        const { windowBits, level, ownContext } = this.agreement
        const finishFlush = constants.Z_SYNC_FLUSH
        const dictionary = this.#sent.length > 0 ? { dictionary: this.#sent } : {}
        const bytes = deflateRawSync(message, { windowBits, level, finishFlush, ...dictionary })
        if (ownContext) {
            this.#sent = lastOf(this.#sent, message, 1 << windowBits)
        }
        return bytes.subarray(0, bytes.length - TAIL.length)
    }

    /** Expands a message. Throws `WEBSOCKET_DEFLATE`, and `WEBSOCKET_TOO_BIG` beyond `most` bytes. */
    inflate(bytes: Uint8Array, most: number): Buffer {
        let input = Buffer.concat([bytes, TAIL])
        let window = this.#received
        const parts: Buffer[] = []
        let left = Math.min(most, bufferConstants.MAX_LENGTH)
        for (;;) {
            const { part, used } = expand(input, window, left)
            if (parts.push(part) > MOST_STREAMS) {
                throw new WebSocketError('WEBSOCKET_DEFLATE')
            }
            left -= part.length
            input = input.subarray(used)
            // RFC 7692 §7.2.3.4: a block may say that it is the last one, and others follow.
            const isLast = used === 0 || input.length <= TAIL.length
            if (!isLast || this.agreement.peerContext) {
                window = lastOf(window, part, WINDOW)
            }
            if (isLast) {
                break
            }
        }
        if (this.agreement.peerContext) {
            this.#received = window
        }
        return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    }
}

/** Expands one stream. Gives what it was, and how many bytes of the input belonged to it. */
function expand(input: Buffer, window: Buffer, most: number): { readonly part: Buffer; readonly used: number } {
    const dictionary = window.length > 0 ? { dictionary: window } : {}
    const bound = { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH }
    try {
        const { buffer, engine } = inflateRawSync(input, { ...bound, ...dictionary, info: true }) as unknown as Expanded
        if (buffer.length > most) {
            throw new WebSocketError('WEBSOCKET_TOO_BIG')
        }
        return { part: buffer, used: engine.bytesWritten }
    } catch (error) {
        if (error instanceof WebSocketError) {
            throw error
        }
        const isTooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        throw new WebSocketError(isTooBig ? 'WEBSOCKET_TOO_BIG' : 'WEBSOCKET_DEFLATE', undefined, { cause: error })
    }
}

/** What zlib gives with the option `info`; its types do not tell. */
interface Expanded {
    readonly buffer: Buffer
    readonly engine: { readonly bytesWritten: number }
}

/** The last `count` bytes of two pieces, copied. */
function lastOf(before: Buffer, after: Uint8Array, count: number): Buffer {
    const length = Math.min(before.length + after.length, count)
    const bytes = Buffer.allocUnsafeSlow(length)
    const fromAfter = Math.min(after.length, length)
    const fromBefore = length - fromAfter
    before.copy(bytes, 0, before.length - fromBefore)
    bytes.set(after.subarray(after.length - fromAfter), fromBefore)
    return bytes
}
