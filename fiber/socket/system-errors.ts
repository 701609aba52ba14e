/*
    system-errors.ts -- Errors of Node turned into those of the catalogue.
*/

import { describeAddress } from './addresses.js'
import { SocketError, type SocketErrorCode } from './errors.js'
import type { Address } from './wire.js'

const codes = new Map<string, readonly [SocketErrorCode, string]>([
    ['EACCES', ['SOCKET_ACCESS', 'no permission']],
    ['EPERM', ['SOCKET_ACCESS', 'no permission']],
    ['EADDRINUSE', ['SOCKET_IN_USE', 'the address is in use']],
    ['EADDRNOTAVAIL', ['SOCKET_ADDRESS', 'no such address on this machine']],
    ['EAFNOSUPPORT', ['SOCKET_ADDRESS', 'the address family is not supported']],
    ['EINVAL', ['SOCKET_ADDRESS', 'not a valid address']],
    ['ECONNABORTED', ['SOCKET_RESET', 'the connection was aborted']],
    ['ECONNRESET', ['SOCKET_RESET', 'the peer aborted the connection']],
    ['EPIPE', ['SOCKET_RESET', 'the peer has closed the connection']],
    ['ECONNREFUSED', ['SOCKET_REFUSED', 'nobody listens there']],
    ['EAI_AGAIN', ['SOCKET_NOT_FOUND', 'name servers do not answer']],
    ['EAI_FAIL', ['SOCKET_NOT_FOUND', 'the name has no address']],
    ['EAI_NODATA', ['SOCKET_NOT_FOUND', 'the name has no address']],
    ['EAI_NONAME', ['SOCKET_NOT_FOUND', 'the name has no address']],
    ['ENODATA', ['SOCKET_NOT_FOUND', 'the name has no address']],
    ['ENOTFOUND', ['SOCKET_NOT_FOUND', 'the name has no address']],
    ['EHOSTDOWN', ['SOCKET_UNREACHABLE', 'the host is down']],
    ['EHOSTUNREACH', ['SOCKET_UNREACHABLE', 'no way to the host']],
    ['ENETDOWN', ['SOCKET_UNREACHABLE', 'the network is down']],
    ['ENETUNREACH', ['SOCKET_UNREACHABLE', 'no way to the network']],
    ['EMFILE', ['SOCKET_LIMIT', 'too many open files']],
    ['ENFILE', ['SOCKET_LIMIT', 'too many open files']],
    ['ENOBUFS', ['SOCKET_LIMIT', 'no buffer space']],
    ['ENOMEM', ['SOCKET_LIMIT', 'no memory']],
    ['ETIMEDOUT', ['SOCKET_TIMEOUT', 'the peer does not answer']],
])

/** Code and words for an error of Node. */
export function classify(error: unknown): readonly [SocketErrorCode, string] {
    if (error instanceof SocketError) {
        return [error.code, error.message]
    }
    const { code, message } = error as NodeJS.ErrnoException
    const known = code === undefined ? undefined : codes.get(code)
    return known === undefined ? ['SOCKET_FAILED', message || String(error)] : [known[0], `${known[1]} (${code})`]
}

/** `Cannot ACTION TARGET: what the system says`, with the system's error as cause. */
export function systemFailure(action: string, target: string, cause: unknown): SocketError {
    const [code, words] = classify(cause)
    return new SocketError(code, `Cannot ${action} ${target}: ${words}`, { cause })
}

/** The same for a connection. */
export function connectionFailure(action: string, remote: Address | null, cause: unknown): SocketError {
    return systemFailure(action, describeAddress(remote), cause)
}
