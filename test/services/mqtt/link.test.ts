import t from 'tap'
import { type Fiber, now, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Mqtt, type MqttOptions } from '../../../services/mqtt/index.js'
import { randomOf } from '../../long/random.js'
import { accept, failure, optionsFor, publishPacket, readPacket, type Script, withBroker } from './brokers.js'

/** Accepts, and answers pings. */
function* good(socket: Parameters<Script>[0]): Fiber<void> {
    yield* accept(socket)
    for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
        if (packet.first === 0xc0) {
            yield* socket.write(Buffer.from([0xd0, 0]))
        }
    }
}

/** Accepts, and says nothing more. */
function* silent(socket: Parameters<Script>[0]): Fiber<void> {
    yield* accept(socket)
    while ((yield* readPacket(socket)) !== null) {
        // Nothing.
    }
}

fiberTest(t, 'Mqtt gives up a broker that does not answer CONNECT', function* (t) {
    const mute: Script = function* (socket) {
        yield* readPacket(socket)
        yield* socket.waitClosed()
    }
    yield* withBroker(mute, function* (broker) {
        const start = now()
        t.equal((yield* failure(Mqtt.connect(optionsFor(broker))))?.code, 'MQTT_TIMEOUT')
        t.equal(Math.round((now() - start) / 1000), 30)
    })
})

fiberTest(t, 'Mqtt names what the broker refuses', function* (t) {
    const cases = [
        [1, 'MQTT_REFUSED'],
        [2, 'MQTT_CLIENT_ID'],
        [3, 'MQTT_REFUSED'],
        [4, 'MQTT_NOT_AUTHORIZED'],
        [5, 'MQTT_NOT_AUTHORIZED'],
    ] as const
    for (const [code, name] of cases) {
        const script: Script = function* (socket) {
            yield* readPacket(socket)
            yield* socket.write(Buffer.from([0x20, 2, 0, code]))
        }
        yield* withBroker(script, function* (broker) {
            t.equal((yield* failure(Mqtt.connect(optionsFor(broker))))?.code, name)
        })
    }
})

fiberTest(t, 'Mqtt finds a broker that is silent within one and a half keep-alives', function* (t) {
    yield* withBroker(silent, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker, { keepAlive: 20_000 }))
        const start = now()
        const sub = spawn(() => failure(mq.subscribe('x')))
        t.equal((yield* sub.join())?.code, 'MQTT_LOST')
        // The link learns of it right after those who wait for answers.
        yield* sleep(1)
        t.equal(mq.failure?.code, 'MQTT_SILENT')
        t.ok(now() - start <= 30_100, `${now() - start} ms`)
        yield* mq.free()
    })
})

fiberTest(t, 'Mqtt finds it also while it publishes', function* (t) {
    yield* withBroker(silent, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker, { keepAlive: 20_000 }))
        const start = now()
        while (mq.connected) {
            yield* failure(mq.publish('x', 'y'))
            yield* sleep(1000)
        }
        t.ok(now() - start <= 32_000, `${now() - start} ms`)
        yield* mq.free()
    })
})

fiberTest(
    t,
    'Mqtt gives up a broker that answers pings and acknowledges nothing, and not one that is slow',
    function* (t) {
        yield* withBroker(good, function* (broker) {
            const mq = yield* Mqtt.connect(optionsFor(broker, { keepAlive: 20_000 }))
            yield* sleep(100_000)
            const start = now()
            t.equal((yield* failure(mq.publish('x', 'y', { qos: 1 })))?.code, 'MQTT_LOST')
            t.equal(mq.failure?.code, 'MQTT_SILENT')
            t.match(mq.why, /has not answered messages for 30000 ms$/)
            t.equal(now() - start, 30_000)
            yield* mq.free()
        })
        const slow: Script = function* (socket) {
            yield* accept(socket)
            spawn(function* () {
                for (let id = 1; id <= 5; id++) {
                    yield* sleep(25_000)
                    yield* socket.write(Buffer.from([0x40, 2, 0, id]))
                }
            })
            for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
                if (packet.first === 0xc0) {
                    yield* socket.write(Buffer.from([0xd0, 0]))
                }
            }
        }
        yield* withBroker(slow, function* (broker) {
            const mq = yield* Mqtt.connect(optionsFor(broker, { keepAlive: 20_000 }))
            const calls = Array.from({ length: 5 }, () => spawn(() => failure(mq.publish('x', 'y', { qos: 1 }))))
            for (const call of calls) {
                t.equal(yield* call.join(), null)
            }
            yield* mq.free()
        })
    },
)

