/*
    errors.ts -- The error catalogue of services/url. Codes are stable; docs/reference/errors.md lists them.

    The text is what the original agent says (spec url.md §4 to §6), which ported programs may compare; the number is what the C face
    returns. The message of an error tells more: which action, of which URL.
*/

import { CodedError, SocketError, TlsError } from '../../fiber/index.js'
import type { HttpFault } from '../http/index.js'

// `R_ERR_*` of the C face, which this must not import
const R_ERR_BAD_ARGS = -6
const R_ERR_BAD_STATE = -14
const R_ERR_CANT_COMPLETE = -21
const R_ERR_CANT_CONNECT = -22
const R_ERR_CANT_WRITE = -30
const R_ERR_TIMEOUT = -38

/** Code -> number, text; the comment is what it means. */
export const urlErrors = {
    /** The URL has characters, a host or a port that no URL can have */
    URL_ADDRESS: row(R_ERR_BAD_STATE, 'Bad URL'),
    /** The body of the request has more or fewer bytes than was announced */
    URL_BODY_LENGTH: row(R_ERR_CANT_COMPLETE, 'Bad request body length'),
    /** Another fiber uses the object */
    URL_BUSY: row(R_ERR_BAD_STATE, 'Request in progress'),
    /** The chunks of the response body are damaged */
    URL_CHUNK: row(R_ERR_CANT_COMPLETE, 'Bad chunk specification'),
    /** The client was closed */
    URL_CLOSED: row(R_ERR_BAD_STATE, 'Client is closed'),
    /** There is no connection to the server */
    URL_CONNECT: row(R_ERR_CANT_CONNECT, 'Cannot connect socket'),
    /** The compressed response body is damaged */
    URL_DECODE: row(R_ERR_CANT_COMPLETE, 'Cannot decode response'),
    /** A redirect leads from a secure address to one that is not, or to another kind of address */
    URL_DOWNGRADE: row(R_ERR_CANT_COMPLETE, 'Redirect refused'),
    /** The event stream was lost too often */
    URL_EVENT_RETRIES: row(R_ERR_CANT_COMPLETE, 'Too many SSE retries'),
    /** A header line of the response is none, or says nonsense */
    URL_FIELD: row(R_ERR_CANT_COMPLETE, 'Bad header'),
    /** A file that is to be sent cannot be read */
    URL_FILE: row(R_ERR_CANT_COMPLETE, 'Cannot open file'),
    /** A file broke off while it was sent */
    URL_FILE_READ: row(R_ERR_CANT_WRITE, 'Cannot read file'),
    /** The response is not HTTP, or its head is longer than the limit */
    URL_HEAD: row(R_ERR_CANT_COMPLETE, 'Bad response header'),
    /** A header of the request has a character that no header may have */
    URL_HEADER: row(R_ERR_BAD_ARGS, 'Bad request header'),
    /** The server sends one 1xx response after the other */
    URL_INTERIM: row(R_ERR_CANT_COMPLETE, 'Too many interim responses'),
    /** The response body is not JSON */
    URL_JSON: row(R_ERR_CANT_COMPLETE, 'Cannot parse json'),
    /** The Content-Length of the response is no number, or there are several */
    URL_LENGTH: row(R_ERR_CANT_COMPLETE, 'Invalid Content-Length'),
    /** The connection ended before the response was complete */
    URL_LOST: row(R_ERR_CANT_COMPLETE, 'Cannot read response from site'),
    /** The method of the request is not a token */
    URL_METHOD: row(R_ERR_BAD_ARGS, 'Bad method'),
    /** An option has a value that it cannot have */
    URL_OPTION: row(R_ERR_BAD_ARGS, 'Bad option'),
    /** The proxy does not connect to the server */
    URL_PROXY: row(R_ERR_CANT_CONNECT, 'Cannot connect through proxy'),
    /** The server redirects more often than is permitted */
    URL_REDIRECTS: row(R_ERR_CANT_COMPLETE, 'Too many redirects'),
    /** The request has not come, or is past the point, where this can be done */
    URL_STATE: row(R_ERR_CANT_COMPLETE, 'Not now'),
    /** The status of the response is not one that is wanted, or none at all */
    URL_STATUS: row(R_ERR_CANT_COMPLETE, 'Bad response status'),
    /** A deadline of the request passed */
    URL_TIMEOUT: row(R_ERR_TIMEOUT, 'Cannot read response from site'),
    /** The response body is larger than the limit */
    URL_TOO_BIG: row(R_ERR_CANT_COMPLETE, 'Response too big'),
    /** The server does not open a WebSocket */
    URL_WEBSOCKET: row(R_ERR_CANT_COMPLETE, 'Bad WebSocket handshake'),
    /** The connection broke while the request was sent */
    URL_WRITE: row(R_ERR_CANT_WRITE, 'Cannot write to socket'),
} as const

