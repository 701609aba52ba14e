/*
    trace.ts -- Shows requests and responses in the log, as far as `WEB_SHOW_*` says (spec web.md §23). Type `raw`, source `web`.
*/

import { Logger } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import {
    WEB_SHOW_NONE,
    WEB_SHOW_REQ_BODY,
    WEB_SHOW_REQ_HEADERS,
    WEB_SHOW_RESP_BODY,
    WEB_SHOW_RESP_HEADERS,
} from './show.js'

const log = new Logger('web')

/** Longest piece of a body that is shown, bytes. */
const SHOWN = 65536

/** Whether anything is shown with these flags. */
export function shows(flags: number): boolean {
    return flags > WEB_SHOW_NONE
}

/** `what`: `Connect` or `Disconnect`. */
export function traceConnection(connection: Connection, what: string): void {
    if (connection.host.flags & WEB_SHOW_REQ_HEADERS) {
        const endpoint = connection.listen?.endpoint ?? 'none'
        log.log('raw', `${what}: ${endpoint} (fd ${connection.socket.fd})\n`)
    }
}

/** Shows the head of a request. */
export function traceRequest(flags: number, head: string): void {
    if (flags & WEB_SHOW_REQ_HEADERS) {
        log.log('raw', `Request <<<<\n\n${head}\n`)
    }
}

/** Shows a piece of a request body. */
export function traceRequestBody(flags: number, data: Uint8Array): void {
    if (flags & WEB_SHOW_REQ_BODY) {
        log.log('raw', `Request Body <<<<\n\n${Buffer.from(data.subarray(0, SHOWN)).toString()}\n\n`)
    }
}

/** Shows what is found in a multipart request (spec web.md §23). */
export function traceUpload(flags: number, what: string, text: string): void {
    if (flags & WEB_SHOW_REQ_HEADERS) {
        log.log('raw', `${what} <<<<\n\n${text}\n\n`)
    }
}

/** Shows the head of a response. */
export function traceResponse(flags: number, head: string): void {
    if (flags & WEB_SHOW_RESP_HEADERS) {
        log.log('raw', `Response >>>>\n\n${head}\n`)
    }
}

/** Shows a piece of a response body, if it is printable. */
export function traceResponseBody(flags: number, data: string | Uint8Array): void {
    if (flags & WEB_SHOW_RESP_BODY) {
        const text =
            typeof data === 'string' ? data.slice(0, SHOWN) : Buffer.from(data.subarray(0, SHOWN)).toString('latin1')
        if (/^[\t\n\r\x20-\x7e]*$/.test(text)) {
            log.log('raw', `Response Body >>>>\n\n${text}`)
        }
    }
}
