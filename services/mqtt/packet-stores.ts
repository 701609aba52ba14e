/*
    packet-stores.ts -- The session as MQTT.js wants it: its two stores (spec mqtt.md §12.2).

    MQTT.js sends a message, or PUBREC, when `put` has called back; so it calls back when the record is safe. By then the connection may be
    over, and another one there: then it does not call back, since MQTT.js would write to the new one, on which all begins anew. A message
    that was sent again, and is through, would go out once more, and before others that are older.
*/

import { Readable } from 'node:stream'
import type { IPublishPacket, IStore, Packet } from 'mqtt'
import { MqttError } from './errors.js'
import type { Incoming } from './inbox.js'
import type { Journal } from './journal.js'
import type { Outgoing } from './outgoing.js'
import { RELEASED } from './outgoing.js'
import type { Session } from './session.js'

type Done = (error?: Error) => void
type Found = (error?: Error, packet?: Packet) => void

/** What is told of the outgoing messages. */
export interface OutgoingWatcher {
    /** One is over: acknowledged. */
    acknowledged(message: Outgoing): void
    /** The journal cannot be written. */
    storeFailed(error: Error): void
}

/** The connection that is there; null: none. */
export type Present = () => object | null

/** Messages of QoS 1 and 2 that are not acknowledged. */
export class OutgoingStore implements IStore {
    /** The message that MQTT.js is being given: `put` takes it. */
    giving: Outgoing | null = null
    readonly #session: Session
    readonly #watcher: OutgoingWatcher
    readonly #present: Present

    constructor(session: Session, watcher: OutgoingWatcher, present: Present) {
        this.#session = session
        this.#watcher = watcher
        this.#present = present
    }

    put(packet: Packet, done: Done): this {
        const { outbox, journal } = this.#session
        const id = packet.messageId ?? 0
        if (packet.cmd === 'publish') {
            if (this.giving !== null) {
                outbox.given(this.giving, id)
                this.giving = null
            }
        } else {
            outbox.release(id)
        }
        commit(journal, this.#watcher, this.#present, done)
        return this
    }

    /** What is to be sent again, in its order [MQTT-4.6.0-1], when its records are safe. */
    createStream(): ReturnType<IStore['createStream']> {
        const { outbox, journal } = this.#session
        const stream = new Readable({ objectMode: true, read() {} })
        commit(journal, this.#watcher, this.#present, () => {
            for (const message of outbox.inflight.values()) {
                stream.push(packetOf(message))
            }
            stream.push(null)
        })
        return stream as unknown as ReturnType<IStore['createStream']>
    }

    del(packet: Pick<Packet, 'messageId'>, done: Found): this {
        // Nobody waits for its record: if it is lost the broker gets the message, or PUBREL, once more, as a repetition.
        const message = this.#session.outbox.acknowledge(packet.messageId ?? 0)
        done(undefined, packet as Packet)
        if (message !== null) {
            this.#watcher.acknowledged(message)
        }
        return this
    }

    get(packet: Pick<Packet, 'messageId'>, done: Found): this {
        const message = this.#session.outbox.inflight.get(packet.messageId ?? 0)
        done(message === undefined ? unknown(packet) : undefined, message === undefined ? undefined : packetOf(message))
        return this
    }

    close(done: Done): void {
        done()
    }
}

/** Calls `done` when the records are safe, if the connection is still the same; if they cannot be, nothing is sent. */
function commit(journal: Journal, watcher: OutgoingWatcher, present: Present, done: Done): void {
    const connection = present()
    journal.commit(error => {
        if (error !== null) {
            watcher.storeFailed(error)
        } else if (present() === connection) {
            done()
        }
    })
}

/** A message as a packet to be sent again: with DUP if it was sent before [MQTT-3.3.1-1]. */
function packetOf(message: Outgoing): Packet {
    const { id: messageId, topic, payload, qos, retain, wasSent, state } = message
    return state === RELEASED
        ? { cmd: 'pubrel', messageId }
        : { cmd: 'publish', messageId, topic, payload, qos, retain, dup: wasSent }
}

/** Messages of QoS 2 that came, and wait for PUBREL. */
export class IncomingStore implements IStore {
    readonly #session: Session
    readonly #watcher: OutgoingWatcher
    readonly #present: Present

    constructor(session: Session, watcher: OutgoingWatcher, present: Present) {
        this.#session = session
        this.#watcher = watcher
        this.#present = present
    }

    put(packet: Packet, done: Done): this {
        const { inbox, journal } = this.#session
        const { messageId: id = 0, topic, payload, retain } = packet as IPublishPacket
        inbox.add({ id, topic, payload: Buffer.from(payload), retain })
        // Without PUBREC the broker sends it again.
        commit(journal, this.#watcher, this.#present, done)
        return this
    }

    get(packet: Pick<Packet, 'messageId'>, done: Found): this {
        const message = this.#session.inbox.waiting.get(packet.messageId ?? 0)
        done(
            message === undefined ? unknown(packet) : undefined,
            message === undefined ? undefined : publishOf(message),
        )
        return this
    }

    /** It was taken out when its PUBREL was dealt with. */
    del(packet: Pick<Packet, 'messageId'>, done: Found): this {
        done(undefined, packet as Packet)
        return this
    }

    /** Nothing is sent again from here: the broker repeats PUBREL. */
    createStream(): ReturnType<IStore['createStream']> {
        return Readable.from([]) as unknown as ReturnType<IStore['createStream']>
    }

    close(done: Done): void {
        done()
    }
}

function publishOf({ id: messageId, topic, payload, retain }: Incoming): IPublishPacket {
    return { cmd: 'publish', messageId, topic, payload, qos: 2, retain, dup: false }
}

function unknown({ messageId }: Pick<Packet, 'messageId'>): MqttError {
    return new MqttError('MQTT_BAD_RESPONSE', `Cannot find message ${messageId}: it is not in the session`)
}
