/*
    wire-client.ts -- WireClient: MQTT.js behind a face for fibers. Its callbacks and events end here. Source: spec mqtt.md §12.2.

        publish, subscribe ...  --->  MqttClient  --->  BrokerStream  --->  transport
                    WireEvents  <---  MqttClient  <---  BrokerStream  <---  Lanes  <---  PacketGuard  <---  run()

    One MqttClient serves for all connections of a client, one after the other. Nothing that takes time is left to it: it makes no
    connection, has no timer and repeats no subscription. Only its public surface is used. It is made with the first connection.
*/

import type { IPublishPacket, MqttClient, Packet } from 'mqtt'
import { Event, type Fiber, Logger, now, type Op, readyCount, yieldNow } from '../../fiber/index.js'
import { BrokerStream } from './broker-stream.js'
import { Calls } from './calls.js'
import { MQTT_PACKET_PUB_ACK, MQTT_PACKET_PUB_REC } from './constants.js'
import { MqttError } from './errors.js'
import { lost, overrun, packetError, publishRefusal, refusal } from './failures.js'
import { Lanes } from './lanes.js'
import { mqttJs } from './mqtt-js.js'
import type { MqttSettings } from './options.js'
import { type Outgoing, SENT } from './outgoing.js'
import { type GuardSink, PacketGuard } from './packet-guard.js'
import { PacketIds } from './packet-ids.js'
import { IncomingStore, OutgoingStore, type OutgoingWatcher } from './packet-stores.js'
import type { Session } from './session.js'
import type { Transport } from './transport.js'
import { applySettings, fixedOptions } from './wire-options.js'

/** Who is told of what happens. The calls must not wait. */
export interface WireEvents extends OutgoingWatcher {
    /** The broker has accepted the connection, and remembers the session or not. */
    accepted(sessionPresent: boolean, receiveMaximum: number): void
    /** What is to be sent again was acknowledged: new messages may be sent. */
    ready(): void
    /** A message has come. `sequence`: its number in the inbox, 0 for QoS 0 and 1. */
    message(packet: IPublishPacket, qos: 0 | 1 | 2, sequence: number): void
}

const log = new Logger('mqtt')

/** A client at the wire. */
export class WireClient implements GuardSink {
    /** Acknowledgements for ids that nobody knows. */
    unknownAcks = 0
    /** `now()` when something was last sent and received. */
    lastSent = 0
    lastReceived = 0
    /** `now()` of the latest message or acknowledgement in either direction; pings do not count. */
    lastActive = 0
    /** `now()` of the latest acknowledgement, or when the first was waited for. */
    lastAnswered = 0
    /** When PINGREQ was sent for which PINGRESP is missing; 0: none. */
    pinged = 0
    /** Told when the broker has accepted the connection. */
    readonly changed = new Event('mqtt connect')
    /** The broker has accepted the connection. */
    connected = false
    /** New messages may be sent. */
    isReady = false
    readonly ids: PacketIds
    /** What is asked of the broker. */
    readonly calls: Calls
    /** Null: there was no connection yet. */
    #client: MqttClient | null = null
    readonly #settings: MqttSettings
    readonly #session: Session
    readonly #events: WireEvents
    readonly #outgoing: OutgoingStore
    readonly #filters = new Map<number, number>()
    readonly #room = new Event('mqtt backlog')
    readonly #closed = new Event('mqtt close')
    #lanes: Lanes
    #guard: PacketGuard
    #transport: Transport | null = null
    #stream: BrokerStream | null = null
    #failure: Error | null = null
    #direct: Buffer | null = null
    #draining = false
    #isHeld = false
    #dropped = 0
    readonly #present = (): BrokerStream | null => this.#stream

    constructor(settings: MqttSettings, session: Session, events: WireEvents) {
        const { inflight } = session.outbox
        this.#settings = settings
        this.#session = session
        this.#events = events
        this.ids = new PacketIds(id => inflight.has(id))
        for (const id of inflight.keys()) {
            this.ids.register(id)
        }
        this.#outgoing = new OutgoingStore(session, events, this.#present)
        this.#lanes = new Lanes(settings.backlog)
        this.#guard = new PacketGuard(this, settings.version, settings.maxMessage)
        this.calls = new Calls(
            () => this.#client!,
            this.ids,
            () => this.#awaitAcks(),
        )
    }

