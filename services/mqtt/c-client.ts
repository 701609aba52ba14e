/*
    c-client.ts -- MqttClientC: the client as C has it. Its owner connects sockets and hands them over; nothing is repeated or kept.

    What differs from `Mqtt`: the events of the event procedure, subscriptions that survive their connection without being sent again, the first match
    gets a message, acknowledgements on receipt, a callback in a fiber of its own for each message.
*/

import { RSocket } from '../../fiber/c.js'
import { detach, type Fiber, type Socket, type Task, yieldNow } from '../../fiber/index.js'
import * as constants from './constants.js'
import { MqttError } from './errors.js'
import { lost } from './failures.js'
import { LentTransport } from './lent-transport.js'
import { Mqtt } from './mqtt.js'
import { loadMqttJs } from './mqtt-js.js'
import type { MqttEvent, MqttWill } from './options.js'
import { Subscription } from './subscription.js'

/** Is told of events `MQTT_EVENT_*`: a plain function, or one that returns what is to be run. */
export type MqttEventProc = (mq: Mqtt, event: number) => unknown

/** Turns that fibers get to finish when the client is freed (spec mqtt.md §3). */
const TURNS = 100

/** A client of the C face. */
export class MqttClientC extends Mqtt {
    readonly #proc: MqttEventProc | null
    #transport: LentTransport | null = null
    #serving: Task | null = null

    constructor(clientId: string, proc: MqttEventProc | null) {
        super({ clientId, limits: { topic: constants.MQTT_MAX_TOPIC_SIZE, inflight: 65_000 }, acknowledge: 'received' })
        this.settings.firstMatch = true
        this.#proc = proc
    }

    /** Uses a socket, and waits until the broker has accepted it. Returns whether it has. */
    *attachSocket(sock: RSocket | Socket, flags: number, wait: boolean): Fiber<boolean> {
        const socket = sock instanceof RSocket ? sock.socket : sock
        yield* this.detachSocket()
        this.error = 0
        this.errorMsg = ''
        if (socket === null) {
            return false
        }
        try {
            yield* loadMqttJs()
        } catch (error) {
            this.ended(lost('Cannot connect', error))
            return false
        }
        this.settings.clean = (flags & constants.MQTT_CONNECT_CLEAN_SESSION) !== 0
        this.#applyWill(flags)
        this.#transport = new LentTransport(socket)
        this.sock = sock
        this.#serving = detach(`mqtt ${this.id}`, () => this.#serve())
        while (wait && !this.connected && this.sock === sock) {
            // The keeper gives up after `msgTimeout`.
            yield* this.link.changed.wait()
        }
        if (wait && this.connected) {
            yield* this.tellProc(constants.MQTT_EVENT_CONNECTED)
            return true
        }
        return false
    }

    /** Lets go of the socket, which stays open. */
    *detachSocket(): Fiber<void> {
        const task = this.#serving
        this.#serving = null
        this.#transport?.release()
        this.#transport = null
        task?.cancel('the client was freed')
        for (let turn = 0; turn < TURNS && task !== null && task.state !== 'done'; turn++) {
            yield* yieldNow()
        }
    }

    /** Waiting calls are told, fibers may finish, and the client is of no use any more. */
    override *free(): Fiber<void> {
        yield* this.detachSocket()
        this.sock = null
        this.dropMessages(notConnected())
        for (let turn = 0; turn < TURNS && this.handlers.size > 0; turn++) {
            yield* yieldNow()
        }
        this.dropSubscriptions(() => true)
    }

    /** Calls the event procedure. */
    *tellProc(event: number): Fiber<void> {
        const work = this.#proc?.(this, event)
        if (typeof work === 'object' && work !== null && Symbol.iterator in work) {
            yield* work as Fiber<unknown>
        }
    }

    /** There is a socket, or the event procedure has made one. */
    *attach(): Fiber<boolean> {
        if (!this.wire.isOpen) {
            yield* this.tellProc(constants.MQTT_EVENT_ATTACH)
        }
        return this.wire.isOpen
    }

