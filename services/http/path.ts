/*
    path.ts -- Percent-decoding and normal paths.
*/

import { hexValue, isUrl } from './chars.js'

const SP = 32
const PERCENT = 37
const PLUS = 43
const SLASH = 47

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decode a percent-encoded text once (spec web.md §9.2): `+` becomes a space, `%XX` its byte, but `%00` stays as it is, as
 * does a `%` without two hexadecimal digits.
 *
 * @returns the text, or null when the bytes are not UTF-8
 */
export function percentDecode(text: string): string | null {
    if (!text.includes('%') && !text.includes('+')) {
        return text
    }
    const bytes = Buffer.from(text)
    let length = 0
    for (let pos = 0; pos < bytes.length; pos++) {
        let byte = bytes[pos]!
        if (byte === PLUS) {
            byte = SP
        } else if (byte === PERCENT && pos + 2 < bytes.length) {
            const high = hexValue(bytes[pos + 1]!)
            const low = hexValue(bytes[pos + 2]!)
            if (high >= 0 && low >= 0 && high + low > 0) {
                byte = high * 16 + low
                pos += 2
            }
        }
        bytes[length++] = byte
    }
    try {
        return utf8.decode(bytes.subarray(0, length))
    } catch {
        return null
    }
}

/**
 * The normal form of a path (spec web.md §9.3): no empty and no `.` segments, `..` applied. Slashes at both ends are kept;
 * an empty result is `/`, or `.` for a relative path.
 *
 * @param path - decoded
 * @param windows - whether a backslash or a colon makes the path illegal. Default: on Windows
 * @returns the path, or null when it is empty, leaves its root or is illegal
 */
export function normalizePath(path: string, windows: boolean = process.platform === 'win32'): string | null {
    if (path === '' || (windows && (path.includes('\\') || path.includes(':')))) {
        return null
    }
    const absolute = path.charCodeAt(0) === SLASH
    const segments: string[] = []
    for (const segment of path.split('/')) {
        if (segment === '..') {
            if (segments.pop() === undefined) {
                return null
            }
        } else if (segment !== '' && segment !== '.') {
            segments.push(segment)
        }
    }
    if (segments.length === 0) {
        return absolute ? '/' : '.'
    }
    return `${absolute ? '/' : ''}${segments.join('/')}${path.endsWith('/') ? '/' : ''}`
}

/** Whether a text is not empty and has only characters that a URL may have (spec web.md §9.1). */
export function isUrlText(text: string): boolean {
    for (let pos = 0; pos < text.length; pos++) {
        if (!isUrl(text.charCodeAt(pos))) {
            return false
        }
    }
    return text !== ''
}
