/*
    c-socket.ts -- Sockets under their C names. What is no socket counts as NULL. Deadlines are absolute ticks.
    Source: spec runtime.md §8.
*/

import {
    flagsOf,
    numberOf,
    type Pointer,
    placeOf,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    type Ref,
    stringOf,
    wholeOf,
} from '../compat/index.js'
import { RBuf } from '../collection/index.js'
import { type Blocking, deadline as within, type Fiber, type Op } from '../core/index.js'
import { format } from '../text/index.js'
import type { Ticks } from '../time/c.js'
import { type RWait, Settled } from '../wait/index.js'
import { ME_SOCKET_TIMEOUT } from './flags.js'
import { getLimit, setLimit } from './limit.js'
import { network } from './network.js'
import { RSocket, type RSocketProc } from './rsocket.js'
import { getCustom, type RSocketCustom, setCustom, setFiles, tlsDefaults } from './tls-defaults.js'
import type { SocketData, SocketTarget } from './transfer.js'

/** A name that resolves wherever there is an Internet. */
const wellKnown = 'www.google.com'

/** The socket, unless it stands for NULL. */
function socketOf(sp: Pointer<RSocket>): RSocket | null {
    return sp instanceof RSocket ? sp : null
}

function isTarget(buf: unknown): buf is SocketTarget {
    return buf instanceof Uint8Array || buf instanceof RBuf
}

function isData(data: unknown): data is SocketData {
    return typeof data === 'string' || isTarget(data)
}

/** The size of data that is to be written; all of it if none is given. */
function sizeOf(size: unknown): number {
    return size === undefined || size === null ? Infinity : Math.trunc(numberOf(size))
}

/**
 * Makes a socket that is not open: descriptor and linger -1, all else empty.
 *
 * Source: spec runtime.md §8.1
 */
export function rAllocSocket(): RSocket {
    return new RSocket()
}

/**
 * Closes a socket and releases TLS state and wait object; an accepted one gives back its slot in the limit. NULL, and a second
 * time: nothing.
 *
 * Source: spec runtime.md §8.1
 */
export function rFreeSocket(sp: Pointer<RSocket>): void {
    socketOf(sp)?.free()
}

/**
 * Connects. The host's addresses of IPv4 are tried before those of IPv6. `deadline` 0 and less: 30 seconds from now.
 *
 * @returns 0; `R_ERR_BAD_ARGS` (NULL socket, or the host has no address), `R_ERR_CANT_COMPLETE` (no host, or the TLS handshake
 * failed), `R_ERR_CANT_CONNECT` (nobody answered in time, or TLS settings that cannot be used), `R_ERR_TIMEOUT` (the TLS
 * handshake was not over in time). `rGetSocketError` has the text
 *
 * Source: spec runtime.md §8.2 [D-08], [D-14]
 */
export function rConnectSocket(
    sp: Pointer<RSocket>,
    host: Pointer<string>,
    port: number,
    deadline: Ticks,
): Blocking<number> {
    const sock = socketOf(sp)
    return sock === null
        ? new Settled(R_ERR_BAD_ARGS)
        : sock.connect(stringOf(host) ?? '', numberOf(port), numberOf(deadline) || 0)
}

/**
 * Listens, and calls `fn(arg, sock)` for each connection, on a fiber of its own named `socket`, after the TLS handshake if the
 * socket is secure. The handler owns `sock` and frees it. NULL host: all interfaces, IPv6 and IPv4; port 0: any free one.
 *
 * @returns 0; `R_ERR_BAD_ARGS` (NULL socket or handler, or no port), `R_ERR_CANT_INITIALIZE` (TLS settings that cannot be used),
 * `R_ERR_CANT_COMPLETE` (the host has no address), `R_ERR_CANT_OPEN`
 *
 * Source: spec runtime.md §8.3 [D-09], [D-12]
 */
export function rListenSocket(
    sp: Pointer<RSocket>,
    host: Pointer<string>,
    port: number,
    fn: Pointer<RSocketProc>,
    arg: unknown = null,
): Blocking<number> {
    const sock = socketOf(sp)
    return sock === null || typeof fn !== 'function'
        ? new Settled(R_ERR_BAD_ARGS)
        : sock.listen(stringOf(host), numberOf(port), fn, arg)
}

