/*
    tls-defaults.ts -- What holds for TLS where a socket says nothing else. Source: spec runtime.md §9.1.
*/

/** What can be set for a socket, and for all. Null: not set. */
export interface TlsSettings {
    /** Paths, or PEM text. */
    ca: string | null
    key: string | null
    cert: string | null
    revoke: string | null
    /** Names separated by `,` or `:`. */
    ciphers: string | null
    /** Names separated by `,`, blank or tab. */
    alpn: string | null
    /** 1: the peer must show a certificate that is good; -1: not set. */
    verifyPeer: number
    /** 1: it must come from a known authority; -1: not set. */
    verifyIssuer: number
}

/** The process-wide defaults. */
export const tlsDefaults: TlsSettings = {
    ca: null,
    key: null,
    cert: null,
    revoke: null,
    ciphers: null,
    alpn: null,
    verifyPeer: 1,
    verifyIssuer: 1,
}

/** Forgets certificates, ciphers and protocols; what is verified stays (spec runtime.md §2.4). */
export function clearTlsDefaults(): void {
    Object.assign(tlsDefaults, { ca: null, key: null, cert: null, revoke: null, ciphers: null, alpn: null })
}

/** Sets those files that are given: null leaves one as it was. */
export function setFiles(
    settings: TlsSettings,
    ca: string | null,
    key: string | null,
    cert: string | null,
    revoke: string | null,
): void {
    settings.ca = ca ?? settings.ca
    settings.key = key ?? settings.key
    settings.cert = cert ?? settings.cert
    settings.revoke = revoke ?? settings.revoke
}

/** A hook that may change the options of TLS while they are made. */
export type RSocketCustom = (sock: never, command: number, config: object, flags: number) => unknown

let custom: RSocketCustom | null = null

/** The hook; null: none. */
export function getCustom(): RSocketCustom | null {
    return custom
}

/** Sets the hook; null: none. */
export function setCustom(fn: RSocketCustom | null): void {
    custom = fn
}