    // The connection

    /** Begins a connection: CONNECT is sent. MQTT.js must have been loaded. */
    open(transport: Transport): void {
        const { version, maxMessage, backlog } = this.#settings
        this.#failure = null
        this.#transport = transport
        this.#guard = new PacketGuard(this, version, maxMessage)
        this.#dropped += this.#lanes.dropped
        this.#lanes = new Lanes(backlog)
        this.#lanes.held = this.#isHeld
        this.pinged = 0
        this.lastSent = this.lastReceived = this.lastActive = this.lastAnswered = now()
        const client = (this.#client ??= this.#makeClient())
        applySettings(client.options, this.#settings)
        this.#stream = new BrokerStream(transport, error => this.drop(lost('Cannot write to socket', error)))
        client.connect()
    }

    /** Reads until the connection is over. Always throws, at last: why it is. */
    *run(): Fiber<never> {
        const transport = this.#transport!
        const stream = this.#stream!
        try {
            for (;;) {
                const bytes = yield* transport.read()
                if (bytes === null) {
                    throw new MqttError('MQTT_LOST', 'The broker has ended the connection', {
                        text: 'Cannot read from socket',
                    })
                }
                this.lastReceived = now()
                this.#guard.split = this.#lanes.inUse
                this.#guard.feed(bytes)
                yield* this.#pass(stream)
                if (readyCount() > 0) {
                    // Handlers were started: they are to run before more comes, or a broker that is quick would have its messages held back.
                    yield* yieldNow()
                }
            }
        } catch (error) {
            this.#failure ??= error instanceof MqttError ? error : lost('Cannot read from socket', error)
        } finally {
            yield* this.#end(stream, transport)
        }
        throw this.#failure
    }

    /** Gives the parser what was held, each time when the hold is over. Another fiber of the connection. */
    *runLanes(): Fiber<void> {
        for (;;) {
            // Without a deadline: it ends with the connection.
            yield* this.#room.wait()
            if (this.#stream !== null) {
                yield* this.#drain(this.#stream)
            }
        }
    }

    /** Ends the connection; `run` throws `error`. */
    drop(error: Error): void {
        if (this.#transport !== null) {
            this.#failure ??= error
            this.#stream?.destroy()
            this.#transport.drop()
        }
    }

    /** Holds back messages, or lets them pass again. */
    hold(on: boolean): void {
        this.#isHeld = on
        this.#lanes.held = on
        if (!on) {
            this.#room.emit()
        }
    }

    /** Acknowledgements are missing. */
    get isAwaited(): boolean {
        return this.calls.open > 0 || this.#session.outbox.inflight.size > 0
    }

    /** Messages are held back by subscriptions that are full: the broker may wait, too. */
    get isStalled(): boolean {
        return this.#lanes.isFull
    }

    /** Messages of QoS 0 that were dropped. */
    get dropped(): number {
        return this.#dropped + this.#lanes.dropped
    }

    /** A sender should wait. */
    get congested(): boolean {
        return this.#transport?.congested ?? false
    }

    /** Waits until the system has taken what was sent. */
    flush(): Op<void> | null {
        return this.#transport?.flush() ?? null
    }

    /** There is a connection, accepted or not. */
    get isOpen(): boolean {
        return this.#stream !== null
    }

    /** Packets that wait for an acknowledgement. */
    get pending(): number {
        const connecting = this.isOpen && !this.connected ? 1 : 0
        const outgoing = this.#client?.outgoing ?? {}
        return Object.keys(outgoing).length + (this.pinged > 0 ? 1 : 0) + connecting
    }

    /** Forgets what MQTT.js knows of messages that the outbox does not have any more. */
    forget(): void {
        const client = this.#client
        for (const id of Object.keys(client?.outgoing ?? {}).map(Number)) {
            if (!this.#session.outbox.inflight.has(id)) {
                client!.removeOutgoingMessage(id)
            }
        }
    }

    // What is sent

    /** Sends a message of QoS 0. */
    publishNow(topic: string, payload: string | Buffer, retain: boolean): void {
        this.#client!.publish(topic, payload, retain ? { retain } : undefined)
    }

    /** Hands over a message of the outbox. False: there is no packet id for it. */
    giveNow(message: Outgoing): boolean {
        if (!this.ids.available) {
            return false
        }
        const { topic, payload, qos, retain } = message
        this.#outgoing.giving = message
        this.#client!.publish(topic, payload, { qos, retain })
        this.#awaitAcks()
        return true
    }

    /** Sends PINGREQ. */
    pingNow(): void {
        this.pinged ||= now()
        this.#client!.sendPing()
    }

    /** Sends DISCONNECT; the broker closes the connection then [MQTT-3.14.4-1]. */
    disconnectNow(): void {
        this.#write(Buffer.from([0xe0, 0]))
    }

    /** Acknowledges a message of QoS 1. */
    ackNow(id: number): void {
        this.#write(Buffer.from([0x40, 2, id >> 8, id & 255]))
    }

    // What comes: PacketGuard

    /** @internal */
    pass(bytes: Buffer, qos: number, begins: boolean, ends: boolean): void {
        const own = Buffer.copyBytesFrom(bytes)
        if (this.#guard.split) {
            this.#lanes.add(own, qos, begins, ends)
        } else {
            this.#lanes.passed(ends)
            this.#direct = own
        }
    }

    /** @internal */
    acknowledged(type: number, id: number): void {
        if (type < MQTT_PACKET_PUB_ACK || (id === 0 ? this.pinged > 0 : this.#client!.outgoing[id] !== undefined)) {
            this.#session.outbox.inflight.get(id)?.checkAnswer(type)
            return
        }
        // It comes late, after a reconnect or a restart. Harmless, but worth knowing (spec mqtt.md §8).
        this.unknownAcks++
        log.info('Acknowledgement for an unknown packet', { type, id })
        if (type === MQTT_PACKET_PUB_REC) {
            // So that the broker can finish.
            this.#write(Buffer.from([0x62, 2, id >> 8, id & 255]))
        }
    }

    /** @internal */
    filtersOf(id: number): number {
        return this.#filters.get(id) ?? 0
    }

    *#pass(stream: BrokerStream): Fiber<void> {
        const bytes = this.#direct
        this.#direct = null
        if (bytes !== null) {
            yield* stream.deliver(bytes)
        }
        const lanes = this.#lanes
        if (lanes.inUse) {
            yield* this.#drain(stream)
            lanes.awaited = this.isAwaited
            while (lanes.isFull) {
                // Without a deadline: the keep-alive counts, but for this time, and handlers are the application's.
                yield* this.#room.wait()
                lanes.awaited = this.isAwaited
            }
            if (lanes.isOverrun) {
                throw overrun(`${lanes.bytes} bytes of messages wait`, this.#settings.backlog * 4)
            }
        }
    }

    *#drain(stream: BrokerStream): Fiber<void> {
        if (this.#draining) {
            return
        }
        this.#draining = true
        try {
            for (let bytes = this.#lanes.next(); bytes !== null; bytes = this.#lanes.next()) {
                yield* stream.deliver(bytes)
            }
        } finally {
            this.#draining = false
        }
        this.#room.emit()
    }

    *#end(stream: BrokerStream, transport: Transport): Fiber<void> {
        const over = this.#stream === stream
        this.connected = this.isReady = false
        if (!stream.closed) {
            stream.destroy()
            // MQTT.js must have seen the end before it gets another connection. Node tells it in the next tick.
            yield* this.#closed.wait()
        }
        transport.closeNow()
        if (over) {
            this.#transport = this.#stream = null
            this.#filters.clear()
            // What was to be sent at the next connect: those who wanted it have been told that it failed.
            this.#client!.queue.length = 0
        }
    }

    /** Somebody waits for an acknowledgement: reading must go on. */
    #awaitAcks(): void {
        if (this.calls.open + this.#session.outbox.inflight.size === 1) {
            this.lastAnswered = now()
        }
        if (this.#lanes.isFull) {
            this.#room.emit()
        }
    }

