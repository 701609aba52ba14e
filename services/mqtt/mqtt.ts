/*
    mqtt.ts -- Mqtt: an MQTT client. Source: spec mqtt.md part A; MQTT 3.1.1, MQTT 5.

        const mq = yield* Mqtt.connect({ endpoint: 'mqtts://broker.example', clientId: 'device7', reconnect: true })
        yield* mq.publish('room/temperature', '21.5', { qos: 1, retain: true })
        const sub = yield* mq.subscribe('room/+/set')
        for (;;) {
            const message = yield* sub.receive()
            ...
        }

    It is put together from its parts, each with the file that it is about:

        MqttState        how it stands
        MqttReceiving    messages to subscriptions, acknowledgements
        MqttSending      publishing
        MqttSubscribing  subscribing
        Mqtt             connections, requests, the end

    Its fibers: one for the link, which makes connections, and in each connection one that reads, one that watches, one that sends what was
    queued, and one for messages that were held back. Handlers have fibers of their own.
*/

import {
    deadline,
    detach,
    type Fiber,
    Latch,
    type Op,
    scope,
    sleep,
    SocketError,
    type Task,
    TimeoutError,
} from '../../fiber/index.js'
import { dial, type Target, targetOf } from './dial.js'
import { MqttError } from './errors.js'
import { keepAlive } from './keeper.js'
import { hasMqttJs, loadMqttJs } from './mqtt-js.js'
import { MqttSubscribing } from './mqtt-subscribing.js'
import { type MqttEvent, type MqttOptions, settingsOf } from './options.js'
import { Requests, type RequestOptions } from './requests.js'
import { SocketTransport, type Transport } from './transport.js'

/** How long `close` goes on sending, milliseconds. */
const FAREWELL = 2000

/** Milliseconds before MQTT.js is loaded, which holds the thread: what was started with it, such as a web server, answers first. */
const OTHERS = 200

/** An MQTT client. */
export class Mqtt extends MqttSubscribing {
    protected readonly options: MqttOptions
    readonly #target: Target | null
    readonly #requests = new Requests(this)
    readonly #over = new Latch(1, 'mqtt closed')
    #task: Task | null = null
    #writer: Task | null = null
    #closing = false
    #sessionPresent = false

    /** `start` and `connect` make them. */
    constructor(options: MqttOptions) {
        const target = options.endpoint === undefined ? null : targetOf(options)
        super(settingsOf(options), target?.name ?? 'the broker')
        this.options = options
        this.#target = target
    }

    /**
     * Connects to a broker. When the first attempt fails, that is thrown: `MQTT_NETWORK` (`cause` has what the socket or TLS says),
     * `MQTT_REFUSED`, `MQTT_NOT_AUTHORIZED`, `MQTT_CLIENT_ID`, `MQTT_TIMEOUT`, and `MQTT_OPTION`, `MQTT_STORE`. Whoever wants the client to go on trying
     * uses `start`.
     */
    static *connect(options: MqttOptions): Fiber<Mqtt> {
        const mq = yield* Mqtt.start(options)
        let connected = false
        try {
            yield* mq.waitFirst()
            connected = true
            return mq
        } finally {
            if (!connected) {
                yield* mq.free()
            }
        }
    }

    /** A client that is going to connect. Messages of QoS 1 and 2 can be published at once. Throws `MQTT_OPTION` and `MQTT_STORE`. */
    static *start(options: MqttOptions): Fiber<Mqtt> {
        if (options.sock === undefined && options.endpoint === undefined) {
            throw new MqttError(
                'MQTT_OPTION',
                'Cannot make an MQTT client: no endpoint and no socket, wanted one of them',
            )
        }
        const mq = new Mqtt(options)
        mq.restore(yield* mq.session.open())
        const { file } = mq.session
        if (file !== null) {
            mq.#writer = detach(`mqtt store ${mq.id}`, () => file.run())
        }
        mq.#task = detach(`mqtt ${mq.id}`, () => mq.link.run())
        return mq
    }

    /** Waits until it is connected. Throws what has ended the link, if it is closed. No deadline of its own. */
    *waitConnected(): Fiber<void> {
        while (!this.connected) {
            if (this.link.state === 'closed') {
                throw this.endError
            }
            yield* this.link.changed.wait()
        }
    }

    /**
     * Sends a request to a service and waits for its answer, as the cloud of Ioto does it (spec mqtt.md §15). Null: none came in time, or the
     * connection was lost. Throws `MQTT_SUBSCRIBE`, `MQTT_TOPIC`, `MQTT_OFFLINE`.
     */
    request(topic: string, body: string, options: RequestOptions = {}): Fiber<string | null> {
        return this.#requests.request(topic, body, options)
    }

    /** Ends the subscription to the answers of a topic. */
    requestFree(topic: string): Fiber<void> {
        return this.#requests.free(topic)
    }

    /** Sends a ping. Its answer is watched by the client. Throws `MQTT_OFFLINE`. */
    *ping(): Fiber<void> {
        this.checkConnected('ping')
        this.wire.pingNow()
    }

