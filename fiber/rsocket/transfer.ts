/*
    transfer.ts -- Reading what is there, and writing what is taken, without waiting. Source: spec runtime.md §8.4.
*/

import { constants } from 'node:os'
import { RBuf } from '../collection/index.js'
import {
    getOsError,
    R_ERR_BAD_ARGS,
    R_ERR_BUSY,
    R_ERR_CANT_READ,
    R_ERR_CANT_WRITE,
    R_ERR_MEMORY,
    setOsError,
} from '../compat/index.js'
import { SocketError } from '../socket/index.js'
import { byteLength } from '../text/index.js'
import { TlsError } from '../tls/index.js'
import { R_SOCKET_EOF } from './flags.js'
import type { RSocket } from './rsocket.js'

/** Where bytes are read to. A buffer gets them behind its data. */
export type SocketTarget = Uint8Array | RBuf

/** What is written; text stands for its UTF-8 form. */
export type SocketData = string | Uint8Array | RBuf

/** Pieces up to this length are copied by the socket, so that the caller's bytes are the caller's again at once. */
const piece = 16_384

const { EBADF, EPIPE } = constants.errno

/** Notes an error of the connection; 0: it is an orderly end, or a failure of TLS. */
function errnoOf(error: unknown): number {
    if (!(error instanceof SocketError)) {
        throw error
    }
    const { code, cause } = error
    if (cause instanceof TlsError) {
        return 0
    }
    setOsError(EPIPE)
    setOsError(cause)
    return code === 'SOCKET_CLOSED' ? 0 : getOsError()
}

/** `rReadSocketSync`. */
export function readNow(sp: RSocket, target: SocketTarget, size: number): number {
    if (!(target instanceof RBuf)) {
        return readBytes(sp, target, size)
    }
    if (!(size > 0)) {
        return R_ERR_BAD_ARGS
    }
    if (!target.reserve(Math.trunc(size))) {
        return R_ERR_MEMORY
    }
    const count = readBytes(sp, target.room(), size)
    if (count > 0) {
        target.extend(count)
    }
    return count
}

function readBytes(sp: RSocket, target: Uint8Array, size: number): number {
    const room = Math.trunc(Math.min(size, target.length))
    if (!(room > 0)) {
        return R_ERR_BAD_ARGS
    }
    if (sp.eof) {
        return R_ERR_CANT_READ
    }
    const { socket } = sp
    if (socket === null) {
        setOsError(EBADF)
        return -EBADF
    }
    let count: number
    try {
        count = socket.readNow(room === target.length ? target : target.subarray(0, room))
    } catch (error) {
        if (error instanceof SocketError && error.code === 'SOCKET_BUSY') {
            return R_ERR_BUSY
        }
        const errno = errnoOf(error)
        sp.flags |= R_SOCKET_EOF
        return errno === 0 || (error as SocketError).code === 'SOCKET_RESET' ? R_ERR_CANT_READ : -errno
    }
    if (count > 0) {
        sp.touch()
        return count
    }
    if (socket.eof || socket.closed) {
        sp.flags |= R_SOCKET_EOF
        return R_ERR_CANT_READ
    }
    return 0
}

/** The bytes to be written. Short text stays text if it is all of it. */
export function dataOf(data: SocketData, size: number): string | Uint8Array {
    if (typeof data === 'string') {
        const { length } = data
        // No unit has more than three bytes.
        const isWhole = size >= length * 3 || size >= byteLength(data)
        return isWhole && length <= piece ? data : Buffer.from(data).subarray(0, size)
    }
    const bytes = data instanceof RBuf ? data.bytes() : data
    return size < bytes.length ? bytes.subarray(0, size) : bytes
}

/** `rWriteSocketSync`. */
export function writeNow(sp: RSocket, data: SocketData, size: number): number {
    return size >= 0 ? writeBytes(sp, dataOf(data, size)) : R_ERR_BAD_ARGS
}

/** Writes as much as is taken at once. Text is taken whole, or not at all. */
export function writeBytes(sp: RSocket, data: string | Uint8Array): number {
    if (sp.eof) {
        return R_ERR_CANT_WRITE
    }
    const { socket } = sp
    if (socket === null) {
        setOsError(EBADF)
        return -EBADF
    }
    let written = 0
    try {
        if (typeof data === 'string') {
            if (data.length > 0 && !socket.congested) {
                socket.writeNow(data)
                written = byteLength(data)
            }
        } else {
            for (; written < data.length && !socket.congested; written += piece) {
                socket.writeNow(data.length <= piece ? data : data.subarray(written, written + piece))
            }
            written = Math.min(written, data.length)
        }
    } catch (error) {
        const errno = errnoOf(error)
        if (errno !== 0) {
            return -errno
        }
        sp.flags |= R_SOCKET_EOF
        return R_ERR_CANT_WRITE
    }
    if (written > 0) {
        sp.touch()
    }
    return written
}
