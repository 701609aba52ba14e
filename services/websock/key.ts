/*
    key.ts -- The key of a handshake, and its answer, by which a client sees that the server knows WebSockets and does not just
    repeat an old answer (RFC 6455 §1.3).
*/

import { hash, randomBytes } from '../crypt/index.js'
import { WS_MAGIC } from './constants.js'

/** A new value of Sec-WebSocket-Key: 16 random bytes (RFC 6455 §4.1). */
export function makeKey(): string {
    return randomBytes(16).toString('base64')
}

/** The value of Sec-WebSocket-Accept that goes with a key. */
export function acceptKey(key: string): string {
    return hash('sha1', key + WS_MAGIC).toString('base64')
}
