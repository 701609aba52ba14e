/*
    node-provider.ts -- The provider that is in use at first: digests and random of node:crypto, and @peculiar/webcrypto.
*/

import * as node from 'node:crypto'
import { promisify } from 'node:util'
import type { Bytes } from './bytes.js'
import type { CryptoProvider, HashAlgorithm, SubtleCrypto } from './provider.js'
import { scryptWork } from './scrypt-cost.js'

const derive = promisify<Bytes, Bytes, number, node.ScryptOptions, Buffer>(node.scrypt)

let loading: Promise<SubtleCrypto> | null = null

/** OpenSSL, which comes with Node: through node:crypto and @peculiar/webcrypto. */
export const nodeProvider: CryptoProvider = {
    name: 'node',
    hash: (algorithm, data) => Buffer.from(digest(algorithm, data, 'binary'), 'binary'),
    hex: (algorithm, data) => digest(algorithm, data, 'hex'),
    createHash: algorithm => node.createHash(algorithm),
    createHmac: (algorithm, key) => node.createHmac(algorithm, key),
    fillRandom: bytes => {
        node.randomFillSync(bytes)
    },
    scrypt(password, salt, length, cost) {
        const { logN, r, p } = cost
        // Node refuses by an estimate of its own, which is a little more than the memory.
        const maxmem = scryptWork(cost).memory * 2 + 1024 * 1024
        return derive(password, salt, length, { N: 2 ** logN, r, p, maxmem })
    },
    subtle: () => (loading ??= load()),
}

/**
 * In one go, which Node can do from 20.12 on, a digest of little data takes half the time of one in pieces; and as text less than
 * as a Buffer, for which Node allocates memory outside the heap.
 */
function digest(algorithm: HashAlgorithm, data: Bytes, encoding: 'hex' | 'binary'): string {
    return node.hash === undefined
        ? node.createHash(algorithm).update(data).digest(encoding)
        : node.hash(algorithm, data, encoding)
}

async function load(): Promise<SubtleCrypto> {
    const { Crypto } = await import('@peculiar/webcrypto')
    return new Crypto().subtle as SubtleCrypto
}
