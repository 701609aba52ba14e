/*
    link.ts -- Link: makes the connection of a client, and makes it again. A loop in one fiber.

        connecting ----> online ----> offline --- pause ---> connecting ...
             |              |            |
             +--------------+------------+----> closed: no (more) attempts are wanted

    Pauses are random, and grow until a connection has lasted for a while: not merely until the broker has accepted it, since brokers that do not
    want a client often accept it and then hang up.
*/

import { Event, type Fiber, Logger, now, type Schedule, select, sleep, wallTime } from '../../fiber/index.js'
import type { MqttError } from './errors.js'
import { lost } from './failures.js'
import { explain, type LinkView, sentence } from './why.js'

/** What a link works for. */
export interface LinkUser {
    readonly clientId: string
    /** One connection from its beginning to its end: throws why it ended. */
    connection(): Fiber<never>
    /** A connection, or an attempt, has ended. `last`: there will be no other. */
    ended(error: MqttError, wasOnline: boolean, last: boolean): void
}

const log = new Logger('mqtt')

/** The connections of one client. */
export class Link {
    /** Connections that the broker has accepted. */
    connections = 0
    /** Attempts that failed, or were refused. */
    failures = 0
    /** Told of each change. */
    readonly changed = new Event('mqtt link')
    readonly #user: LinkUser
    readonly #target: string
    readonly #schedule: Schedule | null
    readonly #stable: number
    readonly #wanted = new Event('mqtt pause')
    #state: LinkView['state'] = 'connecting'
    #since: number = wallTime()
    #reason: string | null = null
    #failure: MqttError | null = null
    #attempts = 0
    #next = 0
    #online = 0

    constructor(user: LinkUser, target: string, schedule: Schedule | null, stable: number) {
        this.#user = user
        this.#target = target
        this.#schedule = schedule
        this.#stable = stable
    }

    /** How it stands. */
    get state(): LinkView['state'] {
        return this.#state
    }

    /** What ended the latest connection, or attempt; null: nothing did. */
    get failure(): MqttError | null {
        return this.#failure
    }

    /** One sentence about it. */
    get why(): string {
        const { state } = this
        return sentence({
            ...{ state, target: this.#target, since: this.#since, reason: this.#reason, attempts: this.#attempts },
            next: Math.max(0, this.#next - now()),
        })
    }

    /** Connects, again and again. Returns when no more attempts are wanted. */
    *run(): Fiber<void> {
        const schedule = this.#schedule
        let pauses: Iterator<number> | null = null
        for (;;) {
            this.#attempts++
            this.#enter('connecting')
            const error = yield* this.#attempt()
            const lasted = this.#online === 0 ? null : now() - this.#online
            this.#online = 0
            if (lasted !== null && lasted >= this.#stable) {
                pauses = null
                this.#attempts = 0
            }
            this.#fail(error, lasted)
            pauses ??= schedule?.[Symbol.iterator]() ?? null
            const pause = pauses?.next()
            // What is not installed will not be in a minute.
            const isLast = pause === undefined || pause.done === true || error.code === 'MQTT_PACKAGE'
            this.#next = now() + (isLast ? 0 : pause.value)
            this.#enter(isLast ? 'closed' : 'offline')
            this.#user.ended(error, lasted !== null, isLast)
            log.info(this.why)
            if (isLast) {
                return
            }
            yield* select({ wanted: this.#wanted.wait(), pause: sleep(pause.value) })
        }
    }

    /** The broker has accepted the connection. */
    accepted(): void {
        this.connections++
        this.#online = now()
        this.#enter('online')
        log.info(this.why)
    }

    /** Does not wait for the pause to end: there is reason to think that it works now. */
    hurry(): void {
        this.#wanted.emit()
    }

    /** It was closed by its user. */
    closed(error: MqttError | null): void {
        if (this.#state !== 'closed') {
            this.#failure = error ?? this.#failure
            this.#reason = error?.message ?? this.#reason
            this.#enter('closed')
        }
    }

    *#attempt(): Fiber<MqttError> {
        try {
            return yield* this.#user.connection()
        } catch (error) {
            return lost('Cannot connect', error)
        }
    }

    #fail(error: MqttError, lasted: number | null): void {
        this.failures += lasted === null ? 1 : 0
        this.#failure = error
        this.#reason = explain({ error, lasted, clientId: this.#user.clientId, time: wallTime() })
    }

    #enter(state: LinkView['state']): void {
        const wasOnline = this.#state === 'online'
        if ((state === 'online') !== wasOnline || state === 'closed') {
            this.#since = wallTime()
        }
        this.#state = state
        this.changed.emit()
    }
}
