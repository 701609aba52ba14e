/*
    request-head.ts -- What a request line and its header fields say.

    One object per connection, filled again for each request: it and all that it returns, strings apart, are valid until
    the parser begins the next head.
*/

import type { Fields } from './fields.js'

/** The head of one request. */
export class RequestHead {
    /** In upper case; known methods are shared strings. See `isKnownMethod`. */
    method = ''
    /** The request target as it was received: visible US-ASCII only, of any form. See `RequestTarget`. */
    target = ''
    /** 0 for HTTP/1.0, 1 for HTTP/1.1 and later minor versions, which are answered as HTTP/1.1 (spec web.md §8.1). */
    minorVersion = 1
    /** The body length that Content-Length announces, in bytes; -1 without that field. */
    contentLength = -1
    /** Whether the body comes in chunks. Never together with a Content-Length. */
    chunked = false
    /** Whether a Connection field has the option `close`. */
    closeAsked = false
    /** Whether a Connection field has the option `upgrade`. */
    upgradeAsked = false
    /** Whether a Connection field has the option `keep-alive`. */
    keepAliveAsked = false
    /** Whether there is an Upgrade field. */
    hasUpgrade = false
    /** Whether the client waits for `100 Continue` before it sends the body. */
    expectContinue = false
    /** How many Host fields there are. See `checkHost`. */
    hosts = 0

    /** The header fields in order. */
    readonly fields: Fields

    constructor(fields: Fields) {
        this.fields = fields
    }

    /**
     * Whether the connection can serve another request: HTTP/1.1 without `Connection: close` (RFC 9112 §9.3). HTTP/1.0
     * connections close whatever they ask for (spec web.md §5.1).
     */
    get keepAlive(): boolean {
        return this.minorVersion !== 0 && !this.closeAsked
    }

    /** Whether a body follows the head; it may turn out to be empty (RFC 9112 §6.3). */
    get hasBody(): boolean {
        return this.chunked || this.contentLength > 0
    }

    /** The protocol that the client offers to change to, such as `websocket`; `undefined` for none (RFC 9110 §7.8). */
    get upgrade(): string | undefined {
        return this.upgradeAsked && this.minorVersion !== 0 ? this.fields.get('upgrade') : undefined
    }

    /** The first value of the field `name`; see `Fields`, also for more. */
    get(name: string): string | undefined {
        return this.fields.get(name)
    }

    /** Forget the request. The parser calls this. */
    clear(): void {
        this.method = ''
        this.target = ''
        this.minorVersion = 1
        this.contentLength = -1
        this.chunked = false
        this.closeAsked = false
        this.upgradeAsked = false
        this.keepAliveAsked = false
        this.hasUpgrade = false
        this.expectContinue = false
        this.hosts = 0
    }
}
