/*
    mqtt-state.ts -- MqttState: the part of `Mqtt` that says how it stands, under the names that ported code reads (spec mqtt.md §2).
*/

import type { IPublishPacket } from 'mqtt'
import { type Fiber, Logger, type Socket } from '../../fiber/index.js'
import type { RSocket } from '../../fiber/c.js'
import type { MqttError } from './errors.js'
import { Link, type LinkUser } from './link.js'
import type { MqttSettings, MqttWill } from './options.js'
import type { Outgoing } from './outgoing.js'
import { Rate } from './rate.js'
import { Session } from './session.js'
import { Throttle } from './throttle.js'
import { WireClient, type WireEvents } from './wire-client.js'

/** A plain record about a client. */
export interface MqttStatistics {
    /** One sentence: connected or not, and why. */
    readonly why: string
    readonly connected: boolean
    /** Connections that the broker has accepted, and attempts that failed. */
    readonly connections: number
    readonly failures: number
    /** Messages so far. */
    readonly sent: number
    readonly received: number
    /** Messages of QoS 1 and 2 that wait for their turn, and such that are not acknowledged. */
    readonly queued: number
    readonly inflight: number
    /** Bytes of these. */
    readonly bytes: number
    /** Messages that were dropped from the queue, or refused by it. */
    readonly dropped: number
    readonly refused: number
    /** Messages of QoS 0 that came and were dropped, because handlers were too slow. */
    readonly overrun: number
    /** Acknowledgements for packets that nobody knows. */
    readonly unknownAcks: number
    /** Subscriptions. */
    readonly subscriptions: number
}

/** How a client stands. */
export abstract class MqttState implements WireEvents, LinkUser {
    /** 0, or the negative code of what ended the connection; until the next connect. */
    error = 0
    /** Its text. */
    errorMsg = ''
    /** The client id. */
    readonly id: string
    /** The socket; null: there is none. */
    sock: Socket | RSocket | null = null
    /** @internal */
    readonly settings: MqttSettings
    protected readonly session: Session
    protected readonly wire: WireClient
    protected readonly link: Link
    protected readonly rate: Rate
    protected readonly throttling = new Throttle()
    protected readonly log: Logger = new Logger('mqtt')
    protected sentCount = 0
    protected receivedCount = 0
    readonly #target: string

    constructor(settings: MqttSettings, target: string) {
        this.settings = settings
        this.#target = target
        this.id = settings.clientId
        this.session = new Session(settings.clientId, settings.store, settings.queue)
        this.wire = new WireClient(settings, this.session, this)
        this.link = new Link(this, target, settings.reconnect, settings.stable)
        this.rate = new Rate(settings.rate)
    }

    get clientId(): string {
        return this.id
    }

    /** The broker has accepted the connection, and it is not lost. */
    get connected(): boolean {
        return this.wire.connected
    }

    /** One sentence: since when it is connected, or why it is not, and when it tries again. */
    get why(): string {
        // The link is told when MQTT.js has seen the end.
        return this.link.state === 'online' && !this.connected
            ? `Losing the connection to ${this.#target}`
            : this.link.why
    }

    /** What ended the latest connection, or attempt; null: nothing did. */
    get failure(): MqttError | null {
        return this.link.failure
    }

    /** Milliseconds after which a ping is sent. */
    get keepAlive(): number {
        return this.settings.keepAlive
    }

    /** Milliseconds of the idle timeout. */
    get timeout(): number {
        return this.settings.timeout
    }

    /** Milliseconds for an answer of the broker. */
    get msgTimeout(): number {
        return this.settings.msgTimeout
    }

    /** Bytes of a message. */
    get maxMessage(): number {
        return this.settings.maxMessage
    }

    get username(): string | null {
        return this.settings.username
    }

    get password(): string | null {
        const { password } = this.settings
        return password === null ? null : password.toString()
    }

    get willTopic(): string | null {
        return this.settings.will?.topic ?? null
    }

    get willMsg(): MqttWill['payload'] | null {
        return this.settings.will?.payload ?? null
    }

    /** `now()` when something was last sent or received. */
    get lastActivity(): number {
        return Math.max(this.wire.lastSent, this.wire.lastReceived)
    }

    /** Milliseconds that each message is delayed; 0: it is not. */
    get throttle(): number {
        return this.throttling.delay
    }

    get throttleLastPub(): number {
        return this.throttling.lastPublished
    }

    get throttleMark(): number {
        return this.throttling.mark
    }

    /** The packet id that is tried next. */
    get nextId(): number {
        return ((this.wire.ids.getLastAllocated() ?? 0) % 65535) + 1
    }

    /** Raises the delay of messages, as the cloud wants it (spec mqtt.md §9). */
    throttleNow(): void {
        this.throttling.raise()
    }

    /** A plain record of the present state. */
    statistics(): MqttStatistics {
        const { outbox } = this.session
        return Object.freeze({
            ...{
                why: this.why,
                connected: this.connected,
                connections: this.link.connections,
                failures: this.link.failures,
            },
            ...{
                sent: this.sentCount,
                received: this.receivedCount,
                queued: outbox.queued,
                inflight: outbox.inflight.size,
            },
            ...{ bytes: outbox.bytes, dropped: outbox.dropped, refused: outbox.refused, overrun: this.wire.dropped },
            ...{ unknownAcks: this.wire.unknownAcks, subscriptions: this.subscriptionCount },
        })
    }

    protected abstract get subscriptionCount(): number
    abstract connection(): Fiber<never>
    abstract ended(error: MqttError, wasOnline: boolean, last: boolean): void
    abstract accepted(sessionPresent: boolean, receiveMaximum: number): void
    abstract ready(): void
    abstract message(packet: IPublishPacket, qos: 0 | 1 | 2, sequence: number): void
    abstract acknowledged(message: Outgoing): void
    abstract storeFailed(error: Error): void
}
