/*
    response.ts -- The client's half of the handshake: the request, and whether the response opens a WebSocket (RFC 6455 §4.1, spec
    websocket.md §4).
*/

import { type Fields, ResponseParser } from '../http/index.js'
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

/** Reads a head through its empty line. Null: it is none of HTTP/1.1. */
export function parseResponse(bytes: Buffer): ResponseHead | null {
    const parser = new ResponseParser({ head: RESPONSE_LIMIT })
    parser.execute(bytes, 0, bytes.length)
    return parser.complete && parser.error === null && !parser.head.old ? parser.head : null
}
