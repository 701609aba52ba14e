/*
    onread.ts -- Callbacks on net.Socket with the `onread` option and one buffer for all.
*/

import { createServer, Socket, type SocketConstructorOpts } from 'node:net'
import { readBuffer } from '../../../fiber/socket/node-handles.js'
import { takeHandles } from '../../../fiber/socket/self-test.js'
import { listening } from '../servers/protocol.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'

function onBytes(this: Socket, count: number): boolean {
    if (isRequest(readBuffer, count)) {
        this.write(closing ? CLOSE : KEEP, 'latin1')
        if (closing) {
            this.end()
        }
    }
    return true
}

function onEnd(this: Socket): void {
    this.end()
}

const server = createServer()
server.listen(0, '127.0.0.1', () => {
    takeHandles(
        server,
        handle => {
            handle.setNoDelay(true)
            const options = { handle, allowHalfOpen: true, onread: { buffer: readBuffer, callback: onBytes } }
            const socket = new Socket(options as unknown as SocketConstructorOpts)
            socket.on('end', onEnd)
            socket.on('error', () => {})
        },
        () => {},
    )
    listening((server.address() as { port: number }).port)
})
