/*
    options.ts -- How a client connects, and what it is limited to. Source: spec mqtt.md §12.1.
*/

import type { Network, Schedule, Socket, TlsClientOptions, TlsConnector } from '../../fiber/index.js'
import { exponential } from '../../fiber/index.js'
import { MQTT_KEEP_ALIVE, MQTT_MAX_MESSAGE_SIZE, MQTT_MSG_TIMEOUT, MQTT_TIMEOUT } from './constants.js'
import { MqttError } from './errors.js'
import type { Mqtt } from './mqtt.js'
import type { QueueLimits } from './outbox.js'
import { TOPIC_LIMIT, topicFault } from './topics.js'

/** What the broker publishes when the connection of the client is lost. */
export interface MqttWill {
    readonly topic: string
    readonly payload: string | Uint8Array
    /** Default 0. */
    readonly qos?: 0 | 1 | 2
    /** Default false. */
    readonly retain?: boolean
}

/** What a broker permits. `AWS_LIMITS` are those of AWS IoT Core. */
export interface MqttLimits {
    /** Bytes of a topic. Default 65,535. */
    readonly topic?: number
    /** Bytes of a payload that is sent, and of a packet that comes. Default 256 MB. */
    readonly message?: number
    /** Messages of QoS 1 and 2 that are not acknowledged. Default 100. */
    readonly inflight?: number
    /** Messages a second that are sent; more wait. Default Infinity. */
    readonly rate?: number
    /** Filters in one SUBSCRIBE packet when subscriptions are repeated. Default 8. */
    readonly filters?: number
}

/** The limits of AWS IoT Core: 128 KB a message, topics of 256 bytes, 100 in flight, 100 messages a second, 8 filters. */
export const AWS_LIMITS: MqttLimits = Object.freeze({
    topic: 256,
    message: 131_072,
    inflight: 100,
    rate: 100,
    filters: 8,
})

/** How a client connects, and what it is limited to. */
export interface MqttOptions {
    /** `mqtt://host:1883`, `mqtts://host:8883`, `ws://host/path`, `wss://host/path`, or `host:port`. */
    readonly endpoint?: string
    /** A connected socket, instead of an endpoint. For one connection. */
    readonly sock?: Socket
    /** How secure connections are made; given for an endpoint without a scheme, it makes it secure. Default: the server is verified. */
    readonly tls?: TlsClientOptions | TlsConnector
    /** Application protocols for port 443 of brokers that want that, such as `x-amzn-mqtt-ca`. Default: none. */
    readonly alpn?: readonly string[]
    /** More headers for the handshake of a WebSocket. Default: none. */
    readonly headers?: Readonly<Record<string, string>>
    /** Name of the client at the broker. 1 to 65,535 bytes; 23 are enough for every broker. */
    readonly clientId: string
    /** Default: none. */
    readonly username?: string
    /** With MQTT 3.1.1 only together with a user name. Default: none. */
    readonly password?: string | Uint8Array
    /** The broker forgets subscriptions and messages of the client when the connection is over. Default false. */
    readonly clean?: boolean
    /** Milliseconds after which a ping is sent when nothing else was. 1,000 to 65,535,000. Default 1,200,000 (20 minutes). */
    readonly keepAlive?: number
    /** Milliseconds without a message in either direction after which `onEvent` is told `timeout`. Default: none. */
    readonly timeout?: number
    /** Milliseconds for the answer to CONNECT, and to a ping. Default 30,000. */
    readonly msgTimeout?: number
    /** What the broker publishes when the connection is lost, and not ended by `disconnect`. Default: nothing. */
    readonly will?: MqttWill
    /** 4: MQTT 3.1.1 (default). 5: MQTT 5. */
    readonly version?: 4 | 5
    /** What the broker permits. Default: what the standard does. */
    readonly limits?: MqttLimits
    /** Bounds of the queue of outgoing messages. */
    readonly queue?: QueueLimits
    /**
     * File of the session: messages of QoS 1 and 2 survive a restart of the process. Default: none, they live as long as the process, and
     * with `reconnect` false as long as the connection.
     */
    readonly store?: string
    /**
     * What happens when the connection is lost. `true`: it is made again, after a random pause of up to 1 s, 2 s, 4 s ... 2 minutes.
     * Pauses in milliseconds: after these; when they end it is given up. Default false: the client is closed.
     */
    readonly reconnect?: Schedule | boolean
    /** Milliseconds that a connection must last for the pauses to begin anew. Default 30,000. */
    readonly stable?: number
    /**
     * Bytes of messages that came, and that wait because a subscription is full; then the broker waits. A connection on which four times as
     * much came all the same, or (with a message of `limits.message` more) waits for PUBREL, ends with `MQTT_OVERRUN`. Default 1 MB.
     */
    readonly backlog?: number
    /**
     * When messages of QoS 1 are acknowledged. `handled` (default): when all their handlers have ended, or `receive` has given them out; the
     * broker sends those again that a dead process had not handled. `received`: at once.
     */
    readonly acknowledge?: 'handled' | 'received'
    /** Is told what happens. */
    readonly onEvent?: (mq: Mqtt, event: MqttEvent) => void
    /** Default: the real one. */
    readonly network?: Network
    /** Source of random numbers in [0, 1) for the pauses of `reconnect: true`. Default `Math.random`. */
    readonly random?: () => number
}

