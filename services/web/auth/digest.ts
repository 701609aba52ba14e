/*
    digest.ts -- What a response of Digest authentication must be (RFC 7616 §3.4.1, and RFC 2617 §3.2.2 without qop).
*/

import { matches, passwordScheme } from '../../crypt/index.js'
import type { DigestAlgorithm } from '../config/index.js'
import { digestHex, schemeOf } from './algorithms.js'
import type { DigestCredentials } from './credentials.js'

/** The hash of name, realm and password that is in a stored password; null: it is of no use for this algorithm (spec web.md §12.3). */
export function storedHa1(stored: string, algorithm: DigestAlgorithm): string | null {
    const scheme = passwordScheme(stored)
    if (scheme === null) {
        return stored === '' ? null : stored
    }
    return scheme === schemeOf(algorithm) ? stored.slice(scheme.length + 1) : null
}

/** The response that is right. `ha1` is the digest of `user:realm:password`. */
export function digestResponse(
    algorithm: DigestAlgorithm,
    ha1: string,
    method: string,
    { nonce, uri, qop, nc, cnonce }: Pick<DigestCredentials, 'nonce' | 'uri' | 'qop' | 'nc' | 'cnonce'>,
): string {
    const ha2 = digestHex(algorithm, `${method}:${uri}`)
    const middle = qop === null ? nonce : `${nonce}:${nc ?? ''}:${cnonce ?? ''}:${qop}`
    return digestHex(algorithm, `${ha1}:${middle}:${ha2}`)
}

/** Whether a response is right for a stored password; null stands for that of a user that there is not, and takes as long. */
export function isDigestRight(
    algorithm: DigestAlgorithm,
    stored: string | null,
    method: string,
    credentials: DigestCredentials,
): boolean {
    const ha1 = stored === null ? null : storedHa1(stored, algorithm)
    const wanted = digestResponse(algorithm, ha1 ?? '', method, credentials)
    return matches(credentials.response, wanted) && ha1 !== null
}
