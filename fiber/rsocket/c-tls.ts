/*
    c-tls.ts -- TLS under its C names. What is no TLS state, or no socket, counts as NULL. Source: spec runtime.md §9.
*/

import {
    flagsOf,
    numberOf,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    stringOf,
} from '../compat/index.js'
import type { Blocking } from '../core/index.js'
import type { Ticks } from '../time/c.js'
import { Settled } from '../wait/index.js'
import { upgradeSocket } from './connecting.js'
import { ownerOf } from './descriptors.js'
import { RSocket } from './rsocket.js'
import { Rtls } from './rtls.js'
import { setFiles, tlsDefaults } from './tls-defaults.js'

function socketOf(sp: Pointer<RSocket>): RSocket | null {
    return sp instanceof RSocket ? sp : null
}

function tlsOf(tls: Pointer<Rtls>): Rtls | null {
    return tls instanceof Rtls ? tls : null
}

/**
 * Makes the TLS state for a socket, to be put into `sp.tls`; `rSetTls` does both.
 *
 * Source: spec runtime.md §9.1
 */
export function rAllocTls(sp: Pointer<RSocket>): Rtls {
    return new Rtls(socketOf(sp))
}

/**
 * Forgets what was configured and the sessions. The settings stay.
 *
 * Source: spec runtime.md §9.1
 */
export function rFreeTls(tls: Pointer<Rtls>): void {
    tlsOf(tls)?.free()
}

/**
 * Makes a socket secure, with default settings.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTls(sp: Pointer<RSocket>): void {
    socketOf(sp)?.needTls()
}

/**
 * Sets the names of application protocols, separated by `,` or blanks. A client offers them; a server selects its first one that
 * the client offers, else goes on without [D-13].
 *
 * Source: spec runtime.md §9.3
 */
export function rSetTlsAlpn(tls: Pointer<Rtls>, alpn: Pointer<string>): void {
    const state = tlsOf(tls)
    if (state !== null) {
        state.alpn = stringOf(alpn) || null
    }
}

/**
 * Sets certificates: paths of PEM or DER files, or PEM text; NULL leaves one as it was.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsCerts(
    tls: Pointer<Rtls>,
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    const state = tlsOf(tls)
    if (state !== null) {
        setFiles(state, stringOf(ca), stringOf(key), stringOf(cert), stringOf(revoke))
    }
}

/**
 * Sets cipher names, separated by `,` or `:`; NULL or empty: the default.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsCiphers(tls: Pointer<Rtls>, ciphers: Pointer<string>): void {
    const state = tlsOf(tls)
    if (state !== null) {
        state.ciphers = stringOf(ciphers) || null
    }
}

/**
 * Sets what is verified: 1, 0, or -1 for the default. See `rSetSocketVerify`.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsVerify(tls: Pointer<Rtls>, verifyPeer: number, verifyIssuer: number): void {
    const state = tlsOf(tls)
    if (state !== null) {
        state.verifyPeer = flagsOf(verifyPeer)
        state.verifyIssuer = flagsOf(verifyIssuer)
    }
}

/**
 * Sets the application protocols of sockets that have no others.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsDefaultAlpn(alpn: Pointer<string>): void {
    tlsDefaults.alpn = stringOf(alpn) || null
}

/**
 * Sets the ciphers of sockets that have no others; NULL or empty: those of OpenSSL.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsDefaultCiphers(ciphers: Pointer<string>): void {
    tlsDefaults.ciphers = stringOf(ciphers) || null
}

/**
 * Sets the certificates of sockets that have no others; NULL leaves one as it was. Listeners do not take the authorities.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsDefaultCerts(
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    setFiles(tlsDefaults, stringOf(ca), stringOf(key), stringOf(cert), stringOf(revoke))
}

/**
 * Sets what is verified by sockets that say nothing else. See `rSetSocketDefaultVerify`.
 *
 * Source: spec runtime.md §9.1
 */
export function rSetTlsDefaultVerify(verifyPeer: number, verifyIssuer: number): void {
    tlsDefaults.verifyPeer = flagsOf(verifyPeer)
    tlsDefaults.verifyIssuer = flagsOf(verifyIssuer)
}

/**
 * Puts defaults in and loads the files, as connecting and listening do by themselves.
 *
 * @returns 0; `R_ERR_CANT_INITIALIZE`, with the text in the socket's error; `R_ERR_BAD_ARGS`
 *
 * Source: spec runtime.md §9.2
 */
export function rConfigTls(tls: Pointer<Rtls>, server: boolean): number {
    return tlsOf(tls)?.configure(Boolean(server)) ?? R_ERR_BAD_ARGS
}

/**
 * Runs the handshake on the open socket of the descriptor `fd` (STARTTLS): as client with the server `peer`, as server if that is
 * NULL. `deadline` 0 and less: 30 seconds from now. If it fails the socket is closed.
 *
 * @returns 0; `R_ERR_CANT_INITIALIZE` (the handshake, or settings that cannot be used), `R_ERR_CANT_COMPLETE` (the socket is not
 * open, or broke), `R_ERR_TIMEOUT`, `R_ERR_BAD_STATE` (no TLS state, or secure already)
 *
 * Source: spec runtime.md §9.3 [D-14]
 */
export function rUpgradeTls(tls: Pointer<Rtls>, fd: number, peer: Pointer<string>, deadline: Ticks): Blocking<number> {
    const state = tlsOf(tls)
    if (state === null) {
        return new Settled(R_ERR_BAD_STATE)
    }
    const owner = ownerOf(numberOf(fd))
    if (!(owner instanceof RSocket)) {
        return new Settled(R_ERR_CANT_COMPLETE)
    }
    return upgradeSocket(owner, state, stringOf(peer), numberOf(deadline) || 0)
}

/**
 * Sends a close-notify: the peer sees an end.
 *
 * Source: spec runtime.md §9.1
 */
export function rCloseTls(tls: Pointer<Rtls>): void {
    const state = tlsOf(tls)
    if (state?.connected) {
        state.sock?.endOutput()
    }
}

/**
 * Whether the handshake is over, and the connection open.
 *
 * Source: spec runtime.md §9.3
 */
export function rIsTlsConnected(tls: Pointer<Rtls>): boolean {
    return tlsOf(tls)?.connected ?? false
}

/**
 * Does nothing: OpenSSL engines are not to be had.
 *
 * Source: spec runtime.md §9.3
 */
export function rSetTlsEngine(_tls: Pointer<Rtls>, _engine: Pointer<string>): void {}

/**
 * The session of a socket's connection, or of its latest, to be resumed by another one; NULL: there is none (yet). Servers of
 * TLS 1.3 send it after the handshake.
 *
 * Source: spec runtime.md §9.3
 */
export function rGetTlsSession(sp: Pointer<RSocket>): Uint8Array | null {
    const sock = socketOf(sp)
    return sock?.socket?.security?.session() ?? sock?.tls?.latest ?? null
}

/**
 * Sets the session to resume. After `rSetTls`, before `rConnectSocket`.
 *
 * Source: spec runtime.md §9.3
 */
export function rSetTlsSession(sp: Pointer<RSocket>, session: unknown): void {
    const tls = socketOf(sp)?.tls ?? null
    if (tls !== null) {
        tls.session = session instanceof Uint8Array ? session : null
    }
}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec runtime.md §9.3
 */
export function rFreeTlsSession(_session: unknown): void {}
