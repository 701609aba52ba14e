/*
    unclaimed.ts -- Unclaimed: messages of QoS 1 and 2 that came before anybody had subscribed to them in this process.

    A broker that has kept the session sends what came meanwhile right behind CONNACK, often in the same segment: before a program that
    connects and then subscribes has had a chance to do so. Acknowledged then, they would be lost. So for the first seconds of the first connection
    they wait here, not acknowledged, for their subscription. What a session still subscribes to and the program does not want any more ends
    when that time is over, as it does later on.
*/

import type { MqttRecv } from './message.js'
import { OVERHEAD } from './outgoing.js'
import { matchTopic } from './topics.js'

/** For so many milliseconds of a connection. */
export const GRACE = 10_000

/** Messages that wait for a subscription. */
export class Unclaimed {
    /** They are kept; false: the time is over. */
    isOpen = true
    readonly #bound: number
    readonly #full: (change: 1 | -1) => void
    readonly #messages = new Set<MqttRecv>()
    #bytes = 0
    #isFull = false

    /** `full` is told when more than `bound` bytes wait, and when they do not any more. */
    constructor(bound: number, full: (change: 1 | -1) => void) {
        this.#bound = bound
        this.#full = full
    }

    add(message: MqttRecv): void {
        this.#messages.add(message)
        this.#count(sizeOf(message))
    }

    /** Takes those that a filter matches, in the order of their coming. */
    claim(filter: string): MqttRecv[] {
        return this.#take(({ topic }) => matchTopic(filter, topic))
    }

    /** Drops those that the broker sends again on the next connection. */
    forgetUnacknowledged(): void {
        this.#take(({ qos }) => qos === 1)
    }

    /** The time is over: takes all. */
    close(): MqttRecv[] {
        this.isOpen = false
        return this.#take(() => true)
    }

    #take(which: (message: MqttRecv) => boolean): MqttRecv[] {
        if (this.#messages.size === 0) {
            return []
        }
        const taken = [...this.#messages].filter(which)
        for (const message of taken) {
            this.#messages.delete(message)
            this.#count(-sizeOf(message))
        }
        return taken
    }

    #count(bytes: number): void {
        this.#bytes += bytes
        const isFull = this.#bytes > this.#bound
        if (isFull !== this.#isFull) {
            this.#isFull = isFull
            this.#full(isFull ? 1 : -1)
        }
    }
}

function sizeOf({ topic, payload }: MqttRecv): number {
    return topic.length + payload.length + OVERHEAD
}