fiberTest(t, 'Mqtt says why it is offline, and when it tries again', function* (t) {
    const kick: Script = function* (socket) {
        yield* accept(socket)
    }
    yield* withBroker(kick, function* (broker) {
        const { network } = broker
        const options = optionsFor(broker, { reconnect: Array(9).fill(4000) })
        const why = function* (more: Partial<MqttOptions> = {}): Fiber<string> {
            const mq = yield* Mqtt.start({ ...options, ...more })
            yield* sleep(1000)
            const text = mq.why
            yield* mq.free()
            return text
        }
        t.match(
            yield* why(),
            /accepted it, as brokers do when another client uses the same id \("device"\).* in 3\.\d s$/,
        )
        t.match(
            yield* why({ endpoint: 'mqtt://nowhere.test' }),
            /^Offline since .*: Cannot find the address of nowhere\.test/,
        )
        network.route('10.0.0.1', { connect: 'refuse' })
        t.match(yield* why(), /nobody listens there; attempt 2 to connect to mqtt:\/\/broker\.test:1883 in /)
        network.route('10.0.0.1', { connect: 'silence' })
        t.match(yield* why(), /^Connecting to mqtt:\/\/broker\.test:1883, attempt 1$/)
    })
    const refuse: Script = function* (socket) {
        yield* readPacket(socket)
        yield* socket.write(Buffer.from([0x20, 2, 0, 5]))
    }
    const abort: Script = function* (socket) {
        yield* accept(socket)
        socket.drop()
    }
    for (const [script, text] of [
        [
            refuse,
            /not authorised: check user, password, certificate and the rights of client "device"; attempt 2 .* in/,
        ],
        [abort, /accepted it, as brokers do when another client uses the same id \("device"\), .* in 2\.\d s$/],
        [silent, /: Cannot go on with the broker: it has not answered a ping for 500 ms; attempt \d to connect/],
    ] as const) {
        yield* withBroker(script, function* (broker) {
            const mq = yield* Mqtt.start(optionsFor(broker, { reconnect: Array(9).fill(4000), keepAlive: 1000 }))
            yield* sleep(2000)
            t.match(mq.why, text)
            yield* mq.free()
        })
    }
})

/** Accepts as MQTT 5 has it, with properties. */
function* accept5(socket: Parameters<Script>[0], ...properties: number[]): Fiber<void> {
    yield* readPacket(socket)
    yield* socket.write(Buffer.from([0x20, 3 + properties.length, 0, 0, properties.length, ...properties]))
}

fiberTest(t, 'Mqtt 5 tells the reason with which the broker ends a connection, or refuses a message', function* (t) {
    for (const [reason, code, text] of [
        [
            0x8e,
            'MQTT_DISCONNECT',
            /: The broker has ended the connection: another client with the same id has connected$/,
        ],
        [0x8d, 'MQTT_DISCONNECT', /it has not heard of the client within the keep-alive$/],
        [0x87, 'MQTT_NOT_AUTHORIZED', /the client is not authorised: check user, password/],
        [0x89, 'MQTT_DISCONNECT', /: it is busy$/],
    ] as const) {
        const script: Script = function* (socket) {
            yield* accept5(socket)
            yield* socket.write(Buffer.from([0xe0, 1, reason]))
        }
        yield* withBroker(script, function* (broker) {
            const mq = yield* Mqtt.start(optionsFor(broker, { version: 5 }))
            yield* mq.closed()
            t.equal(mq.failure?.code, code)
            t.match(mq.why, text)
            yield* mq.free()
        })
    }
    let most = 0
    const few: Script = function* (socket) {
        // Receive Maximum
        yield* accept5(socket, 0x21, 0, 2)
        const open: number[] = []
        for (let packet = yield* readPacket(socket); packet !== null; packet = yield* readPacket(socket)) {
            open.push(packet.body.readUInt16BE(3))
            most = Math.max(most, open.length)
            if (open.length === 2) {
                yield* sleep(100)
                for (const id of open.splice(0)) {
                    yield* socket.write(Buffer.from([0x40, 3, id >> 8, id & 255, id === 1 ? 0x97 : 0]))
                }
            }
        }
    }
    yield* withBroker(few, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker, { version: 5 }))
        const calls = Array.from({ length: 6 }, (_, i) => spawn(() => failure(mq.publish('t', `${i}`, { qos: 1 }))))
        const ends: (string | null)[] = []
        for (const call of calls) {
            ends.push((yield* call.join())?.message ?? null)
        }
        t.strictSame(
            ends.filter(end => end !== null),
            ['Cannot publish to "t": the broker refused it, a quota is exceeded'],
        )
        t.equal(most, 2)
        yield* mq.free()
    })
})

