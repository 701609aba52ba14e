/*
    floor.ts -- The least that JavaScript in Node can do, and no server: whole responses that lie ready in memory, written by
    callbacks on the TCP handle below `net.Socket`, or on `TLSSocket` for HTTPS. No request is parsed beyond its path, no header
    is looked at, nothing has a limit. What a row costs here is what kernel, libuv and OpenSSL take.
*/

import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { readBuffer, streamBinding, type TcpHandle } from '../../../fiber/socket/node-handles.js'
import { done, endHandle, serveHandles } from '../floor/handles.js'
import { readFiles } from './memory-files.js'
import { ACTION_BODY, listening, setup } from './protocol.js'

const { root, tls } = setup()

function responseOf(body: string | Buffer): Buffer {
    const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), Buffer.from(body as string)])
}

const responses = new Map([['/action', responseOf(ACTION_BODY)]])
for (const [path, { body }] of readFiles(root)) {
    responses.set(path, responseOf(body))
}
const missing = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')

/** What is written for the requests in a piece of input: one after the other if there are several. */
function answerTo(input: Buffer): Buffer {
    const end = input.indexOf(32, 4)
    const response = responses.get(input.toString('latin1', 4, end)) ?? missing
    const count = countRequests(input)
    return count === 1 ? response : Buffer.concat(new Array<Buffer>(count).fill(response))
}

function countRequests(input: Buffer): number {
    let count = 0
    for (let at = input.indexOf('\r\n\r\n'); at >= 0; at = input.indexOf('\r\n\r\n', at + 4)) {
        count++
    }
    return count
}

function isLast(input: Buffer): boolean {
    return input.includes('Connection: close')
}

const { WriteWrap, streamBaseState, kReadBytesOrError } = streamBinding!

function onRead(this: TcpHandle): void {
    const count = streamBaseState[kReadBytesOrError]!
    if (count < 0) {
        this.close(() => {})
        return
    }
    const input = readBuffer.subarray(0, count)
    const request = new WriteWrap()
    request.handle = this
    request.oncomplete = done
    request.buffer = answerTo(input)
    this.writeBuffer(request, request.buffer as Buffer)
    if (isLast(input)) {
        endHandle(this)
    }
}

if (tls === undefined) {
    serveHandles(onRead)
} else {
    const server = createTlsServer(
        { key: readFileSync(tls.keyFile), cert: readFileSync(tls.certificateFile) },
        socket => {
            socket.on('data', input => {
                socket.write(answerTo(input))
                if (isLast(input)) {
                    socket.end()
                }
            })
            socket.on('error', () => {})
        },
    )
    server.listen(0, '127.0.0.1', 1024, () => listening((server.address() as AddressInfo).port))
}
