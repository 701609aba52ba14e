/*
    openssl-context.ts -- Secure contexts of node:tls: certificates, keys and rules, parsed once.

    Applications may make a `tlsClient` or `tlsServer` for each connection as if that cost nothing, so contexts are kept by
    their content: the same files with the same bytes give the same context, and clients with the same settings share what
    they remember of servers. Changed files give a new context; the old one goes when its last connection does.
*/

import { constants, createHash } from 'node:crypto'
import { createSecureContext, getCiphers, type SecureContext, type SecureContextOptions } from 'node:tls'
import { cipherList } from './ciphers.js'
import type { Credentials } from './credentials.js'
import { reasonOf, TlsError } from './errors.js'
import type { TlsSettings } from './options.js'
import { SessionMemory } from './session-memory.js'
import { systemAuthority } from './system-authority.js'
import { Authorities } from './verify.js'

/** Contexts that are kept. One with the authorities of the system takes 400 KB, and 20 ms to make. */
const contextLimit = 32
/** Servers of which a client remembers the latest session. */
const clientSessions = 64
/** Sessions of clients without tickets that a server remembers (spec runtime.md §9.3). */
const serverSessions = 512

/** A secure context and what goes with it. */
export interface OpensslContext {
    readonly secure: SecureContext
    /** Of clients by server, of servers by session id. */
    readonly sessions: SessionMemory
    readonly authorities: Authorities
}

const contexts = new Map<string, OpensslContext>()

let suites: ReadonlySet<string> | null = null

/** Whether OpenSSL knows a cipher name, or another word of its list language such as `HIGH`. */
function isKnownCipher(name: string): boolean {
    suites ??= new Set(getCiphers())
    if (suites.has(name.toLowerCase())) {
        return true
    }
    if (name.startsWith('TLS_')) {
        return false
    }
    try {
        createSecureContext({ ciphers: name, ca: [] })
        return true
    } catch {
        return false
    }
}

/** The trusted certificates that count, PEM; empty where nobody is verified, or any issuer is good. */
function authorityOf(settings: TlsSettings, credentials: Credentials): string {
    if (!settings.verifyPeer) {
        return ''
    }
    return credentials.authority ?? (settings.verifyIssuer ? systemAuthority() : '')
}

function make(options: SecureContextOptions): SecureContext {
    try {
        return createSecureContext(options)
    } catch (error) {
        // All parts were checked before, but by other code: OpenSSL may refuse a key that is too short, for example.
        throw new TlsError('TLS_CERTIFICATE', `Cannot use certificate and key: ${reasonOf(error)}`, { cause: error })
    }
}

/**
 * The context for settings, with the certificate and key of `credentials`. Throws `TLS_CIPHERS`, `TLS_CERTIFICATE`.
 */
export function opensslContext(settings: TlsSettings, credentials: Credentials = settings.credentials): OpensslContext {
    const { role, verifyPeer, verifyIssuer, minVersion, maxVersion } = settings
    const ciphers = settings.ciphers === null ? null : cipherList(settings.ciphers, isKnownCipher, settings.warn)
    const authority = authorityOf(settings, credentials)
    const { chain, key, revocation } = credentials
    const parts = [role, verifyPeer, verifyIssuer, minVersion, maxVersion, ciphers, chain, key, revocation, authority]
    const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    const isServer = role === 'server'
    const create = (): OpensslContext => {
        const options: SecureContextOptions = {
            // Never without: Node would trust its own list.
            ca: authority === '' ? [] : authority,
            ...(chain !== null && key !== null && { cert: chain, key }),
            ...(revocation !== null && { crl: revocation }),
            ...(ciphers !== null && { ciphers }),
            minVersion,
            maxVersion,
            honorCipherOrder: isServer,
            // Renegotiation is of no use to any protocol here, and has been a way to wear servers out.
            secureOptions: isServer ? constants.SSL_OP_NO_RENEGOTIATION : 0,
            // Sessions are not to be resumed under other rules. OpenSSL takes 32 bytes.
            sessionIdContext: id.slice(0, 32),
        }
        settings.customize?.(options)
        return {
            secure: make(options),
            sessions: new SessionMemory(isServer ? serverSessions : clientSessions),
            authorities: new Authorities(() => authority),
        }
    }
    if (settings.customize !== null) {
        // It may do something else each time.
        return create()
    }
    const context = contexts.get(id) ?? create()
    keep(id, context)
    return context
}

function keep(id: string, context: OpensslContext): void {
    contexts.delete(id)
    contexts.set(id, context)
    if (contexts.size > contextLimit) {
        const [oldest] = contexts.keys()
        contexts.delete(oldest!)
    }
}
