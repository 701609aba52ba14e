/*
    endpoint-tls.ts -- TLS of the `https` endpoints, as the configuration has it (spec web.md §4).

    It holds for these listeners only: what a server asks of its clients says nothing about whom the process trusts as a client
    (spec web.md §30, D5).
*/

import {
    expandPath,
    type Fiber,
    FileError,
    openFile,
    TlsError,
    type TlsServer,
    type TlsServerOptions,
    tlsServer,
} from '../../fiber/index.js'
import type { WebTlsSettings } from './config/index.js'
import { WebError } from './errors.js'

/**
 * What endpoints speak. A client that offers other protocols alone, such as `h2`, is refused in the handshake (RFC 7301 §3.2): it
 * would not understand a word.
 */
const PROTOCOLS: readonly string[] = ['http/1.1', 'http/1.0']

/** The files of a configuration, and how messages call them. */
const files = [
    ['certificate', 'certificate'],
    ['key', 'certificate key'],
    ['authority', 'authority'],
] as const

/**
 * Reads certificates and keys. Null: one of the files cannot be read or used, and `complain` was told which; such an endpoint must not be
 * opened. Without a certificate in the configuration each handshake fails. Throws `WEB_CONFIG` for ciphers of which none can be used.
 */
export function* makeEndpointTls(
    settings: WebTlsSettings,
    complain: (message: string) => void,
): Fiber<TlsServer | null> {
    const options = tlsOptions(settings, complain)
    for (const [property, name] of files) {
        const path = options[property]
        if (path !== undefined && !(yield* canRead(path))) {
            complain(`Cannot access ${name} ${path}`)
            return null
        }
    }
    try {
        return tlsServer(options)
    } catch (cause) {
        if (!(cause instanceof TlsError)) {
            throw cause
        }
        if (cause.code === 'TLS_CIPHERS') {
            throw new WebError('WEB_CONFIG', cause.message, { cause })
        }
        // What is in files may change, and is no reason to serve nothing at all
        complain(cause.message)
        return null
    }
}

/** A configuration as the options of the runtime. */
function tlsOptions(
    { certificate, key, authority, ciphers, verify }: WebTlsSettings,
    onWarning: (message: string) => void,
): TlsServerOptions & { certificate?: string; key?: string; authority?: string } {
    return {
        ...(certificate === null ? {} : { certificate: expandPath(certificate) }),
        ...(key === null ? {} : { key: expandPath(key) }),
        ...(authority === null ? {} : { authority: expandPath(authority) }),
        ...(ciphers === null ? {} : { ciphers }),
        verifyPeer: verify.client,
        verifyIssuer: verify.issuer,
        alpn: PROTOCOLS,
        strictAlpn: true,
        onWarning,
    }
}

function* canRead(path: string): Fiber<boolean> {
    try {
        const file = yield* openFile(path)
        file.close()
        return true
    } catch (error) {
        if (error instanceof FileError) {
            return false
        }
        throw error
    }
}