/**
 * Closes a socket: what was written is sent in the background, for 30 seconds or the time set with `rSetSocketLinger`. A fiber
 * that waits for it is woken; its read or write gives `R_ERR_CANT_READ`, `R_ERR_CANT_WRITE`.
 *
 * Source: spec runtime.md §8.5
 */
export function rCloseSocket(sp: Pointer<RSocket>): void {
    socketOf(sp)?.close()
}

/**
 * Ends both directions of a connection that another fiber owns: that one sees an end, and closes.
 *
 * Source: spec runtime.md §8.5
 */
export function rDisconnectSocket(sp: Pointer<RSocket>): void {
    socketOf(sp)?.disconnect()
}

/**
 * Closes a socket and clears flags and error, so that it can connect again.
 *
 * Source: spec runtime.md §8.5
 */
export function rResetSocket(sp: Pointer<RSocket>): void {
    socketOf(sp)?.reset()
}

/**
 * Takes up to `size` bytes that have come. A buffer (`RBuf`) gets them behind its data.
 *
 * @returns bytes; 0: nothing is there; `R_ERR_BAD_ARGS`; `R_ERR_CANT_READ` at the end or after a reset; -errno
 *
 * Source: spec runtime.md §8.4
 */
export function rReadSocketSync(sp: Pointer<RSocket>, buf: Pointer<SocketTarget>, size: number): number {
    const sock = socketOf(sp)
    return sock === null || !isTarget(buf) ? R_ERR_BAD_ARGS : sock.readSync(buf, numberOf(size))
}

/**
 * Waits for bytes and takes up to `size` of them. A buffer (`RBuf`) gets them behind its data. `deadline` 0 and less: 30 seconds
 * from now.
 *
 * @returns bytes, at least 1; `R_ERR_BAD_ARGS`; `R_ERR_TIMEOUT`, after which the socket is as usable as before;
 * `R_ERR_CANT_READ` at the end, after a reset or a close; -errno
 *
 * Source: spec runtime.md §8.4
 */
export function rReadSocket(
    sp: Pointer<RSocket>,
    buf: Pointer<SocketTarget>,
    size: number,
    deadline: Ticks = 0,
): Op<number> {
    const sock = socketOf(sp)
    return sock === null || !isTarget(buf)
        ? new Settled(R_ERR_BAD_ARGS)
        : sock.read(buf, numberOf(size), numberOf(deadline) || 0)
}

/**
 * Writes as much of `data` (default: all of it) as is taken at once.
 *
 * @returns bytes, perhaps 0; `R_ERR_BAD_ARGS`; `R_ERR_CANT_WRITE` once the end has been read, after a close, or when TLS failed;
 * -errno
 *
 * Source: spec runtime.md §8.4 [D-10]
 */
export function rWriteSocketSync(sp: Pointer<RSocket>, data: Pointer<SocketData>, len?: number): number {
    const sock = socketOf(sp)
    return sock === null || !isData(data) ? R_ERR_BAD_ARGS : sock.writeSync(data, sizeOf(len))
}

/**
 * Writes `data` (default: all of it), and waits while the peer is slower. `deadline` 0 and less: 30 seconds from now, for all of it.
 *
 * @returns `size`; `R_ERR_BAD_ARGS`; `R_ERR_TIMEOUT`, when part may have been written; `R_ERR_CANT_WRITE` once the end has been
 * read, after a close, or when TLS failed; -errno
 *
 * Source: spec runtime.md §8.4
 */
export function rWriteSocket(
    sp: Pointer<RSocket>,
    data: Pointer<SocketData>,
    size?: number,
    deadline: Ticks = 0,
): Op<number> {
    const sock = socketOf(sp)
    return sock === null || !isData(data)
        ? new Settled(R_ERR_BAD_ARGS)
        : sock.write(data, sizeOf(size), numberOf(deadline) || 0)
}

/**
 * Sends `len` bytes of an open file from `offset` on; fewer at its end. Without a deadline. The file stays open.
 *
 * @returns bytes sent; -1 if that failed before any was; `R_ERR_BAD_ARGS`
 *
 * Source: spec runtime.md §8.4 [D-11]
 */
