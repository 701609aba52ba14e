/*
    signing-keys.ts -- Keys of signatures: made, read and written as PEM (PKCS #8 and SubjectPublicKeyInfo, as OpenSSL has them).
*/

import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { Fiber } from '../../fiber/index.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import { CryptError } from './errors.js'
import {
    type CryptoKey,
    parametersOf,
    type SignatureAlgorithm,
    type SignatureParameters,
} from './signature-algorithms.js'
import { subtle } from './subtle.js'

/** A pair of keys. */
export interface SigningKeys {
    readonly privateKey: CryptoKey
    readonly publicKey: CryptoKey
}

/** A PEM text is not longer, characters. */
const longest = 16 * 1024

/** Makes a pair of keys. Throws `CRYPT_ALGORITHM`. */
export function* generateSigningKeys(algorithm: SignatureAlgorithm): Fiber<SigningKeys> {
    const { key } = wanted(algorithm)
    return (yield* subtle(api => api.generateKey(key as EcKeyParameters, true, ['sign', 'verify']))) as SigningKeys
}

interface EcKeyParameters {
    name: string
    namedCurve: string
}

/** Reads a private key, `-----BEGIN PRIVATE KEY-----`. Throws `CRYPT_KEY` if it is none of this algorithm, `CRYPT_ALGORITHM`. */
export function* importPrivateKey(algorithm: SignatureAlgorithm, pem: string): Fiber<CryptoKey> {
    return yield* importKey(algorithm, pem, { format: 'pkcs8', label: 'PRIVATE KEY', usage: 'sign' })
}

/** Reads a public key, `-----BEGIN PUBLIC KEY-----`. Throws `CRYPT_KEY` if it is none of this algorithm, `CRYPT_ALGORITHM`. */
export function* importPublicKey(algorithm: SignatureAlgorithm, pem: string): Fiber<CryptoKey> {
    return yield* importKey(algorithm, pem, { format: 'spki', label: 'PUBLIC KEY', usage: 'verify' })
}

/** The PEM text of a key. Throws `CRYPT_KEY` if the provider does not give it away. */
export function* exportKey(key: CryptoKey): Fiber<string> {
    const [format, label] =
        key.type === 'private' ? (['pkcs8', 'PRIVATE KEY'] as const) : (['spki', 'PUBLIC KEY'] as const)
    try {
        const der = (yield* subtle(api => api.exportKey(format, key))) as ArrayBuffer
        const lines = encodeBase64(new Uint8Array(der)).match(/.{1,64}/g) ?? []
        return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
    } catch (cause) {
        throw new CryptError('CRYPT_KEY', 'Cannot export a key: it stays where it is, wanted an extractable one', {
            cause,
        })
    }
}

interface KeyForm {
    readonly format: 'pkcs8' | 'spki'
    readonly label: string
    readonly usage: 'sign' | 'verify'
}

function* importKey(algorithm: SignatureAlgorithm, pem: string, { format, label, usage }: KeyForm): Fiber<CryptoKey> {
    const { key, opensslName } = wanted(algorithm)
    const der = derOf(pem, label)
    const refusal = (reason: string, cause?: unknown) =>
        new CryptError(
            'CRYPT_KEY',
            `Cannot import a key: ${reason}, wanted a ${label.toLowerCase()} of ${algorithm} in PEM`,
            {
                cause,
            },
        )
    if (der === null) {
        throw refusal(`there is no -----BEGIN ${label}-----`)
    }
    let name: string | undefined
    try {
        name = opensslNameOf(der, format)
    } catch (cause) {
        throw refusal('it is damaged', cause)
    }
    if (name !== opensslName) {
        throw refusal('it is of another algorithm')
    }
    return yield* subtle(api => api.importKey(format, der, key as EcKeyParameters, true, [usage]))
}

/**
 * The type of a key, or its curve; throws for what is no key. Not left to the provider: @peculiar/webcrypto takes any bytes for a
 * key of Ed25519.
 */
function opensslNameOf(der: Buffer, format: KeyForm['format']): string | undefined {
    const { asymmetricKeyType, asymmetricKeyDetails } =
        format === 'pkcs8'
            ? createPrivateKey({ key: der, format: 'der', type: format })
            : createPublicKey({ key: der, format: 'der', type: format })
    return asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType
}

function wanted(algorithm: SignatureAlgorithm): SignatureParameters {
    const parameters = parametersOf(algorithm)
    if (parameters === undefined) {
        throw new CryptError(
            'CRYPT_ALGORITHM',
            `Cannot use keys of algorithm ${algorithm}: not known, wanted Ed25519, ES256, ES384 or ES512`,
        )
    }
    return parameters
}

/** The bytes between the lines of a PEM text; null if there are none. */
function derOf(pem: string, label: string): Buffer | null {
    const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`]
    const from = pem.length <= longest ? pem.indexOf(begin) : -1
    const to = pem.indexOf(end, from)
    return from < 0 || to < 0 ? null : decodeBase64(pem.slice(from + begin.length, to).replace(/\s+/g, ''))
}
