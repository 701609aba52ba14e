import t from 'tap'
import { deadline, sleep, TimeoutError } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { optionsFor, TakingBroker } from './brokers.js'

fiberTest(
    t,
    'Mqtt.publish sends the bytes that it was given, also when it was cancelled and they change',
    function* (t) {
        const broker = new TakingBroker()
        yield* broker.start()
        broker.network.route('10.0.0.1', { connect: 'refuse' })
        const mq = yield* Mqtt.start(optionsFor(broker, { reconnect: Array(99).fill(1000) }))
        const bytes = new TextEncoder().encode('first')
        for (const wait of ['none', 'ack', 'sent'] as const) {
            try {
                yield* deadline(100, mq.publish('t', bytes, { qos: 1, wait }))
            } catch (error) {
                t.type(error, TimeoutError)
            }
            bytes.fill(0x78)
            t.equal(mq.statistics().queued, broker.published.length + 1)
            broker.network.route('10.0.0.1', { connect: 'accept' })
            yield* sleep(5000)
            t.equal(broker.published.pop(), 'first')
            bytes.set(new TextEncoder().encode('first'))
            broker.network.route('10.0.0.1', { connect: 'refuse' })
            broker.network.cut()
            yield* sleep(100)
        }
        yield* mq.free()
        broker.stop()
        yield* sleep(60_000)
    },
)
