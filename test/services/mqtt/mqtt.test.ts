import t from 'tap'
import { deadline, Event, type Fiber, run, sleep } from '../../../fiber/index.js'
import { assertDoesNotSuspend } from '../../../fiber/testing/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { AedesBroker, failure, optionsFor } from './brokers.js'

type Test = typeof t

/** A test with aedes in memory, and the real clock: aedes has timers of its own. */
function brokerTest(name: string, body: (t: Test, broker: AedesBroker) => Fiber<void>): void {
    t.test(name, async own => {
        const t = own as unknown as Test
        await run(function* () {
            const broker = yield* AedesBroker.start()
            try {
                yield* deadline(60_000, body(t, broker))
            } finally {
                yield* broker.stop()
            }
        })
    })
}

brokerTest('Mqtt.connect, publish, subscribe and disconnect with each QoS', function* (t, broker) {
    const mq = yield* Mqtt.connect(optionsFor(broker))
    t.ok(mq.connected)
    t.match(mq.why, /^Connected to mqtt:\/\/broker\.test:1883 since /)
    const sub = yield* mq.subscribe('a/+', null, { qos: 2 })
    for (const qos of [0, 1, 2] as const) {
        yield* mq.publish(`a/${qos}`, `text ${qos}`, { qos })
        const message = yield* sub.receive()
        t.match(message, { topic: `a/${qos}`, data: `text ${qos}`, qos, retain: false, dup: false })
        t.equal(message.matched, sub)
    }
    yield* mq.publish('a/empty', '')
    t.match(yield* sub.receive(), { data: null, dataSize: 0, id: 0 })
    t.match(mq.statistics(), { sent: 4, received: 4, queued: 0, inflight: 0, subscriptions: 1, connected: true })
    yield* sub.close()
    t.equal(mq.topics.length, 0)
    yield* mq.ping()
    yield* mq.disconnect()
    t.notOk(mq.connected)
    t.match(mq.why, /^Closed since /)
    yield* assertDoesNotSuspend(mq.closed())
    yield* mq.free()
})

brokerTest('Mqtt.subscribe runs its handler in order, and several at once if wanted', function* (t, broker) {
    const mq = yield* Mqtt.connect(optionsFor(broker))
    const seen: string[] = []
    const done = new Event()
    yield* mq.subscribe('x', function* (message) {
        yield* sleep(Number(message.data) % 3)
        seen.push(message.data!)
        if (seen.length === 20) {
            done.emit()
        }
    })
    for (let i = 0; i < 20; i++) {
        yield* mq.publish('x', String(i), { qos: 1 })
    }
    if (seen.length < 20) {
        yield* done.wait()
    }
    t.strictSame(
        seen,
        Array.from({ length: 20 }, (_, i) => String(i)),
    )
    yield* mq.free()
})

brokerTest('Mqtt.request waits for its answer', function* (t, broker) {
    const device = yield* Mqtt.connect(optionsFor(broker))
    const service = yield* Mqtt.connect(optionsFor(broker, { clientId: 'service' }))
    yield* service.subscribe('ioto/service/device/echo/+', function* (message) {
        yield* service.publish(message.topic.replace('service', 'device'), `re: ${message.data}`, { qos: 1 })
    })
    t.equal(yield* device.request('echo', 'one'), 're: one')
    t.equal(yield* device.request('echo', 'two'), 're: two')
    t.equal(yield* device.request('nobody', 'x', { timeout: 20 }), null)
    yield* device.requestFree('echo')
    yield* device.free()
    yield* service.free()
})

brokerTest('Mqtt keeps its promises over a reconnect', function* (t, broker) {
    const mq = yield* Mqtt.connect(optionsFor(broker, { reconnect: Array(10_000).fill(1) }))
    const sub = yield* mq.subscribe('q', null, { qos: 2 })
    broker.network.route('10.0.0.1', { connect: 'refuse' })
    broker.network.cut()
    while (mq.connected) {
        yield* sleep(1)
    }
    t.match(mq.why, /^(Offline since|Connecting to|Losing the connection to) /)
    const offline = yield* failure(mq.publish('q', 'lost'))
    t.equal(offline?.code, 'MQTT_OFFLINE')
    yield* mq.publish('q', 'one', { qos: 1, wait: 'none' })
    yield* mq.publish('q', 'two', { qos: 2, wait: 'none' })
    t.match(mq.statistics(), { queued: 2, connected: false })
    broker.network.route('10.0.0.1', { connect: 'accept' })
    t.equal((yield* sub.receive()).data, 'one')
    t.equal((yield* sub.receive()).data, 'two')
    t.ok(mq.statistics().connections >= 2)
    yield* mq.free()
})

brokerTest('Mqtt without reconnect is over when the connection is', function* (t, broker) {
    const mq = yield* Mqtt.connect(optionsFor(broker))
    const sub = yield* mq.subscribe('q')
    broker.network.cut()
    const error = yield* failure(sub.receive())
    t.equal(error?.code, 'MQTT_LOST')
    t.equal((yield* failure(mq.publish('q', 'x', { qos: 1 })))?.code, 'MQTT_OFFLINE')
    yield* mq.free()
})
