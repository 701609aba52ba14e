/*
    failures.ts -- Failures: how many logins have failed lately, for each of many keys. The memory for it is bounded.

    A count leaks: it goes down with time as fast as it may go up for ever. A key whose count has leaked away is forgotten.

    When there are too many keys, one of those that were used longest ago gives way: the one with the lowest count of some. So whoever
    wants the count of a key forgotten must bring thousands of others to the same count, not only name them.
*/

/** What is known of a key. */
export class FailureRecord {
    /** Failures, less what has leaked. */
    count = 0
    /** When the count was right: it leaks from then on. */
    time: number
    /** Logins are refused until then. */
    lockedUntil = 0
    /** Logins that are being looked at. */
    pending = 0
    /** That it is locked was told, and the count has not gone down to half since. */
    isTold = false

    constructor(time: number) {
        this.time = time
    }
}

/** How many of the keys that were used longest ago are looked at for one that gives way. */
const LOOKS = 8

/** The failures of many keys. */
export class Failures {
    readonly #most: number
    readonly #leak: number
    readonly #records = new Map<string, FailureRecord>()

    /** `most`: keys that are remembered; `leak`: failures that are forgotten per millisecond. */
    constructor(most: number, leak: number) {
        this.#most = most
        this.#leak = leak
    }

    /** How many keys are remembered. */
    get size(): number {
        return this.#records.size
    }

    /** What is known of a key; null: nothing that counts. */
    peek(key: string, time: number): FailureRecord | null {
        const record = this.#records.get(key)
        if (record === undefined) {
            return null
        }
        if (this.#isOver(record, time)) {
            this.#records.delete(key)
            return null
        }
        return record
    }

    /** What is known of a key, to be added to. */
    record(key: string, time: number): FailureRecord {
        let record = this.peek(key, time)
        if (record === null) {
            if (this.#records.size >= this.#most) {
                this.#makeRoom(time)
            }
            record = new FailureRecord(time)
        }
        // At the end: it was used last.
        this.#records.delete(key)
        this.#records.set(key, record)
        return record
    }

    /** Forgets a key. */
    forget(key: string): void {
        this.#records.delete(key)
    }

    /** Brings a record up to date. Returns whether nothing of it need be remembered. */
    #isOver(record: FailureRecord, time: number): boolean {
        if (time > record.time) {
            record.count = Math.max(0, record.count - (time - record.time) * this.#leak)
            record.time = time
        }
        return record.count === 0 && record.pending === 0 && time >= record.lockedUntil
    }

    #makeRoom(time: number): void {
        let lowest: string | null = null
        let least = Infinity
        let looks = LOOKS
        for (const [key, record] of this.#records) {
            if (looks-- === 0) {
                break
            }
            if (this.#isOver(record, time)) {
                this.#records.delete(key)
                return
            }
            // Those that stay are looked at again after all others. A Map goes on to what is put at its end, hence the bound.
            this.#records.delete(key)
            this.#records.set(key, record)
            if (record.count + record.pending < least) {
                least = record.count + record.pending
                lowest = key
            }
        }
        if (lowest !== null) {
            this.#records.delete(lowest)
        }
    }
}
