/*
    address-limits.ts -- Limits for each address: connections at a time, and requests in a time.

    Requests are counted with a bucket of tokens: it holds as many as may come at once, and fills at the rate that may go on for
    ever. An address is remembered as long as it has connections, or its bucket is not full. Addresses of IPv6 count by their
    first 64 bits: whoever has one has all of these.
*/

import { isIPv6 } from 'node:net'

/** What is permitted; 0: no limit. */
export interface AddressRules {
    /** Connections at a time. */
    readonly connections: number
    /** Requests a second, on average. */
    readonly rate: number
    /** Requests at once. */
    readonly burst: number
}

/** Addresses that are remembered at most: beyond that those that have no connection are forgotten. */
const MOST = 10_000

/** What is known of one address. */
export class AddressRecord {
    readonly key: string
    connections = 0
    /** Requests that may come at once, at `#time`. */
    #tokens: number
    #time: number
    readonly #rules: AddressRules

    constructor(key: string, rules: AddressRules, now: number) {
        this.key = key
        this.#rules = rules
        this.#tokens = rules.burst
        this.#time = now
    }

    /** Takes a token for a request at `now`. Returns 0, or if there is none the milliseconds until there is one. */
    take(now: number): number {
        const { rate } = this.#rules
        if (rate === 0) {
            return 0
        }
        this.#fill(now)
        if (this.#tokens >= 1) {
            this.#tokens--
            return 0
        }
        return ((1 - this.#tokens) / rate) * 1000
    }

    /** Nothing of it need be remembered. */
    isFresh(now: number): boolean {
        this.#fill(now)
        return this.connections === 0 && this.#tokens >= this.#rules.burst
    }

    #fill(now: number): void {
        const { rate, burst } = this.#rules
        this.#tokens = Math.min(burst, this.#tokens + ((now - this.#time) / 1000) * rate)
        this.#time = now
    }
}

/** The addresses of a host. */
export class AddressLimits {
    readonly #rules: AddressRules
    readonly #records = new Map<string, AddressRecord>()

    constructor(rules: AddressRules) {
        this.#rules = rules
    }

    /** How many addresses are remembered. */
    get size(): number {
        return this.#records.size
    }

    /** Counts a connection. Null: there may not be another one. */
    enter(address: string, now: number): AddressRecord | null {
        const key = addressKey(address)
        let record = this.#records.get(key)
        if (record === undefined) {
            this.#makeRoom(now)
            record = new AddressRecord(key, this.#rules, now)
            this.#records.set(key, record)
        }
        if (this.#isFull(record)) {
            return null
        }
        record.connections++
        return record
    }

    /** Whether an address may have another connection. */
    admits(address: string): boolean {
        const record = this.#records.get(addressKey(address))
        return record === undefined || !this.#isFull(record)
    }

    /** A connection is over. */
    leave(record: AddressRecord, now: number): void {
        record.connections--
        this.#records.delete(record.key)
        if (!record.isFresh(now)) {
            // At the end: it was used last.
            this.#records.set(record.key, record)
        }
    }

    #isFull(record: AddressRecord): boolean {
        const { connections } = this.#rules
        return connections > 0 && record.connections >= connections
    }

    /** Forgets the addresses that were used longest ago: two at most of which nothing need be known, and one if there are too many. */
    #makeRoom(now: number): void {
        let looks = 2
        for (const record of this.#records.values()) {
            const isTooMany = this.#records.size >= MOST
            if (record.isFresh(now) || (isTooMany && record.connections === 0)) {
                this.#records.delete(record.key)
            } else if (!isTooMany) {
                return
            }
            looks--
            if (looks <= 0 && this.#records.size < MOST) {
                return
            }
        }
    }
}

/** What addresses are told apart by: those of IPv6 by their first 64 bits. */
export function addressKey(address: string): string {
    if (!address.includes(':')) {
        return address
    }
    const mapped = /^::ffff:([\d.]+)$/i.exec(address)
    if (mapped !== null) {
        return mapped[1]!
    }
    return isIPv6(address) ? prefixOf(address) : address
}

/** The first four groups of an IPv6 address. */
function prefixOf(address: string): string {
    const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
    const groups = head === '' ? [] : head.split(':')
    const after = tail === undefined || tail === '' ? [] : tail.split(':')
    while (tail !== undefined && groups.length + after.length < 8) {
        groups.push('0')
    }
    return [...groups, ...after]
        .slice(0, 4)
        .map(group => Number.parseInt(group, 16).toString(16))
        .join(':')
}