    /** Adds an entry for a callback, unless there is the same; null: there is. */
    addCallback(topic: string, callback: Subscription['callback'], qos: 0 | 1 | 2, fast: boolean): Subscription | null {
        if (this.topics.some(other => other.topic === topic && other.callback === callback)) {
            return null
        }
        const subscription = new Subscription(this, topic, callback, { qos, fast, concurrency: Infinity })
        subscription.isLocal = this.isBelowMaster(topic)
        this.addSubscription(subscription)
        return subscription
    }

    /** Removes it again. */
    dropCallback(subscription: Subscription): void {
        this.removeSubscription(subscription)
        subscription.drop()
    }

    /** Whether a topic is served by a master subscription. */
    isLocal(topic: string): boolean {
        return this.isBelowMaster(topic)
    }

    /** Sends SUBSCRIBE. Gives the code of SUBACK; 0 if it is not waited for. */
    *sendSubscribe(topic: string, qos: 0 | 1 | 2, wait: number): Fiber<number> {
        const reply = this.wire.calls.subscribe(new Map([[topic, qos]]))
        if ((wait & constants.MQTT_WAIT_ACK) !== 0) {
            return (yield* reply)[0] ?? 128
        }
        if ((wait & constants.MQTT_WAIT_SENT) !== 0) {
            yield* this.wire.flush()!
        }
        return 0
    }

    /** Sends UNSUBSCRIBE. */
    *sendUnsubscribe(topic: string, wait: number): Fiber<void> {
        const reply = this.wire.calls.unsubscribe(topic)
        if ((wait & constants.MQTT_WAIT_ACK) !== 0) {
            yield* reply
        } else if ((wait & constants.MQTT_WAIT_SENT) !== 0) {
            yield* this.wire.flush()!
        }
    }

    /** Removes the entries of a topic, and of a master topic those below it. */
    dropTopic(topic: string): void {
        this.dropSubscriptions(other => other.topic === topic || (other.isLocal && !this.isBelowMaster(other.topic)))
    }

    /** Sends PINGREQ, or DISCONNECT. */
    sendNow(what: 'ping' | 'disconnect'): void {
        if (what === 'ping') {
            this.wire.pingNow()
        } else {
            this.wire.disconnectNow()
        }
    }

    /** Messages that were not sent, and packets that are not acknowledged or not sent. */
    get counts(): { readonly unsent: number; readonly queued: number } {
        const { outbox } = this.session
        return { unsent: outbox.queued, queued: outbox.queued + this.wire.pending }
    }

    protected override tell(event: MqttEvent): void {
        if (event === 'timeout') {
            this.log.info('Idle connection has timed out')
            detach('mqtt event', () => this.tellProc(constants.MQTT_EVENT_TIMEOUT))
        }
    }

    override ended(error: MqttError): void {
        this.error = error.error
        this.errorMsg = error.text
        this.sock = null
        this.newConnection()
        this.dropMessages(notConnected())
        this.link.changed.emit()
    }

    *#serve(): Fiber<void> {
        let failure: MqttError
        try {
            failure = yield* this.serve(this.#transport!)
        } catch (error) {
            failure = lost('Cannot read from socket', error)
        }
        this.ended(failure)
        for (let turn = 0; turn < TURNS && this.handlers.size > 0; turn++) {
            yield* yieldNow()
        }
        // Once for each connection (spec mqtt.md §11).
        yield* this.tellProc(constants.MQTT_EVENT_DISCONNECT)
    }

    #applyWill(flags: number): void {
        const { will } = this.settings
        if (will !== null) {
            const qos = ((flags >> 3) & 3) as NonNullable<MqttWill['qos']>
            const retain = (flags & constants.MQTT_CONNECT_WILL_RETAIN) !== 0
            this.settings.will = { topic: will.topic, payload: will.payload, qos, retain }
        }
    }
}

function notConnected(): MqttError {
    return new MqttError('MQTT_LOST', 'Cannot complete: the connection was lost')
}
