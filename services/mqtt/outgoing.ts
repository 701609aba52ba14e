/*
    outgoing.ts -- Outgoing: a message of QoS 1 or 2 on its way, from the call of `publish` to its last acknowledgement.

        QUEUED --> INFLIGHT --(QoS 2: PUBREC)--> RELEASED --> OVER
           |          it has a packet id                       ^
           +--- dropped, or the client is closed --------------+
*/

import { Leaf, type Move, ready, SUSPEND, wake } from '../../fiber/index.js'
import { MQTT_PACKET_PUB_ACK, MQTT_PACKET_PUB_COMP } from './constants.js'
import { MqttError } from './errors.js'

/** Waits for its turn. */
export const QUEUED = 0
/** Has a packet id, and was given to MQTT.js. */
export const INFLIGHT = 1
/** The broker has it; PUBCOMP is missing. */
export const RELEASED = 2
/** Acknowledged, dropped or failed. */
export const OVER = 3

/** How far a message must be for a call to return. */
export const STORED = 1
export const SENT = 2
export const COMPLETE = 3

/** Bytes that a message is counted with besides topic and payload. */
export const OVERHEAD = 64

/** A message. */
export class Outgoing {
    state = QUEUED
    /** Packet id; 0: none yet. */
    id = 0
    /** It was written to a connection: if it is sent again, then with DUP. */
    wasSent = false
    /** How far it is: `STORED`, `SENT` or `COMPLETE`. */
    progress = 0
    /** Why it failed; null: it has not. */
    error: Error | null = null
    /** The call that waits for it; null: none. */
    waiter: Progress | null = null

    constructor(
        /** Numbers of a session ascend. */
        readonly sequence: number,
        readonly topic: string,
        /** Those of the caller while its call waits, see `own`. */
        public payload: Buffer,
        readonly qos: 1 | 2,
        readonly retain: boolean,
        readonly priority: number,
        /** Wall clock, milliseconds since 1970. */
        readonly time: number,
    ) {}

    /** What it is counted with in the bounds of the queue, bytes. */
    get size(): number {
        return this.topic.length + this.payload.length + OVERHEAD
    }

    /**
     * Whether a packet of this type may answer it now. Throws `MQTT_BAD_RESPONSE` for what MQTT.js would take, and so lose the message:
     * acknowledgements of another QoS, or out of their order [MQTT-4.3.3-1].
     */
    checkAnswer(type: number): void {
        const wrong =
            this.qos === 1
                ? type !== MQTT_PACKET_PUB_ACK
                : type === MQTT_PACKET_PUB_ACK || (type === MQTT_PACKET_PUB_COMP && this.state !== RELEASED)
        if (wrong) {
            throw new MqttError(
                'MQTT_BAD_RESPONSE',
                `Cannot go on with the broker: it sent a packet of type ${type} for a message of QoS ${this.qos}, out of order`,
            )
        }
    }

    /** The call that had lent its bytes does not wait any more: they may change. */
    own(): void {
        if (this.state !== OVER) {
            this.payload = Buffer.from(this.payload)
        }
    }

    /** Notes how far it is. */
    reach(progress: number): void {
        if (progress > this.progress) {
            this.progress = progress
            this.waiter?.tell()
        }
    }

    /** It failed: its call throws. */
    fail(error: Error): void {
        this.state = OVER
        this.error ??= error
        this.waiter?.tell()
    }
}

/** Waits until a message is as far as wanted. No deadline of its own: the guarantee may take as long as the broker is away. */
export class Progress extends Leaf<void> {
    readonly #message: Outgoing
    readonly #wanted: number
    #interruption: Error | null = null

    constructor(message: Outgoing, wanted: number) {
        super()
        this.#message = message
        this.#wanted = wanted
    }

    describe(): string {
        return `mqtt publish to ${this.#message.topic}`
    }

    /** Something has changed. */
    tell(): void {
        const { error, progress } = this.#message
        if (((error ?? this.#interruption) !== null || progress >= this.#wanted) && this.task !== null) {
            wake(this.task)
        }
    }

    /** The message stays in its file, but this process will not see it being sent. */
    interrupt(error: Error): void {
        if (this.#wanted > STORED) {
            this.#interruption = error
            this.tell()
        }
    }

    protected begin(): Move<void> {
        this.#message.waiter = this
        return this.again()
    }

    protected again(): Move<void> {
        const { progress } = this.#message
        if (progress >= this.#wanted) {
            this.release()
            return ready(undefined)
        }
        const error = this.#message.error ?? this.#interruption
        if (error !== null) {
            this.release()
            // Its stack is that of the waiting call.
            throw error
        }
        return SUSPEND
    }

    protected release(): void {
        this.#message.waiter = null
    }
}
