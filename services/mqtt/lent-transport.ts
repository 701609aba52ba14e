/*
    lent-transport.ts -- LentTransport: a socket that belongs to its owner, as in C: it is shut down, and not closed.
*/

import { SocketTransport } from './transport.js'

/** A socket of the C face. */
export class LentTransport extends SocketTransport {
    #released = false

    /** It is given back as it is. */
    release(): void {
        this.#released = true
    }

    override closeNow(): void {
        if (!this.#released) {
            this.socket.shutdown()
        }
    }

    override drop(): void {
        this.closeNow()
    }
}
