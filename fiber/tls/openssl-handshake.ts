/*
    openssl-handshake.ts -- The operation that both sides have in common: a handshake of node:tls.

    It runs in the fiber of its connection. When it fails, its fiber is cancelled, or a deadline around it passes, the socket
    is destroyed. Until the peer has been found good nothing that it sent is seen by anybody.
*/

import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { Leaf, type Move, ready, SUSPEND, wake } from '../core/index.js'
import type { Address, Wire } from '../socket/index.js'
import { reasonOf, TlsError } from './errors.js'
import type { OpensslContext } from './openssl-context.js'
import { OpensslSecurity } from './openssl-security.js'
import { OpensslWire } from './openssl-wire.js'
import type { TlsSettings } from './options.js'
import { Transport } from './transport.js'
import { checkPeer } from './verify.js'

/** A chain is not followed further. OpenSSL's own limit is 100. */
const longestChain = 100

/** A certificate and those that the peer has sent with it. */
function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
    const chain: X509Certificate[] = []
    for (let next = leaf; next !== undefined && chain.length < longestChain; next = next.issuerCertificate) {
        chain.push(next)
    }
    return chain
}

/** A peer in messages. */
function nameOf(remote: Address | null): string {
    if (remote === null) {
        return 'the peer'
    }
    const { address, port, family } = remote
    return family === 0 ? address : family === 6 ? `[${address}]:${port}` : `${address}:${port}`
}

/** The text that OpenSSL has for an error, without its numbers and routines. */
function reason(error: unknown): string {
    const { reason: words } = error as { reason?: unknown }
    return typeof words === 'string' ? words : reasonOf(error)
}

/** Errors after the handshake, of TLS or of what is below: Node tells of them, but leaves the socket open. */
function breakOff(this: TLSSocket, error: NodeJS.ErrnoException): void {
    const isTls = error.code?.startsWith('ERR_SSL_') === true
    this.destroy(
        isTls ? new TlsError('TLS_BROKEN', `Cannot go on with TLS: ${reason(error)}`, { cause: error }) : error,
    )
}

/** An error that nobody waits for any more. */
function ignore(): void {}

/**
 * `write` of a wire says false when more bytes than this are on their way. Twice that of plain sockets: TLS finishes no write
 * before the next turn of the event loop, whether the peer reads or not.
 */
export const streamOptions: object = { highWaterMark: 131072 }

/** A handshake; its result is the secure wire. */
export abstract class OpensslHandshake extends Leaf<Wire> {
    protected readonly settings: TlsSettings
    protected readonly context: OpensslContext
    /** Set when the operation begins. */
    protected transport!: Transport
    /** Null until there is one. */
    protected socket: TLSSocket | null = null
    readonly #wire: Wire
    #isSecure = false
    #failure: Error | null = null

    /** `wire` is not started. */
    constructor(settings: TlsSettings, context: OpensslContext, wire: Wire) {
        super()
        this.settings = settings
        this.context = context
        this.#wire = wire
    }

    describe(): string {
        return `TLS handshake with ${this.peerName}`
    }

    /** Makes the TLS socket, now or later, and gives it to `watch`. */
    protected abstract open(): void

    /** The name that the peer's certificate must show; null: any. */
    protected abstract readonly host: string | null

    /** The certificate of the peer of a resumed session; undefined: none. */
    protected abstract resumedPeer(socket: TLSSocket): X509Certificate | undefined

    /** The last problem that OpenSSL has found with the peer's chain; null: none. */
    protected abstract problemOf(socket: TLSSocket): string | null

    /** What a client was given to resume, up to now. */
    protected abstract readonly session: Buffer | null

    /** The handshake has failed, or the peer was not found good. */
    protected abstract failed(): void

