/*
    subscription.ts -- Subscription: what was subscribed to, and the messages that wait for its handler or for `receive`.

    Messages are handled in the order in which they came. A fiber for the handler is started when one comes, and ends when there is none
    any more, so a subscription that waits costs no fiber.
*/

import { Channel, type Fiber, Logger, textOf } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import type { MqttRecv } from './message.js'
import { localFilter, shown } from './topics.js'

/** Handles a message: a plain function, or one that returns what is to be run. */
export type MqttHandler = (message: MqttRecv) => Fiber<unknown> | void

/** How to subscribe. */
export interface SubscribeOptions {
    /** Highest QoS of messages that the broker sends. Default 1. */
    readonly qos?: 0 | 1 | 2
    /** Returns when the broker has confirmed (`ack`, default), when the packet was sent, or at once. */
    readonly wait?: 'ack' | 'sent' | 'none'
    /** The handler runs where messages are received. It must not wait, and be quick. Default false. */
    readonly fast?: boolean
    /** Handlers that run at once. With more than one a message may overtake another. Default 1. */
    readonly concurrency?: number
    /** Messages that wait, above which no more are taken from the connection. Default 100. */
    readonly limit?: number
}

/** A plain record about a subscription. */
export interface SubscriptionStatistics {
    readonly filter: string
    /** Messages so far. */
    readonly received: number
    /** Messages that wait. */
    readonly waiting: number
    /** Handlers that run. */
    readonly running: number
    /** Handlers that threw. */
    readonly failures: number
}

/** Whom a subscription belongs to. */
export interface SubscriptionOwner {
    /** A message was dealt with. */
    settled(message: MqttRecv): void
    /** One more, or one less, subscription is full. */
    full(change: 1 | -1): void
    /** Starts a fiber for a handler. */
    startHandler(work: () => Fiber<void>): void
    /** Ends a subscription. */
    closeSubscription(subscription: Subscription): Fiber<void>
    /** Why nothing more comes. */
    readonly endError: MqttError
}

const log = new Logger('mqtt')

/** A subscription. */
export class Subscription {
    /** The filter, as it was given. */
    readonly topic: string
    /** What messages are compared with. */
    readonly filter: string
    /** Null: messages are given out by `receive`. */
    readonly callback: MqttHandler | null
    readonly qos: 0 | 1 | 2
    /** The handler runs where messages are received. */
    readonly fast: boolean
    /** @internal Place in the order of subscribing. */
    order = 0
    /** @internal It is served by a master subscription. */
    isLocal = false
    readonly #owner: SubscriptionOwner
    readonly #concurrency: number
    readonly #limit: number
    /** Messages that wait. Made when first needed. */
    #queue: Channel<MqttRecv> | null = null
    #running = 0
    #received = 0
    #failures = 0
    #isFull = false
    #closed = false

    constructor(owner: SubscriptionOwner, topic: string, callback: MqttHandler | null, options: SubscribeOptions) {
        const { qos = 1, fast = false, concurrency = 1, limit = 100 } = options
        if (!(concurrency >= 1 && limit >= 1)) {
            throw new MqttError(
                'MQTT_OPTION',
                `Cannot subscribe to ${shown(topic)}: concurrency ${concurrency} and limit ${limit}, wanted 1 and more`,
            )
        }
        this.#owner = owner
        this.topic = topic
        this.filter = localFilter(topic)
        this.callback = callback
        this.qos = qos
        this.fast = fast
        this.#concurrency = concurrency
        this.#limit = limit
    }

    /** Waits for a message. Throws `MQTT_CLOSED` when the subscription is closed, `MQTT_LOST` when the connection is and stays so. */
    *receive(): Fiber<MqttRecv> {
        const message = yield* this.#messages.receive()
        if (message === undefined) {
            throw this.#owner.endError
        }
        this.#relax()
        this.#owner.settled(message)
        return message
    }

    /** Takes a message that is there; null: there is none. */
    receiveNow(): MqttRecv | null {
        const message = this.#queue?.receiveNow()
        if (message === undefined) {
            return null
        }
        this.#relax()
        this.#owner.settled(message)
        return message
    }

    /** Ends the subscription; the broker is told if it was the last of its filter. Messages that wait are dropped. */
    close(): Fiber<void> {
        return this.#owner.closeSubscription(this)
    }

    /** A plain record of the present state. */
    statistics(): SubscriptionStatistics {
        return Object.freeze({
            ...{ filter: this.topic, received: this.#received, waiting: this.#queue?.size ?? 0 },
            ...{ running: this.#running, failures: this.#failures },
        })
    }

    /** @internal A message for it has come. */
    offer(message: MqttRecv): void {
        this.#received++
        if (this.#closed) {
            // Nobody has dealt with it: it is not acknowledged.
            return
        }
        if (this.fast) {
            this.#handleNow(message)
            return
        }
        const messages = this.#messages
        messages.sendNow(message)
        if (!this.#isFull && messages.size > this.#limit) {
            this.#isFull = true
            this.#owner.full(1)
        }
        if (this.callback !== null && this.#running < this.#concurrency) {
            this.#running++
            this.#owner.startHandler(() => this.#run())
        }
    }

    /** @internal It is over. Who waits in `receive` is told, behind the messages that wait. */
    end(): void {
        this.#closed = true
        this.#queue?.close()
    }

    /** @internal It is over, and what waits is dropped. */
    drop(): void {
        this.end()
        while (this.receiveNow() !== null) {
            // Acknowledged: nobody wants it any more.
        }
    }

    get #messages(): Channel<MqttRecv> {
        this.#queue ??= new Channel<MqttRecv>(Infinity, `mqtt ${this.topic}`)
        if (this.#closed) {
            this.#queue.close()
        }
        return this.#queue
    }

    /** Handles messages until none waits. */
    *#run(): Fiber<void> {
        try {
            for (let message = this.#queue?.receiveNow(); message !== undefined; message = this.#queue?.receiveNow()) {
                this.#relax()
                try {
                    const work = this.callback!(message)
                    if (typeof work === 'object') {
                        yield* work
                    }
                } catch (error) {
                    this.#failed(error)
                }
                // Not in a finally: the handler of a client that is closed has not dealt with it.
                this.#owner.settled(message)
            }
        } finally {
            this.#running--
        }
    }

    #handleNow(message: MqttRecv): void {
        try {
            const work = this.callback!(message)
            if (typeof work === 'object') {
                work.return(undefined)
                throw new TypeError('Cannot wait in a fast handler, wanted a function that is no fiber function')
            }
        } catch (error) {
            this.#failed(error)
        }
        this.#owner.settled(message)
    }

    /** It would fail again: the message counts as handled, and the failure is told. */
    #failed(error: unknown): void {
        this.#failures++
        log.error(`The handler of ${shown(this.topic)} failed: ${(error as Error)?.stack ?? textOf(error)}`)
    }

    #relax(): void {
        if (this.#isFull && this.#queue!.size <= this.#limit >> 1) {
            this.#isFull = false
            this.#owner.full(-1)
        }
    }
}
