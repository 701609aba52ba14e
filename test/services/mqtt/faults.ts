/*
    faults.ts -- One exchange with a broker whose connection is cut at a given byte, with or without a restart of the process, and
    whether its promises were kept.
*/

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Fiber, sleep } from '../../../fiber/index.js'
import { Mqtt, type MqttError, type MqttOptions, type Subscription } from '../../../services/mqtt/index.js'
import { type AedesBroker, ENDPOINT, SendingBroker } from './brokers.js'
import { CutNetwork, type Direction } from './cut-network.js'

/** What is tried. */
interface Fault {
    readonly qos: 0 | 1 | 2
    readonly direction: Direction
    /** Bytes until the cut. */
    readonly after: number
    /** File of the session: the process is started again after the cut. Null: it reconnects. */
    readonly store: string | null
}

/** What came of it. */
interface Outcome {
    /** The exchange was long enough for the cut. */
    readonly cut: boolean
    /** What is wrong; null: nothing. */
    readonly fault: string | null
}

/** Cuts of one kind. */
export interface Cuts extends Pick<Fault, 'qos' | 'direction' | 'store'> {
    readonly role: 'publisher' | 'receiver'
    /** Bytes from one cut to the next. */
    readonly step: number
}

/** An exchange has fewer bytes than this. */
const LONGEST = 400

/** Cuts exchanges, each a few bytes later than the one before, until one is over before its cut. Gives how many were cut, and what is wrong. */
export function* tryCuts(broker: AedesBroker, cuts: Cuts): Fiber<{ count: number; faults: string[] }> {
    const { role, qos, direction, store, step } = cuts
    const faults: string[] = []
    let count = 0
    for (let after = 1; after < LONGEST; after += step) {
        const what = { qos, direction, store, after }
        const { cut, fault } = yield* role === 'publisher' ? tryPublisher(broker, what) : tryReceiver(what)
        if (fault !== null) {
            faults.push(`cut after ${after}: ${fault}`)
        }
        if (!cut) {
            break
        }
        count++
    }
    return { count, faults }
}

const TEXTS = ['one', 'two', 'three']

let count = 0

/** Tries a fault of a publisher. */
function* tryPublisher(broker: AedesBroker, fault: Fault): Fiber<Outcome> {
    const id = `c${++count}`
    const topic = `t/${id}`
    const network = new CutNetwork(broker.network, fault.direction, fault.after)
    const quick = { endpoint: ENDPOINT, reconnect: Array(50).fill(0) }
    const other = yield* Mqtt.connect({ ...quick, clientId: `${id}o`, network: broker.network, clean: true })
    const faulty: MqttOptions = {
        ...{ endpoint: ENDPOINT, clientId: id, network },
        ...(fault.store === null ? { reconnect: quick.reconnect } : { store: fault.store }),
    }
    try {
        const received = yield* publish(other, faulty, topic, fault)
        return { cut: network.happened, fault: judge(received, fault.qos) }
    } finally {
        yield* other.free()
        if (fault.store !== null) {
            rmSync(fault.store, { force: true })
        }
    }
}

function* publish(other: Mqtt, options: MqttOptions, topic: string, { qos }: Fault): Fiber<string[]> {
    const sub = yield* other.subscribe(topic, null, { qos: 2 })
    let mq = yield* Mqtt.start(options)
    for (const text of TEXTS) {
        if (qos === 0) {
            yield* quietly(mq.publish(topic, text))
        } else {
            mq = yield* accepted(mq, options, topic, text, qos)
        }
    }
    mq = yield* untilIdle(mq, options)
    mq = yield* accepted(mq, options, topic, 'end', 2)
    mq = yield* untilIdle(mq, options)
    const received = yield* readToEnd(sub)
    yield* mq.free()
    return received
}

/** Publishes until it is accepted; a client that is over is started again. */
function* accepted(mq: Mqtt, options: MqttOptions, topic: string, text: string, qos: 1 | 2): Fiber<Mqtt> {
    try {
        yield* mq.publish(topic, text, { qos, wait: 'none' })
        return mq
    } catch (error) {
        if ((error as MqttError).code !== 'MQTT_OFFLINE') {
            throw error
        }
    }
    yield* kill(mq, options.store!)
    return yield* accepted(yield* Mqtt.start(options), options, topic, text, qos)
}

/** Tries a fault of a receiver. */
function* tryReceiver({ qos, direction, after, store }: Fault): Fiber<Outcome> {
    const topic = 't'
    const broker = new SendingBroker(topic, [...TEXTS, 'end'], qos)
    const network = new CutNetwork(broker.network, direction, after)
    const received: string[] = []
    const options: MqttOptions = {
        ...{ endpoint: ENDPOINT, clientId: 'device', network },
        ...(store === null ? { reconnect: Array(50).fill(0) } : { store }),
    }
    yield* broker.start()
    let mq = yield* Mqtt.start(options)
    try {
        yield* subscribed(mq, topic, received)
        while (
            !(received.includes('end') && (qos === 0 || broker.open.size === 0)) &&
            !(qos === 0 && network.happened)
        ) {
            yield* sleep(0)
            if (store !== null && mq.why.startsWith('Closed')) {
                // In order: whether a handler that ran is noted when a process dies is not the matter here.
                yield* mq.free()
                mq = yield* Mqtt.start(options)
                yield* subscribed(mq, topic, received)
            }
        }
        const texts = received.filter(text => text !== 'end')
        return { cut: network.happened, fault: judge(texts, qos) }
    } finally {
        yield* mq.free()
        broker.stop()
        if (store !== null) {
            rmSync(store, { force: true })
        }
    }
}

/** Without SUBSCRIBE: the session has it. */
function* subscribed(mq: Mqtt, topic: string, received: string[]): Fiber<void> {
    mq.masterTopics.push(topic)
    yield* mq.subscribe(topic, message => void received.push(message.data!))
}

/** Waits until all is acknowledged; a client that is over is started again, as after a crash. */
function* untilIdle(mq: Mqtt, options: MqttOptions): Fiber<Mqtt> {
    let live = mq
    for (;;) {
        const { queued, inflight, connected } = live.statistics()
        if (queued + inflight === 0 && connected) {
            return live
        }
        if (options.store !== undefined && live.why.startsWith('Closed')) {
            yield* kill(live, options.store)
            live = yield* Mqtt.start(options)
        }
        yield* sleep(0)
    }
}

/** The process dies: what is not on the disk is lost. */
function* kill(mq: Mqtt, store: string): Fiber<void> {
    const bytes = readFileSync(store)
    yield* mq.free()
    writeFileSync(store, bytes)
}

function* readToEnd(sub: Subscription): Fiber<string[]> {
    const texts: string[] = []
    for (;;) {
        const { data } = yield* sub.receive()
        if (data === 'end') {
            return texts
        }
        texts.push(data!)
    }
}

function* quietly(work: Fiber<void>): Fiber<void> {
    try {
        yield* work
    } catch {
        // QoS 0 without a connection.
    }
}

/** QoS 0: none twice; 1: each at least once, the first time in order; 2: each once, in order. */
function judge(received: readonly string[], qos: 0 | 1 | 2): string | null {
    const firsts = [...new Set(received)]
    const inOrder = firsts.every((text, i) => i === 0 || TEXTS.indexOf(text) > TEXTS.indexOf(firsts[i - 1]!))
    const all = firsts.length === TEXTS.length
    const once = firsts.length === received.length
    const good = inOrder && (qos === 0 ? once : qos === 1 ? all : all && once)
    return good ? null : `received ${received.join()}`
}
