/*
    constants.ts -- Numbers and names that the original agent gives to extensions (spec web.md §28).
*/

/** A limit that is none. */
export const WEB_UNLIMITED: number = 2 ** 31 - 1
/** States of a chunked request body. */
export const WEB_CHUNK_START = 1
export const WEB_CHUNK_DATA = 2
export const WEB_CHUNK_EOF = 4
/** Header lines that fit without growing. */
export const WEB_HEADERS = 16
/** Longest key of a signature. */
export const WEB_MAX_SIG = 160
/** Longest cookie header, characters. */
export const WEB_MAX_COOKIE_SIZE = 8192
/** Deepest nesting of a signature. */
export const WEB_MAX_SIG_DEPTH = 16
/** Longest user name and password hash, characters. */
export const ME_WEB_MAX_AUTH = 256
/** The configuration that is read if none is given. */
export const ME_WEB_CONFIG = 'web.json5'
/** Usual name of the session cookie. */
export const WEB_SESSION_COOKIE = '-web-session-'
/** Session variables of the server itself. */
export const WEB_SESSION_USERNAME = '_:username:_'
export const WEB_SESSION_ROLE = '_:role:_'
export const WEB_SESSION_XSRF = '_:xsrf:_'
/** Where the token against forged requests is sent: header, or form variable. */
export const WEB_XSRF_HEADER = 'X-XSRF-TOKEN'
export const WEB_XSRF_PARAM = '-xsrf-'
/** Flags of cookies: the following ones decide; hidden from scripts; over TLS only; not with requests from other sites. */
export const WEB_COOKIE_OVERRIDE = 1
export const WEB_COOKIE_HTTP_ONLY = 2
export const WEB_COOKIE_SECURE = 4
export const WEB_COOKIE_SAME_SITE = 8
