/*
    openssl-client.ts -- The client side of the `openssl` provider.
*/

import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import type { Blocking } from '../core/index.js'
import type { TlsConnector, Wire } from '../socket/index.js'
import { type OpensslContext, opensslContext } from './openssl-context.js'
import { OpensslHandshake, streamOptions } from './openssl-handshake.js'
import type { OpensslSecurity } from './openssl-security.js'
import { certificateOfSession } from './openssl-session.js'
import { asciiName, type TlsSettings } from './options.js'

function noIdentityCheck(): undefined {
    return undefined
}

class ClientHandshake extends OpensslHandshake {
    protected readonly host: string
    protected session: Buffer | null = null
    readonly #offered: Buffer | null
    /** The certificate of the server that gave what is offered. */
    readonly #peer: X509Certificate | null
    readonly #key: string
    #security: OpensslSecurity | null = null

    constructor(settings: TlsSettings, context: OpensslContext, wire: Wire, host: string, first: Uint8Array | null) {
        super(settings, context, wire)
        this.host = host
        this.#key = `${host}:${wire.remote?.port ?? 0}`
        const session = first === null ? context.sessions.get(this.#key) : Buffer.from(first)
        this.#peer = session === null ? null : certificateOfSession(session)
        // One in which nothing can be checked (Node has changed their form before) would be of no use when it is resumed.
        this.#offered = this.#peer === null ? null : session
    }

    protected open(): void {
        const { settings, host } = this
        // RFC 6066 §3: addresses are no server names.
        const servername = isIP(host) === 0 ? asciiName(host) : ''
        const socket = connect({
            // The type wants less than the function takes.
            socket: this.transport.stream as Duplex as never,
            secureContext: this.context.secure,
            ...streamOptions,
            // The table of verify.ts decides, not Node, which knows less.
            rejectUnauthorized: false,
            checkServerIdentity: noIdentityCheck,
            ...(settings.alpn.length > 0 && { ALPNProtocols: [...settings.alpn] }),
            ...(servername !== '' && { servername }),
            ...(this.#offered !== null && { session: this.#offered }),
        })
        socket.on('session', this.onSession)
        this.watch(socket, 'secureConnect')
    }

    protected problemOf(socket: TLSSocket): string | null {
        // Declared as an Error, but a code.
        return socket.authorizationError === null ? null : String(socket.authorizationError)
    }

    protected resumedPeer(): X509Certificate | undefined {
        return this.#peer ?? undefined
    }

    protected failed(): void {
        // Perhaps because of it; a full handshake is worth a try.
        this.context.sessions.delete(this.#key)
    }

    protected override succeeded(_socket: TLSSocket, security: OpensslSecurity): void {
        this.#security = security
        if (this.session === null && security.reused && this.#offered !== null) {
            // Servers need not renew a session: it may be used again.
            security.remember(this.#offered)
        }
        if (this.session !== null) {
            this.context.sessions.set(this.#key, this.session)
        }
    }

    /** TLS 1.3 servers send sessions after the handshake, some of them many times. */
    private readonly onSession = (session: Buffer): void => {
        this.session = session
        if (this.#security !== null) {
            this.#security.remember(session)
            this.context.sessions.set(this.#key, session)
        }
    }
}

/** Makes client connections with common settings. */
export class OpensslConnector implements TlsConnector {
    readonly #settings: TlsSettings
    readonly #context: OpensslContext
    #first: Uint8Array | null

    constructor(settings: TlsSettings) {
        this.#settings = settings
        this.#context = opensslContext(settings)
        this.#first = settings.session
    }

    connect(wire: Wire, host: string): Blocking<Wire> {
        const first = this.#first
        this.#first = null
        return new ClientHandshake(this.#settings, this.#context, wire, host, first)
    }
}
