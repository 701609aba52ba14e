/*
    c.ts -- The C face of services/mqtt. Source: spec mqtt.md §3 to §9.
*/

import type { RSocket } from '../../fiber/c.js'
import {
    type Nullable,
    numberOf,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_NULL,
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    R_ERR_CANT_WRITE,
    R_ERR_NOT_CONNECTED,
    stringOf,
} from '../../fiber/compat/index.js'
import { firstBytes, type Fiber, format, type Socket } from '../../fiber/index.js'
import { MqttClientC, type MqttEventProc } from './c-client.js'
import * as constants from './constants.js'
import { MqttError } from './errors.js'
import type { MqttRecv } from './message.js'
import { Mqtt } from './mqtt.js'
import { masterPrefix } from './mqtt-subscribing.js'
import { filterFault, topicFault } from './topics.js'

export * from './constants.js'
export type { MqttEventProc } from './c-client.js'
export { MqttRecv } from './message.js'
export { Mqtt }

/** Is told of a message: a plain function, or one that returns what is to be run. */
export type MqttCallback = (rp: MqttRecv) => unknown

type Client = Pointer<Mqtt>
type Message = Pointer<string | Uint8Array>

const WILL_LIMIT = 65535

function isOne(mq: Client): mq is MqttClientC {
    return mq instanceof MqttClientC
}

/** Of either kind: also one that connects by itself and keeps what is published, such as `ioto->mqtt` of the agent. */
function isAny(mq: Client): mq is Mqtt {
    return mq instanceof Mqtt
}

/** Makes a client. NULL for an id that is missing, or longer than 23 bytes. `proc` is told of events; NULL: nobody is. */
export function mqttAlloc(clientId: Pointer<string>, proc: Pointer<MqttEventProc> = null): Nullable<Mqtt> {
    const id = stringOf(clientId)
    if (!id || Buffer.byteLength(id) > constants.MQTT_MAX_CLIENT_ID_SIZE) {
        return null
    }
    return new MqttClientC(id, proc || null)
}

/** Lets go of the client: calls that wait are resumed, callbacks may finish. The socket stays open. */
export function* mqttFree(mq: Client): Fiber<void> {
    if (isOne(mq)) {
        yield* mq.free()
    }
}

/** Sets user name and password for the next connection; NULL and empty: none. Returns 0 or negative. */
export function mqttSetCredentials(mq: Client, username: Pointer<string>, password: Pointer<string>): number {
    const user = stringOf(username) || null
    const secret = stringOf(password) || null
    if (
        !isOne(mq) ||
        Buffer.byteLength(user ?? '') > constants.MQTT_MAX_USERNAME_SIZE ||
        Buffer.byteLength(secret ?? '') > constants.MQTT_MAX_PASSWORD_SIZE
    ) {
        return R_ERR_BAD_ARGS
    }
    mq.settings.username = user
    mq.settings.password = secret
    return 0
}

/** Sets what the broker publishes when the connection is lost. Effective at the next connect. Returns 0 or negative. */
export function mqttSetWill(mq: Client, topic: Pointer<string>, msg: Message, length: number): number {
    const name = stringOf(topic)
    if (!isOne(mq) || name === null || !msg || topicFault(name, constants.MQTT_MAX_TOPIC_SIZE) !== null) {
        return R_ERR_BAD_ARGS
    }
    const payload = beginning(msg, length)
    if (!(length > 0) || payload.length > WILL_LIMIT || payload.length === 0) {
        return R_ERR_BAD_ARGS
    }
    mq.settings.will = { topic: name, payload }
    return 0
}

/** Sets the bytes of a message in either direction; 0 changes nothing. */
export function mqttSetMessageSize(mq: Client, size: number): void {
    if (isOne(mq) && size > 0) {
        mq.settings.maxMessage = numberOf(size)
    }
}

/** Sets milliseconds after which a ping is sent; 0 and less: the default. Effective at the next connect. */
export function mqttSetKeepAlive(mq: Client, keepAlive: number): void {
    if (isOne(mq)) {
        mq.settings.keepAlive = keepAlive > 0 ? Math.min(keepAlive, 65_535_000) : constants.MQTT_KEEP_ALIVE
    }
}

