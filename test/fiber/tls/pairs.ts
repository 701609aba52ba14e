/*
    pairs.ts -- Two connected secure sockets.
*/

import { type Fiber, spawn } from '../../../fiber/core/index.js'
import { connect, listen, Socket } from '../../../fiber/socket/index.js'
import { type Conditions, memoryWires } from '../../../fiber/testing/index.js'
import { type TlsClientOptions, type TlsServerOptions, tlsClient, tlsServer } from '../../../fiber/tls/index.js'
import { until } from '../socket/conformance.js'

type Side = 'accepted' | 'connected'

/** Two secure sockets over the loopback interface; `first` is the side that comes first. */
export function* networkPair(server: TlsServerOptions, client: TlsClientOptions, first: Side): Fiber<[Socket, Socket]> {
    const listener = yield* listen('127.0.0.1:0', null, { tls: tlsServer(server) })
    const connecting = spawn(connect, { host: '127.0.0.1', port: listener.port, tls: tlsClient(client) })
    const accepted = (yield* listener.accept())!
    const connected = yield* connecting.join()
    listener.close()
    yield* settled(connected)
    return first === 'accepted' ? [accepted, connected] : [connected, accepted]
}

/** Two secure sockets in memory. */
export function* memoryPair(
    server: TlsServerOptions,
    client: TlsClientOptions,
    conditions: Conditions = {},
): Fiber<[Socket, Socket]> {
    const [near, far] = memoryWires(conditions)
    const accepting = spawn(function* () {
        return yield* tlsServer(server).accept(near)
    })
    const connected = yield* tlsClient(client).connect(far, 'localhost')
    const pair: [Socket, Socket] = [new Socket(yield* accepting.join()), new Socket(connected)]
    yield* settled(pair[1])
    return pair
}

/**
 * Waits until the server's session has come, behind which nothing of the handshake is on its way: a reset that meets it is
 * seen by the write of the session, of which Node does not tell, and then looks like an end.
 */
function* settled(connected: Socket): Fiber<void> {
    yield* until(() => connected.security!.session() !== null)
}
