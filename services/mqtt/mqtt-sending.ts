/*
    mqtt-sending.ts -- MqttSending: the part of `Mqtt` that publishes.

        QoS 0      publish --> throttle, rate --> the connection
        QoS 1, 2   publish --> throttle --> outbox --> (rate, window) --> the connection
                                              ^ a file, if there is one
*/

import { Event, type Fiber } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import { MqttReceiving } from './mqtt-receiving.js'
import { TOP_PRIORITY } from './outbox.js'
import { COMPLETE, type Outgoing, Progress, SENT, STORED } from './outgoing.js'
import { checkTopic, shown } from './topics.js'

/** How to publish. */
export interface PublishOptions {
    /** 0: at most once (default), 1: at least once, 2: exactly once. */
    readonly qos?: 0 | 1 | 2
    /** The broker keeps it for those who subscribe later. Default false. */
    readonly retain?: boolean
    /**
     * When the call returns. Default: QoS 0 `sent`, QoS 1 and 2 `ack`. `none`: when it is in the queue, and safe if there is a file; QoS 0: at once.
     * `sent`: when it was written. `ack`: when the broker has it for good.
     */
    readonly wait?: 'none' | 'sent' | 'ack'
    /** 0 (low) to 2 (high): what is sent first, and dropped last. Of QoS 1 and 2. Default 1. */
    readonly priority?: 0 | 1 | 2
}

/** Bytes up to this are copied by the socket; longer ones must not change until it has sent them. */
const LENT = 16_384

/** The sending half of a client. */
export abstract class MqttSending extends MqttReceiving {
    /** There may be something to send. */
    readonly #work = new Event('mqtt queue')
    #window = 0

    /** There is no connection, and none is to come. */
    protected abstract readonly isOffline: boolean

    /** Messages that may be in flight. */
    protected set window(messages: number) {
        this.#window = Math.min(this.settings.inflight, messages)
    }

    /**
     * Publishes a message, and returns when what its QoS promises is so: 0: it was given to the connection; 1: the broker has it; 2: the
     * broker has it exactly once. With `reconnect` the last two wait for as long as there is no connection; a fiber that is cancelled meanwhile leaves
     * the message in the queue. Bytes must not change until it returns. Throws `MQTT_TOPIC`, `MQTT_TOO_BIG`, `MQTT_OFFLINE`, `MQTT_LOST`, `MQTT_QUEUE_FULL`, `MQTT_DROPPED`, `MQTT_STORE`,
     * and with MQTT 5 `MQTT_PUBLISH`.
     */
    *publish(topic: string, payload: string | Uint8Array, options: PublishOptions = {}): Fiber<void> {
        const { qos = 0, retain = false, wait, priority = 1 } = options
        checkTopic(topic, this.settings.topicLimit)
        this.#checkMessage(topic, payload, qos, priority)
        yield* this.throttling.wait()
        if (qos === 0) {
            if (!this.rate.isFree) {
                yield* this.rate.take()
            }
            yield* this.#publish(topic, payload, retain, wait)
            return
        }
        this.#checkOpen(topic)
        // Bytes of a caller that waits until the end are used as they are. Longer ones would be lent to the socket as well.
        const isLent = typeof payload !== 'string' && payload.length <= LENT && (wait ?? 'ack') === 'ack'
        const bytes =
            typeof payload === 'string' ? Buffer.from(payload) : isLent ? viewOf(payload) : Buffer.from(payload)
        const message = this.session.outbox.add({ topic, payload: bytes, qos, retain, priority })
        this.sentCount++
        this.#sendSoon(message)
        if (isLent) {
            try {
                yield* new Progress(message, COMPLETE)
            } finally {
                message.own()
            }
        } else if (wait !== 'none') {
            yield* new Progress(message, wait === 'sent' ? SENT : COMPLETE)
        } else if (this.session.file !== null) {
            this.session.journal.commit(error => (error === null ? message.reach(STORED) : message.fail(error)))
            yield* new Progress(message, STORED)
        }
    }