export function rSendFile(sp: Pointer<RSocket>, fd: number, offset: number, len: number): Blocking<number> {
    const sock = socketOf(sp)
    const [file, from, length] = [wholeOf(fd, -1), wholeOf(offset, -1), wholeOf(len, -1)]
    return sock === null || file < 0 || from < 0 || length < 0
        ? new Settled(R_ERR_BAD_ARGS)
        : sock.sendFile(file, from, length)
}

/**
 * Whether names of the Internet can be resolved.
 *
 * Source: spec runtime.md §8.6
 */
export function* rCheckInternet(): Fiber<boolean> {
    try {
        return (yield* within(ME_SOCKET_TIMEOUT, network.resolve(wellKnown))).length > 0
    } catch {
        return false
    }
}

/**
 * The own address as text, and the port. `size`: room for the text and a final zero byte.
 *
 * @returns 0; `R_ERR_BAD_ARGS`; `R_ERR_CANT_COMPLETE` (the socket is not open); `R_ERR_BAD_VALUE` (no room)
 *
 * Source: spec runtime.md §8.6
 */
export function rGetSocketAddr(
    sp: Pointer<RSocket>,
    ip: Pointer<Ref<string>>,
    size: number,
    port: Pointer<Ref<number>>,
): number {
    const sock = socketOf(sp)
    const text = placeOf(ip)
    return sock === null || text === null || placeOf(port) === null
        ? R_ERR_BAD_ARGS
        : sock.address(text, numberOf(size), placeOf(port)!)
}

/**
 * The first error of the socket as text; `''`: there is none.
 *
 * Source: spec runtime.md §8.6
 */
export function rGetSocketError(sp: Pointer<RSocket>): string {
    return socketOf(sp)?.error ?? ''
}

/**
 * Sets the error of the socket, unless there is one: the first counts.
 *
 * @returns `R_ERR_CANT_COMPLETE`
 *
 * Source: spec runtime.md §8.6
 */
export function rSetSocketError(sp: Pointer<RSocket>, fmt: Pointer<string>, ...args: unknown[]): number {
    socketOf(sp)?.setError(format(stringOf(fmt) ?? '', args))
    return R_ERR_CANT_COMPLETE
}

/**
 * The descriptor, a number made up; -1: not open, or NULL.
 *
 * Source: spec runtime.md §8.6
 */
export function rGetSocketHandle(sp: Pointer<RSocket>): number {
    return socketOf(sp)?.fd ?? -1
}

/**
 * The wait object; NULL before the socket was open.
 *
 * Source: spec runtime.md §8.6
 */
export function rGetSocketWait(sp: Pointer<RSocket>): RWait | null {
    return socketOf(sp)?.wait ?? null
}

/**
 * Sets what the handler of the socket's wait object waits for, and until when. See `rSetWaitMask`.
 *
 * Source: spec runtime.md §8.6
 */
export function rSetSocketWaitMask(sp: Pointer<RSocket>, mask: number, deadline: Ticks): void {
    socketOf(sp)?.wait?.setMask(flagsOf(mask), numberOf(deadline))
}

/**
 * Whether the socket was closed by this side. True for NULL.
 *
 * Source: spec runtime.md §8.6
 */
export function rIsSocketClosed(sp: Pointer<RSocket>): boolean {
    return socketOf(sp)?.closed ?? true
}

/**
 * Whether the end has been read, or the socket is closed or broken. True for NULL.
 *
 * Source: spec runtime.md §8.6
 */
export function rIsSocketEof(sp: Pointer<RSocket>): boolean {
    return socketOf(sp)?.eof ?? true
}

/**
 * Whether the socket has TLS settings.
 *
 * Source: spec runtime.md §8.6
 */
export function rIsSocketSecure(sp: Pointer<RSocket>): boolean {
    return socketOf(sp)?.secure ?? false
}

/**
 * Whether the TLS handshake is over; without TLS true, also before the socket connects. False once it is closed, and for NULL.
 *
 * Source: spec runtime.md §8.6 [D-21]
 */