    /**
     * Tells the broker that this is the end, and closes. What is not acknowledged stays in the file, if there is one. Never throws because of
     * the broker.
     */
    *disconnect(): Fiber<void> {
        this.#closing = true
        try {
            if (this.connected) {
                this.wire.disconnectNow()
                // [MQTT-3.14.4-1]: then this side closes the connection, which goes on sending.
                yield* deadline(FAREWELL, this.wire.flush()!)
            }
        } catch (error) {
            // The broker is gone, or does not read.
            if (!(error instanceof TimeoutError || error instanceof SocketError)) {
                throw error
            }
        } finally {
            yield* this.free()
        }
    }

    /** Closes without a word to the broker, which then publishes the will. Handlers are cancelled, calls that wait throw `MQTT_CLOSED`. */
    *free(): Fiber<void> {
        this.#closing = true
        this.link.closed(null)
        const error = this.endError
        this.#task?.cancel('the client was closed')
        yield* this.#join(this.#task)
        for (const handler of this.handlers) {
            handler.cancel('the client was closed')
        }
        this.#end(error)
        this.session.file?.close()
        yield* this.#join(this.#writer)
        for (const handler of this.handlers) {
            yield* this.#join(handler)
        }
    }

    /** Waits until the client is closed, and no connection comes any more. For `select`. */
    closed(): Op<void> {
        return this.#over.wait()
    }

    /** Does not wait for the next attempt: there is reason to think that it works now. */
    hurry(): void {
        this.link.hurry()
    }

    // Link

    /** @internal */
    *connection(): Fiber<never> {
        const transport = yield* this.#dial()
        return yield* this.serve(transport)
    }

    /** @internal Uses a connection until it ends, and throws why. */
    *serve(transport: Transport): Fiber<never> {
        const { wire } = this
        this.newConnection()
        this.sock = this.sock ?? transport.socket
        yield* this.#load(transport)
        const mq = this
        return yield* scope(function* (s) {
            // They end with the one that reads, whose failure is that of the scope.
            wire.open(transport)
            s.spawn(() => keepAlive(wire, mq.settings, () => mq.tell('timeout')))
            s.spawn(() => wire.runLanes())
            s.spawn(() => mq.sendQueued())
            s.spawn(() => mq.endGrace())
            return yield* wire.run()
        })
    }

    /** @internal */
    ended(error: MqttError, wasOnline: boolean, last: boolean): void {
        this.error = error.error
        this.errorMsg = error.text
        this.sock = null
        this.newConnection()
        this.#requests.lost()
        if (last) {
            this.#end(this.endError)
        }
        if (wasOnline) {
            this.tell('disconnected')
        }
    }

    /** @internal */
    accepted(sessionPresent: boolean, receiveMaximum: number): void {
        this.error = 0
        this.errorMsg = ''
        this.window = receiveMaximum
        this.#sessionPresent = sessionPresent
        this.link.accepted()
        this.tell('connected')
    }

    /** @internal */
    ready(): void {
        this.link.changed.emit()
        this.sendMore()
        if (!this.#sessionPresent) {
            this.subscribeAgain()
        }
    }

    get endError(): MqttError {
        const { failure } = this
        return this.#closing || failure === null
            ? new MqttError('MQTT_CLOSED', 'Cannot go on: the client was closed by this side')
            : new MqttError('MQTT_LOST', `Cannot go on: ${this.why}`, { cause: failure })
    }

    /** There is no connection, and none is to come. */
    protected get isOffline(): boolean {
        const { state } = this.link
        const isStarting = this.#task !== null && state === 'connecting'
        return state === 'closed' || (this.settings.reconnect === null && !this.connected && !isStarting)
    }

    /** Those who wait for messages are told; without a file the messages are lost. */
    protected dropMessages(error: MqttError): void {
        for (const message of [...this.session.outbox.messages()]) {
            if (this.session.file === null) {
                this.session.outbox.remove(message, error)
            } else {
                message.waiter?.interrupt(error)
            }
        }
        this.wire.forget()
    }

    /** Tells the application what happens. */
    protected tell(event: MqttEvent): void {
        this.options.onEvent?.(this, event)
    }

    /** Waits for the outcome of the first attempt. */
    protected *waitFirst(): Fiber<void> {
        while (this.link.state === 'connecting') {
            yield* this.link.changed.wait()
        }
        if (!this.connected && this.failure !== null) {
            throw this.failure
        }
    }

    /** MQTT.js, before the first packet of the process. */
    *#load(transport: Transport): Fiber<void> {
        let isLoaded = hasMqttJs()
        try {
            if (!isLoaded) {
                yield* sleep(OTHERS)
            }
            yield* loadMqttJs()
            isLoaded = true
        } finally {
            if (!isLoaded) {
                transport.closeNow()
            }
        }
    }

    *#dial(): Fiber<Transport> {
        const { sock } = this.options
        if (sock !== undefined) {
            return new SocketTransport(sock)
        }
        return yield* dial(this.#target!, this.options, this.settings.msgTimeout)
    }

    /** No connection comes any more: everybody who waits is told. Messages stay in the file. */
    #end(error: MqttError): void {
        this.dropMessages(error)
        for (const subscription of this.topics) {
            subscription.end()
        }
        this.#requests.lost()
        this.#over.open()
    }

    *#join(task: Task | null): Fiber<void> {
        if (task !== null) {
            try {
                yield* task.join()
            } catch {
                // Cancelled; what else went wrong was told by the one who watches it.
            }
        }
    }
}
