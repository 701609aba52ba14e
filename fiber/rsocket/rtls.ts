/*
    rtls.ts -- Rtls: what a socket says about TLS, and the secure side that is made of it.

    Settings are strings and numbers until the socket connects or listens: then defaults are put in, files are read, and a
    `tlsClient` or `tlsServer` of fiber/tls is made. That is done anew each time, for defaults and files may have changed; the
    provider keeps what is costly.
*/

import { readFileSync } from 'node:fs'
import { R_ERR_CANT_INITIALIZE, R_ERR_OK, report, setOsError } from '../compat/index.js'
import type { TlsAcceptor, TlsConnector } from '../socket/index.js'
import { type CredentialSource, type TlsOptions, tlsClient, tlsServer } from '../tls/index.js'
import { R_SOCKET_CONFIG_TLS, R_TLS_HAS_AUTHORITY } from './flags.js'
import { getCustom, type TlsSettings, tlsDefaults } from './tls-defaults.js'
import { type ConfigNames, configText, shownPath } from './tls-texts.js'

/** The socket of these settings, as far as it matters here. */
interface TlsOwner {
    setError(text: string): number
    /** Ends the own side of the connection: a close-notify. */
    endOutput(): void
}

/** The TLS state of a socket. */
export class Rtls implements TlsSettings {
    /** The socket; null: none. */
    readonly sock: TlsOwner | null
    ca: string | null = null
    key: string | null = null
    cert: string | null = null
    revoke: string | null = null
    ciphers: string | null = null
    alpn: string | null = null
    verifyPeer = -1
    verifyIssuer = -1
    /** The session to resume. */
    session: Uint8Array | null = null
    /** The session of the latest connection. */
    latest: Uint8Array | null = null
    /** The handshake is over, and the connection is open. */
    connected = false
    /** What the settings were made into; null: nothing yet. */
    connector: TlsConnector | null = null
    acceptor: TlsAcceptor | null = null

    constructor(sock: TlsOwner | null) {
        this.sock = sock
    }

    /** Puts in defaults and reads files: 0, or a negative code, with the reason as the error of the socket if there are words for it. */
    configure(server: boolean): number {
        const names = this.#names(server)
        try {
            const options = this.#options(names, server)
            if (server) {
                this.acceptor = tlsServer(options)
            } else {
                this.connector = tlsClient({ ...options, ...(this.session !== null && { session: this.session }) })
            }
            return R_ERR_OK
        } catch (error) {
            const reason = error instanceof UnreadableFile ? error.message : configText(error, names)
            if (reason === null) {
                report('error', 'socket', `Cannot configure TLS: ${String(error)}`)
            } else {
                this.sock?.setError(reason)
            }
            return R_ERR_CANT_INITIALIZE
        }
    }

    /** The settings of a socket that a listener with these accepts. */
    forAccepted(sock: TlsOwner): Rtls {
        const tls = new Rtls(sock)
        const { ca, key, cert, revoke, ciphers, alpn, verifyPeer, verifyIssuer } = this
        return Object.assign(tls, { ca, key, cert, revoke, ciphers, alpn, verifyPeer, verifyIssuer })
    }

    /** Forgets what was configured. */
    free(): void {
        this.connector = null
        this.acceptor = null
        this.session = null
        this.latest = null
    }

    #names(server: boolean): ConfigNames {
        const { cert, key, ca } = this
        return {
            // Whom a listener trusts is its own affair.
            ca: ca ?? (server ? null : tlsDefaults.ca),
            cert: cert ?? tlsDefaults.cert,
            // The default key belongs to the default certificate.
            key: key ?? (cert === null ? tlsDefaults.key : null),
            revoke: this.revoke ?? tlsDefaults.revoke,
            ciphers: this.ciphers ?? tlsDefaults.ciphers,
        }
    }

    #options(names: ConfigNames, server: boolean): TlsOptions {
        const { ca, cert, key, revoke, ciphers } = names
        const verifyIssuer = this.verifyIssuer < 0 ? tlsDefaults.verifyIssuer : this.verifyIssuer
        const custom = getCustom()
        const { sock } = this
        return {
            ...(cert && { certificate: read(cert, 'Unable to read certificate') }),
            ...(cert && key && { key: read(key, 'Unable to read key') }),
            ...(ca && { authority: read(ca, 'Unable to set certificate locations:') }),
            ...(revoke && { revocation: read(revoke, 'Cannot load certificate revoke list:') }),
            ...(ciphers && { ciphers }),
            alpn: (this.alpn ?? tlsDefaults.alpn ?? '').split(/[,\s]+/).filter(name => name !== ''),
            verifyPeer: this.#verifiesPeer(server),
            verifyIssuer: verifyIssuer === 1,
            onWarning: message => report('info', 'socket', message),
            ...(custom !== null && {
                customize: config => {
                    custom(sock as never, R_SOCKET_CONFIG_TLS, config, ca ? R_TLS_HAS_AUTHORITY : 0)
                },
            }),
        }
    }

    /** A listener asks for certificates only if it was told so itself [D-12]. */
    #verifiesPeer(server: boolean): boolean {
        return (this.verifyPeer < 0 && !server ? tlsDefaults.verifyPeer : this.verifyPeer) === 1
    }
}

class UnreadableFile extends Error {}

/** The content of a file, or the text itself if it is PEM. */
function read(source: string, what: string): CredentialSource {
    if (source.includes('-----BEGIN')) {
        return source
    }
    try {
        return readFileSync(source)
    } catch (error) {
        setOsError(error)
        throw new UnreadableFile(`${what} ${shownPath(source)}`, { cause: error })
    }
}