export function rIsSocketConnected(sp: Pointer<RSocket>): boolean {
    return socketOf(sp)?.connected ?? false
}

/**
 * How many accepted sockets there may be at a time. 1000 if nothing else is set.
 *
 * Source: spec runtime.md §8.3
 */
export function rGetSocketLimit(): number {
    return getLimit()
}

/**
 * Sets how many accepted sockets there may be at a time, of all listeners together; 0 refuses all.
 *
 * Source: spec runtime.md §8.3
 */
export function rSetSocketLimit(limit: number): void {
    setLimit(Math.max(wholeOf(limit), 0))
}

/**
 * How many seconds a close goes on sending; 0: the peer of a client socket gets a reset; -1: 30 seconds. Before connecting.
 *
 * Source: spec runtime.md §8.5
 */
export function rSetSocketLinger(sp: Pointer<RSocket>, seconds: number): void {
    socketOf(sp)?.setLinger(Math.max(wholeOf(seconds, -1), -1))
}

/**
 * Whether small pieces are sent at once. After connecting.
 *
 * Source: spec runtime.md §8.2
 */
export function rSetSocketNoDelay(sp: Pointer<RSocket>, enable: number | boolean): void {
    socketOf(sp)?.setNoDelay(Boolean(enable))
}

/**
 * Does nothing: there is no blocking mode.
 *
 * Source: spec runtime.md §8.4
 */
export function rSetSocketBlocking(_sp: Pointer<RSocket>, _on: boolean): void {}

/**
 * Sets certificates: paths of PEM or DER files, or PEM text; NULL leaves one as it was. Makes the socket secure.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetSocketCerts(
    sp: Pointer<RSocket>,
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    socketOf(sp)?.setCerts(stringOf(ca), stringOf(key), stringOf(cert), stringOf(revoke))
}

/**
 * Sets the certificates for sockets that have no others.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetSocketDefaultCerts(
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    setFiles(tlsDefaults, stringOf(ca), stringOf(key), stringOf(cert), stringOf(revoke))
}

/**
 * Sets cipher names, separated by `,` or `:`; NULL or empty: the default. Makes the socket secure.
 *
 * Source: spec runtime.md §9.1 [D-21]
 */
export function rSetSocketCiphers(sp: Pointer<RSocket>, ciphers: Pointer<string>): void {
    socketOf(sp)?.setCiphers(stringOf(ciphers))
}

/**
 * Sets the ciphers for sockets that have no others; NULL or empty: those of OpenSSL.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetSocketDefaultCiphers(ciphers: Pointer<string>): void {
    tlsDefaults.ciphers = stringOf(ciphers) || null
}

/**
 * Sets whether the peer must show a good certificate (1), and whether that must come from a known authority (1); -1: the
 * default. Makes the socket secure.
 *
 * Source: spec runtime.md §9.1, §9.3
 */
export function rSetSocketVerify(sp: Pointer<RSocket>, verifyPeer: number, verifyIssuer: number): void {
    socketOf(sp)?.setVerify(flagsOf(verifyPeer), flagsOf(verifyIssuer))
}

/**
 * Sets the same for sockets that have nothing else. Initially 1 and 1. Listeners do not take the first: they ask for no
 * certificate unless they are told so themselves [D-12].
 *
 * Source: spec runtime.md §9.1
 */
export function rSetSocketDefaultVerify(verifyPeer: number, verifyIssuer: number): void {
    tlsDefaults.verifyPeer = flagsOf(verifyPeer)
    tlsDefaults.verifyIssuer = flagsOf(verifyIssuer)
}

/**
 * The hook that gets the options of TLS; NULL: none.
 *
 * Source: spec runtime.md §9.3
 */
export function rGetSocketCustom(): RSocketCustom | null {
    return getCustom()
}

/**
 * Sets a hook that is called as `fn(sock, R_SOCKET_CONFIG_TLS, config, flags)` when a socket is configured for TLS. `config` are
 * the options of Node's `tls.createSecureContext`, which it may change. NULL: none.
 *
 * Source: spec runtime.md §9.3
 */
export function rSetSocketCustom(fn: Pointer<RSocketCustom>): void {
    setCustom(typeof fn === 'function' ? fn : null)
}
