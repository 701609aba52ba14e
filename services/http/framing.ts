/*
    framing.ts -- The header fields that decide where a request ends and whether another may follow.

    Each is judged when its line is complete. Nothing here is lenient: two readers that disagree about the end of a request
    are how requests are smuggled past one of them (RFC 9112 §11.2).
*/

import { lower, skipBlanks, trimEnd } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import type { RequestHead } from './request-head.js'

const COMMA = 44
const ZERO = 48

/**
 * Take in one field of a request.
 *
 * @param name - offset in `buf` of the name, which has `length` bytes
 * @param value - offset of the value, which ends before `end`; no blanks at either end
 * @returns the fault, or null; null too for a field that says nothing about framing
 */
export function frameRequest(
    head: RequestHead,
    buf: Uint8Array,
    name: number,
    length: number,
    value: number,
    end: number,
): HttpFault | null {
    const first = lower(buf[name]!)
    if (length === 4) {
        if (first === 104 && same(buf, name, 'host')) {
            head.hosts++
        }
    } else if (length === 10) {
        if (first === 99 && same(buf, name, 'connection')) {
            connection(head, buf, value, end)
        }
    } else if (length === 14) {
        if (first === 99 && same(buf, name, 'content-length')) {
            return contentLength(head, buf, value, end)
        }
    } else if (length === 17) {
        if (first === 116 && same(buf, name, 'transfer-encoding')) {
            return transferEncoding(head, buf, value, end)
        }
    } else if (length === 6) {
        if (first === 101 && same(buf, name, 'expect')) {
            // RFC 9110 §10.1.1: HTTP/1.0 clients do not know it; other expectations are ignored (spec web.md §8.2)
            head.expectContinue ||= head.minorVersion !== 0 && is(buf, value, end, '100-continue')
        }
    } else if (length === 7) {
        if (first === 117 && same(buf, name, 'upgrade')) {
            head.hasUpgrade = true
        }
    }
    return null
}

/** Content-Length = 1*DIGIT, once (RFC 9112 §6.3, spec web.md §8.2). */
function contentLength(head: RequestHead, buf: Uint8Array, value: number, end: number): HttpFault | null {
    if (head.contentLength >= 0) {
        // RFC 9112 §6.3 would allow equal values; nobody who means well sends two
        return httpErrors.HTTP_REPEATED_CONTENT_LENGTH
    }
    const length = decimal(buf, value, end)
    if (length < 0) {
        return httpErrors.HTTP_BAD_CONTENT_LENGTH
    }
    if (length > Number.MAX_SAFE_INTEGER) {
        return httpErrors.HTTP_CONTENT_LENGTH_TOO_LARGE
    }
    if (head.chunked) {
        return httpErrors.HTTP_CONFLICTING_LENGTH
    }
    head.contentLength = length
    return null
}

/** Transfer-Encoding = "chunked", once, not in HTTP/1.0 (RFC 9112 §6.1, spec web.md §8.2). */
function transferEncoding(head: RequestHead, buf: Uint8Array, value: number, end: number): HttpFault | null {
    if (head.chunked || head.minorVersion === 0 || !is(buf, value, end, 'chunked')) {
        return httpErrors.HTTP_BAD_TRANSFER_ENCODING
    }
    if (head.contentLength >= 0) {
        return httpErrors.HTTP_CONFLICTING_LENGTH
    }
    head.chunked = true
    return null
}

/** What the options of Connection fields say; both heads have it. */
interface Persistence {
    closeAsked: boolean
    upgradeAsked: boolean
    keepAliveAsked: boolean
}

/** Connection = #connection-option (RFC 9110 §7.6.1, §5.6.1: empty elements are ignored). */
export function connection(head: Persistence, buf: Uint8Array, value: number, end: number): void {
    let pos = value
    while (pos < end) {
        const start = pos
        while (pos < end && buf[pos] !== COMMA) {
            pos++
        }
        const stop = trimEnd(buf, start, pos)
        const option = skipBlanks(buf, start, stop)
        if (is(buf, option, stop, 'close')) {
            head.closeAsked = true
        } else if (is(buf, option, stop, 'upgrade')) {
            head.upgradeAsked = true
        } else if (is(buf, option, stop, 'keep-alive')) {
            head.keepAliveAsked = true
        }
        pos++
    }
}

/** The number that the bytes from `start` to `end` are; -1: there is something else than digits, or nothing. */
export function decimal(buf: Uint8Array, start: number, end: number): number {
    let number = start === end ? -1 : 0
    for (let pos = start; pos < end; pos++) {
        const digit = buf[pos]! - ZERO
        if (digit < 0 || digit > 9) {
            return -1
        }
        // Past 2^53 the sum is not exact, but it does not get smaller either
        number = number * 10 + digit
    }
    return number
}

/** Whether the bytes from `start` to `end` are `text`, which is in lower case, in any case. */
export function is(buf: Uint8Array, start: number, end: number, text: string): boolean {
    return end - start === text.length && same(buf, start, text)
}

/** Whether the bytes from `start` on are `text`, which is in lower case, in any case. */
export function same(buf: Uint8Array, start: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) {
        if (lower(buf[start + i]!) !== text.charCodeAt(i)) {
            return false
        }
    }
    return true
}
