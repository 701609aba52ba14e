/*
    handles.ts -- Connections served by callbacks on their TCP handles, below `net.Socket`.
*/

import { type AddressInfo, createServer } from 'node:net'
import { readBuffer, type StreamRequest, streamBinding, type TcpHandle } from '../../../fiber/socket/node-handles.js'
import { takeHandles } from '../../../fiber/socket/self-test.js'
import { listening } from '../servers/protocol.js'

const { ShutdownWrap } = streamBinding!

/** For requests that nobody waits for. */
export function done(this: StreamRequest): void {}

/** Ends a connection after what was written. */
export function endHandle(handle: TcpHandle): void {
    const end = new ShutdownWrap()
    end.handle = handle
    end.oncomplete = done
    handle.shutdown(end)
}

/** Listens on 127.0.0.1. `onRead` is called with what has come in `readBuffer`. */
export function serveHandles(onRead: (this: TcpHandle) => void): void {
    const server = createServer()
    server.listen(0, '127.0.0.1', 1024, () => {
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
        listening((server.address() as AddressInfo).port)
    })
}
