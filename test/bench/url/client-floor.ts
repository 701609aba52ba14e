/*
    client-floor.ts -- bench:url with bare sockets of Node: a request of one piece, a response of which only the length is looked at, and its body in
    a buffer of its own. No client can take less.
*/

import { connect } from 'node:net'
import { client } from './measure.js'
import './program.js'

client(async ({ port, size, flight }, goesOn, count) => {
    const request = `GET /${size} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
    const buffer = Buffer.alloc(65536)
    const loop = (): Promise<void> =>
        new Promise((resolve, reject) => {
            let body: Buffer | null = null
            let at = 0
            const callback = (length: number): boolean => {
                let start = 0
                if (body === null) {
                    start = buffer.indexOf('\r\n\r\n') + 4
                    body = Buffer.allocUnsafe(size)
                    at = 0
                }
                body.set(buffer.subarray(start, length), at)
                at += length - start
                if (at === size) {
                    count(body.length)
                    body = null
                    if (goesOn()) {
                        socket.write(request)
                    } else {
                        socket.destroy()
                        resolve()
                    }
                }
                return true
            }
            const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } })
            socket.on('error', reject)
            socket.write(request)
        })
    await Promise.all(Array.from({ length: flight }, loop))
})
