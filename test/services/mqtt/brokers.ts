/*
    brokers.ts -- Brokers for tests of the client: aedes in a network in memory, and a scripted one, which can break every rule.
*/

import { Aedes } from 'aedes'
import {
    type Acceptor,
    type Fiber,
    fromPromise,
    type Listener,
    listen,
    run,
    sleep,
    type Socket,
} from '../../../fiber/index.js'
import { FakeNetwork, type RouteConditions } from '../../../fiber/testing/index.js'
import { WireDuplex } from '../../../fiber/tls/wire-duplex.js'
import { loadMqttJs, type MqttError, type MqttOptions } from '../../../services/mqtt/index.js'

// In virtual time nobody waits for the disk.
await run(loadMqttJs)

/** Where both are. */
export const ENDPOINT = 'mqtt://broker.test'
const ADDRESS = '10.0.0.1'

/** Options of a client of one of them. */
export function optionsFor(
    { network }: { readonly network: FakeNetwork },
    more: Partial<MqttOptions> = {},
): MqttOptions {
    return { endpoint: ENDPOINT, clientId: 'device', network, ...more }
}

/** What some work throws; null: nothing. */
export function* failure(work: Fiber<unknown>): Fiber<MqttError | null> {
    try {
        yield* work
        return null
    } catch (error) {
        return error as MqttError
    }
}

function network(conditions: RouteConditions): FakeNetwork {
    return new FakeNetwork(conditions).host('broker.test', ADDRESS)
}

/** aedes. */
export class AedesBroker {
    readonly network: FakeNetwork
    readonly broker: Aedes
    /** Messages that clients have published, in the order of their coming. */
    readonly published: { topic: string; text: string; qos: number; retain: boolean }[] = []

    private constructor(broker: Aedes, conditions: RouteConditions) {
        this.broker = broker
        this.network = network(conditions)
        broker.on('publish', ({ topic, payload, qos, retain }, client) => {
            if (client !== null) {
                this.published.push({ topic, text: payload.toString(), qos, retain })
            }
        })
    }

    static *start(conditions: RouteConditions = {}): Fiber<AedesBroker> {
        const aedes = new AedesBroker(yield* fromPromise(Aedes.createBroker()), conditions)
        yield* aedes.listen()
        return aedes
    }

    *listen(): Fiber<void> {
        const acceptor: Acceptor = {
            accepted: wire => {
                const stream = new WireDuplex(wire)
                stream.on('error', () => {})
                this.broker.handle(stream)
            },
            acceptFailed: error => {
                throw error
            },
        }
        yield* this.network.bind(ADDRESS, 1883, acceptor, { backlog: 511, secure: false })
    }

    *stop(): Fiber<void> {
        yield* fromPromise(new Promise<void>(resolve => this.broker.close(() => resolve())))
    }
}

/** What a scripted broker does with a connection. `at` counts them. */
export type Script = (socket: Socket, at: number) => Fiber<void>

/** A broker that does what it is told. */
export class ScriptedBroker {
    readonly network: FakeNetwork
    connections = 0
    readonly #script: Script
    #listener: Listener | null = null

    constructor(script: Script, conditions: RouteConditions = {}) {
        this.#script = script
        this.network = network(conditions)
    }

    *start(): Fiber<void> {
        const broker = this
        this.#listener = yield* listen(
            `${ADDRESS}:1883`,
            function* (socket) {
                yield* broker.#script(socket, broker.connections++)
            },
            { network: this.network },
        )
    }

    stop(): void {
        this.#listener?.close()
        this.network.cut()
    }
}

/** Some work with a scripted broker. */
export function* withBroker(script: Script, body: (broker: ScriptedBroker) => Fiber<void>): Fiber<void> {
    const broker = new ScriptedBroker(script)
    yield* broker.start()
    try {
        yield* body(broker)
    } finally {
        broker.stop()
        // Sockets wait for the end of their peer for a while.
        yield* sleep(60_000)
    }
}

/** A packet as it came. */
export interface RawPacket {
    readonly first: number
    readonly body: Buffer
}

/** Reads a packet; null: the client has ended. */
export function* readPacket(socket: Socket): Fiber<RawPacket | null> {
    const first = yield* socket.readSome(1)
    if (first === null) {
        return null
    }
    let length = 0
    for (let shift = 0; ; shift += 7) {
        const byte = (yield* socket.readExactly(1))[0]!
        length += (byte & 127) * 2 ** shift
        if (byte < 128) {
            break
        }
    }
    return { first: first[0]!, body: yield* socket.readExactly(length) }
}

