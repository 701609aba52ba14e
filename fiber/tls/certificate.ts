/*
    certificate.ts -- What a certificate says, for people and logs.
*/

import { X509Certificate } from 'node:crypto'

/** The readable parts of a certificate. */
export interface CertificateInfo {
    /** Whom it is for: `CN=device 7, O=Example`. */
    readonly subject: string
    /** The common name in the subject; null: none. */
    readonly commonName: string | null
    /** Who signed it. */
    readonly issuer: string
    /** The names and addresses for which it is good: `DNS:example.com`, `IP Address:127.0.0.1`. */
    readonly names: readonly string[]
    /** Not valid before. */
    readonly validFrom: Date
    /** Not valid after. */
    readonly validTo: Date
    /** Hexadecimal digits. */
    readonly serialNumber: string
    /** SHA-256 of the certificate, pairs of hexadecimal digits with colons. */
    readonly fingerprint: string
}

/** The value of the first CN of a subject as `X509Certificate` gives it: one attribute a line. */
export function commonNameOf(subject: string): string | null {
    const line = subject.split('\n').find(attribute => attribute.startsWith('CN='))
    return line === undefined ? null : line.slice(3)
}

/**
 * Reads a certificate, such as `socket.security.peerCertificate`: DER or PEM. Throws Node's error if it is none.
 */
export function describeCertificate(certificate: Uint8Array | string): CertificateInfo {
    const parsed = new X509Certificate(certificate)
    const oneLine = (name: string): string => name.split('\n').join(', ')
    return Object.freeze({
        subject: oneLine(parsed.subject ?? ''),
        commonName: commonNameOf(parsed.subject ?? ''),
        issuer: oneLine(parsed.issuer ?? ''),
        names: Object.freeze(parsed.subjectAltName?.split(', ') ?? []),
        validFrom: new Date(parsed.validFrom),
        validTo: new Date(parsed.validTo),
        serialNumber: parsed.serialNumber,
        fingerprint: parsed.fingerprint256,
    })
}
