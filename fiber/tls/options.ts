/*
    options.ts -- What an application can say about TLS, and what a provider gets of it.
*/

import type { SecureContextOptions } from 'node:tls'
import { domainToASCII } from 'node:url'
import type { CipherList } from './ciphers.js'
import { type CredentialOptions, type Credentials, readCredentials } from './credentials.js'
import { TlsError } from './errors.js'

/** Versions of the protocol. Older ones are not supported (RFC 8996). */
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3'

/** What both sides have in common. */
export interface TlsOptions extends CredentialOptions {
    /** Name of the provider. Default `openssl`. */
    readonly provider?: string
    /** Whether the peer must show a certificate that is good. Default: true for clients, false for servers. */
    readonly verifyPeer?: boolean
    /**
     * Whether that certificate must come from a known authority. Without, self-signed ones and those of unknown issuers
     * are accepted; expiry and host name are checked all the same. Default true.
     */
    readonly verifyIssuer?: boolean
    /** Default: the provider's. TLS 1.3 suites that are not to be chosen from are left as they are. */
    readonly ciphers?: CipherList
    /** Default `TLSv1.2`. */
    readonly minVersion?: TlsVersion
    /** Default `TLSv1.3`. */
    readonly maxVersion?: TlsVersion
    /** Application protocols, most wanted first. A server without a common one goes on without. Default: none. */
    readonly alpn?: readonly string[]
    /**
     * Provider `openssl`: gets the options of Node's `tls.createSecureContext` and may change them. What it makes is not shared
     * with clients and servers of the same settings.
     */
    readonly customize?: (options: SecureContextOptions) => void
    /** Told of what was ignored, such as an unknown cipher. Default: a Node process warning. */
    readonly onWarning?: (message: string) => void
}

/** The client's. */
export interface TlsClientOptions extends TlsOptions {
    /**
     * A session (`socket.security.session()`) to resume with the first connection. Beyond that each client object remembers
     * the latest session of each server by itself.
     */
    readonly session?: Uint8Array
}

/** A certificate for one name of a server. */
export type TlsIdentity = Pick<CredentialOptions, 'certificate' | 'key'>

/** The server's. */
export interface TlsServerOptions extends TlsOptions {
    /**
     * Certificates by the name that the client asks for (SNI): `www.example.com`, or `*.example.com` for any one label.
     * Other names, and clients that give none, get `certificate`.
     */
    readonly names?: Readonly<Record<string, TlsIdentity>>
    /**
     * Refuses clients that offer protocols of which none is in `alpn`, with the alert that RFC 7301 §3.2 has for it. Those that offer none
     * are served. Default false: they go on without a protocol.
     */
    readonly strictAlpn?: boolean
}

/** Options as a provider gets them: complete and checked, but for the ciphers, which only it knows. */
export interface TlsSettings {
    /** Which side it is. */
    readonly role: 'client' | 'server'
    /** Certificates and keys, read and checked. */
    readonly credentials: Credentials
    /** Whether the peer must show a good certificate. */
    readonly verifyPeer: boolean
    /** Whether it must come from a known authority. */
    readonly verifyIssuer: boolean
    /** Null: those of the provider. */
    readonly ciphers: CipherList | null
    /** Oldest version. */
    readonly minVersion: TlsVersion
    /** Newest version. */
    readonly maxVersion: TlsVersion
    /** Application protocols, most wanted first. */
    readonly alpn: readonly string[]
    /** May change the options of Node before they are used; null: nobody does. */
    readonly customize: ((options: SecureContextOptions) => void) | null
    /** Told of what is ignored. */
    readonly warn: (message: string) => void
    /** Clients: the first session to resume. */
    readonly session: Uint8Array | null
    /** Servers: clients with none of these protocols are refused. */
    readonly strictAlpn: boolean
    /** Servers: certificates by name, lower case. */
    readonly names: ReadonlyMap<string, Credentials>
}

function defaultWarning(message: string): void {
    process.emitWarning(message, 'TlsWarning')
}

function checkAlpn(names: readonly string[]): readonly string[] {
    for (const name of names) {
        const length = Buffer.byteLength(name)
        if (length === 0 || length > 255) {
            throw new TlsError(
                'TLS_ALPN',
                `Cannot use ALPN protocol ${name.slice(0, 40)}: ${length} bytes, wanted 1 to 255`,
            )
        }
    }
    return names
}

function settle(role: TlsSettings['role'], options: TlsOptions): Omit<TlsSettings, 'session' | 'names' | 'strictAlpn'> {
    const { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = options
    if (minVersion > maxVersion) {
        throw new TlsError(
            'TLS_VERSIONS',
            `Cannot use TLS versions ${minVersion} to ${maxVersion}: wanted the lower first`,
        )
    }
    return {
        role,
        credentials: readCredentials(options),
        verifyPeer: options.verifyPeer ?? role === 'client',
        verifyIssuer: options.verifyIssuer ?? true,
        ciphers: options.ciphers === undefined || options.ciphers.length === 0 ? null : options.ciphers,
        minVersion,
        maxVersion,
        alpn: checkAlpn(options.alpn ?? []),
        customize: options.customize ?? null,
        warn: options.onWarning ?? defaultWarning,
    }
}

/** Completes and checks the options of a client; reads its files. */
export function clientSettings(options: TlsClientOptions): TlsSettings {
    return { ...settle('client', options), session: options.session ?? null, names: new Map(), strictAlpn: false }
}

/** Completes and checks the options of a server; reads its files. */
export function serverSettings(options: TlsServerOptions): TlsSettings {
    const settings = settle('server', options)
    const names = new Map<string, Credentials>()
    for (const [name, identity] of Object.entries(options.names ?? {})) {
        const { chain, key } = readCredentials(identity)
        // What clients are asked for does not depend on the name.
        names.set(asciiName(name), { ...settings.credentials, chain, key })
    }
    return { ...settings, session: null, strictAlpn: options.strictAlpn ?? false, names }
}

/** A host name as it travels: lower case, international names encoded, without a final dot. */
export function asciiName(name: string): string {
    const plain = name.endsWith('.') ? name.slice(0, -1) : name
    return plain.startsWith('*.') ? `*.${domainToASCII(plain.slice(2))}` : domainToASCII(plain)
}
