/*
    verify.ts -- Whether a peer's certificate is good enough: the outcome table of spec runtime.md §9.3.

    | # | condition | fails | code |
    |---|---|---|---|
    | 1 | the chain ends in a certificate that signs itself and is not trusted | if issuers are verified | TLS_SELF_SIGNED |
    | 2 | the chain leads to no trusted authority | if issuers are verified | TLS_UNTRUSTED |
    | 3 | a certificate of the chain has expired | always | TLS_EXPIRED |
    | 4 | the certificate is not for the host (clients) | always | TLS_HOSTNAME |
    | 5 | there is none | always | TLS_NO_CERTIFICATE |
    | 6 | anything else | always | TLS_REVOKED, TLS_VERIFY |

    OpenSSL goes on after a problem and tells only the last one. So the others are looked for here: an expired certificate that
    nobody trusts is one that nobody trusts (row 1 or 2), and one with a tolerated issuer may have expired, or be for another
    use, all the same.
*/

import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { commonNameOf } from './certificate.js'
import { TlsError } from './errors.js'
import { pemBlocks } from './pem.js'

/** What a provider has found out about a peer. */
export interface PeerFindings {
    /** The name of OpenSSL for the last problem with the chain, such as `CERT_HAS_EXPIRED`; null: none. */
    readonly problem: string | null
    /** What the peer sent, its own certificate first. Of a resumed session perhaps only that. */
    readonly chain: readonly X509Certificate[]
    /** The session was resumed: `problem` is of the day when it began. */
    readonly resumed: boolean
}

/** What is wanted of a peer. */
export interface PeerDemands {
    readonly role: 'client' | 'server'
    /** The name that a server's certificate must show; null on servers. */
    readonly host: string | null
    readonly verifyIssuer: boolean
    /** The certificates that are trusted. */
    readonly authorities: Authorities
}

/** Trusted certificates, read only when a chain must be looked into. */
export class Authorities {
    readonly #pem: () => string
    #list: X509Certificate[] | null = null

    /** `pem` gives the certificates as text. */
    constructor(pem: () => string) {
        this.#pem = pem
    }

    /** Whether a certificate is one of these, or signed by one. */
    know(certificate: X509Certificate): boolean {
        this.#list ??= pemBlocks(this.#pem()).map(({ text }) => new X509Certificate(text))
        return this.#list.some(
            authority => authority.fingerprint256 === certificate.fingerprint256 || certificate.checkIssued(authority),
        )
    }
}

type IssuerProblem = 'self-signed' | 'untrusted' | null

const selfSigned: ReadonlySet<string> = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'])

const untrusted: ReadonlySet<string> = new Set([
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_UNTRUSTED',
])

// RFC 5280 §4.2.1.12
const anyUse = '2.5.29.37.0'
const serverUse = '1.3.6.1.5.5.7.3.1'
const clientUse = '1.3.6.1.5.5.7.3.2'

function issuerProblem(problem: string, chain: readonly X509Certificate[], authorities: Authorities): IssuerProblem {
    if (selfSigned.has(problem)) {
        return 'self-signed'
    }
    if (untrusted.has(problem)) {
        return 'untrusted'
    }
    const last = chain.at(-1)!
    if (authorities.know(last)) {
        return null
    }
    return last.checkIssued(last) ? 'self-signed' : 'untrusted'
}

/** `host` of a certificate check: without the zone of an IPv6 address and without a final dot. */
function identityOf(host: string): string {
    if (isIP(host) !== 0) {
        return host.replace(/%.*$/, '')
    }
    return host.endsWith('.') ? host.slice(0, -1) : host
}

function hostError(leaf: X509Certificate, host: string): TlsError | null {
    const identity = identityOf(host)
    // RFC 9525 §6.5. Of IPv6 addresses `checkServerIdentity` knows none in Node 22.23.
    if (isIP(identity) !== 0 && leaf.checkIP(identity) !== undefined) {
        return null
    }
    const cause = checkServerIdentity(identity, leaf.toLegacyObject() as never)
    if (cause === undefined) {
        return null
    }
    const names = leaf.subjectAltName ?? commonNameOf(leaf.subject ?? '') ?? 'no name'
    return new TlsError('TLS_HOSTNAME', `Cannot trust certificate: it is for ${names}, wanted ${host}`, { cause })
}