    protected get peerName(): string {
        return this.host ?? nameOf(this.#wire.remote)
    }

    /** Listens to the TLS socket. `secureEvent` ends its handshake. */
    protected watch(socket: TLSSocket, secureEvent: 'secure' | 'secureConnect'): void {
        this.socket = socket
        // Stays for ever: an error without a listener would end the process.
        socket.on('error', ignore)
        socket.on('_tlsError', breakOff)
        socket.on('error', this.onError)
        socket.on('end', this.onEnd)
        socket.on('close', this.onEnd)
        socket.on(secureEvent, this.onSecure)
    }

    protected readonly onError = (error: Error): void => {
        this.settle(error)
    }

    protected readonly onEnd = (): void => {
        this.settle(new Error('the peer has ended the connection'))
    }

    protected begin(): Move<Wire> {
        this.transport = new Transport(this.#wire)
        const { stream } = this.transport
        stream.on('error', ignore)
        if (stream.destroyed) {
            throw this.handshakeError(new Error('the connection is over'))
        }
        this.open()
        return SUSPEND
    }

    protected again(): Move<Wire> {
        const { socket } = this
        const failure = this.#failure
        if (failure !== null) {
            this.release()
            throw this.handshakeError(failure)
        }
        if (!this.#isSecure || socket === null) {
            return SUSPEND
        }
        const { role, verifyPeer } = this.settings
        let leaf: X509Certificate | undefined
        let authorized = false
        try {
            if (verifyPeer) {
                const problem = this.problemOf(socket)
                leaf = this.verify(socket, problem)
                authorized = problem === null
            } else if (socket.isSessionReused()) {
                leaf = this.resumedPeer(socket)
            }
        } catch (error) {
            this.release()
            throw error
        }
        this.forget(socket)
        const security = new OpensslSecurity(socket, role, authorized, leaf ?? null, this.session)
        this.succeeded(socket, security)
        return ready<Wire>(new OpensslWire(socket, this.transport, security))
    }

    protected release(): void {
        this.failed()
        this.socket?.destroy()
        this.transport.destroy()
    }

    /** The wire is about to be given away. */
    protected succeeded(_socket: TLSSocket, _security: OpensslSecurity): void {}

    private readonly onSecure = (): void => {
        this.#isSecure = true
        this.wakeUp()
    }

    private settle(error: Error): void {
        this.#failure ??= error
        this.wakeUp()
    }

    private wakeUp(): void {
        if (this.task !== null) {
            wake(this.task)
        }
    }

    private forget(socket: TLSSocket): void {
        socket.off('error', this.onError)
        socket.off('end', this.onEnd)
        socket.off('close', this.onEnd)
    }

    /** The peer's certificate, if it is found good. */
    private verify(socket: TLSSocket, problem: string | null): X509Certificate {
        const resumed = socket.isSessionReused()
        const chain = chainOf(resumed ? this.resumedPeer(socket) : socket.getPeerX509Certificate())
        const { role, verifyIssuer } = this.settings
        const { authorities } = this.context
        let error: TlsError | null
        try {
            error = checkPeer({ problem, chain, resumed }, { role, host: this.host, verifyIssuer, authorities })
        } catch (cause) {
            // Node throws for names that it cannot make sense of.
            error = new TlsError('TLS_VERIFY', `Cannot trust certificate: ${reasonOf(cause)}`, { cause })
        }
        if (error !== null) {
            throw error
        }
        return chain[0]!
    }

    private handshakeError(cause: Error): TlsError {
        if (cause instanceof TlsError && cause.code !== 'TLS_BROKEN') {
            return cause
        }
        const origin = cause instanceof TlsError ? (cause.cause as Error) : cause
        if ((origin as NodeJS.ErrnoException).code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE') {
            return new TlsError('TLS_NO_CERTIFICATE', `Cannot trust ${this.peerName}: it gave no certificate`, {
                cause: origin,
            })
        }
        const message = `Cannot complete TLS handshake with ${this.peerName}: ${reason(origin)}`
        return new TlsError('TLS_HANDSHAKE', message, { cause: origin })
    }
}
