/*
    random-pool.ts -- Random for small needs, fetched for many of them at a time: asking for it costs more than the random.
*/

import { cryptoProvider } from './current-provider.js'
import type { CryptoProvider } from './provider.js'

const pool = Buffer.alloc(4096)
let used = pool.length

/** Who has filled the pool. */
let source: CryptoProvider | null = null

/** The most that is taken from the pool at a time, bytes. */
export const pooledSize = 256

/** Copies random bytes, at most `pooledSize`. They are nowhere else afterwards. */
export function takeRandom(bytes: Uint8Array): void {
    const provider = cryptoProvider()
    const end = used + bytes.length
    if (end > pool.length || provider !== source) {
        provider.fillRandom(pool)
        source = provider
        used = 0
        takeRandom(bytes)
        return
    }
    bytes.set(pool.subarray(used, end))
    pool.fill(0, used, end)
    used = end
}