/** A key of the catalogue. */
export type UrlErrorCode = keyof typeof urlErrors

/** One row of the catalogue. */
export interface UrlErrorRow {
    /** What the C face returns, one of `R_ERR_*`. */
    readonly error: number
    /** The text of the original agent. */
    readonly message: string
}

/** The class of all errors of requests. `cause` is that of the socket, of TLS or of a file where there is one. */
export class UrlError extends CodedError<UrlErrorCode> {
    override name = 'UrlError'

    /** The text of the original agent. */
    readonly text: string

    /** `message` says which action failed, with which values; `text` is that of the catalogue if none is given. */
    constructor(code: UrlErrorCode, message: string, options: ErrorOptions & { readonly text?: string } = {}) {
        super(code, message, options)
        this.text = options.text ?? urlErrors[code].message
    }

    /** Number of the C face. */
    get error(): number {
        return urlErrors[this.code].error
    }
}

/** What the fault of a parser is called here. */
const faults: ReadonlyMap<string, UrlErrorCode> = new Map([
    ['HTTP_BAD_STATUS_LINE', 'URL_HEAD'],
    ['HTTP_HEAD_TOO_LARGE', 'URL_HEAD'],
    ['HTTP_TOO_MANY_FIELDS', 'URL_HEAD'],
    ['HTTP_BAD_STATUS', 'URL_STATUS'],
    ['HTTP_BAD_CONTENT_LENGTH', 'URL_LENGTH'],
    ['HTTP_REPEATED_CONTENT_LENGTH', 'URL_LENGTH'],
    ['HTTP_CONTENT_LENGTH_TOO_LARGE', 'URL_LENGTH'],
    ['HTTP_BAD_CHUNK_SIZE', 'URL_CHUNK'],
    ['HTTP_CHUNK_TOO_LARGE', 'URL_CHUNK'],
    ['HTTP_BAD_CHUNK_EXTENSION', 'URL_CHUNK'],
    ['HTTP_CHUNK_LINE_TOO_LONG', 'URL_CHUNK'],
    ['HTTP_TOO_MANY_CHUNK_EXTENSIONS', 'URL_CHUNK'],
    ['HTTP_BAD_CHUNK_DATA', 'URL_CHUNK'],
])

/** The error for a response that breaks the protocol. */
export function faultError(url: string, fault: HttpFault): UrlError {
    const code = faults.get(fault.code) ?? 'URL_FIELD'
    const text = fault.code === 'HTTP_BAD_CHUNK_DATA' ? { text: 'Bad chunk data' } : {}
    return new UrlError(code, `Cannot read response of ${url}: ${fault.reason} (${fault.code})`, text)
}

/** The error for what a socket throws while a request is sent or its response read; what is none of a socket stays as it is. */
export function socketFailure(url: string, error: unknown, code: 'URL_LOST' | 'URL_WRITE'): unknown {
    if (!(error instanceof SocketError || error instanceof TlsError)) {
        return error
    }
    const late = error.code === 'SOCKET_TIMEOUT'
    const what = code === 'URL_WRITE' ? 'send request to' : 'read response of'
    const why = late ? 'a deadline passed' : error.message
    return new UrlError(late ? 'URL_TIMEOUT' : code, `Cannot ${what} ${url}: ${why}`, {
        cause: error,
        ...(late && code === 'URL_WRITE' ? { text: urlErrors.URL_WRITE.message } : {}),
    })
}

/** What settings of TLS that cannot be used are for a request; another error stays as it is. */
export function settingsFailure(url: string, error: unknown): unknown {
    return error instanceof TlsError
        ? new UrlError('URL_CONNECT', `Cannot request ${url}: ${error.message}`, { text: error.message, cause: error })
        : error
}

function row(error: number, message: string): UrlErrorRow {
    return Object.freeze({ error, message })
}
