/*
    cookie-jar.ts -- CookieJar: keeps the cookies of servers and gives them back (RFC 6265).

    There is no list of public suffixes here, so a cookie for a whole top-level domain (`Domain=com`) is refused, but one for `co.uk` is not.
    Who talks to servers that do not trust each other gives each its own jar.
*/

import { isIP } from 'node:net'
import { wallTime } from '../../fiber/index.js'
import type { UrlAddress } from './address.js'
import { fieldText } from './field-text.js'

/** A cookie. */
export interface Cookie {
    readonly name: string
    readonly value: string
    /** Without a leading dot. */
    readonly domain: string
    readonly path: string
    /** Milliseconds since 1970; Infinity: until the jar is dropped. */
    readonly expires: number
    /** For secure connections only. */
    readonly secure: boolean
    /** For the host itself, and not for those below it. */
    readonly hostOnly: boolean
}

/** Bounds of a jar (RFC 6265 §6.1 wants as many at least). */
export interface CookieJarOptions {
    /** Cookies of one domain. Default 50. */
    readonly perDomain?: number
    /** Cookies of all domains. Default 3000. */
    readonly total?: number
}

/** Bytes of name, value and attributes. */
const LONGEST = 4096

/** Cookies of any number of servers. */
export class CookieJar {
    readonly #perDomain: number
    readonly #total: number
    /** By domain, path and name, the oldest first. */
    readonly #cookies = new Map<string, Cookie>()

    constructor({ perDomain = 50, total = 3000 }: CookieJarOptions = {}) {
        this.#perDomain = perDomain
        this.#total = total
    }

    /** Takes the Set-Cookie fields of a response. What is none, or not for this server, is ignored (RFC 6265 §5.3). */
    take(address: UrlAddress, fields: readonly string[]): void {
        for (const field of fields) {
            const cookie = parseCookie(address, fieldText(field))
            if (cookie !== null) {
                this.#put(cookie)
            }
        }
    }

    /** The value of the Cookie field for a request; null: there is none to send (RFC 6265 §5.4). */
    header(address: UrlAddress): string | null {
        const host = address.host.toLowerCase()
        const path = `/${address.path}`
        const fitting = this.all().filter(
            cookie =>
                (cookie.hostOnly ? host === cookie.domain : isWithin(host, cookie.domain)) &&
                (path === cookie.path ||
                    path.startsWith(cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`)) &&
                (!cookie.secure || address.secure),
        )
        // Longer paths first; sorting keeps the order of those that are alike
        fitting.sort((a, b) => b.path.length - a.path.length)
        return fitting.length === 0 ? null : fitting.map(({ name, value }) => `${name}=${value}`).join('; ')
    }

    /** All cookies that have not expired. */
    all(): Cookie[] {
        const time = wallTime()
        for (const [key, { expires }] of this.#cookies) {
            if (expires <= time) {
                this.#cookies.delete(key)
            }
        }
        return [...this.#cookies.values()]
    }

    /** Forgets all. */
    clear(): void {
        this.#cookies.clear()
    }

    #put(cookie: Cookie): void {
        const key = `${cookie.domain}\n${cookie.path}\n${cookie.name}`
        if (cookie.expires <= wallTime()) {
            this.#cookies.delete(key)
            return
        }
        // One that is replaced keeps its place (RFC 6265 §5.3, step 11)
        this.#cookies.set(key, cookie)
        const same = [...this.#cookies].filter(([, { domain }]) => domain === cookie.domain)
        if (same.length > this.#perDomain) {
            this.#cookies.delete(same[0]![0])
        } else if (this.#cookies.size > this.#total) {
            this.#cookies.delete(this.#cookies.keys().next().value!)
        }
    }
}

/** RFC 6265 §5.2, and the prefixes of its successor. */
function parseCookie(address: UrlAddress, field: string): Cookie | null {
    const [pair = '', ...attributes] = field.split(';')
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    const value = pair.slice(equals + 1).trim()
    if (equals < 0 || name === '' || field.length > LONGEST || /(?!\t)\p{Cc}/u.test(field)) {
        return null
    }
    const host = address.host.toLowerCase()
    const given = new Map(attributes.map(text => attribute(text)))
    const domain = (given.get('domain') ?? '').toLowerCase().replace(/^\./, '')
    const secure = given.has('secure')
    const wide = domain !== '' && domain !== host
    if (wide && (!isWithin(host, domain) || !domain.includes('.'))) {
        return null
    }
    const asked = given.get('path') ?? ''
    const path = asked.startsWith('/') ? asked : defaultPath(address.path)
    if ((secure || /^__(secure|host)-/i.test(name)) && !(secure && address.secure)) {
        return null
    }
    if (/^__host-/i.test(name) && (domain !== '' || path !== '/')) {
        return null
    }
    const expires = expiry(given.get('max-age'), given.get('expires'))
    return { name, value, domain: wide ? domain : host, path, expires, secure, hostOnly: domain === '' }
}

function attribute(text: string): [name: string, value: string] {
    const equals = text.indexOf('=')
    return equals < 0
        ? [text.trim().toLowerCase(), '']
        : [text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim()]
}

/** Max-Age wins (RFC 6265 §5.3, step 3). */
function expiry(maxAge: string | undefined, expires: string | undefined): number {
    if (maxAge !== undefined && /^-?\d{1,15}$/.test(maxAge)) {
        return Number(maxAge) <= 0 ? 0 : wallTime() + Number(maxAge) * 1000
    }
    const time = expires === undefined ? Number.NaN : Date.parse(expires.replace(/-/g, ' '))
    return Number.isNaN(time) ? Infinity : time
}

/** RFC 6265 §5.1.4. */
function defaultPath(path: string): string {
    const slash = path.lastIndexOf('/')
    return slash < 0 ? '/' : `/${path.slice(0, slash)}`
}

/** RFC 6265 §5.1.3. */
function isWithin(host: string, domain: string): boolean {
    return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0)
}