/** Reads CONNECT, and accepts it. */
export function* accept(socket: Socket, present = false): Fiber<RawPacket | null> {
    const packet = yield* readPacket(socket)
    yield* socket.write(Buffer.from([0x20, 2, present ? 1 : 0, 0]))
    return packet
}

/** A PUBLISH packet, short enough for a length of one or two bytes. */
export function publishPacket(topic: string, payload: string, qos = 0, id = 1): Buffer {
    const parts = [Buffer.from([Buffer.byteLength(topic) >> 8, Buffer.byteLength(topic) & 255]), Buffer.from(topic)]
    if (qos > 0) {
        parts.push(Buffer.from([id >> 8, id & 255]))
    }
    parts.push(Buffer.from(payload))
    const body = Buffer.concat(parts)
    const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]
    return Buffer.concat([Buffer.from([0x30 | (qos << 1), ...length]), body])
}

/**
 * A broker that has messages for one client, and sends them by the rules of MQTT 3.1.1 §4.4, over any number of connections. (aedes loses and doubles
 * messages of QoS 2 when a connection is lost.) `done` tells when all are acknowledged.
 */
export class SendingBroker extends ScriptedBroker {
    /** Not acknowledged: by packet id. */
    readonly open = new Map<number, { readonly text: string; state: 'new' | 'sent' | 'received' }>()

    constructor(
        readonly topic: string,
        texts: readonly string[],
        readonly qos: 0 | 1 | 2,
    ) {
        super((socket, at) => this.#serve(socket, at))
        for (const [i, text] of texts.entries()) {
            this.open.set(i + 1, { text, state: 'new' })
        }
    }

    *#serve(socket: Socket, at: number): Fiber<void> {
        yield* accept(socket, at > 0)
        for (const [id, message] of this.open) {
            const { state, text } = message
            const packet =
                state === 'received' ? Buffer.from([0x62, 2, 0, id]) : publishPacket(this.topic, text, this.qos, id)
            if (state === 'sent' && this.qos > 0) {
                packet[0]! |= 8
            }
            if (state === 'new') {
                message.state = 'sent'
            }
            if (this.qos === 0) {
                this.open.delete(id)
            }
            yield* socket.write(packet)
        }
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            const id = packet.body.length >= 2 ? packet.body.readUInt16BE(0) : 0
            if (packet.first === 0x40 || packet.first === 0x70) {
                this.open.delete(id)
            } else if (packet.first === 0x50) {
                this.open.get(id)!.state = 'received'
                yield* socket.write(Buffer.from([0x62, 2, 0, id]))
            }
        }
    }
}

/**
 * A broker that takes messages of one client, by the rules of MQTT 3.1.1 §4.3, over any number of connections. `published` has what it would
 * pass on, as often as it would.
 */
export class TakingBroker extends ScriptedBroker {
    readonly published: string[] = []
    /** QoS 2: PUBREL is missing. */
    readonly #open = new Set<number>()
    #socket: Socket | null = null

    constructor() {
        super((socket, at) => this.#serve(socket, at))
    }

    *#serve(socket: Socket, at: number): Fiber<void> {
        // [MQTT-3.1.4-2]
        this.#socket?.drop()
        this.#socket = socket
        yield* accept(socket, at > 0)
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            const { first, body } = packet
            if (first >> 4 === 3) {
                yield* this.#publish(socket, (first >> 1) & 3, body)
            } else if (first === 0x62) {
                this.#open.delete(body.readUInt16BE(0))
                yield* socket.write(Buffer.from([0x70, 2, body[0]!, body[1]!]))
            }
        }
    }

    *#publish(socket: Socket, qos: number, body: Buffer): Fiber<void> {
        const at = 2 + body.readUInt16BE(0)
        if (qos === 0) {
            this.published.push(body.toString('utf8', at))
            return
        }
        const id = body.readUInt16BE(at)
        if (qos === 1 || !this.#open.has(id)) {
            this.published.push(body.toString('utf8', at + 2))
        }
        if (qos === 2) {
            this.#open.add(id)
        }
        yield* socket.write(Buffer.from([qos === 1 ? 0x40 : 0x50, 2, id >> 8, id & 255]))
    }
}
