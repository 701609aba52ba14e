import t from 'tap'
import { select, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { accept, optionsFor, publishPacket, readPacket, type Script, withBroker } from './brokers.js'

fiberTest(t, 'Mqtt keeps what a session brings until somebody subscribes', function* (t) {
    const acks: string[] = []
    const session: Script = function* (socket) {
        yield* readPacket(socket)
        yield* socket.write(
            Buffer.concat([
                Buffer.from([0x20, 2, 1, 0]),
                publishPacket('a', 'one', 1, 1),
                publishPacket('stale', 'two', 1, 2),
                publishPacket('b', 'three', 2, 3),
                publishPacket('a', 'four', 1, 4),
                publishPacket('c', 'five', 0),
            ]),
        )
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            const { first, body } = packet
            if (first === 0x82) {
                yield* socket.write(Buffer.from([0x90, 3, body[0]!, body[1]!, 1]))
            } else if (first === 0x50) {
                yield* socket.write(Buffer.from([0x62, 2, body[0]!, body[1]!]))
            } else if (first === 0x40) {
                acks.push(`${body.readUInt16BE(0)}`)
            }
        }
    }
    yield* withBroker(session, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker))
        yield* sleep(5000)
        t.strictSame(acks, [])
        const sub = yield* mq.subscribe('a')
        t.strictSame([(yield* sub.receive()).data, (yield* sub.receive()).data], ['one', 'four'])
        const other = yield* mq.subscribe('+', null, { qos: 2 })
        t.strictSame([(yield* other.receive()).data, (yield* other.receive()).data], ['two', 'three'])
        yield* sleep(1)
        t.strictSame(acks, ['1', '2', '4'])
        yield* mq.free()
        acks.length = 0
        const deaf = yield* Mqtt.connect(optionsFor(broker))
        yield* sleep(9000)
        t.strictSame(acks, [])
        yield* sleep(2000)
        t.strictSame(acks, ['1', '2', '4'], 'nobody wants them')
        yield* deaf.free()
        acks.length = 0
        const small = yield* Mqtt.connect(optionsFor(broker, { backlog: 10 }))
        yield* sleep(1000)
        const late = yield* small.subscribe('#', null, { qos: 2 })
        const texts: (string | null)[] = []
        while (texts.length < 4) {
            texts.push((yield* late.receive()).data)
        }
        t.strictSame(texts.sort(), ['four', 'one', 'three', 'two'])
        yield* small.free()
    })
})

fiberTest(t, 'Mqtt: a handler may publish and wait while others flood its subscription', function* (t) {
    let acks = 0
    const flood: Script = function* (socket) {
        yield* accept(socket)
        spawn(function* () {
            for (let i = 0; i < 3000; i++) {
                yield* socket.write(publishPacket('in', `${i}${'x'.repeat(1000)}`))
            }
        })
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            if (packet.first === 0x82) {
                yield* socket.write(Buffer.from([0x90, 3, packet.body[0]!, packet.body[1]!, 0]))
            } else if (packet.first === 0x32) {
                acks++
                const at = 2 + packet.body.readUInt16BE(0)
                yield* socket.write(Buffer.from([0x40, 2, packet.body[at]!, packet.body[at + 1]!]))
            }
        }
    }
    yield* withBroker(flood, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker, { backlog: 100_000 }))
        let handled = 0
        yield* mq.subscribe('in', function* () {
            yield* mq.publish('out', 'x', { qos: 1 })
            handled++
        })
        while (handled + mq.statistics().overrun < 2900) {
            const step = yield* select({ time: sleep(600_000) })
            t.ok(step && handled + mq.statistics().overrun > 0)
        }
        t.ok(acks >= handled && handled > 100, `${handled} handled, ${mq.statistics().overrun} dropped`)
        t.ok(mq.connected)
        yield* mq.free()
    })
})

fiberTest(t, 'Mqtt ends the connection of a broker that sends messages of QoS 2 and no PUBREL', function* (t) {
    const script: Script = function* (socket) {
        yield* accept(socket)
        for (let id = 1; id <= 100; id++) {
            yield* socket.write(publishPacket('a', 'x'.repeat(1000), 2, id))
        }
        yield* socket.waitClosed()
    }
    yield* withBroker(script, function* (broker) {
        const mq = yield* Mqtt.start(optionsFor(broker, { backlog: 10_000, limits: { message: 5000 } }))
        yield* sleep(1000)
        t.equal(mq.failure?.code, 'MQTT_OVERRUN')
        yield* mq.free()
        const patient = yield* Mqtt.start(optionsFor(broker))
        yield* sleep(1000)
        t.ok(patient.connected)
        yield* patient.free()
    })
})
