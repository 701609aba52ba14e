/*
    outbox.ts -- Outbox: the messages of QoS 1 and 2 that are not acknowledged: a bounded queue, and those in flight.

        add() --> queue (by priority) --next()--> in flight (by packet id) --> acknowledged
                     |
                     +--> dropped: too old, or its place is needed

    Messages of one topic and one priority are sent in the order in which they were added. What is in flight is never dropped.
*/

import { wallTime } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import type { Journal } from './journal.js'
import { INFLIGHT, Outgoing, OVER, RELEASED } from './outgoing.js'
import { doneRecord, idRecord, outRecord, releasedRecord } from './records.js'
import { shown } from './topics.js'

/** Priorities go from 0 to this. */
export const TOP_PRIORITY = 2

/** Bounds of the queue. */
export interface QueueLimits {
    /** Bytes of topics and payloads, and 64 for each message. Default 16 MB. */
    readonly bytes?: number
    /** Messages. Default 10,000. */
    readonly messages?: number
    /** Milliseconds after which a message that was not sent is dropped. Default Infinity. */
    readonly age?: number
    /**
     * What happens when the queue is full. `oldest` (default): the oldest messages of the lowest priority are dropped, as long as that is not
     * above the priority of the new one. `newest`: only messages of a lower priority are. Where that does not make enough room the new
     * one is refused.
     */
    readonly overflow?: 'oldest' | 'newest'
}

/** What is to be sent. */
export interface NewMessage {
    readonly topic: string
    readonly payload: Buffer
    readonly qos: 1 | 2
    readonly retain: boolean
    readonly priority: number
}

/** The outgoing half of a session. */
export class Outbox {
    /** Messages that were dropped, and such that were refused. */
    dropped = 0
    refused = 0
    /** By packet id, in the order in which they were handed over. */
    readonly inflight = new Map<number, Outgoing>()
    readonly #queues: readonly Set<Outgoing>[] = Array.from({ length: TOP_PRIORITY + 1 }, () => new Set<Outgoing>())
    readonly #limits: Required<QueueLimits>
    readonly #journal: Journal
    #sequence = 0
    #queued = 0
    #bytes = 0

    constructor(
        journal: Journal,
        { bytes = 2 ** 24, messages = 10_000, age = Infinity, overflow = 'oldest' }: QueueLimits,
    ) {
        this.#journal = journal
        this.#limits = { bytes, messages, age, overflow }
    }

    /** Messages that wait for their turn. */
    get queued(): number {
        return this.#queued
    }

    /** Messages that are not acknowledged. */
    get size(): number {
        return this.#queued + this.inflight.size
    }

    /** Bytes of these, as they are counted. */
    get bytes(): number {
        return this.#bytes
    }

    /** All messages: those in flight in their order, then those that wait. */
    *messages(): Generator<Outgoing> {
        yield* this.inflight.values()
        for (let priority = TOP_PRIORITY; priority >= 0; priority--) {
            yield* this.#queues[priority]!
        }
    }

    /** Adds a message to the queue. Throws `MQTT_QUEUE_FULL`. */
    add({ topic, payload, qos, retain, priority }: NewMessage): Outgoing {
        const message = new Outgoing(++this.#sequence, topic, payload, qos, retain, priority, wallTime())
        this.dropOld()
        this.#makeRoom(message)
        this.#insert(message)
        this.#journal.add(() => outRecord(message))
        return message
    }

    /** The message that is to be sent next; null: none waits. It stays in the queue until it is `given`. */
    get next(): Outgoing | null {
        for (let priority = TOP_PRIORITY; this.#queued > 0 && priority >= 0; priority--) {
            for (const message of this.#queues[priority]!) {
                return message
            }
        }
        return null
    }

    /** A message has got a packet id, and is about to be sent. */
    given(message: Outgoing, id: number): void {
        if (this.#queues[message.priority]!.delete(message)) {
            this.#queued--
        }
        message.state = INFLIGHT
        message.id = id
        this.inflight.set(id, message)
        this.#journal.add(() => idRecord(message))
    }

    /** PUBREC has come: only its id is needed any more. */
    release(id: number): void {
        const message = this.inflight.get(id)
        if (message !== undefined) {
            message.state = RELEASED
            this.#journal.add(() => releasedRecord(message))
        }
    }

    /** The last acknowledgement has come, or the broker has refused it. */
    acknowledge(id: number): Outgoing | null {
        const message = this.inflight.get(id) ?? null
        if (message !== null) {
            this.inflight.delete(id)
            this.#forget(message)
        }
        return message
    }

    /** Takes a message out, wherever it is; its call throws `error`. */
    remove(message: Outgoing, error: Error): void {
        if (message.state === OVER) {
            return
        }
        if (this.#queues[message.priority]!.delete(message)) {
            this.#queued--
        } else {
            this.inflight.delete(message.id)
        }
        this.#forget(message)
        message.fail(error)
    }

    /** Drops messages that have waited too long. */
    dropOld(): void {
        const { age } = this.#limits
        if (age === Infinity || this.#queued === 0) {
            return
        }
        const oldest = wallTime() - age
        for (const queue of this.#queues) {
            for (const message of queue) {
                if (message.time >= oldest) {
                    break
                }
                this.#drop(message, `it has waited for more than ${age} ms`)
            }
        }
    }

    /** Takes a message of an earlier process. */
    restore(message: Outgoing): void {
        this.#sequence = Math.max(this.#sequence, message.sequence)
        if (message.state === INFLIGHT || message.state === RELEASED) {
            this.inflight.set(message.id, message)
            this.#bytes += message.size
        } else {
            this.#insert(message)
        }
    }

    #insert(message: Outgoing): void {
        this.#queues[message.priority]!.add(message)
        this.#queued++
        this.#bytes += message.size
    }

    #makeRoom(message: Outgoing): void {
        const { bytes, messages, overflow } = this.#limits
        const { priority, size } = message
        const highest = overflow === 'oldest' ? priority : priority - 1
        while (this.size >= messages || this.#bytes + size > bytes) {
            const victim = size > bytes ? null : this.#oldest(highest)
            if (victim === null) {
                this.refused++
                throw new MqttError(
                    'MQTT_QUEUE_FULL',
                    `Cannot publish to ${shown(message.topic)}: the queue has ${this.size} messages of ${this.#bytes} bytes, wanted at most ${messages} and ${bytes} with this one of ${size}`,
                )
            }
            this.#drop(victim, 'the queue is full, and newer or more important messages need its place')
        }
    }

    /** The oldest message that waits, of the lowest priority up to `highest`; null: none. */
    #oldest(highest: number): Outgoing | null {
        for (let priority = 0; priority <= highest; priority++) {
            for (const message of this.#queues[priority]!) {
                return message
            }
        }
        return null
    }

    #drop(message: Outgoing, reason: string): void {
        this.dropped++
        this.remove(message, new MqttError('MQTT_DROPPED', `Cannot deliver to ${shown(message.topic)}: ${reason}`))
    }

    #forget(message: Outgoing): void {
        this.#bytes -= message.size
        message.state = OVER
        this.#journal.add(() => doneRecord(message))
    }
}
