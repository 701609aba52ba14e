/*
    openssl-security.ts -- What is known of a connection of the `openssl` provider.
*/

import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Security } from '../socket/index.js'

/** Taken down when the handshake is over. Certificate and session are asked for when wanted, as long as the socket is open. */
export class OpensslSecurity implements Security {
    readonly protocol: string
    readonly cipher: string
    readonly alpn: string | null
    readonly serverName: string | null
    readonly authorized: boolean
    readonly reused: boolean
    readonly #socket: TLSSocket
    readonly #leaf: X509Certificate | null
    readonly #isClient: boolean
    /** The latest session that a client was given. */
    #session: Buffer | null

    /**
     * @param leaf the peer's certificate, if it was looked at
     * @param session what the server sent with the handshake
     */
    constructor(
        socket: TLSSocket,
        role: 'client' | 'server',
        authorized: boolean,
        leaf: X509Certificate | null,
        session: Buffer | null,
    ) {
        this.#socket = socket
        this.#leaf = leaf
        this.#isClient = role === 'client'
        this.#session = session
        this.protocol = socket.getProtocol() ?? ''
        this.cipher = socket.getCipher()?.name ?? ''
        // Node reads the bytes of the name as Latin-1; we write UTF-8.
        this.alpn = socket.alpnProtocol ? Buffer.from(socket.alpnProtocol, 'latin1').toString() : null
        // Node gives false where there is none, also before the types learn of it.
        this.serverName = (socket as { servername?: string | false | null }).servername || null
        this.authorized = authorized
        this.reused = socket.isSessionReused()
    }

    get peerCertificate(): Uint8Array | null {
        return (this.#leaf ?? this.#socket.getPeerX509Certificate())?.raw ?? null
    }

    session(): Uint8Array | null {
        if (this.#session === null && this.#isClient && this.protocol === 'TLSv1.2') {
            // In TLS 1.3 the same call gives one that cannot be resumed until the server has sent a ticket.
            this.#session = this.#socket.getSession() ?? null
        }
        return this.#session
    }

    /** @internal The server has sent a session. */
    remember(session: Buffer): void {
        this.#session = session
    }
}
