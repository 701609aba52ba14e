/*
    reply.ts -- UrlReply: a response that has come as a whole.
*/

import type { Fields } from '../http/index.js'
import { parseJson } from './json-text.js'
import type { UrlResponse } from './response.js'

/** A response with its body. It holds nothing but memory. */
export class UrlReply {
    /** 200 to 599. */
    readonly status: number
    /** The URL that answered, after redirects. */
    readonly url: string
    /** Header fields in order. */
    readonly headers: Fields
    /** Trailer fields; null: there are none. */
    readonly trailers: Fields | null
    /** The body, expanded if the request said `decode`. */
    readonly body: Buffer

    constructor(response: UrlResponse, body: Buffer) {
        this.status = response.status
        this.url = response.url
        this.headers = response.headers
        this.trailers = response.trailers
        this.body = body
    }

    /** A status of 200 to 299. */
    get ok(): boolean {
        return this.status >= 200 && this.status < 300
    }

    /** The first value of a header, in any case of letters; null: there is none. */
    header(name: string): string | null {
        return this.headers.get(name) ?? null
    }

    /** The body as UTF-8. */
    text(): string {
        return this.body.toString()
    }

    /** The body parsed, whatever the status. Throws `URL_JSON`. */
    json(): unknown {
        return parseJson(this.url, this.text())
    }
}
