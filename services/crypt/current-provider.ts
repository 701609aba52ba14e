/*
    current-provider.ts -- The provider in use. One serves the whole process; a device with a crypto chip, or with rules about
    certified code, puts its own in place.
*/

import { nodeProvider } from './node-provider.js'
import type { CryptoProvider } from './provider.js'

let current: CryptoProvider = nodeProvider

/** The provider in use. At first: `node:crypto` for digests and random, the npm package @peculiar/webcrypto for all else. */
export function cryptoProvider(): CryptoProvider {
    return current
}

/**
 * Puts another provider in place for the whole process, and gives the one that it replaces. To replace a part:
 * `useCryptoProvider({ ...cryptoProvider(), name: 'chip', fillRandom })`. Digests under way stay with the old one.
 */
export function useCryptoProvider(provider: CryptoProvider): CryptoProvider {
    const before = current
    current = provider
    return before
}
