/*
    errors.ts -- The error catalogue of fiber/socket. Codes are stable; docs/reference/errors.md lists them.
*/

import { CodedError } from '../core/index.js'

/** Code -> what it means. The message of an error says which action failed and with which values. */
export const socketErrors = {
    SOCKET_ACCESS: 'The system does not permit the address or port',
    SOCKET_ADDRESS: 'The address is not one of this machine, or not an address',
    SOCKET_BUSY: 'Another fiber is reading the same socket',
    SOCKET_CLOSED: 'The socket was closed by this side',
    SOCKET_ENDED: 'The writing side of the socket was ended by this side',
    SOCKET_FAILED: 'The system reported another error',
    SOCKET_IN_USE: 'The address is in use by another listener',
    SOCKET_LIMIT: 'The system has no room for another socket',
    SOCKET_NOT_FOUND: 'The name has no address',
    SOCKET_REFUSED: 'Nobody listens at the address',
    SOCKET_RESET: 'The peer aborted the connection',
    SOCKET_SHORT: 'The connection ended before all expected bytes had come',
    SOCKET_TIMEOUT: 'A deadline passed',
    SOCKET_TOO_LONG: 'The input is longer than the caller permits',
    SOCKET_UNREACHABLE: 'There is no way to the address',
} as const

/** A key of the catalogue. */
export type SocketErrorCode = keyof typeof socketErrors

/** The class of all errors of sockets. `cause` is Node's error where there is one. */
export class SocketError extends CodedError<SocketErrorCode> {
    override name = 'SocketError'
}
