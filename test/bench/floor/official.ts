/*
    official.ts -- Fibers on net.Socket with nothing but its official interface: what is left where the self-test fails.
*/

import type { Fiber } from '../../../fiber/core/index.js'
import type { Socket } from '../../../fiber/socket/index.js'
import { forceSelfTest } from '../../../fiber/socket/self-test.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'
import { serve } from './serve.js'

function* connection(socket: Socket): Fiber<void> {
    for (let input = yield* socket.borrow(); input !== null; input = yield* socket.borrow()) {
        if (isRequest(input, input.length)) {
            socket.consume(input.length)
            yield* socket.write(closing ? CLOSE : KEEP, 'latin1')
            if (closing) {
                return
            }
        }
    }
}

forceSelfTest(false)
serve(connection)
