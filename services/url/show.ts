/*
    show.ts -- What of requests and responses is shown (spec url.md §4.1, §17).
*/

import { URL_SHOW_REQ_BODY, URL_SHOW_REQ_HEADERS, URL_SHOW_RESP_BODY, URL_SHOW_RESP_HEADERS } from './constants.js'

const bits: ReadonlyMap<string, number> = new Map([
    ['H', URL_SHOW_REQ_HEADERS],
    ['B', URL_SHOW_REQ_BODY],
    ['h', URL_SHOW_RESP_HEADERS],
    ['b', URL_SHOW_RESP_BODY],
])

/** The flags for letters: `H` request headers, `B` request body, `h` response headers, `b` response body. Others are ignored. */
export function showFlags(letters: string): number {
    let flags = 0
    for (const letter of letters) {
        flags |= bits.get(letter) ?? 0
    }
    return flags
}
