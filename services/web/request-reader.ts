/*
    request-reader.ts -- What a connection needs to read the head of a request. Hosts lend them out: a connection that waits
    for a request has none.
*/

import { RequestParser, RequestTarget } from '../http/index.js'

/** A parser, and what it fills. */
export class RequestReader {
    readonly parser: RequestParser
    readonly target: RequestTarget

    /** `limit`: bytes of a head. */
    constructor(limit: number) {
        this.parser = new RequestParser({ head: limit, line: limit + 1 })
        this.target = new RequestTarget()
    }
}

/** Stands for the reader of a connection that has none. */
export const noReader: RequestReader = new RequestReader(1)