/** Sets the milliseconds without a message after which the event procedure is told; 0: never, less: the default. */
export function mqttSetTimeout(mq: Client, timeout: number): void {
    if (isOne(mq)) {
        mq.settings.timeout = timeout > 0 ? timeout : timeout === 0 ? Infinity : constants.MQTT_TIMEOUT
    }
}

/** Whether the broker has accepted the connection, and it is not lost. */
export function mqttIsConnected(mq: Client): boolean {
    return isAny(mq) && mq.connected
}

/** Ticks of the last packet that was sent or received. */
export function mqttGetLastActivity(mq: Client): number {
    return isAny(mq) ? Math.trunc(mq.lastActivity) : 0
}

/** Text of the error that ended the connection; empty: none. */
export function mqttGetError(mq: Client): string {
    return isAny(mq) ? mq.errorMsg : ''
}

/** Messages that were not sent. */
export function mqttMsgsToSend(mq: Client): number {
    return isOne(mq) ? mq.counts.unsent : isAny(mq) ? mq.statistics().queued : 0
}

/** Messages that were not sent, or are not acknowledged. */
export function mqttGetQueueCount(mq: Client): number {
    return isOne(mq) ? mq.counts.queued : isAny(mq) ? mq.statistics().queued + mq.statistics().inflight : 0
}

/** A debugging aid of C: true. */
export function mqttCheckQueue(_mq: Client): boolean {
    return true
}

/** Raises the delay of messages that are published. */
export function mqttThrottle(mq: Client): void {
    if (isOne(mq)) {
        mq.throttleNow()
    }
}

/**
 * Connects over a socket that is connected. `flags`: `MQTT_CONNECT_*`. With `MQTT_WAIT_ACK` it waits for the answer of the broker; with another flag the
 * result is known too early, and negative. Returns 0 or negative.
 */
export function* mqttConnect(
    mq: Client,
    sock: Pointer<RSocket | Socket>,
    flags: Pointer<number>,
    waitFlags: Pointer<number>,
): Fiber<number> {
    const bits = numberOf(flags)
    if (!isOne(mq) || !sock) {
        return R_ERR_BAD_ARGS
    }
    if (((bits >> 3) & 3) === 3) {
        return refuse(mq, R_ERR_BAD_ARGS, 'Bad QOS in flags')
    }
    // [MQTT-3.1.2-22]
    if (mq.settings.password !== null && mq.settings.username === null) {
        return R_ERR_BAD_ARGS
    }
    const accepted = yield* mq.attachSocket(sock, bits, (numberOf(waitFlags) & constants.MQTT_WAIT_ACK) !== 0)
    return accepted ? 0 : R_ERR_CANT_CONNECT
}

/** Publishes. `size` 0 and less: all of `msg`. The topic is a printf format. Returns 0 or negative. */
export function mqttPublish(
    mq: Client,
    msg: Message,
    size: number,
    qos: number,
    waitFlags: Pointer<number>,
    topic: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    return publish(mq, msg, size, qos, numberOf(waitFlags), false, stringOf(topic), args)
}

/** The same, and the broker keeps the message for those who subscribe later. */
export function mqttPublishRetained(
    mq: Client,
    msg: Message,
    size: number,
    qos: number,
    waitFlags: Pointer<number>,
    topic: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    return publish(mq, msg, size, qos, numberOf(waitFlags), true, stringOf(topic), args)
}

/**
 * Subscribes. The callback runs in a fiber of its own for each message, with `MQTT_WAIT_FAST` where messages are received. NULL: none; messages are
 * dropped. Below a master topic it is local. Returns 0 or negative.
 */
export function* mqttSubscribe(
    mq: Client,
    callback: Pointer<MqttCallback>,
    maxQos: number,
    waitFlags: Pointer<number>,
    topic: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    const filter = filterOf(mq, topic, args, maxQos)
    if (!isAny(mq) || typeof filter === 'number') {
        return filter as number
    }
    const wait = numberOf(waitFlags)
    const handler = callback ? (callback as (rp: MqttRecv) => Fiber<unknown> | void) : null
    const qos = maxQos as 0 | 1 | 2
    if (!isOne(mq)) {
        return yield* subscribeKept(mq, filter, handler, qos, wait)
    }
    const entry =
        handler === null ? null : mq.addCallback(filter, handler, qos, (wait & constants.MQTT_WAIT_FAST) !== 0)
    if (handler !== null && mq.isLocal(filter)) {
        return 0
    }
    const result = yield* subscribe(mq, filter, qos, wait)
    if (result < 0 && entry !== null) {
        mq.dropCallback(entry)
    }
    return result
}

