/*
    accept.ts -- The server's half of the handshake: whether a request may become a WebSocket, and with what (RFC 6455 §4.2, spec
    websocket.md §3). It only looks at header fields; who calls it has checked the method, and sends the answer.
*/

import type { Fields } from '../http/index.js'
import { chooseOffer, type Compression, type CompressionOptions, compressionWish } from './compression.js'
import { WS_VERSION } from './constants.js'
import { acceptKey } from './key.js'
import { isToken } from './token.js'

/** What a server takes. */
export interface AcceptOptions {
    /** The sub-protocol that it has; `''`: whatever the client asks for first. Clients may ask for none. Default `''`. */
    readonly protocol?: string
    /** Compresses messages for clients that offer it. Default false. */
    readonly compression?: CompressionOptions | boolean
}

/** A request becomes a WebSocket. */
export interface Acceptance {
    readonly accepted: true
    /** Header lines of the response, besides `Upgrade` and `Connection`. */
    readonly lines: string
    readonly protocol: string | null
    readonly compression: Compression | null
}

/** It does not. */
export interface Refusal {
    readonly accepted: false
    readonly reason: 'protocol' | 'protocols' | 'version' | 'key' | 'extensions'
}

/** More sub-protocols are not looked at (spec websocket.md §3). */
const MOST_PROTOCOLS = 10

/** Looks at the header fields of a request to upgrade. */
export function acceptUpgrade(fields: Fields, options: AcceptOptions = {}): Acceptance | Refusal {
    const protocol = chooseProtocol(fields.getAll('sec-websocket-protocol').join(','), options.protocol ?? '')
    if (protocol === 'protocol' || protocol === 'protocols') {
        return { accepted: false, reason: protocol }
    }
    const version = fields.get('sec-websocket-version') ?? ''
    if (!/^\d{1,3}$/.test(version) || Number(version) < WS_VERSION) {
        return { accepted: false, reason: 'version' }
    }
    const key = fields.get('sec-websocket-key') ?? ''
    if (key === '') {
        return { accepted: false, reason: 'key' }
    }
    let lines = `Sec-WebSocket-Accept: ${acceptKey(key)}\r\n`
    if (protocol.name !== null) {
        lines += `Sec-WebSocket-Protocol: ${protocol.name}\r\n`
    }
    const wish = compressionWish(options.compression)
    const offers = fields.getAll('sec-websocket-extensions').join(',')
    const choice = wish === null || offers === '' ? null : chooseOffer(offers, wish)
    if (choice === undefined) {
        return { accepted: false, reason: 'extensions' }
    }
    if (choice !== null) {
        lines += `Sec-WebSocket-Extensions: ${choice.answer}\r\n`
    }
    return { accepted: true, lines, protocol: protocol.name, compression: choice?.compression ?? null }
}

/** The sub-protocol among those that the client asks for, or what is wrong with them. */
function chooseProtocol(asked: string, own: string): { readonly name: string | null } | 'protocol' | 'protocols' {
    const names = asked.split(/[ \t,]+/, MOST_PROTOCOLS + 3).filter(name => name !== '')
    if (names.length === 0) {
        return { name: null }
    }
    const name = own === '' ? names[0]! : names.slice(0, MOST_PROTOCOLS + 1).find(each => each === own)
    if (name !== undefined && isToken(name)) {
        return { name }
    }
    return own !== '' && names.length > MOST_PROTOCOLS ? 'protocols' : 'protocol'
}
