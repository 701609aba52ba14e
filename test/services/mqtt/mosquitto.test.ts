import t from 'tap'
import { fromPromise, run } from '../../../fiber/index.js'
import { Mqtt, type MqttOptions } from '../../../services/mqtt/index.js'
import { failure } from './brokers.js'
import { Mosquitto, noMosquitto } from './mosquitto.js'

// A real broker in C, and the real clock. Each wait is for something that it says.
t.test('Mqtt and mosquitto', { skip: noMosquitto, timeout: 600_000 }, async t => {
    const broker = await Mosquitto.start()
    t.teardown(() => broker.stop())
    const { pki, ports } = broker
    const authority = pki.path('ca.crt')
    const own = { certificate: pki.path('client.crt'), key: pki.path('client.key') }
    const plain = `mqtt://localhost:${ports.plain}`
    const tls = `mqtts://localhost:${ports.tls}`
    const mutual = `mqtts://localhost:${ports.mutual}`
    let count = 0
    const optionsOf = (more: Partial<MqttOptions>): MqttOptions => ({ clientId: `c${++count}`, clean: true, ...more })

    const ways: readonly (readonly [name: string, options: Partial<MqttOptions>])[] = [
        ['plain', { endpoint: plain }],
        ['MQTT 5', { endpoint: plain, version: 5 }],
        ['TLS', { endpoint: tls, tls: { authority } }],
        ['a client certificate', { endpoint: mutual, tls: { authority, ...own } }],
        [
            'ALPN x-amzn-mqtt-ca',
            { endpoint: `mqtts://localhost:${ports.alpn}`, tls: { authority }, alpn: ['x-amzn-mqtt-ca'] },
        ],
        ['ALPN mqtt', { endpoint: `mqtts://localhost:${ports.alpn}`, tls: { authority }, alpn: ['mqtt'] }],
        ['a WebSocket', { endpoint: `ws://localhost:${ports.web}/mqtt` }],
        ['a WebSocket over TLS', { endpoint: `wss://localhost:${ports.secureWeb}/mqtt`, tls: { authority } }],
    ]
    for (const [name, options] of ways) {
        // mosquitto reads a few KB of these ten times a second, from any client.
        const long = options.endpoint?.startsWith('ws') ? 1000 : 200_000
        t.test(`Mqtt publishes and receives with each QoS: ${name}`, async t => {
            await run(function* () {
                const mq = yield* Mqtt.connect(optionsOf(options))
                const sub = yield* mq.subscribe('test/#', null, { qos: 2 })
                for (const qos of [0, 1, 2] as const) {
                    for (const size of [0, 10, long]) {
                        yield* mq.publish(`test/${qos}`, Buffer.alloc(size, 'x'), { qos })
                        t.match(yield* sub.receive(), { topic: `test/${qos}`, dataSize: size, qos })
                    }
                }
                yield* mq.disconnect()
            })
        })
    }

    t.test('Mqtt agrees on the protocol that it was given', async t => {
        t.strictSame(broker.agreed, ['x-amzn-mqtt-ca', 'mqtt'])
        await run(function* () {
            const endpoint = `mqtts://localhost:${ports.alpn}`
            const error = yield* failure(Mqtt.connect(optionsOf({ endpoint, tls: { authority }, alpn: ['other'] })))
            t.equal(error?.code, 'MQTT_NETWORK')
        })
    })

    t.test('Mqtt says who refuses whom', async t => {
        const refused = async (options: Partial<MqttOptions>, code: string, why: RegExp) => {
            await run(function* () {
                const mq = yield* Mqtt.start(optionsOf(options))
                yield* mq.closed()
                t.equal(mq.failure?.code, code)
                t.match(mq.why, why)
                yield* mq.free()
            })
        }
        const other = pki.path('other-ca.crt')
        await refused({ endpoint: tls, tls: {} }, 'MQTT_NETWORK', /certificate/)
        await refused({ endpoint: tls, tls: { authority: other } }, 'MQTT_NETWORK', /certificate/)
        await refused({ endpoint: mutual, tls: { authority } }, 'MQTT_NETWORK', /certificate/)
        await refused(
            { endpoint: `mqtt://localhost:${ports.login}`, username: 'nobody', password: 'x' },
            'MQTT_NOT_AUTHORIZED',
            /the client is not authorised: check user, password, certificate and the rights of client "c\d+"$/,
        )
        await refused(
            { endpoint: `mqtt://localhost:${ports.login}`, version: 5 },
            'MQTT_NOT_AUTHORIZED',
            /the client is not authorised/,
        )
    })

    t.test('Mqtt says that another client has its id', async t => {
        const taken = async (version: 4 | 5, why: RegExp) => {
            await run(function* () {
                const options = optionsOf({ endpoint: plain, clientId: `twice${version}`, version })
                const first = yield* Mqtt.connect(options)
                const second = yield* Mqtt.connect(options)
                yield* first.closed()
                t.match(first.why, why)
                yield* second.disconnect()
                yield* first.free()
            })
        }
        await taken(4, /ms after it had accepted it, as brokers do when another client uses the same id \("twice4"\)/)
        await taken(5, /another client/)
    })

    t.test(
        'mosquitto publishes the will of a client that goes without a word, and of none that says goodbye',
        async t => {
            await run(function* () {
                const watcher = yield* Mqtt.connect(optionsOf({ endpoint: plain }))
                const sub = yield* watcher.subscribe('will/#', null, { qos: 2 })
                const will = (topic: string) => ({ topic: `will/${topic}`, payload: 'gone', qos: 1 }) as const
                const polite = yield* Mqtt.connect(optionsOf({ endpoint: plain, will: will('polite') }))
                yield* polite.disconnect()
                const rude = yield* Mqtt.connect(optionsOf({ endpoint: plain, will: will('rude') }))
                yield* rude.free()
                t.match(yield* sub.receive(), { topic: 'will/rude', data: 'gone', qos: 1 })
                yield* watcher.disconnect()
            })
        },
    )

    t.test('Mqtt gets what came while it was away, with a session that mosquitto keeps', async t => {
        for (const version of [4, 5] as const) {
            await run(function* () {
                const session = optionsOf({ endpoint: plain, clientId: `away${version}`, clean: false, version })
                const first = yield* Mqtt.connect(session)
                yield* first.subscribe('away', null, { qos: 2 })
                yield* first.disconnect()
                const other = yield* Mqtt.connect(optionsOf({ endpoint: plain }))
                yield* other.publish('away', 'one', { qos: 1 })
                yield* other.publish('away', 'two', { qos: 2 })
                yield* other.disconnect()
                const again = yield* Mqtt.connect(session)
                const sub = yield* again.subscribe('away', null, { qos: 2 })
                t.strictSame([(yield* sub.receive()).data, (yield* sub.receive()).data], ['one', 'two'])
                yield* sub.close()
                yield* again.disconnect()
            })
        }
    })

    t.test('Mqtt comes back after mosquitto was restarted', async t => {
        await run(function* () {
            const mq = yield* Mqtt.connect(optionsOf({ endpoint: plain, reconnect: forEver(20) }))
            const sub = yield* mq.subscribe('again/#', null, { qos: 2 })
            yield* mq.publish('again', 'before', { qos: 2 })
            t.equal((yield* sub.receive()).data, 'before')
            yield* fromPromise(broker.halt())
            const meanwhile = mq.publish('again', 'meanwhile', { qos: 1, wait: 'none' })
            yield* meanwhile
            yield* fromPromise(broker.resume())
            yield* mq.waitConnected()
            yield* mq.publish('again', 'after', { qos: 2 })
            // The broker has forgotten the session; whether `meanwhile` came before the subscription was repeated is its matter.
            let last: string | null = null
            while (last !== 'after') {
                last = (yield* sub.receive()).data
            }
            t.match(mq.statistics(), { queued: 0, inflight: 0, dropped: 0, connected: true })
            yield* mq.disconnect()
        })
    })
})

/** The same pause, however often. */
function* forEver(pause: number): Generator<number> {
    for (;;) {
        yield pause
    }
}
