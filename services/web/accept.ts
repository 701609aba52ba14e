/*
    accept.ts -- Whether a request whose head has come is accepted, before anything else is done with it (spec web.md §8.2): the
    rate of its address, its conditions, the length of its body, its target. Otherwise it is answered, without the headers of the
    configuration.
*/

import { httpErrors, type RequestHead, RequestParser, type RequestTarget } from '../http/index.js'
import type { AddressLimits } from './address-limits.js'
import { clientAddress } from './client-address.js'
import type { Connection } from './connection.js'
import { refuseFault } from './failure.js'
import { readConditions } from './files/index.js'

/** Whether the request goes on; if not, it was answered. */
export function acceptRequest(connection: Connection, head: RequestHead): boolean {
    const { web, host } = connection
    if (host.addressLimits !== null && !mayAsk(connection, host.addressLimits)) {
        return false
    }
    if (head.hosts > 1) {
        // RFC 9112 §3.2: what stands in front may have gone by the other one. A value that is none, or none at all, is of no interest here.
        refuseFault(connection, httpErrors.HTTP_REPEATED_HOST)
        return false
    }
    const conditions = readConditions(head.fields)
    if (typeof conditions === 'string') {
        web.reply.bare = true
        connection.refuse(conditions)
        return false
    }
    web.conditions = conditions
    return head.contentLength <= host.settings.limits.body || fits(connection, head)
}

/** Takes the target of a request apart, into `target`. Returns whether it is legal; if not, the request was answered. */
export function readTarget(connection: Connection, target: RequestTarget): boolean {
    const { head } = connection
    const fault = target.parse(head.method, head.target)
    if (fault !== null) {
        refuseFault(connection, fault)
        return false
    }
    connection.target = target
    return true
}

/** Takes header lines in place of those that came. Returns whether they are legal; if not, the request was answered. */
export function readHeaders(connection: Connection, block: string): boolean {
    const { method, target, minorVersion } = connection.head
    const parser = new RequestParser({ head: connection.host.settings.limits.header })
    const bytes = Buffer.from(`${method} ${target} HTTP/1.${minorVersion}\r\n${block}`, 'latin1')
    parser.execute(bytes, 0, bytes.length)
    if (parser.complete) {
        connection.head = parser.head
    } else {
        refuseFault(connection, parser.error ?? httpErrors.HTTP_NO_COLON)
    }
    return parser.complete
}

/** Milliseconds after which a client may try again that has as many connections as it may. */
const BUSY = 1000

/** Whether the client's address may make another request now. */
function mayAsk(connection: Connection, limits: AddressLimits): boolean {
    const { web, host, started } = connection
    // Through a proxy each request may be of another client, and counts as a connection of its own as long as it lasts.
    connection.address ??= limits.enter(clientAddress(web), started)
    const wait = connection.address === null ? BUSY : connection.address.take(started)
    if (wait === 0) {
        return true
    }
    host.counters.limited++
    web.reply.bare = true
    // RFC 6585 §4: how long to wait may be told
    web.addHeader('Retry-After', String(Math.ceil(wait / 1000)))
    connection.refuse('WEB_TOO_MANY_REQUESTS')
    return false
}

/** Whether a body that is longer than others may be is an upload, and not too long for one. */
function fits(connection: Connection, head: RequestHead): boolean {
    const { web, host } = connection
    const isUpload = head.method === 'PUT' || web.mediaType === 'multipart/form-data'
    if (isUpload && head.contentLength <= host.settings.limits.upload) {
        return true
    }
    web.reply.bare = true
    connection.refuse(isUpload ? 'WEB_UPLOAD_LENGTH_TOO_BIG' : 'WEB_LENGTH_TOO_BIG')
    return false
}
