/*
    peer.ts -- The other end of a WebSocket for tests: frames made and read with code of its own, which knows nothing of ours, and which
    can break every rule.
*/

import type { Fiber, Socket } from '../../../fiber/index.js'

/** A frame as it was received, unmasked. */
export interface Frame {
    readonly opcode: number
    readonly fin: boolean
    /** Three bits. */
    readonly rsv: number
    readonly masked: boolean
    readonly payload: Buffer
}

/** What a frame is to be; what is not said is as it should be. */
export interface FrameOptions {
    readonly fin?: boolean
    readonly rsv?: number
    /** A mask; false: none. Default: that of a client. */
    readonly mask?: readonly [number, number, number, number] | false
    /** Bytes of the length field, also where fewer would do. */
    readonly lengthBytes?: 0 | 2 | 8
    /** The length that is told. Default: that of the payload. */
    readonly length?: number
}

const MASK = [0x12, 0xf4, 0x56, 0x98] as const

/** Bytes of a frame. */
export function frame(opcode: number, payload: string | Uint8Array = '', options: FrameOptions = {}): Buffer {
    const { fin = true, rsv = 0, mask = MASK } = options
    const data = Buffer.from(payload as Uint8Array)
    const { length = data.length } = options
    const { lengthBytes = length < 126 ? 0 : length < 65536 ? 2 : 8 } = options
    const mark = mask === false ? 0 : 128
    const head = Buffer.alloc(2 + lengthBytes)
    head[0] = (fin ? 128 : 0) + rsv * 16 + opcode
    head[1] = mark + (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127)
    if (lengthBytes === 2) {
        head.writeUInt16BE(length, 2)
    } else if (lengthBytes === 8) {
        head.writeBigUInt64BE(BigInt(length), 2)
    }
    if (mask === false) {
        return Buffer.concat([head, data])
    }
    return Buffer.concat([head, Buffer.from(mask), data.map((byte, i) => byte ^ mask[i % 4]!)])
}

/** Bytes of a close frame. */
export function closeFrame(
    status: number | null,
    reason: string | Uint8Array = '',
    options: FrameOptions = {},
): Buffer {
    if (status === null) {
        return frame(8, reason, options)
    }
    const head = Buffer.alloc(2)
    head.writeUInt16BE(status)
    return frame(8, Buffer.concat([head, Buffer.from(reason as Uint8Array)]), options)
}

/** Takes frames apart as they come. */
export class FrameSplitter {
    #rest: Buffer = Buffer.alloc(0)

    /** The frames that are complete now. */
    push(bytes: Uint8Array): Frame[] {
        this.#rest = Buffer.concat([this.#rest, bytes])
        const frames: Frame[] = []
        for (let found = this.#take(); found !== null; found = this.#take()) {
            frames.push(found)
        }
        return frames
    }

    /** Bytes that are no whole frame. */
    get rest(): Buffer {
        return this.#rest
    }

    #take(): Frame | null {
        const bytes = this.#rest
        if (bytes.length < 2) {
            return null
        }
        const short = bytes[1]! & 127
        let at = 2
        let length = short
        if (short === 126) {
            if (bytes.length < 4) {
                return null
            }
            length = bytes.readUInt16BE(2)
            at = 4
        } else if (short === 127) {
            if (bytes.length < 10) {
                return null
            }
            length = Number(bytes.readBigUInt64BE(2))
            at = 10
        }
        const masked = bytes[1]! >= 128
        const mask = masked ? bytes.subarray(at, at + 4) : null
        at += masked ? 4 : 0
        if (bytes.length < at + length) {
            return null
        }
        const raw = bytes.subarray(at, at + length)
        const payload = Buffer.from(mask === null ? raw : raw.map((byte, i) => byte ^ mask[i % 4]!))
        this.#rest = bytes.subarray(at + length)
        return { opcode: bytes[0]! & 15, fin: bytes[0]! >= 128, rsv: (bytes[0]! >> 4) & 7, masked, payload }
    }
}

/** The other end on a socket. */
export class Peer {
    readonly socket: Socket
    readonly #splitter = new FrameSplitter()
    readonly #frames: Frame[] = []
    /** What `frame` does by default: mask as a client, or not. */
    readonly #options: FrameOptions

    /** `isClient`: what it sends is masked. */
    constructor(socket: Socket, isClient = true) {
        this.socket = socket
        this.#options = isClient ? {} : { mask: false }
    }

    /** Bytes of a frame of this end. */
    frame(opcode: number, payload: string | Uint8Array = '', options: FrameOptions = {}): Buffer {
        return frame(opcode, payload, { ...this.#options, ...options })
    }

    /** Bytes of a close frame of this end. */
    closeFrame(status: number | null, reason: string | Uint8Array = ''): Buffer {
        return closeFrame(status, reason, this.#options)
    }

    /** Sends bytes at once. */
    *send(...pieces: readonly Uint8Array[]): Fiber<void> {
        yield* this.socket.write(Buffer.concat(pieces))
        yield* this.socket.flush()
    }

    /** Sends a text message. */
    *text(text: string): Fiber<void> {
        yield* this.send(this.frame(1, text))
    }

    /** The next frame; null: the other end has ended. */
    *read(): Fiber<Frame | null> {
        while (this.#frames.length === 0) {
            const bytes = yield* this.socket.readSome()
            if (bytes === null) {
                return null
            }
            this.#frames.push(...this.#splitter.push(bytes))
        }
        return this.#frames.shift()!
    }

    /** The next frame as `opcode:text`, with `+` for one that is not the last; `end`. */
    *next(): Fiber<string> {
        const found = yield* this.read()
        if (found === null) {
            return 'end'
        }
        const { opcode, fin, payload } = found
        const text =
            opcode === 8 && payload.length >= 2
                ? `${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`
                : String(payload)
        return `${opcode}${fin ? '' : '+'}:${text.trim()}`
    }

    /** All frames through the end. */
    *rest(): Fiber<string[]> {
        const frames: string[] = []
        for (;;) {
            const found = yield* this.next()
            frames.push(found)
            if (found === 'end') {
                return frames
            }
        }
    }
}