/** Subscribes to a filter that serves others: those below it are local. Returns 0 or negative. */
export function* mqttSubscribeMaster(
    mq: Client,
    maxQos: number,
    waitFlags: Pointer<number>,
    topic: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    const filter = filterOf(mq, topic, args, maxQos)
    if (!isAny(mq) || typeof filter === 'number') {
        return filter as number
    }
    if (!isOne(mq)) {
        const options = { qos: maxQos as 0 | 1 | 2, wait: waitOf(numberOf(waitFlags)) }
        return mq.connected ? yield* coded(mq.subscribeMaster(filter, options)) : R_ERR_CANT_WRITE
    }
    const result = yield* subscribe(mq, filter, maxQos as 0 | 1 | 2, numberOf(waitFlags))
    const prefix = masterPrefix(filter)
    if (result === 0 && !mq.masterTopics.includes(prefix)) {
        mq.masterTopics.push(prefix)
    }
    return result
}

/** Ends the subscriptions of a topic; below a master topic the broker is not told. Returns 0 or negative. */
export function* mqttUnsubscribe(mq: Client, topic: Pointer<string>, wait: Pointer<number>): Fiber<number> {
    const filter = stringOf(topic)
    if (!isAny(mq) || !filter) {
        return R_ERR_BAD_ARGS
    }
    if (!isOne(mq)) {
        return yield* coded(mq.unsubscribe(filter, { wait: waitOf(numberOf(wait)) }))
    }
    if (mq.isLocal(filter)) {
        mq.dropTopic(filter)
        return 0
    }
    return yield* mqttUnsubscribeMaster(mq, filter, wait)
}

/** Ends a master subscription, and those below it. Returns 0 or negative. */
export function* mqttUnsubscribeMaster(mq: Client, topic: Pointer<string>, wait: Pointer<number>): Fiber<number> {
    const filter = stringOf(topic)
    if (!isAny(mq) || !filter) {
        return R_ERR_BAD_ARGS
    }
    if (!isOne(mq)) {
        return yield* coded(mq.unsubscribeMaster(filter, { wait: waitOf(numberOf(wait)) }))
    }
    if (!(yield* mq.attach())) {
        return R_ERR_CANT_WRITE
    }
    const at = mq.masterTopics.indexOf(masterPrefix(filter))
    if (at >= 0) {
        mq.masterTopics.splice(at, 1)
    }
    mq.dropTopic(filter)
    return (yield* coded(mq.sendUnsubscribe(filter, numberOf(wait)))) < 0 ? R_ERR_CANT_CONNECT : 0
}

/** Sends a ping. Suspends only in the event procedure. Returns 0 or negative. */
export function* mqttPing(mq: Client): Fiber<number> {
    if (!isAny(mq)) {
        return R_ERR_BAD_ARGS
    }
    if (!isOne(mq)) {
        return mq.connected ? yield* coded(mq.ping()) : R_ERR_CANT_WRITE
    }
    if (mq.error < 0) {
        return mq.error
    }
    if (!(yield* mq.attach())) {
        return R_ERR_CANT_WRITE
    }
    mq.sendNow('ping')
    return 0
}

/** Tells the broker that this is the end; it closes the connection. Returns 0 or negative. */
export function mqttDisconnect(mq: Client): number {
    if (!isOne(mq) || mq.sock === null) {
        return R_ERR_CANT_WRITE
    }
    mq.sendNow('disconnect')
    return 0
}

