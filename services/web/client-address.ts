/*
    client-address.ts -- The address of a client, also of one behind a proxy.

    A proxy adds the address that it sees to the end of `X-Forwarded-For`; what is before it may be anything that the client has sent. So
    the list is read from its end, as long as what is there is a proxy that is known.
*/

import { isIP } from 'node:net'
import type { WebRequest } from './web-request.js'

/** More of the list than its last characters is not looked at: as many proxies are not in a row. */
const LOOKED_AT = 1000

/** Whether who connects from `address` is one of the known `proxies`. */
export function isProxy(proxies: readonly string[], address: string): boolean {
    return proxies.length > 0 && proxies.includes(plain(address))
}

/** The address of the client; '' if it is not known. `peer`: what the connection comes from, where that is over. */
export function clientAddress(web: WebRequest, peer: string = web.remote?.address ?? ''): string {
    const { proxies } = web.host.settings
    let address = plain(peer)
    if (!isProxy(proxies, address)) {
        return address
    }
    const list = web.connection.head.fields.getAll('x-forwarded-for').join(',').slice(-LOOKED_AT).split(',')
    for (let text = list.pop(); text !== undefined; text = list.pop()) {
        const next = plain(withoutPort(text.trim()))
        if (isIP(next) === 0) {
            break
        }
        address = next
        if (!proxies.includes(address)) {
            break
        }
    }
    return address
}

/** An address of IPv4 as such, where it comes as one of IPv6. */
function plain(address: string): string {
    return address.replace(/^::ffff:(?=[\d.]+$)/i, '').toLowerCase()
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
    const match = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d+)?$/i.exec(text)
    return match?.[1] ?? match?.[2] ?? text
}
