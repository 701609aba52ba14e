/*
    part.ts -- What is left of sockets when the runtime ends.
*/

import { openDescriptors } from './descriptors.js'
import { RSocket } from './rsocket.js'
import { clearTlsDefaults } from './tls-defaults.js'

/** Closes all sockets that are open, waiting for nobody, and forgets the defaults of TLS. */
export function dropSockets(): void {
    for (const sock of openDescriptors()) {
        if (sock instanceof RSocket) {
            sock.drop()
        }
    }
    clearTlsDefaults()
}