/** Problems that OpenSSL may have passed over because of a later or a tolerated one. Dates are of the machine's clock, as in OpenSSL. */
function hiddenError(chain: readonly X509Certificate[], role: PeerDemands['role']): TlsError | null {
    if (earlyOne(chain) !== undefined) {
        return earlyError(chain)
    }
    // The extended key usages; absent: any.
    const uses = chain[0]!.keyUsage as readonly string[] | undefined
    const wanted = role === 'client' ? serverUse : clientUse
    if (uses !== undefined && !uses.includes(wanted) && !uses.includes(anyUse)) {
        const peer = role === 'client' ? 'server' : 'client'
        return new TlsError(
            'TLS_VERIFY',
            `Cannot trust certificate: its uses are ${uses.join(' ')}, wanted that of a ${peer}`,
            { cause: new Error('INVALID_PURPOSE') },
        )
    }
    return null
}

/** One of a chain whose time has not come. */
function earlyOne(chain: readonly X509Certificate[]): X509Certificate | undefined {
    return chain.find(({ validFrom }) => Date.parse(validFrom) > Date.now())
}

/** A certificate is not valid yet. Devices often have no clock of their own, so what it says belongs to the sentence. */
function earlyError(chain: readonly X509Certificate[]): TlsError {
    const early = earlyOne(chain)
    // An authority is not sent along, as a rule.
    const since = early === undefined ? 'only later than now' : `from ${early.validFrom} on`
    const clock = new Date().toISOString()
    return new TlsError(
        'TLS_VERIFY',
        `Cannot trust certificate ${describe(chain)}: it, or one of its chain, is valid ${since}, and the clock of this machine says ${clock}: one of them is wrong`,
        { cause: new Error('CERT_NOT_YET_VALID') },
    )
}

function describe(chain: readonly X509Certificate[]): string {
    const leaf = chain[0]!
    return commonNameOf(leaf.subject ?? '') ?? leaf.subjectAltName ?? leaf.fingerprint256
}

/** What is wrong with a peer, by the table above; null: nothing. */
export function checkPeer(found: PeerFindings, demands: PeerDemands): TlsError | null {
    const { problem, chain, resumed } = found
    const { role, host, verifyIssuer, authorities } = demands
    const leaf = chain[0]
    if (leaf === undefined) {
        return new TlsError('TLS_NO_CERTIFICATE', 'Cannot trust the peer: it gave no certificate')
    }
    const cause = problem === null ? undefined : new Error(problem)
    const fail = (code: TlsError['code'], text: string): TlsError => new TlsError(code, text, { cause })
    const issuer = problem === null ? null : issuerProblem(problem, chain, authorities)
    if (verifyIssuer && issuer === 'self-signed') {
        return fail(
            'TLS_SELF_SIGNED',
            `Cannot trust certificate ${describe(chain)}: it, or the end of its chain, is signed by itself`,
        )
    }
    if (verifyIssuer && issuer === 'untrusted') {
        return fail('TLS_UNTRUSTED', `Cannot trust certificate ${describe(chain)}: no known authority has signed it`)
    }
    const isUnsure = problem !== null || resumed
    const old = isUnsure ? chain.find(({ validTo }) => Date.parse(validTo) < Date.now()) : undefined
    if (problem === 'CERT_HAS_EXPIRED' || old !== undefined) {
        return fail(
            'TLS_EXPIRED',
            `Cannot trust certificate ${describe(chain)}: it, or one of its chain, expired on ${(old ?? leaf).validTo}`,
        )
    }
    const wrongHost = host === null ? null : hostError(leaf, host)
    if (wrongHost !== null) {
        return wrongHost
    }
    if (problem === 'CERT_REVOKED') {
        return fail('TLS_REVOKED', `Cannot trust certificate ${describe(chain)}: it was revoked`)
    }
    if (problem === 'CERT_NOT_YET_VALID') {
        return earlyError(chain)
    }
    if (problem !== null && !selfSigned.has(problem) && !untrusted.has(problem)) {
        return fail('TLS_VERIFY', `Cannot trust certificate ${describe(chain)}: ${problem}`)
    }
    return isUnsure ? hiddenError(chain, role) : null
}
