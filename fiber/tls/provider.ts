/*
    provider.ts -- TlsProvider: an implementation of TLS, and the list of those that are known.

    `openssl` (Node's own) is always there. Another one, such as mbedTLS compiled to WebAssembly working on memory buffers over
    a plain wire, adds itself with `addTlsProvider`; options name it.
*/

import type { TlsAcceptor, TlsConnector } from '../socket/index.js'
import { TlsError } from './errors.js'
import type { TlsSettings } from './options.js'

/** An implementation of TLS. What it makes is shared by many connections: it reads certificates here, not for each. */
export interface TlsProvider {
    /** By which it is chosen. */
    readonly name: string
    /** Makes the client side of connections with these settings. Throws a `TlsError` if it cannot use them. */
    connector(settings: TlsSettings): TlsConnector
    /** Makes the server side. */
    acceptor(settings: TlsSettings): TlsAcceptor
}

const providers = new Map<string, TlsProvider>()

/** Makes a provider known by its name; one that has the same name is replaced. */
export function addTlsProvider(provider: TlsProvider): void {
    providers.set(provider.name, provider)
}

/** The provider of a name. Throws `TLS_PROVIDER` if nobody has added it. */
export function tlsProvider(name: string): TlsProvider {
    const provider = providers.get(name)
    if (provider === undefined) {
        throw new TlsError(
            'TLS_PROVIDER',
            `Cannot use TLS provider ${name}: not known, wanted one of ${[...providers.keys()].join(', ')}`,
        )
    }
    return provider
}
