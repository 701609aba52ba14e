/*
    mqtt-subscribing.ts -- MqttSubscribing: the part of `Mqtt` that subscribes: what there is here, and what the broker knows of it.

        subscribe()  --> Subscription, in the index   --- below a master: nothing more
                     --> SUBSCRIBE --> SUBACK --> granted: repeated after a connection in which the broker has forgotten it
*/

import { detach, type Fiber, type Op } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import { MqttSending } from './mqtt-sending.js'
import { type MqttHandler, type SubscribeOptions, Subscription } from './subscription.js'
import { checkFilter, shown } from './topics.js'

/** The subscribing part of a client. */
export abstract class MqttSubscribing extends MqttSending {
    /** Prefixes that master subscriptions serve: what is subscribed to below them is local. */
    readonly masterTopics: string[] = []
    /** What the broker is subscribed to, by filter. */
    readonly #granted: Map<string, 0 | 1 | 2> = new Map()

    protected get subscriptionCount(): number {
        return this.topics.length
    }

    /**
     * Subscribes. With a handler messages are given to it, in their order; without, to those who `receive`. Returns when the broker has
     * confirmed it. With `reconnect` it waits for as long as there is no connection, and is repeated after a connection in which the broker has
     * forgotten it. Throws `MQTT_TOPIC`, `MQTT_SUBSCRIBE`, `MQTT_OFFLINE`, `MQTT_LOST`.
     */
    *subscribe(
        filter: string,
        handler: MqttHandler | null = null,
        options: SubscribeOptions = {},
    ): Fiber<Subscription> {
        checkFilter(filter, this.settings.topicLimit)
        this.#checkQos(filter, options.qos)
        const subscription = new Subscription(this, filter, handler, options)
        // Before it is sent, so that retained messages are not missed (spec mqtt.md §5.4).
        this.addSubscription(subscription)
        let done = false
        try {
            subscription.isLocal = this.isBelowMaster(filter)
            if (!subscription.isLocal) {
                yield* this.#subscribe(filter, subscription.qos, options.wait)
            }
            done = true
            return subscription
        } finally {
            if (!done) {
                this.removeSubscription(subscription)
                subscription.drop()
            }
        }
    }

    /** Subscribes to a filter that serves others: subscriptions below it are local, and the broker has to know of one only. */
    *subscribeMaster(filter: string, options: Pick<SubscribeOptions, 'qos' | 'wait'> = {}): Fiber<void> {
        checkFilter(filter, this.settings.topicLimit)
        this.#checkQos(filter, options.qos)
        yield* this.#subscribe(filter, options.qos ?? 1, options.wait)
        const prefix = masterPrefix(filter)
        if (!this.masterTopics.includes(prefix)) {
            this.masterTopics.push(prefix)
        }
    }

    /** Ends all subscriptions of a filter, and tells the broker unless it is local. */
    *unsubscribe(filter: string, options: Pick<SubscribeOptions, 'wait'> = {}): Fiber<void> {
        const local = this.isBelowMaster(filter)
        this.dropSubscriptions(({ topic }) => topic === filter)
        if (!local) {
            yield* this.#unsubscribe(filter, options.wait)
        }
    }

    /** Ends a master subscription, and the local ones below it. */
    *unsubscribeMaster(filter: string, options: Pick<SubscribeOptions, 'wait'> = {}): Fiber<void> {
        const prefix = masterPrefix(filter)
        const at = this.masterTopics.indexOf(prefix)
        if (at >= 0) {
            this.masterTopics.splice(at, 1)
        }
        this.dropSubscriptions(({ topic, isLocal }) => topic === filter || (isLocal && !this.isBelowMaster(topic)))
        yield* this.#unsubscribe(filter, options.wait)
    }

    *closeSubscription(subscription: Subscription): Fiber<void> {
        if (!this.removeSubscription(subscription)) {
            return
        }
        subscription.drop()
        const { topic } = subscription
        if (
            !subscription.isLocal &&
            !this.topics.some(other => other.topic === topic) &&
            this.link.state !== 'closed'
        ) {
            yield* this.#unsubscribe(topic)
        }
    }

    /** Whether a filter is served by a master subscription: at the border of a level. */
    protected isBelowMaster(filter: string): boolean {
        return this.masterTopics.some(prefix => filter === prefix || filter.startsWith(`${prefix}/`))
    }

