/*
    errors.ts -- The error catalogue of services/http. Codes are stable; docs/reference/errors.md lists them.

    A parser never throws: it stops, and its `error` is one row of this table. Texts and "silent" are those of the
    specification of the web server (spec web.md §8, §9, §13.3, §27); the reason says more, for the log.
*/

/** One way in which a peer breaks the protocol or a limit. */
export interface HttpFault {
    /** Stable name. */
    readonly code: HttpErrorCode
    /** The response status that fits. Whatever it is, the connection cannot go on. */
    readonly status: number
    /** The text of the response and of the error record. */
    readonly message: string
    /** True when the connection is closed without a response (spec web.md §0, "net error"). */
    readonly silent: boolean
    /** The rule that was broken. */
    readonly reason: string
}

type Row = [status: number, message: string, answer: 'silent' | 'response', reason: string]

const rows = {
    // Request line
    HTTP_BAD_METHOD: [400, 'Bad request header', 'silent', 'The method is not a token that ends in a blank'],
    HTTP_BAD_REQUEST_LINE: [400, 'Bad request header', 'silent', 'The request line is not METHOD TARGET HTTP/D.D CRLF'],
    HTTP_NO_VERSION: [505, 'Bad request header', 'silent', 'The request line ends after the target, as in HTTP/0.9'],
    HTTP_UNSUPPORTED_VERSION: [505, 'Unsupported HTTP version', 'silent', 'The major version is not 1'],
    HTTP_TARGET_TOO_LONG: [414, 'Request line is too long', 'response', 'The request line is longer than its limit'],

    // Status line
    HTTP_BAD_STATUS_LINE: [
        502,
        'Bad response header',
        'silent',
        'The status line is not HTTP/VERSION SP STATUS [SP reason] CRLF',
    ],
    HTTP_BAD_STATUS: [502, 'Bad response status', 'silent', 'The status is not a number from 100 to 599'],

    // Request target
    HTTP_BAD_TARGET_CHARACTER: [400, 'Bad characters in URL', 'response', 'The target has a character that no URL has'],
    HTTP_EMPTY_TARGET: [400, 'Empty URL', 'response', 'The target is empty'],
    HTTP_BAD_TARGET: [400, 'Illegal URL', 'response', 'The target has no legal form, or its path leaves the root'],

    // Field lines, also those of a trailer
    HTTP_BAD_FIELD_NAME: [400, 'Bad headers', 'silent', 'A field name is empty or has a character that no token has'],
    HTTP_BLANK_BEFORE_COLON: [400, 'Bad headers', 'silent', 'A blank stands between field name and colon'],
    HTTP_NO_COLON: [400, 'Bad headers', 'silent', 'A field line has no colon'],
    HTTP_BAD_FIELD_VALUE: [400, 'Bad headers', 'silent', 'A field value has a control character other than TAB'],
    HTTP_FOLDED_LINE: [400, 'Bad headers', 'silent', 'A field line begins with a blank'],
    HTTP_BARE_LF: [400, 'Bad headers', 'silent', 'A line ends in LF without CR'],
    HTTP_BARE_CR: [400, 'Bad headers', 'silent', 'A CR is not followed by LF'],
    HTTP_TOO_MANY_FIELDS: [413, 'Request headers too big', 'response', 'There are more fields than the limit'],
    HTTP_HEAD_TOO_LARGE: [
        413,
        'Request headers too big',
        'response',
        'A head or trailer has more bytes than the limit',
    ],

    // Framing
    HTTP_BAD_CONTENT_LENGTH: [400, 'Bad Content-Length', 'response', 'Content-Length is not a decimal number'],
    HTTP_REPEATED_CONTENT_LENGTH: [400, 'Bad Content-Length', 'response', 'Content-Length occurs twice'],
    HTTP_CONTENT_LENGTH_TOO_LARGE: [
        413,
        'Request content-length is too big',
        'response',
        'Content-Length is more than 2^53 - 1',
    ],
    HTTP_BAD_TRANSFER_ENCODING: [
        400,
        'Unsupported Transfer-Encoding',
        'response',
        'Transfer-Encoding is not "chunked", occurs twice, or stands in an HTTP/1.0 message',
    ],
    HTTP_CONFLICTING_LENGTH: [400, 'Bad headers', 'silent', 'Both Content-Length and Transfer-Encoding are present'],
    HTTP_NO_HOST: [400, 'Missing Host header', 'response', 'An HTTP/1.1 request has no Host field'],
    HTTP_REPEATED_HOST: [400, 'Bad Host header', 'response', 'Host occurs twice'],
    HTTP_BAD_HOST: [400, 'Bad Host header', 'response', 'Host is not a name or address with an optional port'],

    // Chunked bodies
    HTTP_BAD_CHUNK_SIZE: [400, 'Bad chunk specification', 'response', 'A chunk size is not 1 to 15 hexadecimal digits'],
    HTTP_CHUNK_TOO_LARGE: [413, 'Request is too big', 'response', 'A chunk size is more than 2^53 - 1'],
    HTTP_BAD_CHUNK_EXTENSION: [400, 'Bad chunk specification', 'response', 'A chunk extension is not ;NAME[=VALUE]'],
    HTTP_CHUNK_LINE_TOO_LONG: [400, 'Bad chunk specification', 'response', 'A chunk line is longer than its limit'],
    HTTP_TOO_MANY_CHUNK_EXTENSIONS: [
        400,
        'Bad chunk specification',
        'response',
        'The chunk extensions of one body have more bytes than the limit',
    ],
    HTTP_BAD_CHUNK_DATA: [400, 'Bad chunk data', 'silent', 'Chunk data is not followed by CRLF'],
} satisfies Record<string, Row>

/** Keys of the catalogue. */
export type HttpErrorCode = keyof typeof rows

/** All faults by code. */
export const httpErrors: Readonly<Record<HttpErrorCode, HttpFault>> = Object.freeze(
    Object.fromEntries(
        Object.entries(rows).map(([code, [status, message, answer, reason]]) => [
            code,
            Object.freeze({ code, status, message, silent: answer === 'silent', reason }),
        ]),
    ) as Record<HttpErrorCode, HttpFault>,
)
