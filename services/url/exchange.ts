/*
    exchange.ts -- A request goes out on a connection, and the head of its response comes back.
*/

import { type Fiber, SocketError, TlsError } from '../../fiber/index.js'
import type { ResponseHead } from '../http/index.js'
import { NO_PAYLOAD, type Payload } from './body.js'
import { BodyWriter, EarlyAnswer } from './body-writer.js'
import type { Connection } from './connection.js'

/** Bytes of a body that go out without a look at whether the server has answered: the system takes them in any case. */
const AT_ONCE = 65536

/** Sends a head and a body, in one piece where they are short. Gives the head of the response. */
export function* exchange(connection: Connection, head: string, payload: Payload): Fiber<ResponseHead> {
    try {
        if (payload === NO_PAYLOAD) {
            yield* connection.write(head)
        } else {
            yield* send(connection, head, payload)
        }
    } catch (error) {
        // A server that has refused the request may have closed its side while it was sent: its answer counts
        const lost = error instanceof SocketError || error instanceof TlsError
        const early = error instanceof EarlyAnswer
        if (!early && !(lost && connection.socket.available > 0)) {
            throw lost ? connection.writeFailed(error) : error
        }
        connection.broken = true
    }
    return yield* connection.readHead()
}

function* send(connection: Connection, head: string, { data, stream, length }: Payload): Fiber<void> {
    if (data !== null && length <= AT_ONCE) {
        if (typeof data === 'string') {
            yield* connection.write(head + data)
        } else {
            connection.socket.writeNow(head)
            yield* connection.write(data)
        }
        return
    }
    yield* connection.write(head)
    const writer = new BodyWriter(connection, length)
    yield* stream === null ? writer.write(data!) : stream(writer)
    writer.end()
}
