/*
    upgrade.ts -- Puts a layer on a connection that is open: STARTTLS, as SMTP, IMAP or LDAP have it.
*/

import { type Blocking, deadline, type Fiber, TimeoutError } from '../core/index.js'
import { describeAddress } from './addresses.js'
import { SocketError } from './errors.js'
import { Socket, type SocketOptions } from './socket.js'
import type { Wire } from './wire.js'

/** Bounds of an upgrade, and of the socket that it gives. */
export interface UpgradeOptions extends SocketOptions {
    /** Milliseconds for the handshake. Default 30,000. */
    readonly deadline?: number
}

/**
 * Makes an open connection secure, or whatever `layer` does with a wire:
 *
 *     const secure = yield* upgrade(socket, wire => tlsClient().connect(wire, 'mail.example.com'))
 *
 * The former socket is closed for its users from the beginning of this; the new one is the caller's to close. No fiber may be
 * reading. Throws `SOCKET_CLOSED`, `SOCKET_BUSY`, `SOCKET_TIMEOUT`, and what the layer throws: then the connection is closed.
 */
export function* upgrade(
    socket: Socket,
    layer: (wire: Wire) => Blocking<Wire>,
    options: UpgradeOptions = {},
): Fiber<Socket> {
    const { deadline: ms = 30_000 } = options
    const wire = socket.handOver()
    let upper: Wire | null = null
    try {
        upper = yield* deadline(ms, layer(wire))
    } catch (error) {
        if (error instanceof TimeoutError) {
            const message = `Cannot upgrade the connection with ${describeAddress(wire.remote)}: deadline of ${ms} ms passed`
            throw new SocketError('SOCKET_TIMEOUT', message, { cause: error })
        }
        throw error
    } finally {
        if (upper === null) {
            wire.destroy(false)
        }
    }
    return new Socket(upper, options)
}
