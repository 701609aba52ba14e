/*
    tls-texts.ts -- Errors of TLS in the words of C. Source: spec runtime.md §9.2, §9.3.
*/

import { TlsError, type TlsErrorCode } from '../tls/index.js'

/** The numbers that OpenSSL has for what is wrong with a certificate (X509_V_ERR_*). */
const numbers: Readonly<Record<string, number>> = {
    UNABLE_TO_GET_ISSUER_CERT: 2,
    UNABLE_TO_GET_CRL: 3,
    UNABLE_TO_DECRYPT_CERT_SIGNATURE: 4,
    UNABLE_TO_DECRYPT_CRL_SIGNATURE: 5,
    UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 6,
    CERT_SIGNATURE_FAILURE: 7,
    CRL_SIGNATURE_FAILURE: 8,
    CERT_NOT_YET_VALID: 9,
    CERT_HAS_EXPIRED: 10,
    CRL_NOT_YET_VALID: 11,
    CRL_HAS_EXPIRED: 12,
    ERROR_IN_CERT_NOT_BEFORE_FIELD: 13,
    ERROR_IN_CERT_NOT_AFTER_FIELD: 14,
    ERROR_IN_CRL_LAST_UPDATE_FIELD: 15,
    ERROR_IN_CRL_NEXT_UPDATE_FIELD: 16,
    OUT_OF_MEM: 17,
    DEPTH_ZERO_SELF_SIGNED_CERT: 18,
    SELF_SIGNED_CERT_IN_CHAIN: 19,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 20,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 21,
    CERT_CHAIN_TOO_LONG: 22,
    CERT_REVOKED: 23,
    INVALID_CA: 24,
    PATH_LENGTH_EXCEEDED: 25,
    INVALID_PURPOSE: 26,
    CERT_UNTRUSTED: 27,
    CERT_REJECTED: 28,
    HOSTNAME_MISMATCH: 62,
}

/** The number for what is unspecified. */
const unspecified = 1

const verdicts: Partial<Record<TlsErrorCode, string>> = {
    TLS_SELF_SIGNED: 'Self-signed certificate',
    TLS_UNTRUSTED: 'Certificate not trusted',
    TLS_EXPIRED: 'Certificate has expired',
    TLS_NO_CERTIFICATE: 'No certificate provided',
}

/** The common name of the certificate that is for another host. */
function commonName(cause: unknown): string {
    const { cert } = (cause ?? {}) as { cert?: { subject?: { CN?: unknown } } }
    const name = cert?.subject?.CN
    return String(Array.isArray(name) ? name[0] : (name ?? ''))
}

/** What was wrong with the peer's certificate, by the outcome table; null: it was something else. */
export function verdictText(error: unknown, host: string | null): string | null {
    if (!(error instanceof TlsError)) {
        return null
    }
    const { code, cause } = error
    if (code === 'TLS_HOSTNAME') {
        return `Certificate hostname mismatch. Expecting ${host ?? ''} got ${commonName(cause)}`
    }
    if (code === 'TLS_VERIFY' || code === 'TLS_REVOKED') {
        const name = cause instanceof Error ? cause.message : ''
        return `Certificate verification error ${numbers[name] ?? unspecified}`
    }
    return verdicts[code] ?? null
}

/** The files and lists that a configuration names. */
export interface ConfigNames {
    readonly ca: string | null
    readonly cert: string | null
    readonly key: string | null
    readonly revoke: string | null
    readonly ciphers: string | null
}

/** A path as it is shown. */
export function shownPath(path: string | null): string {
    return path === null ? '' : path.includes('-----BEGIN') ? '(text)' : path
}

/** Why a configuration cannot be used; null: the error is none of TLS. */
export function configText(error: unknown, names: ConfigNames): string | null {
    if (!(error instanceof TlsError)) {
        return null
    }
    // Each message begins with the action that failed.
    const action = /^Cannot (\w+)/.exec(error.message)?.[1] ?? ''
    const key = shownPath(names.key ?? names.cert)
    switch (error.code) {
        case 'TLS_CERTIFICATE':
            return `Unable to ${action === 'use' ? 'use' : 'load'} certificate ${shownPath(names.cert)}`
        case 'TLS_KEY':
            return action === 'use' ? `Check of private key file failed: ${key}` : `Unable to load key ${key}`
        case 'TLS_AUTHORITY':
            return `Unable to set certificate locations: ${shownPath(names.ca)}`
        case 'TLS_REVOCATION':
            return `Cannot load certificate revoke list: ${shownPath(names.revoke)}`
        case 'TLS_CIPHERS':
            return `Unable to define ciphers "${names.ciphers ?? ''}"`
        case 'TLS_ALPN':
            return 'ALPN protocol name exceeds 255 bytes'
        default:
            return error.message
    }
}
