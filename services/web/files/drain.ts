/*
    drain.ts -- Waits until a client has taken a large body that was sent in one write.

    Such a write counts as one step, for which a client that reads slowly may need longer than it may be without progress. So a
    deadline that passes is only one if less is pending than before.
*/

import { type Fiber, now, SocketError } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/**
 * Waits until the system has taken all that was sent. When the client has taken nothing for too long the connection is cut, and
 * `SOCKET_TIMEOUT` thrown.
 */
export function* drain(web: Web): Fiber<void> {
    const { connection } = web
    const { socket } = connection
    for (;;) {
        const before = socket.pending
        connection.refreshDeadline()
        try {
            yield* socket.flush()
            return
        } catch (error) {
            const late = error instanceof SocketError && error.code === 'SOCKET_TIMEOUT'
            if (!late || socket.pending >= before || now() >= connection.started + web.host.settings.timeouts.request) {
                // The response is complete as far as the connection knows, and it would go on sending it for a while.
                socket.reset()
                throw error
            }
        }
    }
}
