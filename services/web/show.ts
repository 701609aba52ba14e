/*
    show.ts -- What of requests and responses is traced (spec web.md §23).
*/

/** Nothing, whatever the environment says. */
export const WEB_SHOW_NONE = 1
export const WEB_SHOW_REQ_BODY = 2
export const WEB_SHOW_REQ_HEADERS = 4
export const WEB_SHOW_RESP_BODY = 8
export const WEB_SHOW_RESP_HEADERS = 16

const bits: Readonly<Record<string, number>> = {
    H: WEB_SHOW_REQ_HEADERS,
    B: WEB_SHOW_REQ_BODY,
    h: WEB_SHOW_RESP_HEADERS,
    b: WEB_SHOW_RESP_BODY,
}

/** The flags for letters: `H` request headers, `B` request body, `h` response headers, `b` response body. Others are ignored. */
export function showFlags(letters: string): number {
    let flags = 0
    for (const letter of letters) {
        flags |= Object.hasOwn(bits, letter) ? bits[letter]! : 0
    }
    return flags
}
