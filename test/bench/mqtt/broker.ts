/*
    broker.ts -- The least broker that serves the bench: it acknowledges what comes, and sends as fast as a client takes.

    A real one would be the slowest of the three.
*/

import { createServer, type Socket } from 'node:net'
import { answer } from '../harness/index.js'
import { WINDOW } from './rows.js'

/** A PUBLISH of topic "bench" with an id of 0 to be filled in. */
function messageOf(qos: number, size: number): Buffer {
    const body = Buffer.concat([Buffer.from('\0\x05bench'), Buffer.alloc(qos > 0 ? 2 : 0), Buffer.alloc(size, 'x')])
    const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]
    return Buffer.concat([Buffer.from([0x30 | (qos << 1), ...length]), body])
}

class Client {
    #input: Buffer = Buffer.alloc(0)
    #message: Buffer | null = null
    #qos = 0
    #open = 0
    #id = 0

    constructor(readonly socket: Socket) {
        socket.setNoDelay(true)
        socket.on('data', chunk => this.#take(chunk))
        socket.on('drain', () => this.#send())
        socket.on('error', () => {})
    }

    #take(chunk: Buffer): void {
        let data = this.#input.length > 0 ? Buffer.concat([this.#input, chunk]) : chunk
        const acks: number[] = []
        for (;;) {
            let length = 0
            let at = 1
            for (let shift = 0; at < data.length; shift += 7) {
                const byte = data[at++]!
                length += (byte & 127) << shift
                if (byte < 128) {
                    break
                }
                if (at === data.length) {
                    at++
                }
            }
            if (data.length < 2 || data.length < at + length) {
                break
            }
            this.#packet(data[0]!, data.subarray(at, at + length), acks)
            data = data.subarray(at + length)
        }
        this.#input = data
        if (acks.length > 0) {
            this.socket.write(Buffer.from(acks))
        }
        this.#send()
    }

    #packet(first: number, body: Buffer, acks: number[]): void {
        switch (first) {
            case 0x10:
                this.socket.write(Buffer.from([0x20, 2, 0, 0]))
                return
            case 0x82: {
                this.socket.write(Buffer.from([0x90, 3, body[0]!, body[1]!, 1]))
                // The filter says what is wanted: bench/QOS/SIZE is not, but bench is sent.
                const [, qos, size] = body
                    .toString('utf8', 4, 4 + body.readUInt16BE(2))
                    .split('/')
                    .map(Number)
                if (size !== undefined && size > 0) {
                    this.#qos = qos!
                    this.#message = messageOf(qos!, size)
                }
                return
            }
            case 0x32: {
                const at = 2 + body.readUInt16BE(0)
                acks.push(0x40, 2, body[at]!, body[at + 1]!)
                return
            }
            case 0x40:
                this.#open--
        }
    }

    #send(): void {
        const message = this.#message
        while (message !== null && !this.socket.writableNeedDrain && (this.#qos === 0 || this.#open < WINDOW)) {
            const parts: Buffer[] = []
            for (let size = 0; size < 65536 && (this.#qos === 0 || this.#open < WINDOW); size += message.length) {
                if (this.#qos === 0) {
                    parts.push(message)
                } else {
                    this.#open++
                    this.#id = (this.#id % 60_000) + 1
                    const own = Buffer.from(message)
                    const at = message[1]! < 128 ? 2 : 3
                    own.writeUInt16BE(this.#id, at + 7)
                    parts.push(own)
                }
            }
            this.socket.write(Buffer.concat(parts))
        }
    }
}

const server = createServer(socket => void new Client(socket))
server.listen(0, '127.0.0.1', () => {
    answer((server.address() as { port: number }).port, {})
})
