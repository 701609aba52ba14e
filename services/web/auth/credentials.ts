/*
    credentials.ts -- Credentials: what the Authorization header of a request says.
*/

import { decodeBase64 } from '../../crypt/index.js'
import type { Fields } from '../../http/index.js'
import { parseParameters } from './parameters.js'

/** What came, taken apart. */
export interface Credentials {
    /** Scheme as it came. */
    readonly authType: string
    /** What follows the scheme. */
    readonly authDetails: string
}

/** A name and a password. */
export interface BasicCredentials {
    readonly username: string
    readonly password: string
}

/** The parameters of Digest (RFC 7616 §3.4) that are always there; '' for the others that are not. */
export interface DigestCredentials {
    readonly username: string
    readonly realm: string
    readonly nonce: string
    readonly uri: string
    readonly response: string
    /** Null: not there. */
    readonly algorithm: string | null
    readonly opaque: string | null
    readonly qop: string | null
    readonly nc: string | null
    readonly cnonce: string | null
}

/** Longest values, characters (spec web.md §12.7, check 1). */
const limits = { username: 64, realm: 128, nonce: 256, uri: 2048, response: 256, cnonce: 1024 } as const

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Scheme and details; null: there is no such header, or more than one. */
export function readCredentials(fields: Fields): Credentials | null {
    const values = fields.getAll('authorization')
    const [value = ''] = values
    const blank = value.indexOf(' ')
    if (values.length !== 1 || blank <= 0) {
        return null
    }
    return { authType: value.slice(0, blank), authDetails: value.slice(blank + 1).trimStart() }
}

/** The credentials of Basic (RFC 7617 §2); null: the text has none. */
export function parseBasic(details: string): BasicCredentials | null {
    const bytes = decodeBase64(details)
    const text = bytes === null ? null : textOf(bytes)
    const colon = text?.indexOf(':') ?? -1
    if (text === null || colon <= 0 || hasControls(text)) {
        return null
    }
    return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** The parameters of Digest; null: one of those that must be there is missing or too long, or the text is no list of parameters. */
export function parseDigest(details: string): DigestCredentials | null {
    const parameters = parseParameters(details)
    if (parameters === null) {
        return null
    }
    const get = (name: string) => parameters.get(name) ?? null
    for (const [name, limit] of Object.entries(limits)) {
        if ((get(name)?.length ?? 0) > limit) {
            return null
        }
    }
    // Headers are latin1; names of users are UTF-8 in them, and all else is US-ASCII.
    const username = textOf(Buffer.from(get('username') ?? '', 'latin1'))
    const [realm, nonce, uri, response] = [get('realm'), get('nonce'), get('uri'), get('response')]
    if (!username || realm === null || !nonce || !uri || !response) {
        return null
    }
    const rest = {
        algorithm: get('algorithm'),
        opaque: get('opaque'),
        qop: get('qop'),
        nc: get('nc'),
        cnonce: get('cnonce'),
    }
    return { username, realm, nonce, uri, response, ...rest }
}

/** Bytes as text; null: they are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
    try {
        return utf8.decode(bytes)
    } catch {
        return null
    }
}

/** RFC 7617 §2: names and passwords have no control characters. */
function hasControls(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
        const char = text.charCodeAt(i)
        if (char < 32 || char === 127) {
            return true
        }
    }
    return false
}
