/*
    no-wire.ts -- NoWire: what stands below the WebSocket of a socket of the C face that is not connected. It can be set up, and not be
    used: C code may do the one before the other.
*/

import { type Address, Socket, type Wire } from '../../fiber/index.js'

class NoWire implements Wire {
    readonly remote: Address | null = null
    readonly local: Address | null = null
    readonly security = null
    readonly pending = 0

    start(): void {}
    pause(): void {}
    resume(): void {}

    write(): boolean {
        return true
    }

    end(): void {}
    destroy(): void {}
    setNoDelay(): void {}
    setRef(): void {}
}

/** A socket that is closed. */
export function closedSocket(): Socket {
    const socket = new Socket(new NoWire())
    socket.drop()
    return socket
}
