/*
    pool.ts -- Pool: connections that are kept for the next request, and a bound for those in use, per origin.

    The latest one is used first: it is the least likely to be closed by the server meanwhile, and the others can grow old. An idle
    connection is watched: the server's end, or bytes that nobody asked for, take it out at once.
*/

import {
    deadline,
    type Fiber,
    now,
    Semaphore,
    type SocketObserver,
    startTimer,
    stopTimer,
    Timer,
    TimeoutError,
} from '../../fiber/index.js'
import type { Connection } from './connection.js'
import { UrlError } from './errors.js'

/** Connections of one key. */
interface Lane {
    readonly slots: Semaphore
    readonly idle: IdleConnection[]
}

/** A plain record about a pool. */
export interface PoolStatistics {
    /** Connections that serve a request, or are being made for one. */
    readonly busy: number
    /** Connections that are kept. */
    readonly idle: number
    /** Requests that wait for a connection. */
    readonly waiting: number
    /** Requests that found a connection. */
    readonly reused: number
    /** Requests that needed a new one. */
    readonly opened: number
}

/** A connection that is kept. */
class IdleConnection implements SocketObserver {
    constructor(
        readonly pool: Pool,
        readonly connection: Connection,
        readonly due: number,
    ) {}

    /** Nobody asked for anything, so whatever comes is the end of it. It may be told for nothing. */
    socketReadable(): void {
        if (!this.connection.usable) {
            this.pool.remove(this)
        }
    }

    socketWritable(): void {}
}

class PoolTimer extends Timer {
    constructor(readonly pool: Pool) {
        super()
    }

    override fire(): void {
        this.pool.expire()
    }
}

/** Keeps connections. */
export class Pool {
    readonly #most: number
    readonly #mostIdle: number
    readonly #keepAlive: number
    readonly #lanes = new Map<string, Lane>()
    /** All that are kept, the oldest first. */
    readonly #idle = new Set<IdleConnection>()
    readonly #timer = new PoolTimer(this)
    #running = false
    #closed = false
    #reused = 0
    #opened = 0

    /** `most`: connections per key; `mostIdle`: kept ones of all keys; `keepAlive`: milliseconds. */
    constructor(most: number, mostIdle: number, keepAlive: number) {
        this.#most = most
        this.#mostIdle = mostIdle
        this.#keepAlive = keepAlive
    }

    /** A kept connection, without waiting; null: there is none, and nothing was taken. */
    takeNow(key: string): Connection | null {
        const lane = this.#lanes.get(key)
        const kept = lane?.idle.at(-1)
        if (kept === undefined || this.#closed || !lane!.slots.acquireNow()) {
            return null
        }
        if (!kept.connection.usable || kept.due <= now()) {
            lane!.slots.release()
            return null
        }
        this.#release(kept, lane!)
        this.#reused++
        return kept.connection
    }

    /**
     * Waits for the right to use a connection, and gives one that is kept; null: make a new one. Each is followed by one `give` or
     * `forgo`. `fresh`: a new one at any rate. Throws `URL_TIMEOUT` after `ms` milliseconds, `URL_CLOSED`.
     */
    *take(key: string, url: string, ms: number, fresh: boolean): Fiber<Connection | null> {
        this.#check(url)
        let lane = this.#lanes.get(key)
        if (lane === undefined) {
            lane = { slots: new Semaphore(this.#most, 'connection of a pool'), idle: [] }
            this.#lanes.set(key, lane)
        }
        if (!lane.slots.acquireNow()) {
            yield* this.#await(lane, url, ms)
        }
        for (let kept = fresh ? undefined : lane.idle.at(-1); kept !== undefined; kept = lane.idle.at(-1)) {
            this.#release(kept, lane)
            if (kept.connection.usable && kept.due > now()) {
                this.#reused++
                return kept.connection
            }
            kept.connection.drop()
        }
        this.#opened++
        return null
    }

    /** A request is over. The connection is kept if it can be used again, else closed. `hint`: milliseconds that the server keeps it. */
    give(connection: Connection, hint = Infinity): void {
        const lane = this.#lanes.get(connection.key)!
        const ms = Math.min(this.#keepAlive, hint)
        if (connection.usable && ms > 0 && !this.#closed) {
            const kept = new IdleConnection(this, connection, now() + ms)
            connection.socket.setDue(Infinity)
            connection.socket.observe(kept)
            lane.idle.push(kept)
            this.#idle.add(kept)
            if (this.#idle.size > this.#mostIdle) {
                this.remove(this.#idle.values().next().value!)
            }
            this.#run(ms)
        } else {
            connection.drop()
        }
        this.forgo(connection.key)
    }

    /** What was taken is not needed any more, and there is no connection to give. */
    forgo(key: string): void {
        const lane = this.#lanes.get(key)!
        lane.slots.release()
        this.#tidy(key, lane)
    }

    /** A kept connection is closed. */
    remove(kept: IdleConnection): void {
        const { key } = kept.connection
        const lane = this.#lanes.get(key)
        if (lane !== undefined && this.#idle.has(kept)) {
            this.#release(kept, lane)
            this.#tidy(key, lane)
        }
        kept.connection.drop()
    }

    /** Kept connections that are too old are closed. */
    expire(): void {
        this.#running = false
        const time = now()
        let next = Infinity
        for (const kept of this.#idle) {
            if (kept.due <= time) {
                this.remove(kept)
            } else {
                next = Math.min(next, kept.due - time)
            }
        }
        if (next !== Infinity) {
            this.#run(next)
        }
    }

    /** Closes what is kept, and what will be given; requests that begin are refused. */
    close(): void {
        this.#closed = true
        for (const kept of this.#idle) {
            this.remove(kept)
        }
        stopTimer(this.#timer)
        this.#running = false
    }

    /** A plain record of the present state. */
    statistics(): PoolStatistics {
        let busy = 0
        let waiting = 0
        for (const { slots } of this.#lanes.values()) {
            const { permits, available, waiting: queued } = slots.statistics()
            busy += permits - available
            waiting += queued
        }
        return Object.freeze({ busy, idle: this.#idle.size, waiting, reused: this.#reused, opened: this.#opened })
    }

    *#await(lane: Lane, url: string, ms: number): Fiber<void> {
        try {
            yield* deadline(ms, lane.slots.acquire())
        } catch (error) {
            if (error instanceof TimeoutError) {
                throw new UrlError('URL_TIMEOUT', `Cannot request ${url}: all ${this.#most} connections are in use`, {
                    cause: error,
                })
            }
            throw error
        }
        if (this.#closed) {
            lane.slots.release()
            this.#check(url)
        }
    }

    #check(url: string): void {
        if (this.#closed) {
            throw new UrlError('URL_CLOSED', `Cannot request ${url}: the client was closed`)
        }
    }

    #release(kept: IdleConnection, lane: Lane): void {
        kept.connection.socket.observe(null)
        this.#idle.delete(kept)
        const at = lane.idle.lastIndexOf(kept)
        lane.idle.splice(at, 1)
    }

    #tidy(key: string, { slots, idle }: Lane): void {
        if (idle.length === 0) {
            const { available, permits, waiting } = slots.statistics()
            if (available === permits && waiting === 0) {
                this.#lanes.delete(key)
            }
        }
    }

    /** One timer for all, left alone when it fires early enough. */
    #run(ms: number): void {
        if (!this.#running) {
            this.#running = true
            startTimer(this.#timer, ms)
        }
    }
}
