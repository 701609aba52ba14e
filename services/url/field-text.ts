/*
    field-text.ts -- fieldText: what a header value of a response says.

    Values come as latin1, a character for each byte, and go out as UTF-8. What a server wants back (cookies, realms, addresses) would
    come back as other bytes, were it not read as UTF-8 first.
*/

import { isUtf8 } from 'node:buffer'

/** The text of a value: UTF-8, where its bytes are that. */
export function fieldText(value: string): string {
    if (/^[ -~]*$/.test(value)) {
        return value
    }
    const bytes = Buffer.from(value, 'latin1')
    return isUtf8(bytes) ? bytes.toString() : value
}
