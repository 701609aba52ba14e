/*
    c-settings.ts -- The C face of what can be set.
*/

import { flagsOf, type Pointer, stringOf } from '../../fiber/compat/index.js'
import { isUrl } from './c-arguments.js'
import { numberOf } from './c-outcome.js'
import type { Url } from './url.js'

/** Sets the bytes that are buffered of a response; 0: no limit. */
export function urlSetBufLimit(up: Pointer<Url>, limit: number): void {
    if (isUrl(up)) {
        up.bufLimit = limit
    }
}

/** Sets the files of TLS; NULL leaves one as it was. */
export function urlSetCerts(
    up: Pointer<Url>,
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    if (isUrl(up)) {
        const [authority, own, certificate, revocation] = [ca, key, cert, revoke].map(stringOf)
        up.setTls({
            ...(authority && { authority }),
            ...(own && { key: own }),
            ...(certificate && { certificate }),
            ...(revocation && { revocation }),
        })
    }
}

/** Sets names of ciphers, separated by `:`. NULL and empty change nothing. */
export function urlSetCiphers(up: Pointer<Url>, ciphers: Pointer<string>): void {
    const names = stringOf(ciphers)
    if (isUrl(up) && names) {
        up.setTls({ ciphers: names })
    }
}

/** Sets what is verified. */
export function urlSetVerify(up: Pointer<Url>, verifyPeer: boolean | number, verifyIssuer: boolean | number): void {
    if (isUrl(up)) {
        up.setTls({ verifyPeer: Boolean(verifyPeer), verifyIssuer: Boolean(verifyIssuer) })
    }
}

/** Sets user and password; `authType` `basic`, `digest` or NULL. A NULL one removes both; a name that none can have is an error of the object. */
export function urlSetAuth(
    up: Pointer<Url>,
    username: Pointer<string>,
    password: Pointer<string>,
    authType: Pointer<string>,
): void {
    if (isUrl(up)) {
        const type = authType === 'basic' || authType === 'digest' ? authType : null
        try {
            up.setAuth(stringOf(username), stringOf(password), type)
        } catch (error) {
            numberOf(up, error)
        }
    }
}

/** Sets milliseconds for requests, and restarts the deadline; 0: none. */
export function urlSetTimeout(up: Pointer<Url>, timeout: number): void {
    if (isUrl(up)) {
        up.setTimeout(timeout)
    }
}

/** Replaces the flags. */
export function urlSetFlags(up: Pointer<Url>, flags: number): void {
    if (isUrl(up)) {
        up.flags = flagsOf(flags)
    }
}

/** Replaces the status. */
export function urlSetStatus(up: Pointer<Url>, status: number): void {
    if (isUrl(up)) {
        up.status = status
    }
}

/** 0: HTTP/1.0, 1: HTTP/1.1. */
export function urlSetProtocol(up: Pointer<Url>, protocol: number): void {
    if (isUrl(up)) {
        up.protocol = protocol === 0 ? 0 : 1
    }
}

/** Accepted; streams are not begun again, as in C 3.0. */
export function urlSetMaxRetries(up: Pointer<Url>, maxRetries: number): void {
    if (isUrl(up)) {
        up.maxRetries = maxRetries
    }
}