    /** Sends what waits in the outbox, for as long as a connection lasts. */
    protected *sendQueued(): Fiber<never> {
        const { outbox } = this.session
        const { wire } = this
        for (;;) {
            outbox.dropOld()
            const message = wire.isReady && outbox.inflight.size < this.#window ? outbox.next : null
            if (message === null) {
                // Without a deadline: it ends with the connection.
                yield* this.#work.wait()
                continue
            }
            if (wire.congested) {
                yield* wire.flush()!
            }
            yield* this.rate.take()
            // Both may have taken their time.
            if (message === outbox.next && wire.isReady) {
                this.#give(message)
            }
        }
    }

    /** There may be something to send now. */
    protected sendMore(): void {
        this.#work.emit()
    }

    /** A message is acknowledged: its call returns, and another may be sent. */
    acknowledged(message: Outgoing): void {
        if (message.error !== null) {
            message.fail(message.error)
        } else {
            message.reach(COMPLETE)
        }
        if (this.session.outbox.queued > 0) {
            this.#work.emit()
        }
    }

    storeFailed(error: Error): void {
        const failure = error as MqttError
        for (const message of [...this.session.outbox.messages()]) {
            if (message.progress < SENT) {
                this.session.outbox.remove(message, failure)
            }
        }
        this.wire.drop(failure)
    }

    *#publish(topic: string, payload: string | Uint8Array, retain: boolean, wait: PublishOptions['wait']): Fiber<void> {
        const { wire } = this
        while (!wire.isReady) {
            if (!wire.connected) {
                throw new MqttError('MQTT_OFFLINE', `Cannot publish to ${shown(topic)}: ${this.why}`, this.#cause())
            }
            // What was sent before a reconnect is sent first; the keeper sees to it that this ends.
            yield* this.link.changed.wait()
        }
        const bytes = typeof payload === 'string' ? payload : viewOf(payload)
        wire.publishNow(topic, bytes, retain)
        this.sentCount++
        if (wire.congested || (bytes.length > LENT && typeof bytes !== 'string') || wait === 'sent') {
            yield* wire.flush()!
        }
    }

    /** The usual way: nothing waits, so it need not go through the queue and its fiber. */
    #sendSoon(message: Outgoing): void {
        const { wire, session, rate } = this
        const { outbox } = session
        if (
            outbox.queued === 1 &&
            wire.isReady &&
            rate.isFree &&
            !wire.congested &&
            outbox.inflight.size < this.#window
        ) {
            this.#give(message)
        } else {
            this.#work.emit()
        }
    }

    #give(message: Outgoing): void {
        if (!this.wire.giveNow(message)) {
            this.session.outbox.remove(
                message,
                new MqttError('MQTT_IDS', 'Cannot allocate unique MQTT message-id: 65535 are in use'),
            )
        }
    }

    #checkMessage(topic: string, payload: string | Uint8Array, qos: number, priority: number): void {
        if (!(qos === 0 || qos === 1 || qos === 2) || !(priority >= 0 && priority <= TOP_PRIORITY)) {
            throw new MqttError(
                'MQTT_OPTION',
                `Cannot publish to ${shown(topic)}: QoS ${qos} and priority ${priority}, wanted 0 to 2`,
            )
        }
        const { maxMessage } = this.settings
        const most = typeof payload === 'string' ? payload.length * 3 : payload.length
        const length = most <= maxMessage ? 0 : Buffer.byteLength(payload)
        if (length > maxMessage) {
            throw new MqttError(
                'MQTT_TOO_BIG',
                `Cannot publish to ${shown(topic)}: ${length} bytes, wanted at most ${maxMessage}`,
            )
        }
    }

    /** Without `reconnect` there is nothing to wait for. */
    #checkOpen(topic: string): void {
        if (this.link.state === 'closed' || (this.isOffline && this.session.file === null)) {
            throw new MqttError('MQTT_OFFLINE', `Cannot publish to ${shown(topic)}: ${this.why}`, this.#cause())
        }
    }

    #cause(): ErrorOptions {
        return this.failure === null ? {} : { cause: this.failure }
    }
}

/** The same bytes. */
function viewOf(bytes: Uint8Array): Buffer {
    return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
