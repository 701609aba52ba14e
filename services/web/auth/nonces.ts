/*
    nonces.ts -- Nonces: the challenges of Digest authentication, and which answers to them were seen (spec web.md §12.7).

    A nonce carries its time and a signature, so a challenge costs no memory: only nonces with which somebody has shown to know a
    password are remembered, with the count of the latest request. There are no more than the limit of them.

    Times are those of the runtime, counted on from the wall clock at the start: a clock that is set makes no nonce older or younger. A
    nonce of a time before the start is over, for what was seen of it is forgotten.
*/

import { now, wallTime } from '../../../fiber/index.js'
import { decodeBase64, encodeBase64, hmac, matches, uid } from '../../crypt/index.js'

/** Characters of the random part. */
const RANDOM = 32

/** Bytes of the signature. */
const SIGNATURE = 32

const pattern = /^([0-9a-f]{1,12}):([0-9A-Z]{32}):$/

/** What a nonce is worth: it was made here and is young enough, was made here, or neither. */
export type NonceState = 'fresh' | 'stale' | 'unknown'

/** Whether a nonce is used with a new count; if not: the request is a repetition, or too many nonces are in use. */
export type NonceUse = 'new' | 'repeated' | 'too many'

/** What is remembered of a nonce. */
interface Seen {
    count: number
    /** `now()` at which it is over. */
    readonly until: number
}

/** The nonces of a host. */
export class Nonces {
    readonly #secret: string
    readonly #limit: number
    readonly #lifespan: number
    /** Added to `now()` it is the time in a nonce. */
    readonly #offset: number = Math.floor(wallTime() - now())
    readonly #start: number = Math.floor(now())
    readonly #seen = new Map<string, Seen>()

    /** `lifespan` in milliseconds, `limit`: how many are remembered. */
    constructor(secret: string, lifespan: number, limit: number) {
        this.#secret = secret
        this.#lifespan = lifespan
        this.#limit = limit
    }

    /** How many are remembered. */
    get size(): number {
        return this.#seen.size
    }

    /** A new nonce for a realm and an algorithm. */
    make(realm: string, algorithm: string): string {
        const text = `${(this.#offset + Math.floor(now())).toString(16)}:${uid(RANDOM)}:`
        return encodeBase64(Buffer.concat([Buffer.from(text), this.#sign(realm, algorithm, text)]))
    }

    /** What a nonce is worth for a realm and an algorithm. */
    stateOf(nonce: string, realm: string, algorithm: string): NonceState {
        const bytes = decodeBase64(nonce)
        if (bytes === null || bytes.length <= SIGNATURE) {
            return 'unknown'
        }
        const text = bytes.toString('latin1', 0, bytes.length - SIGNATURE)
        const signature = bytes.subarray(bytes.length - SIGNATURE)
        if (!pattern.test(text) || !matches(signature, this.#sign(realm, algorithm, text))) {
            return 'unknown'
        }
        const made = this.#made(text)
        const age = now() - made
        // In whole seconds (spec web.md §12.7, check 4).
        const isYoung = age >= 0 && Math.floor(age / 1000) * 1000 <= this.#lifespan
        return isYoung && made >= this.#start ? 'fresh' : 'stale'
    }

    /** Notes the use of a fresh nonce with a count. Each use must have a higher count than the one before. */
    use(nonce: string, count: number): NonceUse {
        // Time and random part: the nonce itself would keep the request alive in which it came.
        const key = decodeBase64(nonce)!.toString('latin1').slice(0, -SIGNATURE)
        const seen = this.#seen.get(key)
        if (seen !== undefined) {
            if (count <= seen.count) {
                return 'repeated'
            }
            seen.count = count
            return 'new'
        }
        if (this.#seen.size >= this.#limit) {
            this.prune()
            if (this.#seen.size >= this.#limit) {
                return 'too many'
            }
        }
        // A second more: ages are whole seconds.
        this.#seen.set(key, { count, until: this.#made(key) + this.#lifespan + 1000 })
        return 'new'
    }

    /** Forgets the nonces that are over. */
    prune(): void {
        const time = now()
        for (const [key, { until }] of this.#seen) {
            if (time > until) {
                this.#seen.delete(key)
            }
        }
    }

    /** `now()` at which a nonce was made. */
    #made(text: string): number {
        return Number.parseInt(text, 16) - this.#offset
    }

    #sign(realm: string, algorithm: string, text: string): Buffer {
        return hmac('sha256', this.#secret, `${realm}:${algorithm}:${text.slice(0, -1)}`)
    }
}