fiberTest(t, 'Mqtt: pauses grow also when the broker accepts and then hangs up', function* (t) {
    const kick: Script = function* (socket) {
        yield* accept(socket)
    }
    yield* withBroker(kick, function* (broker) {
        const mq = yield* Mqtt.start(optionsFor(broker, { reconnect: true, random: () => 0.999 }))
        yield* sleep(3_600_000)
        // 1, 2, 4 ... 64, and then every 2 minutes.
        t.ok(broker.connections > 30 && broker.connections < 40, `${broker.connections} connections`)
        yield* mq.free()
    })
})

fiberTest(t, 'Mqtt: clients that lose their broker come back spread', function* (t) {
    // More of them, and figures, are in herd.test.ts.
    yield* withBroker(good, function* (broker) {
        const integers = randomOf(1)
        const random = (): number => integers(2 ** 32) / 2 ** 32
        const clients: Mqtt[] = []
        for (let i = 0; i < 100; i++) {
            clients.push(yield* Mqtt.connect(optionsFor(broker, { clientId: `c${i}`, reconnect: true, random })))
        }
        broker.network.cut()
        broker.network.route('10.0.0.1', { connect: 'refuse' })
        yield* sleep(60_000)
        broker.network.route('10.0.0.1', { connect: 'accept' })
        const before = broker.connections
        const perSecond: number[] = []
        for (let second = 0; second < 120; second++) {
            const count = broker.connections
            yield* sleep(1000)
            perSecond.push(broker.connections - count)
        }
        const most = Math.max(...perSecond)
        t.equal(broker.connections - before, 100)
        t.ok(most < 12, `at most ${most} in a second`)
        t.ok(perSecond.filter(count => count > 0).length > 30)
        for (const client of clients) {
            yield* client.free()
        }
    })
})

fiberTest(t, 'Mqtt ends the connection when the broker breaks the rules', function* (t) {
    const broken: readonly Buffer[] = [
        Buffer.from([0x36, 5, 0, 1, 97, 0, 1]),
        Buffer.from([0x82, 0]),
        Buffer.from([0x32, 2, 0, 0]),
        Buffer.concat([publishPacket('a', 'b'), Buffer.from([0, 0])]),
    ]
    for (const bytes of broken) {
        const script: Script = function* (socket) {
            yield* accept(socket)
            for (const byte of bytes) {
                yield* socket.write(Buffer.from([byte]))
            }
            yield* socket.waitClosed()
        }
        yield* withBroker(script, function* (broker) {
            const mq = yield* Mqtt.start(optionsFor(broker))
            yield* sleep(1000)
            t.notOk(mq.connected)
            t.match(mq.failure?.code, /^MQTT_BAD_/)
            yield* mq.free()
        })
    }
})

fiberTest(t, 'Mqtt ignores and counts late acknowledgements, and ends where they are out of order', function* (t) {
    const late: Script = function* (socket) {
        yield* accept(socket)
        yield* socket.write(
            Buffer.from([0x40, 2, 0, 9, 0x70, 2, 0, 9, 0xb0, 2, 0, 9, 0xd0, 0, 0x50, 2, 0, 9, 0x62, 2, 0, 8]),
        )
        const answers = [yield* readPacket(socket), yield* readPacket(socket)]
        t.strictSame(new Set(answers.map(answer => answer?.first)), new Set([0x62, 0x70]))
        yield* socket.waitClosed()
    }
    yield* withBroker(late, function* (broker) {
        const mq = yield* Mqtt.connect(optionsFor(broker))
        yield* sleep(100)
        t.match(mq.statistics(), { connected: true, unknownAcks: 5 })
        yield* mq.free()
    })
    for (const [qos, answer] of [
        [2, 0x40],
        [2, 0x70],
        [1, 0x50],
    ] as const) {
        const wrong: Script = function* (socket) {
            yield* accept(socket)
            yield* readPacket(socket)
            yield* socket.write(Buffer.from([answer, 2, 0, 1]))
            yield* socket.waitClosed()
        }
        yield* withBroker(wrong, function* (broker) {
            const mq = yield* Mqtt.connect(optionsFor(broker))
            t.equal((yield* failure(mq.publish('a', 'b', { qos })))?.code, 'MQTT_LOST')
            t.equal(mq.failure?.code, 'MQTT_BAD_RESPONSE')
            yield* mq.free()
        })
    }
})