    /** Removes subscriptions. */
    protected dropSubscriptions(which: (subscription: Subscription) => boolean): void {
        for (const subscription of this.topics.filter(which)) {
            this.removeSubscription(subscription)
            subscription.drop()
        }
    }

    protected checkConnected(action: string): void {
        if (!this.connected) {
            throw new MqttError('MQTT_OFFLINE', `Cannot ${action}: ${this.why}`)
        }
    }

    *#subscribe(filter: string, qos: 0 | 1 | 2, wait: SubscribeOptions['wait'] = 'ack'): Fiber<void> {
        if (wait !== 'ack') {
            this.checkConnected(`subscribe to ${shown(filter)}`)
            detach('mqtt subscribe', () => this.#confirmLater(filter, qos))
            if (wait === 'sent') {
                yield* this.wire.flush()!
            }
            return
        }
        for (;;) {
            while (!this.connected) {
                if (this.isOffline) {
                    throw new MqttError('MQTT_OFFLINE', `Cannot subscribe to ${shown(filter)}: ${this.why}`)
                }
                // Without a deadline: so long as there is no connection.
                yield* this.link.changed.wait()
            }
            try {
                yield* this.#confirm(filter, qos)
                return
            } catch (error) {
                if (this.settings.reconnect === null || !(error instanceof MqttError && error.code === 'MQTT_LOST')) {
                    throw error
                }
            }
        }
    }

    *#confirm(filter: string, qos: 0 | 1 | 2): Fiber<void> {
        const [code = 128] = yield* this.wire.calls.subscribe(new Map([[filter, qos]]))
        if (code >= 128) {
            throw new MqttError(
                'MQTT_SUBSCRIBE',
                `Cannot subscribe to ${shown(filter)}: the broker refused it, code ${code}`,
            )
        }
        this.#granted.set(filter, qos)
    }

    /** Nobody waits: what goes wrong is logged, and the subscription is removed. */
    *#confirmLater(filter: string, qos: 0 | 1 | 2): Fiber<void> {
        try {
            yield* this.#confirm(filter, qos)
        } catch (error) {
            this.log.error((error as Error).message)
            this.dropSubscriptions(({ topic }) => topic === filter)
        }
    }

    *#unsubscribe(filter: string, wait: SubscribeOptions['wait'] = 'ack'): Fiber<void> {
        this.#granted.delete(filter)
        if (!this.connected) {
            if (this.settings.reconnect === null) {
                throw new MqttError('MQTT_OFFLINE', `Cannot unsubscribe from ${shown(filter)}: ${this.why}`)
            }
            // A session that the broker keeps still has it: what comes is ignored then.
            return
        }
        const reply = this.wire.calls.unsubscribe(filter)
        if (wait === 'ack') {
            yield* reply
        }
    }

    /** The broker has forgotten the session. */
    protected subscribeAgain(): void {
        if (this.#granted.size > 0) {
            detach(`mqtt subscriptions ${this.id}`, () => this.#resubscribe())
        }
    }

    *#resubscribe(): Fiber<void> {
        const all = [...this.#granted]
        const { filters } = this.settings
        const packets: { part: typeof all; reply: Op<readonly number[]> }[] = []
        for (let at = 0; at < all.length; at += filters) {
            const part = all.slice(at, at + filters)
            packets.push({ part, reply: this.wire.calls.subscribe(new Map(part)) })
        }
        try {
            for (const { part, reply } of packets) {
                const codes = yield* reply
                for (const [i, [filter]] of part.entries()) {
                    if ((codes[i] ?? 0) >= 128) {
                        this.#granted.delete(filter)
                        this.log.error(
                            `Cannot subscribe to ${shown(filter)} again: the broker refused it, code ${codes[i]}`,
                        )
                    }
                }
            }
        } catch (error) {
            // The connection is lost again: the next one repeats it.
            this.log.info((error as Error).message)
        }
    }

    #checkQos(filter: string, qos: number = 1): void {
        if (!(qos === 0 || qos === 1 || qos === 2)) {
            throw new MqttError('MQTT_OPTION', `Cannot subscribe to ${shown(filter)}: QoS ${qos}, wanted 0, 1 or 2`)
        }
    }
}

/** What a master subscription serves: its filter without a trailing `/#` or `/+` (spec mqtt.md §6). */
export function masterPrefix(filter: string): string {
    return filter.replace(/\/[#+]$/, '')
}
