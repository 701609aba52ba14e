/*
    errors.ts -- The error catalogue of services/web. Codes are stable; docs/reference/errors.md lists them.

    What a client does wrong on the wire is in the catalogue of services/http; here is what the server itself has to say.
    Rows with a status become responses, with exactly the message as their body (spec web.md §27).
*/

/** Code -> response status (0: no response), text of the response, meaning. */
export const webErrors = {
    WEB_BAD_CONDITION: row(400, 'Invalid If-None-Match header', 'If-None-Match is not a list of entity tags'),
    WEB_BODY_CUT: row(0, 'Cannot read from socket', 'The client ended the connection within a request body'),
    WEB_BODY_TOO_BIG: row(413, 'Request is too big', 'A request body has more bytes than its limit'),
    WEB_CONFIG: row(0, 'Cannot use the configuration', 'A property of the configuration has a wrong value'),
    WEB_DISCONNECTED: row(0, 'Client disconnected', 'The connection broke while a request was processed'),
    WEB_HANDLER: row(500, 'Internal server error', 'A handler failed; the log has the error under the same reference'),
    WEB_HEADER: row(
        0,
        'Cannot add header',
        'A header has a character that no header may have, or is reserved for the server',
    ),
    WEB_LENGTH_TOO_BIG: row(
        413,
        'Request content-length is too big',
        'Content-Length is over the limit of a request body',
    ),
    WEB_METHOD: row(405, 'Unsupported method.', 'The route does not serve the method of the request'),
    WEB_METHOD_UNKNOWN: row(501, 'Unknown method', 'No HTTP software is known to use the method of the request'),
    WEB_MISUSE: row(0, 'Cannot do this now', 'The web server was used in a way that it cannot work'),
    WEB_NO_ACTION: row(404, 'No action to handle request', 'No action is registered for the path'),
    WEB_NO_DOCUMENT: row(404, 'Cannot locate document', 'The path names no file that may be served'),
    WEB_NO_ROUTE: row(404, 'No matching route', 'No route matches the path'),
    WEB_REFUSED: row(0, 'Too many connections', 'A connection was closed because of limits.connections'),
    WEB_SHORT_RESPONSE: row(0, 'Cannot complete response', 'A response has fewer bytes than it announced'),
    WEB_UNREADABLE: row(404, 'Cannot open document', 'The path names a file that cannot be read'),
} as const

/** A key of the catalogue. */
export type WebErrorCode = keyof typeof webErrors

/** One row of the catalogue. */
export interface WebErrorRow {
    /** Status of the response; 0: the error makes none. */
    readonly status: number
    /** Body of the response. */
    readonly message: string
    /** What it means, for people. */
    readonly reason: string
}

/** The class of all errors that the web server itself raises. */
export class WebError extends Error {
    override name = 'WebError'

    /** `message` says which action failed, with which values. Default: the text of the catalogue. */
    constructor(
        readonly code: WebErrorCode,
        message: string = webErrors[code].message,
        options?: ErrorOptions,
    ) {
        super(message, options)
    }

    /** Status of the response that this error becomes when a handler does not catch it; 0: none. */
    get status(): number {
        return webErrors[this.code].status
    }
}

function row(status: number, message: string, reason: string): WebErrorRow {
    return Object.freeze({ status, message, reason })
}
