/*
    throttle.ts -- Throttle: makes guessing passwords slow, without shutting out those who know theirs.

    Failed logins count three times:

    | for | locked after | for |
    |---|---|---|
    | an account from an address | `attempts` | the whole time |
    | an address, whatever the account | 5 times that | the whole time: it tries many accounts |
    | an account, whatever the address | 10 times that | a short while: many addresses get in one attempt after the other |

    While it is locked nobody looks at the password. The last two do not hold for who has logged in to the account from the address before:
    so strangers lock nobody out of where they usually are. The answer to a failure is also held back, each time twice as long as before.

    Addresses of IPv6 count by their first 64 bits. The address of this machine does not count by itself: what comes from there is a proxy,
    with everybody behind it. All tables are bounded (failures.ts).
*/

import { now } from '../../../fiber/index.js'
import { hex } from '../../crypt/index.js'
import { addressKey } from '../address-limits.js'
import { type FailureRecord, Failures } from './failures.js'

/** How it is configured. */
export interface ThrottleRules {
    /** Failures of an account from an address until it is locked; 0: none is counted. */
    readonly attempts: number
    /** Milliseconds that the answer to the first failure is held back. */
    readonly delay: number
    /** Milliseconds that a lock lasts. */
    readonly lockout: number
    /** Entries of each table. */
    readonly entries: number
}

/** What is locked, as words. */
export type Locked = 'account from address' | 'address' | 'account'

/** What follows a failure. */
export interface FailureOutcome {
    /** Milliseconds that the answer is to be held back. */
    readonly delay: number
    /** What has become locked by it; null: nothing. */
    readonly locked: Locked | null
}

/** How often the delay doubles. */
const DOUBLINGS = 4

/** How many times as much an address, or an account, may fail. */
const ADDRESS = 5
const ACCOUNT = 10

/** `::1`. */
const LOOPBACK = addressKey('::1')

/** Milliseconds for which it is known who has logged in where. */
const TRUST = 30 * 24 * 3_600_000

/** The failed logins of a host. */
export class Throttle {
    readonly #rules: ThrottleRules
    readonly #pairs: Failures
    readonly #addresses: Failures
    readonly #accounts: Failures
    /** When the trust in an account at an address ends. The latest at the end. */
    readonly #trusted = new Map<string, number>()

    constructor(rules: ThrottleRules) {
        const { attempts, lockout, entries } = rules
        const leak = attempts / lockout
        this.#rules = rules
        this.#pairs = new Failures(entries, leak)
        this.#addresses = new Failures(entries, leak * ADDRESS)
        this.#accounts = new Failures(entries, leak * ACCOUNT)
    }

    /** How many entries the tables have. */
    get size(): number {
        return this.#pairs.size + this.#addresses.size + this.#accounts.size + this.#trusted.size
    }

    /**
     * Begins a login, which is to be ended with `failed`, `succeeded` or `dropped` if the result is 0. Otherwise: the milliseconds until
     * there may be another.
     */
    begin(account: string, address: string): number {
        const { attempts } = this.#rules
        if (attempts === 0) {
            return 0
        }
        const time = now()
        const key = addressKey(address)
        const pair = hashed(key, account)
        let until = this.#pairs.peek(pair, time)?.lockedUntil ?? 0
        if (!this.#isTrusted(pair, time)) {
            until = Math.max(until, this.#addresses.peek(key, time)?.lockedUntil ?? 0)
            until = Math.max(until, this.#accounts.peek(hashed('', account), time)?.lockedUntil ?? 0)
        }
        if (until > time) {
            return until - time
        }
        const record = this.#pairs.record(pair, time)
        if (record.count + record.pending >= attempts) {
            // All that may fail are being looked at.
            return 1000
        }
        record.pending++
        return 0
    }

    /** The login was wrong. */
    failed(account: string, address: string): FailureOutcome {
        const { attempts, delay, lockout } = this.#rules
        if (attempts === 0) {
            return { delay, locked: null }
        }
        const time = now()
        const key = addressKey(address)
        const record = this.#pairs.record(hashed(key, account), time)
        record.pending = Math.max(0, record.pending - 1)
        const hold = delay * 2 ** Math.min(Math.round(record.count), DOUBLINGS)
        const all = [
            count(record, 'account from address', attempts, time + hold, time + lockout),
            isLocal(key)
                ? null
                : count(this.#addresses.record(key, time), 'address', attempts * ADDRESS, time + hold, time + lockout),
            count(
                this.#accounts.record(hashed('', account), time),
                'account',
                attempts * ACCOUNT,
                time + hold,
                time + lockout / (attempts * ACCOUNT),
            ),
        ]
        return { delay: hold, locked: all.find(locked => locked !== null) ?? null }
    }

    /** The login was right. What else has failed at the address still counts: the guesser may have an account of their own. */
    succeeded(account: string, address: string): void {
        if (this.#rules.attempts > 0) {
            const pair = hashed(addressKey(address), account)
            this.#pairs.forget(pair)
            this.#trusted.delete(pair)
            for (const oldest of this.#trusted.keys()) {
                if (this.#trusted.size < this.#rules.entries) {
                    break
                }
                this.#trusted.delete(oldest)
            }
            this.#trusted.set(pair, now() + TRUST)
        }
    }

    /** The login came to no end. */
    dropped(account: string, address: string): void {
        const record = this.#pairs.peek(hashed(addressKey(address), account), now())
        if (record !== null) {
            record.pending = Math.max(0, record.pending - 1)
        }
    }

    #isTrusted(pair: string, time: number): boolean {
        return time < (this.#trusted.get(pair) ?? 0)
    }
}

/**
 * Counts a failure. Returns `what` if it is locked by that, and nobody was told yet. `leaking`: from when on it may be forgotten, which is
 * not while its answer is held back.
 */
function count(record: FailureRecord, what: Locked, limit: number, leaking: number, until: number): Locked | null {
    if (record.count < limit / 2) {
        record.isTold = false
    }
    record.count++
    record.time = Math.max(record.time, leaking)
    // What has leaked between two failures that follow each other at once is no attempt.
    if (Math.round(record.count) < limit) {
        return null
    }
    record.lockedUntil = until
    const isNews = !record.isTold
    record.isTold = true
    return isNews ? what : null
}

function isLocal(key: string): boolean {
    return key.startsWith('127.') || key === LOOPBACK
}

/**
 * What stands for an account at an address in the tables. The name itself may be long, and would keep the text alive in which it came,
 * with the password.
 */
function hashed(key: string, account: string): string {
    return hex('sha256', `${key}\n${account}`)
}
