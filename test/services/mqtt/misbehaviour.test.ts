import t from 'tap'
import { deadline, type Fiber, type Socket, sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Mqtt, MqttError } from '../../../services/mqtt/index.js'
import { optionsFor, publishPacket, type RawPacket, readPacket, ScriptedBroker } from './brokers.js'

/** How a broker sends what it has to send. `at` counts its packets. */
type Sender = (socket: Socket, packet: Buffer, at: number) => Fiber<void>

/** What a broker answers: with each packet that brokers may send. */
function answersTo({ first, body }: RawPacket): Buffer[] {
    const id = [body[0] ?? 0, body[1] ?? 0]
    switch (first >> 4) {
        case 1:
            return [Buffer.from([0x20, 2, 0, 0])]
        case 3: {
            const at = 2 + body.readUInt16BE(0)
            return [Buffer.from([first & 2 ? 0x40 : 0x50, 2, body[at]!, body[at + 1]!])]
        }
        case 5:
            return [Buffer.from([0x62, 2, ...id])]
        case 6:
            return [Buffer.from([0x70, 2, ...id])]
        case 8:
            return [
                Buffer.from([0x90, 3, ...id, 2]),
                publishPacket('t', 'zero', 0),
                publishPacket('t', 'one', 1, 500),
                publishPacket('t', 'two', 2, 501),
            ]
        case 10:
            return [Buffer.from([0xb0, 2, ...id])]
        case 12:
            return [Buffer.from([0xd0, 0])]
    }
    return []
}

/** What came of an exchange. */
interface Outcome {
    /** What handlers got. */
    readonly texts: string[]
    /** How each call of the client ended: `done`, or the code of its error. */
    readonly calls: string[]
    /** Why the connection ended; null: it did not. */
    readonly failure: string | null
    /** Packets and bytes that the broker has sent. */
    readonly packets: number
    readonly bytes: number
}

/** A client that does all that there is to do, and a broker that sends in its own way. Throws what is no `MqttError`. */
function* exchange(sender: Sender): Fiber<Outcome> {
    let packets = 0
    let bytes = 0
    const broker = new ScriptedBroker(function* (socket) {
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            for (const answer of answersTo(packet)) {
                bytes += answer.length
                yield* sender(socket, answer, packets++)
            }
        }
    })
    yield* broker.start()
    const texts: string[] = []
    const calls: string[] = []
    const mq = yield* Mqtt.start(optionsFor(broker, { keepAlive: 100_000, msgTimeout: 5000 }))
    const call = function* (work: Fiber<unknown>): Fiber<void> {
        try {
            // All ends long before: the keeper sees to it.
            yield* deadline(600_000, work)
            calls.push('done')
        } catch (error) {
            if (!(error instanceof MqttError)) {
                throw error
            }
            calls.push(error.code)
        }
    }
    yield* call(mq.subscribe('t', message => void texts.push(message.data ?? ''), { qos: 2 }))
    yield* call(mq.publish('t', 'a', { qos: 1 }))
    yield* call(mq.publish('t', 'b', { qos: 2 }))
    yield* call(mq.unsubscribe('t'))
    yield* call(mq.ping())
    yield* sleep(20_000)
    const failure = mq.failure?.code ?? null
    if (failure !== null && !mq.why.startsWith('Closed since')) {
        throw new Error(`Cannot say why it is closed: ${mq.why}`)
    }
    yield* mq.free()
    broker.stop()
    yield* sleep(60_000)
    return { texts, calls, failure, packets, bytes }
}

function* whole(socket: Socket, packet: Buffer): Fiber<void> {
    yield* socket.write(packet)
}

const GOOD = { texts: ['zero', 'one', 'two'], calls: Array(5).fill('done'), failure: null }

/** Whether nothing was made up, and QoS 2 came once. */
function isHonest({ texts }: Outcome): boolean {
    return texts.every(text => GOOD.texts.includes(text)) && texts.filter(text => text === 'two').length <= 1
}

fiberTest(t, 'Mqtt understands a broker that sends whole packets, and byte by byte', function* (t) {
    t.match(yield* exchange(whole), GOOD)
    t.match(
        yield* exchange(function* (socket, packet) {
            for (const byte of packet) {
                yield* socket.write(Buffer.from([byte]))
                yield* sleep(1)
            }
        }),
        GOOD,
    )
})

fiberTest(
    t,
    'Mqtt: each packet of a broker cut at each byte, by the end of the connection or by silence',
    function* (t) {
        const { bytes } = yield* exchange(whole)
        t.ok(bytes > 50)
        for (const isSilent of [false, true]) {
            for (let end = 0; end < bytes; end++) {
                let left = end
                const outcome = yield* exchange(function* (socket, packet) {
                    const part = packet.subarray(0, left)
                    left -= part.length
                    if (part.length > 0) {
                        yield* socket.write(part)
                    }
                    if (left === 0 && !isSilent) {
                        socket.closeNow()
                    }
                })
                if (!isHonest(outcome) || outcome.failure === null) {
                    t.fail(`cut after ${end}, ${isSilent ? 'silent' : 'closed'}: ${JSON.stringify(outcome)}`)
                }
            }
        }
    },
)

fiberTest(t, 'Mqtt: each byte of each packet of a broker wrong', function* (t) {
    const { bytes } = yield* exchange(whole)
    const codes = new Map<string, number>()
    for (let at = 0; at < bytes; at++) {
        for (const mask of [1, 2, 0x10, 0x80, 0xff]) {
            let before = 0
            const outcome = yield* exchange(function* (socket, packet) {
                const place = at - before
                before += packet.length
                const copy = Buffer.from(packet)
                if (place >= 0 && place < copy.length) {
                    copy[place]! ^= mask
                }
                yield* socket.write(copy)
            })
            const code = outcome.failure ?? 'none'
            codes.set(code, (codes.get(code) ?? 0) + 1)
        }
    }
    // What is wrong is told, or cannot be seen: another text, another topic.
    t.ok([...codes.keys()].every(code => code === 'none' || code.startsWith('MQTT_')))
    t.ok(codes.get('MQTT_BAD_FLAGS')! > 10 && codes.get('MQTT_BAD_LENGTH')! > 10, [...codes].join(' '))
})

fiberTest(t, 'Mqtt: each packet of a broker sent twice, and late, behind the next one', function* (t) {
    const { packets } = yield* exchange(whole)
    t.equal(packets, 11)
    for (let at = 0; at < packets; at++) {
        const twice = yield* exchange(function* (socket, packet, number) {
            yield* socket.write(packet)
            if (number === at) {
                yield* socket.write(packet)
            }
        })
        t.ok(isHonest(twice), twice.texts.join())
        // A second CONNACK is the only one that the standard does not let pass.
        t.equal(twice.failure, at === 0 ? 'MQTT_BAD_RESPONSE' : null)
        let held: Buffer | null = null
        const late = yield* exchange(function* (socket, packet, number) {
            if (number === at) {
                held = packet
                return
            }
            yield* socket.write(packet)
            if (held !== null) {
                yield* socket.write(held)
                held = null
            }
        })
        t.ok(isHonest(late), late.texts.join())
        t.ok(late.failure === null || late.failure.startsWith('MQTT_'))
    }
})