/** Spec mqtt.md §5.3: the checks, in their order. */
function* publish(
    mq: Client,
    msg: Message,
    size: number,
    qos: number,
    wait: number,
    retain: boolean,
    fmt: string | null,
    args: readonly unknown[],
): Fiber<number> {
    if (!isAny(mq) || isMissing(msg) || !fmt || /^\s/.test(fmt)) {
        return R_ERR_BAD_ARGS
    }
    if (isOne(mq) && mq.error < 0) {
        return mq.error
    }
    const topic = format(fmt, args)
    if (Buffer.byteLength(topic) >= constants.MQTT_MAX_TOPIC_SIZE) {
        return R_ERR_BAD_ARGS
    }
    if (isOne(mq) && !(yield* mq.attach())) {
        return R_ERR_CANT_WRITE
    }
    // What is to be waited for may never come; the rest is kept
    if (
        !mq.connected &&
        (isOne(mq) || qos === 0 || (wait & (constants.MQTT_WAIT_ACK | constants.MQTT_WAIT_SENT)) !== 0)
    ) {
        return R_ERR_NOT_CONNECTED
    }
    if (topic === '' || /^\s/.test(topic)) {
        return R_ERR_BAD_NULL
    }
    const level = qos === 0 || qos === 1 || qos === 2 ? qos : null
    if (level === null) {
        return R_ERR_BAD_ARGS
    }
    const mode =
        level > 0 && (wait & constants.MQTT_WAIT_ACK) !== 0
            ? 'ack'
            : (wait & constants.MQTT_WAIT_SENT) !== 0
              ? 'sent'
              : 'none'
    return yield* coded(
        mq.publish(topic, beginning(msg as string | Uint8Array, size), { qos: level, retain, wait: mode }),
    )
}

/** NULL. Empty text is a message. */
function isMissing(msg: Message): boolean {
    return msg === null || msg === undefined || (msg as unknown) === 0
}

/** The formatted filter, or what is wrong. */
function filterOf(mq: Client, topic: Pointer<string>, args: readonly unknown[], maxQos: number): string | number {
    const fmt = stringOf(topic)
    if (!isAny(mq) || !fmt || !(maxQos === 0 || maxQos === 1 || maxQos === 2)) {
        return R_ERR_BAD_ARGS
    }
    const filter = format(fmt, args)
    if (filterFault(filter, constants.MQTT_MAX_TOPIC_SIZE - 1) !== null) {
        return R_ERR_BAD_ARGS
    }
    return isOne(mq) && mq.error < 0 ? mq.error : filter
}

/** Sends SUBSCRIBE (spec mqtt.md §5.4). */
function* subscribe(mq: MqttClientC, filter: string, qos: 0 | 1 | 2, wait: number): Fiber<number> {
    if (!(yield* mq.attach())) {
        return R_ERR_CANT_WRITE
    }
    try {
        return (yield* mq.sendSubscribe(filter, qos, wait)) >= 128 ? R_ERR_CANT_COMPLETE : 0
    } catch (error) {
        if (error instanceof MqttError) {
            return R_ERR_BAD_STATE
        }
        throw error
    }
}

/**
 * The same for a client that connects by itself: it repeats what it has subscribed to when the broker has forgotten it, so that to subscribe at each
 * `ioOnConnect` does nothing more.
 */
function* subscribeKept(
    mq: Mqtt,
    filter: string,
    handler: ((rp: MqttRecv) => Fiber<unknown> | void) | null,
    qos: 0 | 1 | 2,
    wait: number,
): Fiber<number> {
    if (handler !== null && mq.topics.some(other => other.topic === filter && other.callback === handler)) {
        return 0
    }
    if (!mq.connected) {
        return R_ERR_CANT_WRITE
    }
    const fast = (wait & constants.MQTT_WAIT_FAST) !== 0
    const options = { qos, fast, concurrency: Infinity, wait: waitOf(wait) }
    return yield* coded(mq.subscribe(filter, handler ?? ignore, options))
}

/** NULL as a callback: messages are dropped. */
function ignore(): void {}

function waitOf(wait: number): 'ack' | 'sent' | 'none' {
    return (wait & constants.MQTT_WAIT_ACK) !== 0 ? 'ack' : (wait & constants.MQTT_WAIT_SENT) !== 0 ? 'sent' : 'none'
}

/** 0, or the number of what was thrown. */
function* coded(work: Fiber<unknown>): Fiber<number> {
    try {
        yield* work
        return 0
    } catch (error) {
        if (error instanceof MqttError) {
            return error.error
        }
        throw error
    }
}

function refuse(mq: MqttClientC, error: number, text: string): number {
    mq.error = error
    mq.errorMsg = text
    return error
}

/** The first `size` bytes of a message; 0 and less: all. */
function beginning(msg: string | Uint8Array, size: number): string | Uint8Array {
    if (!(size > 0)) {
        return msg
    }
    return typeof msg === 'string' ? firstBytes(msg, size) : msg.subarray(0, size)
}
