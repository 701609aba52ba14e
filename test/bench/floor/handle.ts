/*
    handle.ts -- Callbacks on a TCP handle: the least that JavaScript can do in Node.
*/

import { createServer } from 'node:net'
import { readBuffer, type StreamRequest, streamBinding, type TcpHandle } from '../../../fiber/socket/node-handles.js'
import { takeHandles } from '../../../fiber/socket/self-test.js'
import { listening } from '../servers/protocol.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'

const { WriteWrap, ShutdownWrap, streamBaseState, kReadBytesOrError } = streamBinding!

function done(this: StreamRequest): void {}

function onRead(this: TcpHandle): void {
    const count = streamBaseState[kReadBytesOrError]!
    if (count < 0) {
        this.close(() => {})
    } else if (isRequest(readBuffer, count)) {
        const request = new WriteWrap()
        request.handle = this
        request.oncomplete = done
        this.writeLatin1String(request, closing ? CLOSE : KEEP)
        if (closing) {
            const end = new ShutdownWrap()
            end.handle = this
            end.oncomplete = done
            this.shutdown(end)
        }
    }
}

const server = createServer()
server.listen(0, '127.0.0.1', () => {
    takeHandles(
        server,
        handle => {
            handle.setNoDelay(true)
            handle.onread = onRead
            handle.useUserBuffer(readBuffer)
            handle.readStart()
        },
        () => {},
    )
    listening((server.address() as { port: number }).port)
})
