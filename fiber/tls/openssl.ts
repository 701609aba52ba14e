/*
    openssl.ts -- The provider `openssl`: the TLS of Node itself.
*/

import { OpensslConnector } from './openssl-client.js'
import { OpensslAcceptor } from './openssl-server.js'
import type { TlsProvider } from './provider.js'

/** Node's own TLS. */
export const openssl: TlsProvider = {
    name: 'openssl',
    connector: settings => new OpensslConnector(settings),
    acceptor: settings => new OpensslAcceptor(settings),
}
