/*
    read.ts -- Fibers that copy their input to a buffer of their own.
*/

import type { Fiber } from '../../../fiber/core/index.js'
import type { Socket } from '../../../fiber/socket/index.js'
import { CLOSE, closing, isRequest, KEEP } from './hello.js'
import { serve } from './serve.js'

function* connection(socket: Socket): Fiber<void> {
    const buf = Buffer.alloc(4096)
    for (let count = yield* socket.read(buf); count > 0; count = yield* socket.read(buf)) {
        if (isRequest(buf, count)) {
            yield* socket.write(closing ? CLOSE : KEEP, 'latin1')
            if (closing) {
                return
            }
        }
    }
}

serve(connection)
