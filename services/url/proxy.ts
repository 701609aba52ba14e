/*
    proxy.ts -- proxyFor: which proxy a request goes through.
*/

import { BlockList, isIP } from 'node:net'
import { encodeBase64 } from '../crypt/index.js'
import { parseAddress, type UrlAddress } from './address.js'
import { UrlError } from './errors.js'

/** A proxy. */
export interface HttpProxy {
    readonly secure: boolean
    readonly host: string
    readonly port: number
    /** `scheme://host:port`. */
    readonly origin: string
    /** Value of Proxy-Authorization; null: none. */
    readonly authorization: string | null
}

/** The proxy that takes a request itself; null: none does, it makes a tunnel for what is secure and for WebSockets (RFC 6455 §4.1). */
export function forwarder({ secure, webSocket }: UrlAddress, proxy: HttpProxy | null): HttpProxy | null {
    return secure || webSocket ? null : proxy
}

/** What stands on the request line: a proxy wants the whole URL (RFC 9112 §3.2.2). */
export function requestTarget({ authority, target }: UrlAddress, by: HttpProxy | null): string {
    return by === null ? target : `http://${authority}${target}`
}

/** The line that tells a proxy who asks. Empty: none. */
export function proxyLogin(by: HttpProxy | null): string {
    return by === null || by.authorization === null ? '' : `Proxy-Authorization: ${by.authorization}\r\n`
}

/** Names of environment variables as people set them, in either case, by what they are for. */
type Environment = Readonly<Record<string, string | undefined>>

/** The proxy for an address; null: none. `setting`: its URL, or `environment`. Throws `URL_ADDRESS` and `URL_OPTION`. */
export function proxyFor(
    address: UrlAddress,
    setting: string | null,
    env: Environment = process.env,
): HttpProxy | null {
    if (setting === null || setting === '') {
        return null
    }
    if (setting !== 'environment') {
        return parseProxy(setting)
    }
    // What a device says to itself is nobody else's business, and no proxy could reach it; curl wants `no_proxy` for that
    if (isLocal(address.host) || isExempt(address, env.no_proxy ?? env.NO_PROXY ?? '')) {
        return null
    }
    // HTTP_PROXY in upper case can be set by a header of a CGI request (CVE-2016-5385), so curl does not look at it, nor do we
    const own = address.secure ? (env.https_proxy ?? env.HTTPS_PROXY) : env.http_proxy
    const url = own ?? env.all_proxy ?? env.ALL_PROXY ?? ''
    return url === '' ? null : parseProxy(url)
}

/** `http://user:password@host:port`; the scheme may be missing. */
export function parseProxy(url: string): HttpProxy {
    const match = /^(?:(https?):\/\/)?(?:([^/@]*)@)?([^/@]+)\/?$/i.exec(url)
    if (match === null) {
        throw new UrlError(
            'URL_OPTION',
            `Cannot use proxy ${JSON.stringify(withoutPassword(url))}: wanted http://HOST:PORT`,
        )
    }
    const scheme = (match[1] ?? 'http').toLowerCase()
    const { secure, host, port, origin } = parseAddress(`${scheme}://${match[3]}`)
    const user = match[2] === undefined ? null : match[2].split(':').map(decoded)
    const authorization = user === null ? null : `Basic ${encodeBase64(`${user[0]}:${user.slice(1).join(':')}`)}`
    return { secure, host, port, origin, authorization }
}

/** Whether a host is this machine, by a name or an address that always means it (RFC 6761 §6.3). */
function isLocal(host: string): boolean {
    return /^(?:localhost\.?|127(?:\.\d{1,3}){3}|::1)$/i.test(host)
}

/** Whether a list such as `localhost,.example.com,10.0.0.1:8080,192.168.0.0/16` has the address; `*` has all. */
function isExempt({ host, port }: UrlAddress, list: string): boolean {
    const name = host.toLowerCase().replace(/\.$/, '')
    return list.split(/[\s,]+/).some(entry => {
        const match = /^(?:\*?\.)?(\[[^\]]*\]|[^:]*|[^:]*:[^:]*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase())
        const wanted = (match?.[1] ?? '').replace(/^\[|\]$|\.$/g, '')
        if (entry === '*') {
            return true
        }
        if (wanted === '' || (match?.[2] !== undefined && Number(match[2]) !== port)) {
            return false
        }
        // The end of a name says to whom it belongs, that of an address does not
        return name === wanted || (isIP(name) === 0 ? name.endsWith(`.${wanted}`) : isWithin(name, wanted))
    })
}

/** Whether an address is in a network such as `10.0.0.0/8`. */
function isWithin(address: string, network: string): boolean {
    const [base = '', bits = ''] = network.split('/')
    const family = isIP(base)
    if (
        family === 0 ||
        family !== isIP(address) ||
        !/^\d{1,3}$/.test(bits) ||
        Number(bits) > (family === 6 ? 128 : 32)
    ) {
        return false
    }
    const type = family === 6 ? 'ipv6' : 'ipv4'
    const block = new BlockList()
    block.addSubnet(base, Number(bits), type)
    return block.check(address, type)
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text)
    } catch {
        return text
    }
}

function withoutPassword(url: string): string {
    return url.replace(/\/\/[^@]*@/, '//...@')
}
