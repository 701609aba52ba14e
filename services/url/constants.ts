/*
    constants.ts -- Constants of the C face (spec url.md §2).
*/

/** Nothing is shown, whatever the environment says. */
export const URL_SHOW_NONE = 0x1
/** Request bodies are shown in the log. */
export const URL_SHOW_REQ_BODY = 0x2
/** Request heads are shown. */
export const URL_SHOW_REQ_HEADERS = 0x4
/** Response bodies are shown. */
export const URL_SHOW_RESP_BODY = 0x8
/** Response heads are shown. */
export const URL_SHOW_RESP_HEADERS = 0x10
/** Accepted, no effect: see `urlSetProtocol`. */
export const URL_HTTP_0 = 0x20
/** Connections are closed with a reset. */
export const URL_NO_LINGER = 0x40
/** All that can be shown. */
export const URL_SHOW_FLAGS = 0x1e

/** Milliseconds for a request: none. */
export const ME_URL_TIMEOUT = 0
/** Bytes of a response that is buffered. */
export const URL_MAX_RESPONSE: number = 1024 * 1024

/** Statuses by the names that C gives them. */
export const URL_CODE_CONTINUE = 100
export const URL_CODE_SWITCHING = 101
export const URL_CODE_OK = 200
export const URL_CODE_CREATED = 201
export const URL_CODE_ACCEPTED = 202
export const URL_CODE_NOT_AUTHORITATIVE = 203
export const URL_CODE_NO_CONTENT = 204
export const URL_CODE_RESET = 205
export const URL_CODE_PARTIAL = 206
export const URL_CODE_MOVED_PERMANENTLY = 301
export const URL_CODE_MOVED_TEMPORARILY = 302
export const URL_CODE_SEE_OTHER = 303
export const URL_CODE_NOT_MODIFIED = 304
export const URL_CODE_USE_PROXY = 305
export const URL_CODE_TEMPORARY_REDIRECT = 307
export const URL_CODE_PERMANENT_REDIRECT = 308
export const URL_CODE_BAD_REQUEST = 400
export const URL_CODE_UNAUTHORIZED = 401
export const URL_CODE_PAYMENT_REQUIRED = 402
export const URL_CODE_FORBIDDEN = 403
export const URL_CODE_NOT_FOUND = 404
export const URL_CODE_BAD_METHOD = 405
export const URL_CODE_NOT_ACCEPTABLE = 406
export const URL_CODE_REQUEST_TIMEOUT = 408
export const URL_CODE_CONFLICT = 409
export const URL_CODE_GONE = 410
export const URL_CODE_LENGTH_REQUIRED = 411
export const URL_CODE_PRECOND_FAILED = 412
export const URL_CODE_REQUEST_TOO_LARGE = 413
export const URL_CODE_REQUEST_URL_TOO_LARGE = 414
export const URL_CODE_UNSUPPORTED_MEDIA_TYPE = 415
export const URL_CODE_RANGE_NOT_SATISFIABLE = 416
export const URL_CODE_EXPECTATION_FAILED = 417
export const URL_CODE_IM_A_TEAPOT = 418
export const URL_CODE_NO_RESPONSE = 444
export const URL_CODE_INTERNAL_SERVER_ERROR = 500
export const URL_CODE_NOT_IMPLEMENTED = 501
export const URL_CODE_BAD_GATEWAY = 502
export const URL_CODE_SERVICE_UNAVAILABLE = 503
export const URL_CODE_GATEWAY_TIMEOUT = 504
export const URL_CODE_BAD_VERSION = 505
export const URL_CODE_INSUFFICIENT_STORAGE = 507
