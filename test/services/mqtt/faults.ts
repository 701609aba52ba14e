/*
    faults.ts -- One exchange with a broker whose connection is cut at a given byte, with or without a restart of the process, and
    whether its promises were kept.
*/

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Fiber, sleep } from '../../../fiber/index.js'
import { Mqtt, type MqttError, type MqttOptions } from '../../../services/mqtt/index.js'
import { ENDPOINT, SendingBroker, TakingBroker } from './brokers.js'
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
export function* tryCuts({ role, qos, direction, store, step }: Cuts): Fiber<{ count: number; faults: string[] }> {
    const faults: string[] = []
    let count = 0
    for (let after = 1; after < LONGEST; after += step) {
        const what = { qos, direction, store, after }
        const { cut, fault } = yield* role === 'publisher' ? tryPublisher(what) : tryReceiver(what)
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
const TOPIC = 't'

/** Without a pause: there is nothing to wait for. */
const RECONNECT = Array(50).fill(0)

function optionsOf(network: CutNetwork, store: string | null): MqttOptions {
    return {
        ...{ endpoint: ENDPOINT, clientId: 'device', network },
        ...(store === null ? { reconnect: RECONNECT } : { store }),
    }
}

/** Tries a fault of a publisher. A process that dies has just learned of the cut. */
function* tryPublisher({ qos, direction, after, store }: Fault): Fiber<Outcome> {
    const broker = new TakingBroker()
    const network = new CutNetwork(broker.network, direction, after)
    const options = optionsOf(network, store)
    yield* broker.start()
    let mq = yield* Mqtt.start(options)
    try {
        for (const text of TEXTS) {
            if (qos === 0) {
                yield* quietly(mq.publish(TOPIC, text))
            } else {
                mq = yield* accepted(mq, options, text, qos)
            }
        }
        mq = yield* untilIdle(mq, options)
        return { cut: network.happened, fault: judge(broker.published, qos) }
    } finally {
        yield* mq.free()
        broker.stop()
        if (store !== null) {
            rmSync(store, { force: true })
        }
    }
}

/** Publishes until it is accepted; a client that is over is started again. */
function* accepted(mq: Mqtt, options: MqttOptions, text: string, qos: 1 | 2): Fiber<Mqtt> {
    try {
        yield* mq.publish(TOPIC, text, { qos, wait: 'none' })
        return mq
    } catch (error) {
        if ((error as MqttError).code !== 'MQTT_OFFLINE') {
            throw error
        }
    }
    return yield* accepted(yield* startAgain(mq, options), options, text, qos)
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
            live = yield* startAgain(live, options)
        }
        yield* sleep(1)
    }
}

/** The process dies, and another one begins: what is not on the disk is lost. */
function* startAgain(mq: Mqtt, options: MqttOptions): Fiber<Mqtt> {
    const bytes = readFileSync(options.store!)
    yield* mq.free()
    writeFileSync(options.store!, bytes)
    return yield* Mqtt.start(options)
}

/** A message as a handler saw it. */
interface Seen {
    readonly text: string
    readonly dup: boolean
}

/** Tries a fault of a receiver. A process that dies does so at the cut. */
function* tryReceiver({ qos, direction, after, store }: Fault): Fiber<Outcome> {
    const broker = new SendingBroker(TOPIC, TEXTS, qos)
    let seen: Seen[] = []
    let disk: Buffer | null = null
    let lost = 0
    const network = new CutNetwork(broker.network, direction, after, () => {
        if (store !== null) {
            disk = readFileSync(store)
            lost = seen.length
        }
    })
    const options = optionsOf(network, store)
    yield* broker.start()
    let mq = yield* Mqtt.start(options)
    try {
        yield* subscribed(mq, seen)
        while (!(qos === 0 ? network.happened || seen.length === TEXTS.length : broker.open.size === 0)) {
            yield* sleep(1)
            if (disk !== null && mq.why.startsWith('Closed')) {
                yield* mq.free()
                // What it did after its death.
                seen = seen.slice(0, lost)
                writeFileSync(store!, disk)
                disk = null
                mq = yield* Mqtt.start(options)
                yield* subscribed(mq, seen)
            }
        }
        // The last message is handled in the turn after its acknowledgement.
        yield* sleep(1)
        return { cut: network.happened, fault: judgeSeen(seen, qos, store !== null) }
    } finally {
        yield* mq.free()
        broker.stop()
        if (store !== null) {
            rmSync(store, { force: true })
        }
    }
}

/** Without SUBSCRIBE: the session has it. */
function* subscribed(mq: Mqtt, seen: Seen[]): Fiber<void> {
    mq.masterTopics.push(TOPIC)
    yield* mq.subscribe(TOPIC, message => void seen.push({ text: message.data!, dup: message.dup }))
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

/** A process that died after a handler ran, and before that was noted, hands the message out once more, with DUP. */
function judgeSeen(seen: readonly Seen[], qos: 0 | 1 | 2, died: boolean): string | null {
    const texts = seen.map(({ text }) => text)
    if (qos < 2 || !died) {
        return judge(texts, qos)
    }
    const unmarked = seen.filter(({ text, dup }, i) => !dup && texts.indexOf(text) < i)
    return unmarked.length > 0 ? `repeated ${unmarked.map(({ text }) => text).join()} without DUP` : judge(texts, 1)
}
