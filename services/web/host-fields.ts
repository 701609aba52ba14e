/*
    host-fields.ts -- HostFields: what the original agent calls the settings of a host (spec web.md §1.1), for extensions that are
    ported line by line. The settings themselves are in `settings`.
*/

import { expandPath } from '../../fiber/index.js'
import type { DigestAlgorithm, WebSettings, WebTlsSettings } from './config/index.js'

/** Where uploads are by default (spec web.md §2.3). */
const TEMPORARY = process.platform === 'win32' ? (process.env['TEMP'] ?? '.') : '/tmp'

/** The settings of a host, one by one. Sizes in bytes, times in milliseconds where nothing else is said. */
export abstract class HostFields {
    /** The configuration, complete: sizes in bytes, times in milliseconds. */
    readonly settings: WebSettings
    /** TLS of the `https` endpoints. */
    readonly tlsSettings: WebTlsSettings
    /** Directory of the documents. */
    readonly docs: string

    /** @internal */
    constructor(settings: WebSettings, tlsSettings: WebTlsSettings) {
        this.settings = settings
        this.tlsSettings = tlsSettings
        this.docs = expandPath(settings.documents)
    }

    /** Canonical name, `host[:port]`; null: none. */
    get name(): string | null {
        return this.settings.name
    }

    /** File that is served for a directory. */
    get index(): string {
        return this.settings.index
    }

    /** Exceptions in handlers end with their request. */
    get fiberBlocks(): boolean {
        return this.settings.fiberBlocks
    }

    /** Session cookies are hidden from scripts. */
    get httpOnly(): boolean {
        return this.settings.sessions.httpOnly
    }

    /** `SameSite` of cookies. */
    get sameSite(): string {
        return this.settings.sessions.sameSite
    }

    /** Name of the session cookie. */
    get sessionCookie(): string {
        return this.settings.sessions.cookie
    }

    /** Requests without signature, and fields that are not in it, are refused. */
    get strictSignatures(): boolean {
        return this.settings.signatures.strict
    }

    /** Without any progress. */
    get inactivityTimeout(): number {
        return this.settings.timeouts.inactivity
    }

    /** For the headers of the first request of a connection. */
    get parseTimeout(): number {
        return this.settings.timeouts.parse
    }

    /** For a whole request. */
    get requestTimeout(): number {
        return this.settings.timeouts.request
    }

    /** Life of a session that is not used. */
    get sessionTimeout(): number {
        return this.settings.timeouts.session
    }

    /** Realm of challenges and password hashes. */
    get realm(): string {
        return this.settings.auth.realm ?? this.settings.name ?? 'web'
    }

    /** Kind of challenge where a route names none. */
    get authType(): 'basic' | 'digest' {
        return this.settings.auth.authType
    }

    /** Digest algorithm where a route names none. */
    get algorithm(): DigestAlgorithm {
        return this.settings.auth.algorithm
    }

    /** Life of a digest nonce, seconds. */
    get digestTimeout(): number {
        return this.settings.timeouts.digest
    }

    /** Basic authentication is refused over plain HTTP. */
    get requireTlsForBasic(): boolean {
        return this.settings.auth.requireTlsForBasic
    }

    /** Digest nonces are remembered. */
    get trackNonces(): boolean {
        return this.settings.auth.track
    }

    /** Directory of temporary upload files. */
    get uploadDir(): string {
        return this.settings.upload.dir === null ? TEMPORARY : expandPath(this.settings.upload.dir)
    }

    /** Uploaded files are removed at the end of their request. */
    get removeUploads(): boolean {
        return this.settings.upload.remove
    }

    /** First size of a buffered response. */
    get maxBuffer(): number {
        return this.settings.limits.buffer
    }

    /** Digest nonces that are remembered. */
    get maxDigest(): number {
        return this.settings.limits.digest
    }

    /** Request line and headers. */
    get maxHeader(): number {
        return this.settings.limits.header
    }

    /** Connections at a time. */
    get maxConnections(): number {
        return this.settings.limits.connections
    }

    /** Request body. */
    get maxBody(): number {
        return this.settings.limits.body
    }

    /** Requests on one connection. */
    get maxRequests(): number {
        return this.settings.limits.requests
    }

    /** Sessions. */
    get maxSessions(): number {
        return this.settings.limits.sessions
    }

    /** One uploaded file. */
    get maxUpload(): number {
        return this.settings.limits.upload
    }

    /** Files in one request; 0: no limit. */
    get maxUploads(): number {
        return this.settings.limits.uploads
    }

    /** Sub-protocol of WebSockets. */
    get webSocketsProtocol(): string {
        return this.settings.webSockets.protocol
    }

    /** Message of a WebSocket. */
    get webSocketsMaxMessage(): number {
        return this.settings.limits.maxMessage
    }

    /** Frame of a WebSocket. */
    get webSocketsMaxFrame(): number {
        return this.settings.limits.maxFrame
    }

    /** Interval of pings; Infinity: never. */
    get webSocketsPingPeriod(): number {
        return this.settings.webSockets.ping
    }

    /** Text messages are checked to be UTF-8. */
    get webSocketsValidateUTF(): boolean {
        return this.settings.webSockets.validateUTF
    }

    /** Connections may become WebSockets. */
    get webSocketsEnable(): boolean {
        return this.settings.webSockets.enable
    }
}
