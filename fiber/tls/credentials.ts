/*
    credentials.ts -- Reads certificates, keys and lists of authorities, and checks them, before any provider sees them.

    Providers get PEM text, whatever was given: a path, PEM text or the bytes of a PEM or DER file. Files are read at once and
    in one go: this happens when an application makes a `tlsClient` or `tlsServer`, not for each connection.
*/

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { reasonOf, TlsError, type TlsErrorCode } from './errors.js'
import { isPem, type PemBlock, pemBlocks, toPem } from './pem.js'

/** A path, PEM text (it has a line `-----BEGIN ...`), or the bytes of a PEM or DER file. */
export type CredentialSource = string | Uint8Array

/** Who this side is, and whom it trusts. */
export interface CredentialOptions {
    /** The own certificate, followed by those of the intermediate authorities, all of which are sent. Default: none. */
    readonly certificate?: CredentialSource
    /** The private key of the certificate, not encrypted. Default: it is in the same file as the certificate. */
    readonly key?: CredentialSource
    /** The certificates of the authorities to trust, in place of those that the system trusts. */
    readonly authority?: CredentialSource
    /** A list of revoked certificates (CRL) for each authority in use. Default: revocation is not looked at. */
    readonly revocation?: CredentialSource
}

/** What was read: PEM text; null where nothing was given. */
export interface Credentials {
    /** PEM text of the certificate and its intermediates; null: none. */
    readonly chain: string | null
    /** PEM text of the private key; null: none. */
    readonly key: string | null
    /** PEM text of the authorities; null: those of the system. */
    readonly authority: string | null
    /** PEM text of the lists of revoked certificates; null: none. */
    readonly revocation: string | null
}

/** How error messages call a source. */
function nameOf(source: CredentialSource): string {
    return typeof source !== 'string' ? '(bytes)' : isPem(source) ? '(text)' : source
}

function readSource(source: CredentialSource, what: string, code: TlsErrorCode): Buffer {
    if (typeof source !== 'string') {
        return Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    }
    if (isPem(source)) {
        return Buffer.from(source, 'latin1')
    }
    try {
        return readFileSync(source)
    } catch (error) {
        throw new TlsError(code, `Cannot read ${what} ${source}: ${reasonOf(error)}`, { cause: error })
    }
}

/** The blocks of a PEM file whose label ends in `label`; a DER file becomes one block. */
function blocksOf(source: CredentialSource, label: string, what: string, code: TlsErrorCode): PemBlock[] {
    const bytes = readSource(source, what, code)
    const text = bytes.toString('latin1')
    if (!isPem(text)) {
        return [{ label, text: toPem(label, bytes) }]
    }
    const blocks = pemBlocks(text).filter(block => block.label.endsWith(label))
    if (blocks.length === 0) {
        throw new TlsError(code, `Cannot load ${what} ${nameOf(source)}: no ${label} in it, wanted PEM or DER`)
    }
    return blocks
}

function certificates(source: CredentialSource, what: string, code: TlsErrorCode): X509Certificate[] {
    return blocksOf(source, 'CERTIFICATE', what, code).map(({ text }) => {
        try {
            return new X509Certificate(text)
        } catch (error) {
            throw new TlsError(code, `Cannot load ${what} ${nameOf(source)}: ${reasonOf(error)}`, { cause: error })
        }
    })
}

function pemOf(list: readonly X509Certificate[]): string {
    return list.map(String).join('')
}

const keyTypes = ['pkcs8', 'pkcs1', 'sec1'] as const

/** A DER key does not say which of three kinds it is. */
function parseDerKey(der: Buffer): KeyObject {
    let failure: unknown
    for (const type of keyTypes) {
        try {
            return createPrivateKey({ key: der, format: 'der', type })
        } catch (error) {
            failure ??= error
        }
    }
    throw failure
}

function privateKey(source: CredentialSource): KeyObject {
    const fail = (reason: string, cause?: unknown): never => {
        throw new TlsError('TLS_KEY', `Cannot load key ${nameOf(source)}: ${reason}`, { cause })
    }
    const bytes = readSource(source, 'key', 'TLS_KEY')
    const text = bytes.toString('latin1')
    try {
        if (!isPem(text)) {
            return parseDerKey(bytes)
        }
    } catch (error) {
        return fail(reasonOf(error), error)
    }
    const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'))
    if (block === undefined) {
        return fail('no PRIVATE KEY in it, wanted PEM or DER')
    }
    if (block.label.startsWith('ENCRYPTED') || block.text.includes('ENCRYPTED')) {
        return fail('it is encrypted, wanted a key without a passphrase')
    }
    try {
        return createPrivateKey(block.text)
    } catch (error) {
        return fail(reasonOf(error), error)
    }
}

function identity(options: CredentialOptions): { chain: string | null; key: string | null } {
    const { certificate, key = certificate } = options
    if (certificate === undefined) {
        if (key !== undefined) {
            throw new TlsError('TLS_CERTIFICATE', `Cannot use key ${nameOf(key)}: no certificate, wanted both`)
        }
        return { chain: null, key: null }
    }
    const chain = certificates(certificate, 'certificate', 'TLS_CERTIFICATE')
    const secret = privateKey(key ?? certificate)
    if (!chain[0]!.checkPrivateKey(secret)) {
        const first = nameOf(certificate)
        throw new TlsError(
            'TLS_KEY',
            `Cannot use key ${nameOf(key ?? certificate)}: it does not belong to the first certificate of ${first}`,
        )
    }
    return { chain: pemOf(chain), key: secret.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/**
 * Reads and checks what the options name. Throws `TLS_CERTIFICATE`, `TLS_KEY`, `TLS_AUTHORITY` or `TLS_REVOCATION`; `cause` is
 * the error of the file system (`cause.code` is `ENOENT`, ...) or of the parser.
 */
export function readCredentials(options: CredentialOptions): Credentials {
    const { authority, revocation } = options
    return {
        ...identity(options),
        authority: authority === undefined ? null : pemOf(certificates(authority, 'authority', 'TLS_AUTHORITY')),
        revocation:
            revocation === undefined
                ? null
                : blocksOf(revocation, 'X509 CRL', 'list of revoked certificates', 'TLS_REVOCATION')
                      .map(({ text }) => text)
                      .join(''),
    }
}
