/*
    client.ts -- tlsClient: what `connect` needs to make secure connections.
*/

import type { TlsConnector } from '../socket/index.js'
import { clientSettings, type TlsClientOptions } from './options.js'
import { tlsProvider } from './providers.js'

/**
 * Reads certificates and rules, to be used for any number of connections:
 *
 *     const socket = yield* connect({ host: 'example.com', port: 443, tls: tlsClient() })
 *
 * The server is verified unless the options say otherwise. Throws a `TlsError` if a file, a key or a name in the options
 * cannot be used. Equal options and files share sessions and parsed certificates.
 */
export function tlsClient(options: TlsClientOptions = {}): TlsConnector {
    return tlsProvider(options.provider ?? 'openssl').connector(clientSettings(options))
}
