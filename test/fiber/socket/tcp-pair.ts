/*
    tcp-pair.ts -- Two connected TCP sockets.
*/

import type { Fiber } from '../../../fiber/core/index.js'
import { connect, listen, type Network, type Socket } from '../../../fiber/socket/index.js'

/** Connects two sockets over the loopback interface. `first` is the side that comes first. */
export function* tcpPair(network: Network, first: 'accepted' | 'connected'): Fiber<[Socket, Socket]> {
    const listener = yield* listen('127.0.0.1:0', null, { network })
    const connected = yield* connect({ host: '127.0.0.1', port: listener.port, network })
    const accepted = (yield* listener.accept())!
    listener.close()
    return first === 'accepted' ? [accepted, connected] : [connected, accepted]
}
