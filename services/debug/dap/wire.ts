/*
    wire.ts -- Messages of the Debug Adapter Protocol on a pair of streams: a head with the length, and JSON.
    https://microsoft.github.io/debug-adapter-protocol/overview#base-protocol
*/

import type { Readable, Writable } from 'node:stream'

/** Longest head and message of an editor, bytes. */
const MOST_HEAD = 4096
const MOST_BODY = 64 * 1024 * 1024

/** A connection with an editor. */
export class Wire {
    readonly #output: Writable
    #received: Buffer = Buffer.alloc(0)
    /** Bytes of the body that is awaited; -1: the head is. */
    #length = -1
    /** When the editor has gone, or has said something that is no message. */
    readonly closed: Promise<void>

    constructor(input: Readable, output: Writable, receive: (message: unknown) => void) {
        this.#output = output
        output.on('error', () => {})
        this.closed = new Promise(resolve => {
            const end = (): void => resolve()
            input.on('error', end).on('end', end).on('close', end)
            input.on('data', (data: Buffer) => {
                this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data])
                try {
                    this.#take(receive)
                } catch {
                    // There is no way to tell, nor to find the beginning of the next message.
                    input.destroy()
                }
            })
        })
    }

    send(message: object): void {
        const body = JSON.stringify(message)
        this.#output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    }

    #take(receive: (message: unknown) => void): void {
        for (;;) {
            if (this.#length < 0) {
                const end = this.#received.subarray(0, MOST_HEAD).indexOf('\r\n\r\n')
                if (end < 0) {
                    if (this.#received.length >= MOST_HEAD) {
                        throw new Error('Cannot read a message: its head does not end')
                    }
                    return
                }
                const found = /^Content-Length: *(\d{1,9})$/im.exec(this.#received.toString('latin1', 0, end))
                const length = Number(found?.[1] ?? Number.NaN)
                if (!(length <= MOST_BODY)) {
                    throw new Error(`Cannot read a message: its length is ${found?.[1]}, wanted at most ${MOST_BODY}`)
                }
                this.#length = length
                this.#received = this.#received.subarray(end + 4)
            }
            if (this.#received.length < this.#length) {
                return
            }
            const text = this.#received.toString('utf8', 0, this.#length)
            this.#received = this.#received.subarray(this.#length)
            this.#length = -1
            receive(JSON.parse(text))
        }
    }
}
