/*
    redirect.ts -- Where a redirect leads, and what becomes of the request (RFC 9110 §15.4).
*/

import { parseAddress, type UrlAddress } from './address.js'
import { UrlError } from './errors.js'
import { fieldText } from './field-text.js'

/** Headers that are for one origin only. */
export const PRIVATE_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])

/** Headers that describe a body. */
export const BODY_HEADERS: ReadonlySet<string> = new Set([
    ...['content-length', 'content-type', 'content-encoding', 'content-language', 'content-location'],
    'transfer-encoding',
])

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Whether a response is a redirect that can be followed. */
export function isRedirect(status: number, location: string | undefined): location is string {
    return location !== undefined && location !== '' && REDIRECTS.has(status)
}

/** The address that a Location field means, as seen from the URL of the request (RFC 3986 §5). Throws `URL_DOWNGRADE`. */
export function redirectTarget(from: UrlAddress, location: string): { url: string; address: UrlAddress } {
    const base = `${from.origin}${from.target}`
    let url: URL
    try {
        url = new URL(fieldText(location), base)
    } catch (error) {
        throw new UrlError('URL_DOWNGRADE', `Cannot follow redirect to ${JSON.stringify(location)}: it is no URL`, {
            cause: error,
        })
    }
    if (url.protocol !== 'https:' && (url.protocol !== 'http:' || from.secure)) {
        throw new UrlError(
            'URL_DOWNGRADE',
            `Cannot follow redirect from ${from.origin} to ${JSON.stringify(location)}: wanted ${from.secure ? 'https' : 'http or https'}`,
        )
    }
    // RFC 9110 §10.1.4 has no place for user information; it would end up in logs
    const plain = `${url.protocol}//${url.host}${url.pathname}${url.search}`
    return { url: plain, address: parseAddress(plain) }
}

/** The method after a redirect; bodies go with it or are dropped (RFC 9110 §15.4.2 to §15.4.4). */
export function redirectMethod(status: number, method: string): string {
    if (status === 303) {
        return method === 'HEAD' ? 'HEAD' : 'GET'
    }
    return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method
}
