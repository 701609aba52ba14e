/*
    providers.ts -- The list of TLS providers. `openssl`, Node's own, is always there.
*/

import { TlsError } from './errors.js'
import { openssl } from './openssl.js'
import type { TlsProvider } from './provider.js'

const providers = new Map<string, TlsProvider>([['openssl', openssl]])

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
