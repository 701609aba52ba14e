/*
    serve.ts -- Starts a server of fibers.
*/

import { type Fiber, run } from '../../../fiber/core/index.js'
import { listen, type Network, type Socket } from '../../../fiber/socket/index.js'
import { selfTest } from '../../../fiber/socket/self-test.js'
import { listening } from '../servers/protocol.js'

/** Serves connections with `handler`, for ever. */
export function serve(handler: (socket: Socket) => Fiber<void>, network?: Network): void {
    void run(function* main() {
        const limit = 20_000
        yield* selfTest()
        const listener = yield* listen('127.0.0.1:0', handler, network === undefined ? { limit } : { limit, network })
        listening(listener.port)
    })
}
