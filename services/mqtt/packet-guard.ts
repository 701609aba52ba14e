/*
    packet-guard.ts -- PacketGuard: looks at what a broker sends before MQTT.js does. Source: spec mqtt.md §12.2 "Inbound filter".

    The parser of MQTT.js takes much that the standard forbids, knows no limit, and some packets make it throw. So nothing reaches it
    unchecked: this follows the borders of packets, holds what lies before the payload of a message until it is complete and found good,
    and passes payloads on as they come.

        HEAD  type and flags, length     -->  VARIABLE  up to the payload, or all of an acknowledgement  -->  PAYLOAD
          ^                                                                                                      |
          +------------------------------------------------------------------------------------------------------+

    The states are in the offsets: what is not complete yet is kept, with the number of bytes that are missing at least, and is looked at
    again when these have come.
*/

import { isUtf8 } from 'node:buffer'
import { MQTT_PACKET_CONN_ACK, MQTT_PACKET_DISCONNECT, MQTT_PACKET_PING_ACK, MQTT_PACKET_PUB_ACK } from './constants.js'
import { MQTT_PACKET_PUB_COMP, MQTT_PACKET_PUB_REL, MQTT_PACKET_PUBLISH } from './constants.js'
import { MQTT_PACKET_SUB_ACK, MQTT_PACKET_UNSUB_ACK } from './constants.js'
import { MqttError, type MqttErrorCode } from './errors.js'

/** Who gets what was found good. */
export interface GuardSink {
    /**
     * Bytes, lent until the call returns. Usually all that is good of what was fed, as `qos` -1. With `split` one packet at a time, or a
     * piece of one: `qos` is that of a message, 1 for PUBREL, which must stay behind its message, -1 for others; `begins` and `ends` tell
     * which piece it is.
     */
    pass(bytes: Buffer, qos: number, begins: boolean, ends: boolean): void
    /** An acknowledgement: of which type, for which packet id (0: PINGRESP). Called before it is passed on. */
    acknowledged(type: number, id: number): void
    /** How many filters were sent in the SUBSCRIBE of this id; 0: nothing is known of it. */
    filtersOf(id: number): number
}

/** Packets other than messages are kept until they are complete, so they are bounded: bytes. */
const CONTROL_LIMIT = 131_072

/** Reason codes of a SUBACK in MQTT 5 §3.9.3. */
const SUBACK_5: ReadonlySet<number> = new Set([0, 1, 2, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2])

/** Checks one connection. */
export class PacketGuard {
    /** Packets are passed one at a time; otherwise what comes together is passed together. */
    split = false
    readonly #sink: GuardSink
    readonly #five: boolean
    readonly #limit: number
    /** The packet that has begun and cannot be judged. */
    #kept: Buffer[] = []
    #keptLength = 0
    /** So many bytes of it must have come before it is looked at again. */
    #wanted = 0
    /** Bytes of payload to come. */
    #payload = 0
    #accepted = false

    /** `limit` is for the remaining length of a message, bytes. */
    constructor(sink: GuardSink, version: 4 | 5, limit: number) {
        this.#sink = sink
        this.#five = version === 5
        this.#limit = limit
    }

