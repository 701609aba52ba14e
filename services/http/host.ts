/*
    host.ts -- The Host field and other text of the form `name:port`.
*/

import { isHost } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import type { RequestHead } from './request-head.js'

const COLON = 58
const OPEN = 91
const CLOSE = 93

/**
 * Whether `text` is `name`, `name:port`, `[address]` or `[address]:port` (RFC 9110 §7.2, RFC 3986 §3.2). The port may be
 * empty, as the RFC has it; its value is not looked at. The name may not be empty.
 */
export function isAuthority(text: string): boolean {
    let pos = 0
    if (text.charCodeAt(0) === OPEN) {
        pos = addressEnd(text)
    } else {
        while (pos < text.length && isHost(text.charCodeAt(pos))) {
            pos++
        }
    }
    if (pos === 0) {
        return false
    }
    if (pos < text.length && text.charCodeAt(pos) === COLON) {
        pos++
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
            pos++
        }
    }
    return pos === text.length
}

/**
 * Check the Host field of a request (RFC 9112 §3.2): an HTTP/1.1 request must have exactly one, an HTTP/1.0 request may
 * have one. An empty value is legal. The parser does not ask for this; a server that uses Host must.
 *
 * @returns the fault, or null
 */
export function checkHost(head: RequestHead): HttpFault | null {
    if (head.hosts === 0) {
        return head.minorVersion === 0 ? null : httpErrors.HTTP_NO_HOST
    }
    if (head.hosts > 1) {
        return httpErrors.HTTP_REPEATED_HOST
    }
    const host = head.get('host') ?? ''
    return host === '' || isAuthority(host) ? null : httpErrors.HTTP_BAD_HOST
}

/** The offset behind the `]` of an address in brackets, 0 when it is not one. */
function addressEnd(text: string): number {
    const close = text.indexOf(']', 2)
    for (let pos = 1; pos < close; pos++) {
        const char = text.charCodeAt(pos)
        // IPv6 and IPvFuture use name characters and colons; zone names (RFC 6874) begin with a percent sign
        if (char !== COLON && !isHost(char)) {
            return 0
        }
    }
    return close < 0 || text.charCodeAt(close) !== CLOSE ? 0 : close + 1
}

function isDigit(char: number): boolean {
    return char >= 48 && char <= 57
}
