/*
    openssl-server.ts -- The server side of the `openssl` provider.
*/

import type { X509Certificate } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { Blocking } from '../core/index.js'
import type { TlsAcceptor, Wire } from '../socket/index.js'
import { ClientHello } from './client-hello.js'
import { TlsError } from './errors.js'
import { type OpensslContext, opensslContext } from './openssl-context.js'
import { OpensslHandshake, streamOptions } from './openssl-handshake.js'
import { isTls13Session } from './openssl-session.js'
import { asciiName, type TlsSettings } from './options.js'
import type { SessionMemory } from './session-memory.js'

type ContextDone = (error: Error | null, context?: SecureContext) => void

/** No host has a longer name (RFC 1035 §2.3.4). */
const longestName = 255

/** What a tls.TLSSocket of a server has inside. */
interface SocketInside {
    readonly ssl?: { verifyError?: () => NodeJS.ErrnoException | null | undefined } | null
}

/** What TLS sockets need of a server: somebody who keeps sessions. */
class SessionKeeper extends EventEmitter {
    constructor(sessions: SessionMemory) {
        super()
        this.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
            if (!isTls13Session(session)) {
                sessions.set(id.toString('latin1'), session)
            }
            done()
        })
        this.on('resumeSession', (id: Buffer, done: (error: null, session: Buffer | null) => void) => {
            done(null, sessions.get(id.toString('latin1')))
        })
    }
}

class ServerHandshake extends OpensslHandshake {
    protected readonly host = null
    protected readonly session = null
    readonly #server: OpensslAcceptor
    #hello: ClientHello | null = null
    #seen: Buffer[] = []

    constructor(server: OpensslAcceptor, wire: Wire) {
        super(server.settings, server.context, wire)
        this.#server = server
    }

    protected open(): void {
        const { alpn, strictAlpn } = this.settings
        if (alpn.length === 0 || strictAlpn) {
            // OpenSSL chooses, and refuses who has none of them.
            this.secure(alpn)
            return
        }
        const { stream } = this.transport
        this.#hello = new ClientHello()
        stream.on('readable', this.onReadable)
        stream.on('error', this.onError)
        stream.on('end', this.onEnd)
        stream.on('close', this.onEnd)
    }

    protected problemOf(socket: TLSSocket): string | null {
        const { ssl } = socket as SocketInside
        if (typeof ssl?.verifyError !== 'function') {
            throw new TlsError('TLS_VERIFY', 'Cannot trust the peer: this version of Node does not tell what it found')
        }
        const error = ssl.verifyError()
        return error == null ? null : (error.code ?? error.message)
    }

    protected resumedPeer(socket: TLSSocket): X509Certificate | undefined {
        return socket.getPeerX509Certificate()
    }

    protected failed(): void {}

    private readonly onReadable = (): void => {
        const bytes = this.transport.stream.read() as Buffer | null
        const hello = this.#hello
        if (bytes === null || hello === null) {
            return
        }
        this.#seen.push(bytes)
        const offered = hello.push(bytes)
        if (offered === undefined) {
            return
        }
        const { stream } = this.transport
        stream.off('readable', this.onReadable)
        stream.off('error', this.onError)
        stream.off('end', this.onEnd)
        stream.off('close', this.onEnd)
        stream.unshift(Buffer.concat(this.#seen))
        this.#hello = null
        this.#seen = []
        const chosen = this.settings.alpn.find(name => offered.includes(Buffer.from(name).toString('latin1')))
        this.secure(chosen === undefined ? [] : [chosen])
    }

    private secure(protocols: readonly string[]): void {
        const { verifyPeer } = this.settings
        const server = this.#server
        // It takes any stream, and as a server anything with these events; its types want more.
        const socket = new TLSSocket(this.transport.stream as never, {
            isServer: true,
            server: server.keeper as never,
            secureContext: this.context.secure,
            ...streamOptions,
            requestCert: verifyPeer,
            rejectUnauthorized: verifyPeer,
            ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
            ...(server.hasNames && { SNICallback: server.selectContext as never }),
        })
        this.watch(socket, 'secure')
    }
}

/** Accepts connections with common settings. */
export class OpensslAcceptor implements TlsAcceptor {
    readonly settings: TlsSettings
    readonly context: OpensslContext
    readonly keeper: EventEmitter
    readonly #names = new Map<string, OpensslContext>()

    constructor(settings: TlsSettings) {
        this.settings = settings
        this.context = opensslContext(settings)
        this.keeper = new SessionKeeper(this.context.sessions)
        for (const [name, credentials] of settings.names) {
            this.#names.set(name, opensslContext(settings, credentials))
        }
    }

    get hasNames(): boolean {
        return this.#names.size > 0
    }

    accept(wire: Wire): Blocking<Wire> {
        return new ServerHandshake(this, wire)
    }

    /** Answers Node's question for the context of a server name; undefined: the default one. */
    readonly selectContext = (name: string, done: ContextDone): void => {
        const exact = name.length > longestName ? '' : asciiName(name)
        const dot = exact.indexOf('.')
        const context = this.#names.get(exact) ?? (dot < 0 ? undefined : this.#names.get(`*${exact.slice(dot)}`))
        done(null, context?.secure)
    }
}
