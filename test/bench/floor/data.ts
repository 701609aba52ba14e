/*
    data.ts -- Callbacks on 'data' events of net.Socket: Node as its manual shows it.
*/

import { createServer } from 'node:net'
import { listening } from '../servers/protocol.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'

const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    socket.on('data', (bytes: Buffer) => {
        if (isRequest(bytes, bytes.length)) {
            socket.write(closing ? CLOSE : KEEP, 'latin1')
            if (closing) {
                socket.end()
            }
        }
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
})
server.listen(0, '127.0.0.1', () => listening((server.address() as { port: number }).port))
