/*
    request-fault.ts -- A breach of the wire format as an error, for where it is found while a handler reads.
*/

import type { HttpErrorCode, HttpFault } from '../http/index.js'

/** A request broke HTTP. `code` is one of the catalogue of services/http. */
export class RequestFault extends Error {
    override name = 'RequestFault'
    readonly code: HttpErrorCode

    constructor(readonly fault: HttpFault) {
        super(fault.message)
        this.code = fault.code
    }

    /** Status of the response that this error becomes when a handler does not catch it. */
    get status(): number {
        return this.fault.status
    }
}
