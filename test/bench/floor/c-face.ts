/*
    c-face.ts -- The same as C code is ported line by line: rReadSocket, rWriteSocket.
*/

import { run } from '../../../fiber/core/index.js'
import {
    type RSocket,
    rAllocSocket,
    rFreeSocket,
    rGetSocketAddr,
    rListenSocket,
    rReadSocket,
    rSetSocketLimit,
    rWriteSocket,
} from '../../../fiber/rsocket/c.js'
import { selfTest } from '../../../fiber/socket/self-test.js'
import { ref } from '../../../fiber/compat/c.js'
import { listening } from '../servers/protocol.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'

function* connection(_arg: null, sock: RSocket) {
    const buf = Buffer.alloc(4096)
    let count: number
    while ((count = yield* rReadSocket(sock, buf, buf.length, 0)) > 0) {
        if (isRequest(buf, count)) {
            const answer = closing ? CLOSE : KEEP
            yield* rWriteSocket(sock, answer, answer.length, 0)
            if (closing) {
                break
            }
        }
    }
    rFreeSocket(sock)
}

void run(function* main() {
    const port = ref(0)
    rSetSocketLimit(20_000)
    yield* selfTest()
    const listener = rAllocSocket()
    yield* rListenSocket(listener, '127.0.0.1', 0, connection)
    rGetSocketAddr(listener, ref(''), 80, port)
    listening(port.value)
})
