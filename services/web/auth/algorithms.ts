/*
    algorithms.ts -- The algorithms of Digest authentication: how they are called, what computes them, and how the hash of a password is
    stored with them (spec web.md §12.3). SHA-512-256 is an addition of RFC 7616 to what the original agent has.
*/

import { type DigestScheme, type HashAlgorithm, hex } from '../../crypt/index.js'
import type { DigestAlgorithm } from '../config/index.js'

interface Kind {
    readonly hash: HashAlgorithm
    readonly scheme: DigestScheme
}

const kinds: Readonly<Record<DigestAlgorithm, Kind>> = {
    MD5: { hash: 'md5', scheme: 'MD5' },
    'SHA-256': { hash: 'sha256', scheme: 'SHA256' },
    'SHA-512-256': { hash: 'sha512-256', scheme: 'SHA512-256' },
}

/** The digest of a text, lower-case hexadecimal digits. */
export function digestHex(algorithm: DigestAlgorithm, text: string): string {
    return hex(kinds[algorithm].hash, text)
}

/** How a stored hash for an algorithm begins. */
export function schemeOf(algorithm: DigestAlgorithm): DigestScheme {
    return kinds[algorithm].scheme
}