/** What happens to a client. `timeout`: nothing came or went for the idle timeout. */
export type MqttEvent = 'connected' | 'disconnected' | 'timeout'

/** Options, complete and checked. The C face changes them between connections. */
export interface MqttSettings {
    clientId: string
    username: string | null
    password: string | Uint8Array | null
    clean: boolean
    keepAlive: number
    timeout: number
    msgTimeout: number
    will: MqttWill | null
    version: 4 | 5
    topicLimit: number
    maxMessage: number
    inflight: number
    rate: number
    filters: number
    queue: QueueLimits
    store: string | null
    /** Null: the connection is not made again. */
    reconnect: Schedule | null
    stable: number
    backlog: number
    /** A message is acknowledged when it came, and not when its handlers are through with it. */
    ackOnReceipt: boolean
    /** Only the first subscription that matches gets a message. */
    firstMatch: boolean
}

function bad(what: string): MqttError {
    return new MqttError('MQTT_OPTION', `Cannot make an MQTT client: ${what}`)
}

function number(name: string, value: number, from: number, to = Infinity): number {
    if (!(value >= from && value <= to)) {
        throw bad(`${name} is ${value}, wanted ${from} to ${to}`)
    }
    return value
}

/** Completes and checks options. Throws `MQTT_OPTION`. */
export function settingsOf(options: MqttOptions): MqttSettings {
    const { clientId, username, password, will, reconnect = false, limits = {}, random = Math.random } = options
    const { clean = false, version = 4 } = options
    const length = Buffer.byteLength(clientId)
    if (length > 65535 || (length === 0 && !clean)) {
        throw bad(`the client id has ${length} bytes, wanted 1 to 65535`)
    }
    // [MQTT-3.1.2-22]; MQTT 5 permits it
    if (password !== undefined && username === undefined && version === 4) {
        throw bad('there is a password and no user name, wanted both')
    }
    if (will !== undefined) {
        checkWill(will)
    }
    const usual = () => exponential({ initial: 1000, cap: 120_000, random })
    return {
        ...{ clientId, username: username ?? null, password: password ?? null, clean, will: will ?? null, version },
        keepAlive: number('keepAlive', options.keepAlive ?? MQTT_KEEP_ALIVE, 1000, 65_535_000),
        timeout: number('timeout', options.timeout ?? MQTT_TIMEOUT, 1),
        msgTimeout: number('msgTimeout', options.msgTimeout ?? MQTT_MSG_TIMEOUT, 1),
        topicLimit: number('limits.topic', limits.topic ?? TOPIC_LIMIT, 1, TOPIC_LIMIT),
        maxMessage: number('limits.message', limits.message ?? MQTT_MAX_MESSAGE_SIZE, 0, MQTT_MAX_MESSAGE_SIZE),
        inflight: number('limits.inflight', limits.inflight ?? 100, 1, 65_000),
        rate: number('limits.rate', limits.rate ?? Infinity, 1),
        filters: number('limits.filters', limits.filters ?? 8, 1),
        queue: options.queue ?? {},
        store: options.store ?? null,
        reconnect: reconnect === true ? usual() : reconnect === false ? null : reconnect,
        stable: number('stable', options.stable ?? 30_000, 0),
        backlog: number('backlog', options.backlog ?? 2 ** 20, 1),
        ackOnReceipt: options.acknowledge === 'received',
        firstMatch: false,
    }
}

function checkWill({ topic, payload, qos = 0 }: MqttWill): void {
    const fault = topicFault(topic)
    const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
    if (fault !== null || length > 65535 || !(qos === 0 || qos === 1 || qos === 2)) {
        throw bad(
            `the will ${fault !== null ? `has a bad topic: ${fault}` : `has ${length} bytes and QoS ${qos}, wanted at most 65535 and 0 to 2`}`,
        )
    }
}
