/*
    response-framing.ts -- The header fields that decide where a response ends and whether another may follow.

    Somewhat more lenient than framing.ts, as RFC 9112 §6.3 has it for clients: equal lengths may be repeated, and chunks win over a
    length, but the connection is not used again then.
*/

import { lower } from './chars.js'
import { type HttpFault, httpErrors } from './errors.js'
import { connection, decimal, is, same } from './framing.js'
import type { ResponseHead } from './response-head.js'

/** Take in one field of a response; the arguments and the result are those of `frameRequest`. */
export function frameResponse(
    head: ResponseHead,
    buf: Uint8Array,
    name: number,
    length: number,
    value: number,
    end: number,
): HttpFault | null {
    const first = lower(buf[name]!)
    if (length === 14 && first === 99 && same(buf, name, 'content-length')) {
        return contentLength(head, buf, value, end)
    }
    if (length === 10 && first === 99 && same(buf, name, 'connection')) {
        connection(head, buf, value, end)
    } else if (length === 17 && first === 116 && same(buf, name, 'transfer-encoding')) {
        // Nobody asked for another coding (RFC 9110 §10.1.4, TE), and what is not decoded would pass for the body
        if (head.chunked || !is(buf, value, end, 'chunked')) {
            return httpErrors.HTTP_BAD_TRANSFER_ENCODING
        }
        head.chunked = true
    }
    return null
}

function contentLength(head: ResponseHead, buf: Uint8Array, value: number, end: number): HttpFault | null {
    const length = decimal(buf, value, end)
    if (length < 0) {
        return httpErrors.HTTP_BAD_CONTENT_LENGTH
    }
    if (length > Number.MAX_SAFE_INTEGER) {
        return httpErrors.HTTP_CONTENT_LENGTH_TOO_LARGE
    }
    if (head.contentLength >= 0 && head.contentLength !== length) {
        return httpErrors.HTTP_REPEATED_CONTENT_LENGTH
    }
    head.contentLength = length
    return null
}
