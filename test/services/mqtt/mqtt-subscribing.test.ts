import t from 'tap'
import { sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { accept, failure, optionsFor, readPacket, type Script, withBroker } from './brokers.js'

fiberTest(t, 'Mqtt subscribes again in packets of 8, and forgets exactly what the broker refuses', function* (t) {
    const repeated: string[][] = []
    const script: Script = function* (socket, at) {
        yield* accept(socket)
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            if (packet.first !== 0x82) {
                continue
            }
            const { body } = packet
            const filters: string[] = []
            for (let i = 2; i < body.length; i += 3 + body.readUInt16BE(i)) {
                filters.push(body.toString('utf8', i + 2, i + 2 + body.readUInt16BE(i)))
            }
            if (at > 0) {
                repeated.push(filters)
            }
            const codes = filters.map(filter => (at === 1 && filter === 'f9' ? 128 : 1))
            yield* socket.write(Buffer.from([0x90, 2 + codes.length, body[0]!, body[1]!, ...codes]))
            if (at === 1 && repeated.length === 3) {
                return
            }
        }
    }
    yield* withBroker(script, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker, { reconnect: Array(9).fill(1000) }))
        const all = [...Array.from({ length: 19 }, (_, i) => `f${i}`), '__proto__']
        for (const filter of all) {
            yield* mq.subscribe(filter)
        }
        broker.network.cut()
        yield* sleep(10_000)
        t.strictSame(
            repeated.map(filters => filters.length),
            [8, 8, 4, 8, 8, 3],
        )
        t.strictSame(repeated.slice(0, 3).flat(), all)
        t.strictSame(
            repeated.slice(3).flat(),
            all.filter(filter => filter !== 'f9'),
        )
        yield* mq.free()
    })
})

fiberTest(t, 'Mqtt.start, and then publish and subscribe while it connects', function* (t) {
    const script: Script = function* (socket) {
        yield* accept(socket)
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            const { first, body } = packet
            if (first === 0x82) {
                yield* socket.write(Buffer.from([0x90, 3, body[0]!, body[1]!, 1]))
            } else if (first === 0x32) {
                yield* socket.write(Buffer.from([0x40, 2, body[3]!, body[4]!]))
            }
        }
    }
    yield* withBroker(script, function* (broker) {
        const mq = yield* Mqtt.start(optionsFor(broker))
        const sub = spawn(() => mq.subscribe('t'))
        yield* mq.publish('t', 'x', { qos: 1 })
        yield* sub.join()
        t.equal(mq.topics.length, 1)
        yield* mq.free()
        broker.network.route('10.0.0.1', { connect: 'refuse' })
        const none = yield* Mqtt.start(optionsFor(broker))
        const publish = spawn(() => failure(none.publish('t', 'x', { qos: 1 })))
        t.equal((yield* failure(none.subscribe('t')))?.code, 'MQTT_OFFLINE')
        t.equal((yield* publish.join())?.code, 'MQTT_LOST')
        yield* none.free()
    })
})
