/*
    signature-algorithms.ts -- The algorithms of signatures, by the names that JSON Web Signatures use (RFC 7518 §3.4, RFC 8037).
*/

import type { webcrypto } from 'node:crypto'

/** A key of the Web Cryptography API. It belongs to the provider that made it. */
export type CryptoKey = webcrypto.CryptoKey

/** Ed25519 (RFC 8032), or ECDSA (FIPS 186-5) with the curves P-256, P-384 and P-521. */
export type SignatureAlgorithm = 'Ed25519' | 'ES256' | 'ES384' | 'ES512'

/** What the Web Cryptography API needs to know of one. */
export interface SignatureParameters {
    /** To make and import keys. */
    readonly key: { readonly name: string; readonly namedCurve?: string }
    /** To sign and verify. */
    readonly signature: { readonly name: string; readonly hash?: string }
    /** Bytes of a signature. */
    readonly size: number
    /** What OpenSSL calls its keys: their type, or their curve. */
    readonly opensslName: string
}

const ecdsa = (namedCurve: string, hash: string, size: number, opensslName: string): SignatureParameters => ({
    key: { name: 'ECDSA', namedCurve },
    signature: { name: 'ECDSA', hash },
    size,
    opensslName,
})

const algorithms: Readonly<Record<SignatureAlgorithm, SignatureParameters>> = {
    Ed25519: {
        key: { name: 'Ed25519' },
        signature: { name: 'Ed25519' },
        size: 64,
        opensslName: 'ed25519',
    },
    ES256: ecdsa('P-256', 'SHA-256', 64, 'prime256v1'),
    ES384: ecdsa('P-384', 'SHA-384', 96, 'secp384r1'),
    ES512: ecdsa('P-521', 'SHA-512', 132, 'secp521r1'),
}

/** The parameters of an algorithm; undefined if it is not known. */
export function parametersOf(algorithm: string): SignatureParameters | undefined {
    return Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm as SignatureAlgorithm] : undefined
}

/** The parameters that belong to a key; undefined for keys that are not for signatures. */
export function parametersOfKey(key: CryptoKey): SignatureParameters | undefined {
    const { name, namedCurve } = key.algorithm as { name: string; namedCurve?: string }
    return Object.values(algorithms).find(({ key }) => key.name === name && key.namedCurve === namedCurve)
}
