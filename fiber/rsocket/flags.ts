/*
    flags.ts -- Constants of sockets and TLS. Source: spec runtime.md §8.1, §9.3, §23.
*/

/** `rCloseSocket` was called. */
export const R_SOCKET_CLOSED = 0x1
/** The peer has closed, or a read failed for good. */
export const R_SOCKET_EOF = 0x2
/** The socket listens. */
export const R_SOCKET_LISTENER = 0x4
/** A listener has accepted it. */
export const R_SOCKET_SERVER = 0x8
/** Kept when a socket connects again, without a meaning of their own. */
export const R_SOCKET_FAST_CONNECT = 0x10
export const R_SOCKET_FAST_CLOSE = 0x20
/** What a custom hook is called for: the options of TLS are being made. */
export const R_SOCKET_CONFIG_TLS = 1
/** Flag for a custom hook: certificates of authorities were given. */
export const R_TLS_HAS_AUTHORITY = 1
/** Accepted sockets at a time, if nothing else is said. */
export const ME_SOCKET_MAX = 1000
/** Milliseconds for connecting, reading, writing and handshakes, if nothing else is said. */
export const ME_SOCKET_TIMEOUT = 30_000
