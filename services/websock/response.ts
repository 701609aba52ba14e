/*
    response.ts -- The client's half of the handshake: the request, and whether the response opens a WebSocket (RFC 6455 §4.1, spec
    websocket.md §4).
*/

import { type Fields, RequestParser } from '../http/index.js'
import { acceptKey } from './key.js'

/** The head of a response. */
export interface ResponseHead {
    readonly status: number
    readonly fields: Fields
}

/** Bytes of a response head, at most. */
export const RESPONSE_LIMIT = 16384

/** What the response must not lack; null: it opens a WebSocket. The texts are those of the original agent. */
export function upgradeFault({ status, fields }: ResponseHead, key: string): string | null {
    if (status !== 101) {
        return `Bad WebSocket handshake status ${status}`
    }
    const options = fields.getAll('connection').join(',').toLowerCase().split(',')
    if (!options.some(option => option.trim() === 'upgrade')) {
        return 'Bad WebSocket Connection header'
    }
    if (fields.get('upgrade')?.toLowerCase() !== 'websocket') {
        return 'Bad WebSocket Upgrade header'
    }
    return fields.get('sec-websocket-accept') === acceptKey(key) ? null : 'Bad WebSocket handshake key'
}

/** Reads a head through its empty line. Null: it is none. */
export function parseResponse(head: Buffer): ResponseHead | null {
    const lineEnd = head.indexOf('\r\n')
    const match = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(head.toString('latin1', 0, lineEnd))
    if (match === null) {
        return null
    }
    // Header lines are the same in both directions; only the first line differs.
    const parser = new RequestParser({ head: RESPONSE_LIMIT })
    const bytes = Buffer.concat([Buffer.from('GET / HTTP/1.1'), head.subarray(lineEnd)])
    parser.execute(bytes, 0, bytes.length)
    return parser.complete && parser.error === null ? { status: Number(match[1]), fields: parser.fields } : null
}