    /** Takes bytes. Throws a `MqttError` for what the standard forbids; the connection is of no use then. */
    feed(bytes: Buffer): void {
        let data = bytes
        if (this.#keptLength > 0) {
            if (this.#keptLength + bytes.length < this.#wanted) {
                this.#keep(bytes)
                return
            }
            data = Buffer.concat([...this.#kept, bytes])
            this.#kept = []
            this.#keptLength = 0
        }
        let at = Math.min(this.#payload, data.length)
        if (at > 0) {
            this.#payload -= at
            if (this.split) {
                this.#sink.pass(data.subarray(0, at), this.#qos, false, this.#payload === 0)
            }
        }
        while (at < data.length) {
            const first = data[at]!
            const length = this.#lengthAt(data, at, first)
            if (length < 0) {
                break
            }
            const type = first >> 4
            const start = at + this.#head
            if (type === MQTT_PACKET_PUBLISH) {
                if (!this.#publish(data, start, length, first)) {
                    break
                }
                this.#qos = (first >> 1) & 3
            } else {
                if (data.length - start < length) {
                    this.#more(length)
                    break
                }
                this.#control(type, data, start, length)
                this.#qos = type === MQTT_PACKET_PUB_REL ? 1 : -1
            }
            const end = start + length
            const next = Math.min(end, data.length)
            this.#payload = end - next
            if (this.split) {
                this.#sink.pass(data.subarray(at, next), this.#qos, true, next === end)
            }
            at = next
        }
        if (at > 0 && !this.split) {
            this.#sink.pass(at === data.length ? data : data.subarray(0, at), -1, true, this.#payload === 0)
        }
        if (at < data.length) {
            this.#keep(data.subarray(at))
        }
    }

    /** QoS of the packet under way. */
    #qos = -1
    /** Bytes of the head of the packet that `lengthAt` has read. */
    #head = 0

    /** The remaining length of a packet; -1: its head is not complete. */
    #lengthAt(data: Buffer, at: number, first: number): number {
        this.#checkFirst(first)
        let length = 0
        for (let i = 1; i <= 4; i++) {
            const byte = data[at + i]
            if (byte === undefined) {
                this.#wanted = i + 1
                return -1
            }
            length += (byte & 127) * 2 ** (7 * (i - 1))
            if (byte < 128) {
                this.#head = i + 1
                const limit =
                    first >> 4 === MQTT_PACKET_PUBLISH ? this.#limit : Math.min(this.#limit + 16, CONTROL_LIMIT)
                if (length > limit) {
                    throw fault(
                        'MQTT_TOO_LONG',
                        `${length} bytes, wanted at most ${limit}`,
                        `Message length ${length} too big`,
                    )
                }
                return length
            }
        }
        // [MQTT 3.1.1 §2.2.3]: four bytes at most
        throw fault('MQTT_BAD_HEADER', 'its length has more than four bytes')
    }

    /** Type and flags [MQTT-2.2.2-2]. */
    #checkFirst(first: number): void {
        const type = first >> 4
        const flags = first & 15
        if (type === 0 || (type === 15 && !this.#five)) {
            throw fault('MQTT_BAD_TYPE', `type ${type}`)
        }
        if (type === MQTT_PACKET_CONN_ACK ? this.#accepted : !this.#accepted) {
            throw fault(
                'MQTT_BAD_RESPONSE',
                `a packet of type ${type}, wanted ${this.#accepted ? 'another' : 'CONNACK first'}`,
            )
        }
        if (type === MQTT_PACKET_PUBLISH) {
            const qos = (flags >> 1) & 3
            // [MQTT-3.3.1-2], [MQTT-3.3.1-4]
            if (qos === 3 || (qos === 0 && (flags & 8) !== 0)) {
                throw fault('MQTT_BAD_FLAGS', `flags ${flags} of PUBLISH`)
            }
            return
        }
        if (!this.#isForClients(type)) {
            throw fault('MQTT_BAD_RESPONSE', `a packet of type ${type}, which brokers may not send`)
        }
        // [MQTT-3.6.1-1]
        if (flags !== (type === MQTT_PACKET_PUB_REL ? 2 : 0)) {
            throw fault('MQTT_BAD_FLAGS', `flags ${flags} of a packet of type ${type}`)
        }
    }

    #isForClients(type: number): boolean {
        return (
            type === MQTT_PACKET_CONN_ACK ||
            (type >= MQTT_PACKET_PUB_ACK && type <= MQTT_PACKET_PUB_COMP) ||
            type === MQTT_PACKET_SUB_ACK ||
            type === MQTT_PACKET_UNSUB_ACK ||
            type === MQTT_PACKET_PING_ACK ||
            // MQTT 5 §3.14. AUTH may only come if the client has asked for it, which this one does not [MQTT-4.12.0-6].
            (type === MQTT_PACKET_DISCONNECT && this.#five)
        )
    }

    /** Checks a message up to its payload; false: more is needed. */
    #publish(data: Buffer, start: number, length: number, first: number): boolean {
        const have = data.length - start
        if (length < 2) {
            throw fault('MQTT_BAD_LENGTH', `${length} bytes of PUBLISH, wanted at least 2`)
        }
        if (have < 2) {
            return this.#more(2)
        }
        const topic = data.readUInt16BE(start)
        const id = (first & 6) === 0 ? 0 : 2
        if (2 + topic > length) {
            throw fault('MQTT_BAD_TOPIC', `a topic of ${topic} bytes in ${length} bytes of PUBLISH`)
        }
        if (2 + topic + id > length) {
            throw fault(
                'MQTT_BAD_LENGTH',
                `${length} bytes of PUBLISH, and no room for the packet id`,
                'Bad received message length for packet ID',
            )
        }
        if (have < 2 + topic + id) {
            return this.#more(2 + topic + id)
        }
        checkTopicBytes(data, start + 2, topic)
        if (id > 0 && data.readUInt16BE(start + 2 + topic) === 0) {
            throw fault('MQTT_BAD_ID', 'PUBLISH with packet id 0')
        }
        return !this.#five || this.#properties(data, start, 2 + topic + id, length)
    }

    /** MQTT 5: the length of the properties, `at` bytes behind `start`, must be there and fit. False: more is needed. */
    #properties(data: Buffer, start: number, at: number, length: number): boolean {
        let size = 0
        for (let i = 0; i < 4; i++) {
            if (at + i >= length) {
                throw fault('MQTT_BAD_LENGTH', `${length} bytes, and no room for the properties`)
            }
            const byte = data[start + at + i]
            if (byte === undefined) {
                return this.#more(at + i + 1)
            }
            size += (byte & 127) * 2 ** (7 * i)
            if (byte < 128) {
                if (at + i + 1 + size > length) {
                    throw fault('MQTT_BAD_LENGTH', `properties of ${size} bytes in ${length} bytes`)
                }
                this.#behind = at + i + 1 + size
                return true
            }
        }
        throw fault('MQTT_BAD_LENGTH', 'the length of the properties has more than four bytes')
    }

