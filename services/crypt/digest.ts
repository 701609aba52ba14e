/*
    digest.ts -- What digests of data in pieces have in common.
*/

import type { Bytes } from './bytes.js'
import { CryptError } from './errors.js'
import type { DigestState, HashAlgorithm } from './provider.js'

const algorithms: ReadonlySet<string> = new Set<HashAlgorithm>([
    ...(['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512-256'] as const),
])

/** Throws `CRYPT_ALGORITHM` for what is no `HashAlgorithm`, such as a name from a configuration. */
export function checkAlgorithm(algorithm: HashAlgorithm): void {
    if (!algorithms.has(algorithm)) {
        const wanted = [...algorithms].join(', ')
        throw new CryptError('CRYPT_ALGORITHM', `Cannot hash: algorithm ${algorithm}, wanted one of ${wanted}`)
    }
}

/** A digest of data that comes in pieces. */
export class Digest {
    #state: DigestState | null

    /** @internal Use `Hash` or `Hmac`. */
    constructor(state: DigestState) {
        this.#state = state
    }

    /** Adds a piece: text (its UTF-8 bytes) or bytes. Throws `CRYPT_FINISHED` after `digest`. */
    update(data: Bytes): this {
        this.#use().update(data)
        return this
    }

    /** The digest; nothing may be added afterwards. Throws `CRYPT_FINISHED` the second time. */
    digest(): Buffer {
        const state = this.#use()
        this.#state = null
        return state.digest()
    }

    /** The digest as lower-case hexadecimal digits, like `digest`. */
    hex(): string {
        return this.digest().toString('hex')
    }

    #use(): DigestState {
        if (this.#state === null) {
            throw new CryptError('CRYPT_FINISHED', 'Cannot go on hashing: the digest was taken, wanted a new one')
        }
        return this.#state
    }
}
