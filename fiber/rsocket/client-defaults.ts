/*
    client-defaults.ts -- The process-wide settings of TLS for clients that make connections of their own: services of the C face.
*/

import type { Network } from '../socket/index.js'
import type { TlsClientOptions } from '../tls/index.js'
import { network } from './network.js'
import { tlsDefaults } from './tls-defaults.js'

/** What `rSetSocketDefaultCerts` and its like have set, as options of `tlsClient`, and the network that sockets use. */
export function rGetClientDefaults(): { tls: TlsClientOptions; network: Network } {
    const { ca, key, cert, revoke, ciphers, verifyPeer, verifyIssuer } = tlsDefaults
    const tls = {
        ...(ca && { authority: ca }),
        ...(cert && { certificate: cert }),
        ...(cert && key && { key }),
        ...(revoke && { revocation: revoke }),
        ...(ciphers && { ciphers }),
        verifyPeer: verifyPeer === 1,
        verifyIssuer: verifyIssuer === 1,
    }
    return { tls, network }
}
