/*
    errors.ts -- The error catalogue of fiber/tls. Codes are stable; docs/reference/errors.md lists them.
*/

import { CodedError } from '../core/index.js'

/** Code -> what it means. The message of an error says which action failed and with which values. */
export const tlsErrors = {
    TLS_ALPN: 'The name of an application protocol is empty or too long',
    TLS_AUTHORITY: 'The certificates of the authorities cannot be used',
    TLS_BROKEN: 'The secure connection failed after the handshake',
    TLS_CERTIFICATE: 'The own certificate cannot be used',
    TLS_CIPHERS: 'None of the cipher names is one that the provider knows',
    TLS_EXPIRED: "The peer's certificate, or one in its chain, has expired",
    TLS_HANDSHAKE: 'Both sides cannot agree, or the peer does not speak TLS, or it refused',
    TLS_HOSTNAME: "The server's certificate is for another name",
    TLS_KEY: 'The own private key cannot be used, or does not belong to the certificate',
    TLS_NO_CERTIFICATE: 'The peer gave no certificate',
    TLS_PROVIDER: 'No TLS provider has the name',
    TLS_REVOCATION: 'The list of revoked certificates cannot be used',
    TLS_REVOKED: "The authority has revoked the peer's certificate",
    TLS_SELF_SIGNED: "The peer's certificate is signed by itself, or by an authority that nobody here knows",
    TLS_UNTRUSTED: "No authority that is known here has signed the peer's certificate",
    TLS_VERIFY: "Another check of the peer's certificate failed",
    TLS_VERSIONS: 'The lowest protocol version is above the highest',
} as const

/** A key of the catalogue. */
export type TlsErrorCode = keyof typeof tlsErrors

/** The class of all errors of TLS. `cause` is the error of Node or of the provider, where there is one. */
export class TlsError extends CodedError<TlsErrorCode> {
    override name = 'TlsError'
}

/** @internal The text of whatever was thrown. */
export function reasonOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error)
}
