/*
    response-head.ts -- What a status line and its header fields say.
*/

import type { Fields } from './fields.js'

/** The head of one response. */
export class ResponseHead {
    /** 100 to 599. */
    status = 0
    /** Whether the version is HTTP/1.0, or one that is not HTTP/1: the connection closes unless the server says `keep-alive`. */
    old = false
    /** The body length that Content-Length announces, in bytes; -1 without that field. */
    contentLength = -1
    /** Whether the body comes in chunks; it wins over a Content-Length (RFC 9112 §6.3). */
    chunked = false
    /** Whether a Connection field has the option `close`. */
    closeAsked = false
    /** Whether a Connection field has the option `keep-alive`. */
    keepAliveAsked = false
    /** Whether a Connection field has the option `upgrade`. */
    upgradeAsked = false

    /** The header fields in order. */
    readonly fields: Fields

    constructor(fields: Fields) {
        this.fields = fields
    }

    /**
     * Whether the connection can serve another request (RFC 9112 §9.3). Never when the end of the body is told in two ways, or
     * in chunks by an HTTP/1.0 server: another reader of the same bytes may see another end (RFC 9112 §6.1, §6.3).
     */
    get keepAlive(): boolean {
        if (this.chunked && (this.old || this.contentLength >= 0)) {
            return false
        }
        return !this.closeAsked && (!this.old || this.keepAliveAsked)
    }

    /** The reason phrase; may be empty. */
    get reason(): string {
        const line = this.fields.text.slice(0, this.fields.text.indexOf('\r'))
        return /^\S+ \d{3} ?(.*)$/.exec(line)?.[1] ?? ''
    }

    /** The first value of the field `name`; see `Fields`, also for more. */
    get(name: string): string | undefined {
        return this.fields.get(name)
    }

    /** Forget the response. The parser calls this. */
    clear(): void {
        this.status = 0
        this.old = false
        this.contentLength = -1
        this.chunked = false
        this.closeAsked = false
        this.keepAliveAsked = false
        this.upgradeAsked = false
    }
}
