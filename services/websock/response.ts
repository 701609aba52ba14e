/*
    response.ts -- Whether the response to a client's handshake opens a WebSocket (RFC 6455 §4.1, spec websocket.md §4).
*/

import type { ResponseHead } from '../http/index.js'
import { acceptKey } from './key.js'

/** What is looked at of a response. */
export type UpgradeResponse = Pick<ResponseHead, 'status' | 'fields'>

/** What the response must not lack; null: it opens a WebSocket. The texts are those of the original agent. */
export function upgradeFault({ status, fields }: UpgradeResponse, key: string): string | null {
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
