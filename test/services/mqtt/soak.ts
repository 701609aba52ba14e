/*
    soak.ts -- The work of a soak: one client of a LoopBroker that publishes with each QoS, subscribes and unsubscribes, asks and gets no answer, while its
    connection is cut now and then. Counts what its QoS does not permit.
*/

import { type Fiber, sleep } from '../../../fiber/index.js'
import { Mqtt, type MqttOptions } from '../../../services/mqtt/index.js'

/** What has been found, so far. */
export interface Tally {
    rounds: number
    /** Messages of QoS 1 and 2 that are under way. */
    readonly open: Map<string, number>
    /** QoS 1 that came more than once, which is permitted. */
    again: number
    /** What is not permitted. */
    readonly faults: string[]
    connections: number
}

/** Works until it is over, and waits until all has come back. */
export function* soak(options: MqttOptions, pause: number, isOver: () => boolean, tally: Tally): Fiber<void> {
    const mq = yield* Mqtt.start(options)
    let last = 0
    const handler = function* (message: { topic: string; data: string | null }): Fiber<void> {
        const { topic, data } = message
        if (topic === 'q2' || topic === 'q1') {
            const key = `${topic}/${data!.slice(0, data!.indexOf(' '))}`
            if (!tally.open.delete(key)) {
                if (topic === 'q2') {
                    tally.faults.push(`${key} has come twice`)
                }
                tally.again++
            } else if (topic === 'q2') {
                const number = Number(key.slice(3))
                if (number < last) {
                    tally.faults.push(`${key} has come after ${last}`)
                }
                last = number
            }
        }
        yield* sleep(0)
    }
    yield* mq.subscribe('#', handler, { qos: 2 })
    while (!isOver()) {
        yield* round(mq, tally)
        yield* sleep(pause)
    }
    while (tally.open.size > 0 || mq.statistics().queued + mq.statistics().inflight > 0) {
        yield* sleep(pause)
    }
    tally.connections = mq.statistics().connections
    yield* mq.disconnect()
}

const filler = 'x'.repeat(100)

function* round(mq: Mqtt, tally: Tally): Fiber<void> {
    const number = ++tally.rounds
    for (const qos of [1, 2] as const) {
        tally.open.set(`q${qos}/${number}`, number)
        yield* mq.publish(`q${qos}`, `${number} ${filler}`, { qos, wait: number % 10 === 0 ? 'ack' : 'none' })
    }
    try {
        yield* mq.publish('q0', filler)
        if (number % 7 === 0) {
            const sub = yield* mq.subscribe(`temporary/${number}`)
            yield* sub.close()
        }
        if (number % 11 === 0) {
            yield* mq.request('nobody', filler, { timeout: 10 })
        }
    } catch (error) {
        // No connection just now.
        const { code } = error as { code?: string }
        if (code !== 'MQTT_OFFLINE' && code !== 'MQTT_LOST') {
            throw error
        }
    }
}

/** Nothing found yet. */
export function newTally(): Tally {
    return { rounds: 0, open: new Map(), again: 0, faults: [], connections: 0 }
}