    /** Offset behind the properties that were checked last. */
    #behind = 0

    /** Checks a packet that is not a message, and is complete. */
    #control(type: number, data: Buffer, start: number, length: number): void {
        switch (type) {
            case MQTT_PACKET_CONN_ACK:
                this.#connack(data, start, length)
                return
            case MQTT_PACKET_PING_ACK:
                this.#checkLength(length === 0, type, length)
                this.#sink.acknowledged(type, 0)
                return
            case MQTT_PACKET_DISCONNECT:
                return
        }
        this.#checkLength(
            type === MQTT_PACKET_SUB_ACK ? length >= 3 : this.#five ? length >= 2 : length === 2,
            type,
            length,
        )
        const id = data.readUInt16BE(start)
        // [MQTT-2.3.1-1]
        if (id === 0) {
            throw fault('MQTT_BAD_ID', `a packet of type ${type} with packet id 0`)
        }
        if (type === MQTT_PACKET_SUB_ACK) {
            this.#suback(data, start, length, id)
        }
        if (type !== MQTT_PACKET_PUB_REL) {
            this.#sink.acknowledged(type, id)
        }
    }

    #checkLength(good: boolean, type: number, length: number): void {
        if (!good) {
            throw fault('MQTT_BAD_LENGTH', `${length} bytes in a packet of type ${type}`)
        }
    }

    /** [MQTT-3.2.2]. */
    #connack(data: Buffer, start: number, length: number): void {
        if (this.#five ? length < 3 : length !== 2) {
            throw fault('MQTT_BAD_CONNACK', `${length} bytes of CONNACK`, 'Bad header length')
        }
        const flags = data[start]!
        const code = data[start + 1]!
        const wrong = this.#five ? code > 0 && code < 128 : code > 5
        // [MQTT-3.2.2-4]: no session goes with a refusal
        if (flags > 1 || wrong || (code !== 0 && flags !== 0)) {
            throw fault('MQTT_BAD_CONNACK', `flags ${flags} and code ${code} of CONNACK`)
        }
        if (this.#five) {
            this.#properties(data, start, 2, length)
        }
        this.#accepted = true
    }

    #suback(data: Buffer, start: number, length: number, id: number): void {
        let at = 2
        if (this.#five) {
            this.#properties(data, start, 2, length)
            at = this.#behind
        }
        const filters = this.#sink.filtersOf(id)
        // [MQTT-3.9.3-1]
        if (filters > 0 && length - at !== filters) {
            throw fault('MQTT_BAD_RESPONSE', `SUBACK with ${length - at} codes for ${filters} filters`)
        }
        for (; at < length; at++) {
            const code = data[start + at]!
            // [MQTT-3.9.3-2]
            if (this.#five ? !SUBACK_5.has(code) : code > 2 && code !== 128) {
                throw fault('MQTT_BAD_RESPONSE', `SUBACK with code ${code}`)
            }
        }
    }

    /** More is needed: so many bytes behind the head. */
    #more(bytes: number): false {
        this.#wanted = this.#head + bytes
        return false
    }

    #keep(bytes: Buffer): void {
        if (bytes.length > 0) {
            this.#kept.push(Buffer.copyBytesFrom(bytes))
            this.#keptLength += bytes.length
        }
    }
}

/** A topic is not empty, UTF-8, and has neither wildcards nor NUL [MQTT-1.5.3-1, 1.5.3-2, 3.3.2-2, 4.7.3-1]. */
function checkTopicBytes(data: Buffer, start: number, length: number): void {
    if (length === 0) {
        throw fault('MQTT_BAD_TOPIC', 'an empty topic')
    }
    let ascii = true
    for (let i = start; i < start + length; i++) {
        const byte = data[i]!
        if (byte === 0 || byte === 0x23 || byte === 0x2b) {
            throw fault('MQTT_BAD_TOPIC', `a topic with byte ${byte}`)
        }
        ascii &&= byte < 128
    }
    if (!ascii && !isUtf8(data.subarray(start, start + length))) {
        throw fault('MQTT_BAD_TOPIC', 'a topic that is not UTF-8')
    }
}

function fault(code: MqttErrorCode, what: string, text?: string): MqttError {
    return new MqttError(code, `Cannot go on with the broker: it sent ${what}`, text === undefined ? {} : { text })
}
