/*
    requests.ts -- Requests to the services of the cloud, and their answers. Source: spec mqtt.md §15.

        request   ioto/service/ID/TOPIC/SEQ   -->
                                              <--   ioto/device/ID/TOPIC/SEQ   response
*/

import { deadline, type Fiber, Logger, Mutex, TimeoutError } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import type { Mqtt } from './mqtt.js'
import type { MqttRecv } from './message.js'
import { Reply } from './reply.js'
import type { Subscription } from './subscription.js'

/** How to request. */
export interface RequestOptions {
    /** Milliseconds for the answer. Infinity: none. Default 30,000. */
    readonly timeout?: number
}

const TIMEOUT = 30_000

/** Numbers go from 1 to this; the first is 100. */
const MOST = 2 ** 31 - 1

const log = new Logger('mqtt')

let sequence = 100

function nextSequence(): number {
    const number = sequence
    sequence = sequence === MOST ? 1 : sequence + 1
    return number
}

/** The requests of one client. */
export class Requests {
    readonly #mq: Mqtt
    readonly #waiting = new Map<number, Reply<string | null>>()
    readonly #subscriptions = new Map<string, Subscription>()
    /** So that two first requests of a topic subscribe once. */
    readonly #lock = new Mutex('mqtt request')

    constructor(mq: Mqtt) {
        this.#mq = mq
    }

    /** Asks, and waits. */
    *request(topic: string, body: string, { timeout = TIMEOUT }: RequestOptions): Fiber<string | null> {
        yield* this.#lock.run(() => this.#subscribe(topic))
        const number = nextSequence()
        const reply = new Reply<string | null>(`mqtt request ${topic}`)
        this.#waiting.set(number, reply)
        try {
            const options = { qos: 1, wait: 'none' } as const
            yield* this.#mq.publish(`ioto/service/${this.#mq.id}/${topic}/${number}`, body, options)
            return yield* deadline(timeout, reply)
        } catch (error) {
            if (error instanceof TimeoutError) {
                log.info('MQTT request timed out', { topic })
                return null
            }
            throw error
        } finally {
            this.#waiting.delete(number)
        }
    }

    /** Ends the subscription to answers. */
    *free(topic: string): Fiber<void> {
        const subscription = this.#subscriptions.get(topic)
        this.#subscriptions.delete(topic)
        if (subscription !== undefined) {
            yield* subscription.close()
        }
    }

    /** The connection is lost: no answer comes. */
    lost(): void {
        for (const reply of this.#waiting.values()) {
            reply.resolve(null)
        }
    }

    *#subscribe(topic: string): Fiber<void> {
        if (this.#subscriptions.has(topic)) {
            return
        }
        const filter = `ioto/device/${this.#mq.id}/${topic}/+`
        try {
            const subscription = yield* this.#mq.subscribe(filter, message => this.#answer(message), { fast: true })
            this.#subscriptions.set(topic, subscription)
        } catch (error) {
            const { code, message } = error as MqttError
            throw new MqttError(code, `Cannot subscribe to ${filter}: ${message}`, { cause: error })
        }
    }

    #answer(message: MqttRecv): void {
        const level = message.topic.slice(message.topic.lastIndexOf('/') + 1)
        const reply = this.#waiting.get(Number.parseInt(level, 10))
        if (reply === undefined) {
            log.debug('Response that nobody waits for', { topic: message.topic })
            return
        }
        reply.resolve(message.data ?? '')
    }
}
