/*
    mqtt-receiving.ts -- MqttReceiving: the part of `Mqtt` that gives messages to subscriptions, and acknowledges them.

        message() --> index --> subscriptions --> handlers --> settled() --> PUBACK, in the order of coming [MQTT-4.6.0-2]

    A message is acknowledged when everybody is through with it (or on receipt, as in C). So a broker that limits what is in flight is held back by
    slow handlers; what it sends beyond that waits in the connection.
*/

import type { IPublishPacket } from 'mqtt'
import { detach, type Fiber, sleep, type Task, whenEnded } from '../../fiber/index.js'
import type { MqttError } from './errors.js'
import type { Incoming } from './inbox.js'
import { MqttRecv } from './message.js'
import type { Mqtt } from './mqtt.js'
import { MqttState } from './mqtt-state.js'
import type { Subscription, SubscriptionOwner } from './subscription.js'
import { TopicIndex } from './topic-index.js'
import { matchTopic, shown } from './topics.js'
import { GRACE, Unclaimed } from './unclaimed.js'

/** The receiving half of a client. */
export abstract class MqttReceiving extends MqttState implements SubscriptionOwner {
    /** Subscriptions with a handler or a receiver, in the order of subscribing. */
    readonly topics: Subscription[] = []
    protected readonly index = new TopicIndex<Subscription>()
    /** Handlers that run. */
    protected readonly handlers = new Set<Task>()
    /** Messages of QoS 1 that are not acknowledged, in the order of their coming. */
    readonly #unacknowledged: MqttRecv[] = []
    /** Counts connections. */
    #connection = 0
    #full = 0
    #order = 0
    /** Messages of QoS 2 that an earlier process had not handled, until somebody subscribes. */
    #restored: ReadonlyMap<number, Incoming> = new Map()
    readonly #unclaimed: Unclaimed = new Unclaimed(this.settings.backlog, change => this.full(change))

    abstract readonly endError: MqttError
    abstract closeSubscription(subscription: Subscription): Fiber<void>

    /** A message has come. */
    message({ topic, payload, retain, dup, messageId = 0 }: IPublishPacket, qos: 0 | 1 | 2, sequence: number): void {
        this.receivedCount++
        const bytes = payload as Buffer
        const flags = { qos, retain, dup: dup ?? false, id: qos === 0 ? 0 : messageId }
        const message = new MqttRecv(this as unknown as Mqtt, topic as string, bytes, flags)
        message.connection = this.#connection
        message.sequence = sequence
        const found = this.#subscriptionsOf(message.topic)
        if (qos === 1) {
            this.#unacknowledged.push(message)
        }
        if (found.length > 0) {
            this.#offer(message, found)
        } else if (qos > 0 && this.#isGrace) {
            this.#unclaimed.add(message)
        } else {
            this.#ignore(message)
        }
    }

    /** @internal */
    settled(message: MqttRecv): void {
        const origin = message.origin ?? message
        if (--origin.open === 0 && !this.settings.ackOnReceipt) {
            this.#over(origin)
        }
    }

    /** @internal */
    full(change: 1 | -1): void {
        this.#full += change
        this.wire.hold(this.#full > 0)
    }

    /** @internal */
    startHandler(work: () => Fiber<void>): void {
        const task = detach('incoming-mqtt', work)
        this.handlers.add(task)
        whenEnded(task, () => this.handlers.delete(task))
    }

    /** What an earlier process had taken and not handled. */
    protected restore(messages: ReadonlyMap<number, Incoming>): void {
        this.#restored = messages
    }

    /** Another connection begins: what came on the one before is not acknowledged any more, the broker sends it again. */
    protected newConnection(): void {
        this.#connection++
        this.#unacknowledged.length = 0
        this.#unclaimed.forgetUnacknowledged()
    }

    /** Ignores what nobody has subscribed to, when there was time enough. A fiber of the connection. */
    protected *endGrace(): Fiber<void> {
        if (this.#isGrace) {
            while (!this.connected) {
                // The keeper gives up after `msgTimeout`.
                yield* this.link.changed.wait()
            }
            yield* sleep(GRACE)
            for (const message of this.#unclaimed.close()) {
                this.#ignore(message)
            }
        }
    }

    protected addSubscription(subscription: Subscription): void {
        subscription.order = ++this.#order
        this.topics.push(subscription)
        this.index.add(subscription.filter, subscription)
        this.#deliverRestored(subscription)
        for (const message of this.#unclaimed.claim(subscription.filter)) {
            this.#offer(message, [subscription])
        }
    }

    protected removeSubscription(subscription: Subscription): boolean {
        const at = this.topics.indexOf(subscription)
        if (at < 0) {
            return false
        }
        this.topics.splice(at, 1)
        this.index.remove(subscription.filter, subscription)
        return true
    }

    #offer(message: MqttRecv, found: readonly Subscription[]): void {
        message.open = found.length
        if (found.length === 1) {
            message.matched = found[0]!
            found[0]!.offer(message)
        } else {
            for (const subscription of found) {
                subscription.offer(message.forOne(subscription))
            }
        }
        if (this.settings.ackOnReceipt) {
            this.#over(message)
        }
    }

    #subscriptionsOf(topic: string): readonly Subscription[] {
        const found = this.index.match(topic)
        if (!this.settings.firstMatch || found.length < 2) {
            return found
        }
        return [found.reduce((first, other) => (other.order < first.order ? other : first))]
    }

    /** The C face ignores at once what nobody has subscribed to, as C does. */
    get #isGrace(): boolean {
        return this.#unclaimed.isOpen && !this.settings.firstMatch
    }

    #ignore(message: MqttRecv): void {
        this.log.info(`Ignoring message, not subscribed to ${shown(message.topic)}`)
        this.#over(message)
    }

    /** Everybody is through with a message. */
    #over(message: MqttRecv): void {
        message.open = -1
        if (message.qos === 2) {
            // Nobody waits for the record: if it is lost with the machine, the message is handled once more after the restart.
            this.session.inbox.handled(message.sequence)
        } else if (message.qos === 1 && message.connection === this.#connection) {
            this.#acknowledge()
        }
    }

    #acknowledge(): void {
        const list = this.#unacknowledged
        let count = 0
        while (count < list.length && list[count]!.open === -1) {
            this.wire.ackNow(list[count]!.id)
            count++
        }
        if (count > 0) {
            list.splice(0, count)
        }
    }

    #deliverRestored(subscription: Subscription): void {
        if (this.#restored.size === 0) {
            return
        }
        const left = new Map(this.#restored)
        for (const [sequence, { id, topic, payload, retain }] of this.#restored) {
            if (matchTopic(subscription.filter, topic)) {
                left.delete(sequence)
                this.log.info(`Delivering a message of ${shown(topic)} that came before the restart`)
                const message = new MqttRecv(this as unknown as Mqtt, topic, payload, { qos: 2, retain, dup: true, id })
                message.sequence = sequence
                this.#offer(message, [subscription])
            }
        }
        this.#restored = left
    }
}
