/*
    extensions.ts -- The header Sec-WebSocket-Extensions taken apart (RFC 6455 §9.1):

        permessage-deflate; client_max_window_bits; server_max_window_bits="10", other
*/

import { isToken } from './token.js'

/** An extension that a peer offers, or has accepted. */
export interface Extension {
    readonly name: string
    /** By name; true: without a value. */
    readonly parameters: ReadonlyMap<string, string | true>
}

/** More than any peer has a use for. */
const MOST = 16

/** Reads the header. Null: it breaks the grammar, or has a parameter twice. */
export function parseExtensions(text: string): Extension[] | null {
    const parts = text.split(',')
    if (parts.length > MOST) {
        return null
    }
    const extensions: Extension[] = []
    for (const part of parts) {
        const [name = '', ...rest] = part.split(';', MOST + 1).map(piece => piece.trim())
        const parameters = new Map<string, string | true>()
        for (const piece of rest) {
            const mark = piece.indexOf('=')
            const key = (mark < 0 ? piece : piece.slice(0, mark)).trimEnd()
            const value = mark < 0 ? true : unquoted(piece.slice(mark + 1).trimStart())
            if (!isToken(key) || (value !== true && !isToken(value)) || parameters.has(key)) {
                return null
            }
            parameters.set(key, value)
        }
        if (!isToken(name) || rest.length > MOST) {
            return null
        }
        extensions.push({ name, parameters })
    }
    return extensions
}

/** RFC 6455 §9.1: what is in quotes must be a token too, so nothing has to be unescaped. */
function unquoted(value: string): string {
    return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
