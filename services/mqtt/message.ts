/*
    message.ts -- MqttRecv: a message that came. Source: spec mqtt.md §2.
*/

import type { Mqtt } from './mqtt.js'
import type { Subscription } from './subscription.js'

/** What handlers get. */
export class MqttRecv {
    /** The client. */
    readonly mq: Mqtt
    readonly topic: string
    /** The bytes; empty, if there are none. */
    readonly payload: Buffer
    readonly qos: 0 | 1 | 2
    /** It was kept by the broker from before the subscription. */
    readonly retain: boolean
    /** The broker may have sent it before. */
    readonly dup: boolean
    /** Packet id; 0 for QoS 0. */
    readonly id: number
    /** The subscription for which it is. */
    matched: Subscription | null = null
    /** @internal Number of the connection on which it came: its acknowledgement belongs there. */
    connection = 0
    /** @internal Number in the inbox; 0: it is not there. */
    sequence = 0
    /** @internal Subscriptions that have not dealt with it. */
    open = 0
    /** @internal The same message, where several subscriptions have it. */
    origin: MqttRecv | null = null

    constructor(
        mq: Mqtt,
        topic: string,
        payload: Buffer,
        { qos, retain, dup, id }: { qos: 0 | 1 | 2; retain: boolean; dup: boolean; id: number },
    ) {
        this.mq = mq
        this.topic = topic
        this.payload = payload
        this.qos = qos
        this.retain = retain
        this.dup = dup
        this.id = id
    }

    /** Bytes of the topic. */
    get topicSize(): number {
        return Buffer.byteLength(this.topic)
    }

    /** The payload as text (UTF-8); null: there is none. */
    get data(): string | null {
        return this.payload.length === 0 ? null : this.payload.toString()
    }

    /** Bytes of the payload. */
    get dataSize(): number {
        return this.payload.length
    }

    /** The head of the packet. */
    get hdr(): { readonly type: number; readonly flags: number; readonly length: number } {
        const flags = (this.dup ? 8 : 0) | (this.qos << 1) | (this.retain ? 1 : 0)
        return { type: 3, flags, length: 2 + this.topicSize + (this.qos > 0 ? 2 : 0) + this.dataSize }
    }

    /** @internal The same for one of several subscriptions. */
    forOne(matched: Subscription): MqttRecv {
        const copy = new MqttRecv(this.mq, this.topic, this.payload, this)
        copy.matched = matched
        copy.origin = this
        return copy
    }
}