    #write(bytes: Buffer): void {
        this.lastSent = now()
        this.#stream?.write(bytes)
    }

    // MQTT.js

    #makeClient(): MqttClient {
        const client = new (mqttJs())(() => this.#stream!, {
            ...fixedOptions(this.#settings),
            ...{
                outgoingStore: this.#outgoing,
                incomingStore: new IncomingStore(this.#session, this.#events, this.#present),
            },
            messageIdProvider: this.ids,
        })
        client.handleMessage = (packet, done) => this.#handle(packet, done)
        client.on('packetsend', packet => this.#sent(packet))
        client.on('packetreceive', packet => this.#received(packet))
        client.on('connect', () => {
            this.isReady = true
            this.#events.ready()
        })
        client.on('error', error => this.drop(refusal(error)))
        client.on('disconnect', packet => this.drop(packetError(packet)))
        client.on('close', () => this.#closed.emit())
        return client
    }

    #sent(packet: Packet): void {
        this.lastSent = now()
        if (packet.cmd === 'publish') {
            this.lastActive = this.lastSent
            if (packet.messageId) {
                const message = this.#session.outbox.inflight.get(packet.messageId)
                if (message !== undefined) {
                    message.wasSent = true
                    message.reach(SENT)
                }
            }
        } else if (packet.cmd === 'subscribe') {
            this.#filters.set(packet.messageId!, packet.subscriptions.length)
        }
    }

    #received(packet: Packet): void {
        switch (packet.cmd) {
            case 'publish':
                this.lastActive = this.lastReceived
                if (packet.qos === 1) {
                    // MQTT.js would acknowledge at once, and stop parsing until then. It is done when the message was handled.
                    packet.qos = 0
                } else if (packet.qos === 2) {
                    this.#checkInbox()
                }
                return
            case 'pingresp':
                this.pinged = 0
                return
            case 'connack':
                if ((packet.returnCode ?? packet.reasonCode ?? 0) === 0) {
                    this.connected = true
                    if (!packet.sessionPresent) {
                        this.#session.inbox.forgetWaiting()
                    }
                    this.changed.emit()
                    this.#events.accepted(packet.sessionPresent, packet.properties?.receiveMaximum ?? 65535)
                }
                return
            case 'puback':
            case 'pubrec':
            case 'pubcomp': {
                this.lastActive = this.lastAnswered = this.lastReceived
                const message = this.#session.outbox.inflight.get(packet.messageId!)
                if (message !== undefined && packet.reasonCode !== undefined && packet.reasonCode >= 128) {
                    message.error = publishRefusal(message.topic, packet.reasonCode)
                }
                return
            }
            case 'unsuback':
            case 'suback':
                this.lastAnswered = this.lastReceived
                this.#filters.delete(packet.messageId!)
                return
        }
    }

    /** A broker that sends messages of QoS 2 and never PUBREL would fill the memory: it may have as much open as may wait, and one more. */
    #checkInbox(): void {
        const { backlog, maxMessage } = this.#settings
        const { bytes } = this.#session.inbox
        if (bytes > backlog * 4 + maxMessage) {
            this.drop(overrun(`${bytes} bytes of messages wait for PUBREL`, backlog * 4 + maxMessage))
        }
    }

    #handle(packet: IPublishPacket, done: () => void): void {
        if (this.#stream === null || this.#stream.destroyed) {
            // MQTT.js goes on with what it has parsed. Without an acknowledgement the broker sends it again.
            return
        }
        const id = packet.messageId ?? 0
        if (packet.qos !== 2) {
            this.#events.message(packet, id > 0 ? 1 : 0, 0)
            done()
            return
        }
        const { inbox, journal } = this.#session
        const stream = this.#stream
        const sequence = inbox.take(id)
        // PUBCOMP ends the broker's part: from then on only the session knows of the message.
        journal.commit(error => {
            if (error !== null) {
                this.#events.storeFailed(error)
                return
            }
            this.#events.message(packet, 2, sequence)
            if (this.#stream === stream) {
                // Otherwise the broker sends PUBREL again, and gets PUBCOMP for that.
                done()
            }
        })
    }
}
