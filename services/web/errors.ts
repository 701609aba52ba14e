/*
    errors.ts -- The error catalogue of services/web. Codes are stable; docs/reference/errors.md lists them.

    What a client does wrong on the wire is in the catalogue of services/http; here is what the server itself has to say.
    Rows with a status become responses, with exactly the message as their body (spec web.md §27); after those that close, the
    connection serves no other request.
*/

import { CodedError } from '../../fiber/index.js'

const KEEP = false
const CLOSE = true

/** Code -> response status (0: no response), text of the response, whether the connection closes; the comment is what it means. */
export const webErrors = {
    /** A multipart request has no usable boundary */
    WEB_BAD_BOUNDARY: row(400, 'Bad boundary', CLOSE),
    /** A request body of type application/json cannot be parsed */
    WEB_BAD_JSON: row(400, 'JSON body is malformed', KEEP),
    /** If-Match is not a list of entity tags */
    WEB_BAD_MATCH: row(400, 'Invalid If-Match header', CLOSE),
    /** If-None-Match is not a list of entity tags */
    WEB_BAD_NONE_MATCH: row(400, 'Invalid If-None-Match header', CLOSE),
    /** Range is not a list of ranges of bytes */
    WEB_BAD_RANGE: row(400, 'Invalid Range header', CLOSE),
    /** The URL of a redirect, in the configuration or of a handler, cannot be read */
    WEB_BAD_REDIRECT: row(404, 'Cannot parse redirection target', KEEP),
    /** A password came over a connection that everybody can read */
    WEB_BASIC_NEEDS_TLS: row(403, 'Basic authentication requires HTTPS', KEEP),
    /** The client ended the connection within a request body */
    WEB_BODY_CUT: row(0, 'Cannot read from socket', CLOSE),
    /** A request body has more bytes than its limit */
    WEB_BODY_TOO_BIG: row(413, 'Request is too big', CLOSE),
    /** A file cannot be removed */
    WEB_CANNOT_DELETE: row(404, 'Cannot delete document', KEEP),
    /** A file cannot be written */
    WEB_CANNOT_PUT: row(500, 'Cannot put document', KEEP),
    /** A file cannot be read */
    WEB_CANNOT_READ: row(404, 'Cannot read document', KEEP),
    /** HTTP authentication is wanted, and the request has none that is right; the response is empty */
    WEB_CHALLENGE: row(401, 'Unauthorized', KEEP),
    /** A property of the configuration has a wrong value */
    WEB_CONFIG: row(0, 'Cannot use the configuration', KEEP),
    /** A property of the configuration is not known, or does hardly what was meant */
    WEB_CONFIG_DOUBT: row(0, 'Doubtful configuration', KEEP),
    /** A cookie has a character that no cookie may have */
    WEB_COOKIE: row(0, 'Cannot set cookie', KEEP),
    /** Name, value or path of a cookie is longer than 4096 characters */
    WEB_COOKIE_SIZE: row(0, 'Cannot set cookie', KEEP),
    /** The connection broke while a request was processed */
    WEB_DISCONNECTED: row(0, 'Client disconnected', CLOSE),
    /** A file has fewer bytes than were asked for */
    WEB_FILE_CUT: row(404, 'Premature end of input', KEEP),
    /** The user has not the role or ability that a route or action wants */
    WEB_FORBIDDEN: row(403, 'Access Denied. User has insufficient privilege.', KEEP),
    /** The user of HTTP authentication has not the role or ability that a route wants */
    WEB_FORBIDDEN_HTTP: row(403, 'Access Denied. Insufficient privilege.', KEEP),
    /** A connection between two requests was closed at limits.connections, so that a new one could be accepted */
    WEB_GAVE_WAY: row(0, 'Idle connection made room for another', CLOSE),
    /** A handler failed; the log has the error under the same reference */
    WEB_HANDLER: row(500, 'Internal server error', CLOSE),
    /** A header has a character that no header may have, or is reserved for the server */
    WEB_HEADER: row(0, 'Cannot add header', KEEP),
    /** A request or response does not fit its signature; the message says where */
    WEB_INVALID: row(400, 'Bad request', CLOSE),
    /** Content-Length is over the limit of a request body */
    WEB_LENGTH_TOO_BIG: row(413, 'Request content-length is too big', CLOSE),
    /** A user, an address or both together are locked out because of failed logins */
    WEB_LOCKED_OUT: row(0, 'Too many failed logins', KEEP),
    /** A login has a wrong name or password */
    WEB_LOGIN_FAILED: row(401, 'Invalid username or password', KEEP),
    /** A login was not looked at because of those that have failed before */
    WEB_LOGIN_LOCKED: row(429, 'Too many failed logins', KEEP),
    /** A user has a role that they may not have, or that there is not */
    WEB_LOGIN_ROLE: row(400, 'Unknown user role', KEEP),
    /** The route does not serve the method of the request */
    WEB_METHOD: row(405, 'Unsupported method.', KEEP),
    /** Documents do not know the method of the request */
    WEB_METHOD_FILE: row(405, 'Unsupported method', KEEP),
    /** The web server was used in a way that it cannot work */
    WEB_MISUSE: row(0, 'Cannot do this now', KEEP),
    /** As many digest nonces are in use as limits.digest */
    WEB_NONCES: row(0, 'Too many digest nonces', KEEP),
    /** A route wants a role, and the request has no session of a user */
    WEB_NOT_LOGGED_IN: row(401, 'Access Denied. User is not logged in.', KEEP),
    /** No action is registered for the path */
    WEB_NO_ACTION: row(404, 'No action to handle request', KEEP),
    /** The path names no file that may be served */
    WEB_NO_DOCUMENT: row(404, 'Cannot locate document', KEEP),
    /** The route names a handler that there is not */
    WEB_NO_HANDLER: row(404, 'No handler to process request', KEEP),
    /** The name of the host is not configured, and its address is gone */
    WEB_NO_HOSTNAME: row(400, 'Missing hostname', CLOSE),
    /** No route matches the path */
    WEB_NO_ROUTE: row(404, 'No matching route', KEEP),
    /** There are as many sessions as permitted */
    WEB_NO_SESSION: row(429, 'Failed to create session', KEEP),
    /** An https endpoint was not opened because its certificate cannot be used */
    WEB_NO_TLS: row(0, 'Secure endpoint is not yet ready as it does not have a certificate or key.', KEEP),
    /** The stored hash of a user cannot be used */
    WEB_PASSWORD: row(0, 'Cannot verify a password', KEEP),
    /** If-Match or If-Unmodified-Since do not hold */
    WEB_PRECONDITION: row(412, 'Precondition not satisfied', KEEP),
    /** The body of a PUT ended before its announced length */
    WEB_PUT_CUT: row(500, 'PUT request received insufficient body data', KEEP),
    /** A PUT has a Content-Range: parts cannot be stored */
    WEB_PUT_PART: row(400, 'Cannot put a part of a document', KEEP),
    /** The body of a PUT is over limits.upload */
    WEB_PUT_TOO_BIG: row(414, 'Uploaded put file exceeds maximum', KEEP),
    /** A range begins behind the end of the document */
    WEB_RANGE: row(416, 'Requested range not satisfiable', KEEP),
    /** A connection was closed because of limits.connections, and none was idle */
    WEB_REFUSED: row(0, 'Too many connections', CLOSE),
    /** A response has fewer bytes than it announced */
    WEB_SHORT_RESPONSE: row(0, 'Cannot complete response', CLOSE),
    /** A signature is nested too deeply */
    WEB_SIGNATURE: row(400, 'Signature validation failed', CLOSE),
    /** The extensions that a request for a WebSocket offers are not a list of extensions */
    WEB_SOCKET_EXTENSIONS: row(400, 'Bad Sec-WebSocket-Extensions', CLOSE),
    /** A request for a WebSocket has no key */
    WEB_SOCKET_KEY: row(400, 'Bad Sec-WebSocket-Key', CLOSE),
    /** A request for a WebSocket asks for other sub-protocols than webSockets.protocol */
    WEB_SOCKET_PROTOCOL: row(400, 'Unsupported Sec-WebSocket-Protocol', CLOSE),
    /**
     * A request for a WebSocket asks for more than ten sub-protocols, and not for webSockets.protocol among the first
     */
    WEB_SOCKET_PROTOCOLS: row(400, 'Too many protocols', CLOSE),
    /** A request for a WebSocket has no version, or one below 13 */
    WEB_SOCKET_VERSION: row(400, 'Unsupported Sec-WebSocket-Version', CLOSE),
    /** More requests came from an address than limits.addressRate */
    WEB_TOO_MANY_REQUESTS: row(429, 'Too many requests', KEEP),
    /** A request has more files than limits.uploads */
    WEB_TOO_MANY_UPLOADS: row(413, 'Too many files uploaded', CLOSE),
    /** A query, form or multipart request has more variables than limits.variables */
    WEB_TOO_MANY_VARIABLES: row(413, 'Too many variables', CLOSE),
    /** The path names a file that cannot be read */
    WEB_UNREADABLE: row(404, 'Cannot open document', KEEP),
    /** A multipart body breaks its format; the message says where */
    WEB_UPLOAD: row(400, 'Bad upload request', CLOSE),
    /** The temporary file of an upload cannot be written */
    WEB_UPLOAD_FAILED: row(500, 'Cannot write uploaded file', CLOSE),
    /** An uploaded file is over limits.upload */
    WEB_UPLOAD_FILE_TOO_BIG: row(414, 'Uploaded file exceeds maximum', CLOSE),
    /** Content-Length of a multipart or PUT request is over limits.upload */
    WEB_UPLOAD_LENGTH_TOO_BIG: row(413, 'Request upload body content-length is too big', CLOSE),
    /** The temporary file of an upload cannot be created */
    WEB_UPLOAD_NO_FILE: row(500, 'Cannot create upload temp file. Check upload directory configuration', CLOSE),
    /** A field of a multipart request is longer than 64 KB */
    WEB_UPLOAD_VALUE_TOO_BIG: row(414, 'Uploaded form header is too big', CLOSE),
    /** A user cannot be added or changed: there is one, or there is no such role, or something is too long */
    WEB_USER: row(0, 'Cannot add user', KEEP),
    /** A request that changes something has not the token of its session */
    WEB_XSRF: row(400, 'Invalid XSRF token', CLOSE),
} as const

/** A key of the catalogue. */
export type WebErrorCode = keyof typeof webErrors

/** One row of the catalogue. */
export interface WebErrorRow {
    /** Status of the response; 0: the error makes none. */
    readonly status: number
    /** Body of the response. */
    readonly message: string
    /** The connection closes after the response. */
    readonly close: boolean
}

/** The class of all errors that the web server itself raises. */
export class WebError extends CodedError<WebErrorCode> {
    override name = 'WebError'

    /** `message` says which action failed, with which values. Default: the text of the catalogue. */
    constructor(code: WebErrorCode, message: string = webErrors[code].message, options?: ErrorOptions) {
        super(code, message, options)
    }

    /** Status of the response that this error becomes when a handler does not catch it; 0: none. */
    get status(): number {
        return webErrors[this.code].status
    }
}

function row(status: number, message: string, close: boolean): WebErrorRow {
    return Object.freeze({ status, message, close })
}
