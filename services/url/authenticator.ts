/*
    authenticator.ts -- Authenticator: user and password for requests: Basic (RFC 7617) and Digest (RFC 7616), spec url.md §11.

    A challenge of the server is remembered, and used for later requests without asking again, each with its own count.
*/

import { randomBytes } from 'node:crypto'
import { encodeBase64, hex } from '../crypt/index.js'
import { type Challenge, parseChallenges } from './challenge.js'
import { UrlError } from './errors.js'

/** Who asks. */
export interface UrlAuth {
    readonly user: string
    readonly password: string
    /**
     * `basic`: sent with the first request, in clear unless the connection is secure. `digest`: never in clear. Default: what the
     * server asks for, the better one if it has both.
     */
    readonly type?: 'basic' | 'digest'
}

const algorithms = new Map([
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
    ['MD5-SESS', 'md5'],
    ['SHA-256-SESS', 'sha256'],
] as const)

/** What a server has asked for. */
interface DigestState {
    readonly realm: string
    readonly nonce: string
    /** False: RFC 2069, without a count. */
    readonly qop: boolean
    readonly opaque: string | null
    /** As the server has it. */
    readonly algorithm: string
    readonly hash: 'md5' | 'sha256'
    readonly session: boolean
}

/** Makes Authorization headers for one user at one server. */
export class Authenticator {
    /** Requests with the present nonce. */
    nc = 0
    /** `basic` or `digest`; null: not known yet. */
    type: 'basic' | 'digest' | null
    readonly #user: string
    readonly #password: string
    readonly #eager: boolean
    #digest: DigestState | null = null

    /** `eager`: Basic is sent before the server asks, where nothing else is said (spec url.md §11). */
    constructor({ user, password, type }: UrlAuth, eager = false) {
        if (user.includes(':') && type !== 'digest') {
            throw new UrlError(
                'URL_OPTION',
                `Cannot use the user ${JSON.stringify(user)}: wanted a name without a colon (RFC 7617 §2)`,
            )
        }
        if (/\p{Cc}/u.test(user)) {
            throw new UrlError('URL_OPTION', 'Cannot use the user: wanted a name without control characters')
        }
        this.#user = user
        this.#password = password
        this.#eager = eager
        this.type = type ?? null
    }

    /** The remembered challenge; null: none. */
    get challenge(): Readonly<Pick<DigestState, 'realm' | 'nonce' | 'qop' | 'opaque' | 'algorithm'>> | null {
        return this.#digest
    }

    /** The value of the header for a request; null: none is sent. `uri` is that of the request line. */
    header(method: string, uri: string, cnonce = randomBytes(8).toString('hex')): string | null {
        if (this.#digest !== null && this.type !== 'basic') {
            return this.#digestHeader(this.#digest, method, uri, cnonce)
        }
        if (this.type === 'basic' || (this.type === null && this.#eager)) {
            return `Basic ${encodeBase64(`${this.#user}:${this.#password}`)}`
        }
        return null
    }

    /**
     * Learns from the fields of a response that refuses. Returns whether another attempt makes sense. `sent`: what the refused request
     * had.
     */
    learn(fields: readonly string[], sent: string | null): boolean {
        const challenges = parseChallenges(fields)
        const asked = challenges.filter(({ scheme }) => scheme === 'digest')
        // SHA-256 first, whatever the order (RFC 7616 §3.7 leaves it to the client)
        const found = [...asked]
            .sort((a, b) => strength(b) - strength(a))
            .map(digestOf)
            .find(each => each !== null)
        if (found !== undefined && found !== null) {
            // A second refusal with a nonce that is not stale means that the password is wrong
            const stale = asked.some(({ params }) => params.get('stale')?.toLowerCase() === 'true')
            const repeated = sent?.startsWith('Digest ') === true && !stale
            if (this.#digest?.nonce !== found.nonce) {
                this.nc = 0
            }
            this.#digest = found
            this.type = 'digest'
            return !repeated
        }
        if (challenges.some(({ scheme }) => scheme === 'basic') && this.type !== 'digest') {
            this.type = 'basic'
            return !sent?.startsWith('Basic ')
        }
        return false
    }

    /** RFC 7616 §3.4. */
    #digestHeader(state: DigestState, method: string, uri: string, cnonce: string): string {
        const { realm, nonce, qop, opaque, algorithm, hash, session } = state
        const count = (++this.nc).toString(16).padStart(8, '0')
        const user = `${this.#user}:${realm}:${this.#password}`
        const ha1 = session ? hex(hash, `${hex(hash, user)}:${nonce}:${cnonce}`) : hex(hash, user)
        const ha2 = hex(hash, `${method}:${uri}`)
        const response = hex(hash, qop ? `${ha1}:${nonce}:${count}:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`)
        const parts = [
            `Digest username="${quoted(this.#user)}", realm="${quoted(realm)}", nonce="${quoted(nonce)}", uri="${quoted(uri)}"`,
            ...(qop ? [`qop=auth, nc=${count}`] : []),
            ...(qop || session ? [`cnonce="${cnonce}"`] : []),
            `response="${response}", algorithm=${algorithm}`,
            ...(opaque === null ? [] : [`opaque="${quoted(opaque)}"`]),
        ]
        return parts.join(', ')
    }
}

function strength({ params }: Challenge): number {
    return params.get('algorithm')?.toUpperCase().startsWith('SHA-256') ? 1 : 0
}

/** What a challenge asks for; null: something that is not known here. */
function digestOf({ params }: Challenge): DigestState | null {
    const algorithm = params.get('algorithm') ?? 'MD5'
    const hash = algorithms.get(algorithm.toUpperCase() as 'MD5')
    const realm = params.get('realm')
    const nonce = params.get('nonce')
    const qops = params
        .get('qop')
        ?.split(',')
        .map(each => each.trim().toLowerCase())
    if (hash === undefined || realm === undefined || !nonce || (qops !== undefined && !qops.includes('auth'))) {
        return null
    }
    const session = algorithm.toUpperCase().endsWith('-SESS')
    return { realm, nonce, qop: qops !== undefined, opaque: params.get('opaque') ?? null, algorithm, hash, session }
}

function quoted(text: string): string {
    return text.replace(/["\\]/g, '\\$&')
}
