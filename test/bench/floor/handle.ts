/*
    handle.ts -- Callbacks on a TCP handle: the least that JavaScript can do in Node.
*/

import { readBuffer, streamBinding, type TcpHandle } from '../../../fiber/socket/node-handles.js'
import { done, endHandle, serveHandles } from './handles.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'

const { WriteWrap, streamBaseState, kReadBytesOrError } = streamBinding!

serveHandles(function onRead(this: TcpHandle): void {
    const count = streamBaseState[kReadBytesOrError]!
    if (count < 0) {
        this.close(() => {})
    } else if (isRequest(readBuffer, count)) {
        const request = new WriteWrap()
        request.handle = this
        request.oncomplete = done
        this.writeLatin1String(request, closing ? CLOSE : KEEP)
        if (closing) {
            endHandle(this)
        }
    }
})
