/*
    load.ts -- The process that asks: connections that send the same masked frames again and again, and count the bytes that come back.

    It takes nothing apart, so it takes little time; that what comes back is right is looked at once, before.
*/

import { connect, type Socket } from 'node:net'
import { answer } from '../harness/index.js'
import type { Row } from './rows.js'

/** What is asked of it. */
export interface Order {
    readonly port: number
    readonly row: Row
    readonly seconds: number
}

/** What was sent back. */
export interface Load {
    readonly messages: number
    readonly perSecond: number
}

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d])
const REQUEST =
    'GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/** Head of a frame without its mask. */
function headOf({ text, size }: Row, masked: boolean): Buffer {
    const mark = masked ? 128 : 0
    const first = text ? 0x81 : 0x82
    return Buffer.from(size < 126 ? [first, mark + size] : [first, mark + 126, size >> 8, size & 255])
}

/** Runs some connections for some time. */
async function load({ port, row, seconds }: Order): Promise<Load> {
    const payload = Buffer.alloc(row.size, 'a message that is sent again and again, ')
    const sent = Buffer.concat([headOf(row, true), MASK, payload.map((byte, i) => byte ^ MASK[i & 3]!)])
    const expected = Buffer.concat([headOf(row, false), payload])
    const sockets: Socket[] = []
    for (let i = 0; i < row.connections; i++) {
        sockets.push(await open(port, sent, expected))
    }
    let messages = 0
    let running = true
    const begin = performance.now()
    for (const socket of sockets) {
        let bytes = 0
        socket.on('data', chunk => {
            bytes += chunk.length
            const count = Math.floor(bytes / expected.length)
            bytes -= count * expected.length
            messages += count
            if (running && count > 0) {
                socket.write(count === 1 ? sent : Buffer.concat(Array<Buffer>(count).fill(sent)))
            }
        })
        socket.write(Buffer.concat(Array<Buffer>(row.depth).fill(sent)))
    }
    await new Promise(resolve => setTimeout(resolve, seconds * 1000))
    const result = { messages, perSecond: (messages * 1000) / (performance.now() - begin) }
    running = false
    for (const socket of sockets) {
        socket.destroy()
    }
    return result
}

/** Opens a WebSocket, and looks at one echo. */
function open(port: number, sent: Buffer, expected: Buffer): Promise<Socket> {
    return new Promise((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true })
        let input: Buffer = Buffer.alloc(0)
        const take = (chunk: Buffer) => {
            input = Buffer.concat([input, chunk])
            const end = input.indexOf('\r\n\r\n') + 4
            if (end < 4 || input.length < end + expected.length) {
                return
            }
            socket.off('data', take)
            if (input.toString('latin1', 0, 13) === 'HTTP/1.1 101 ' && input.subarray(end).equals(expected)) {
                resolve(socket)
            } else {
                reject(new Error(`Cannot measure: the answer is ${input.toString('latin1', 0, 200)}, wanted an echo`))
            }
        }
        socket.on('data', take)
        socket.on('error', reject)
        socket.write(REQUEST)
        socket.write(sent)
    })
}

answer('load', { load: order => load(order as Order) })
