import t from 'tap'
import { RSocket } from '../../../fiber/c.js'
import * as codes from '../../../fiber/compat/index.js'
import { connect, type Fiber, run, sleep, yieldNow } from '../../../fiber/index.js'
import * as face from '../../../services/mqtt/c.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'
import { AedesBroker, type ScriptedBroker } from './brokers.js'

t.test('services/mqtt/c.ts has every row of mqtt.tsv', { skip: withoutTable('mqtt') }, async t => {
    t.strictSame(walkTable('mqtt', 'services/mqtt/c.ts'), [])
})

t.test('services/mqtt/c.ts has the constants with the values of C', async t => {
    t.match(face, {
        ...{
            MQTT_PACKET_CONNECT: 1,
            MQTT_PACKET_DISCONNECT: 14,
            MQTT_WAIT_NONE: 0,
            MQTT_WAIT_SENT: 1,
            MQTT_WAIT_ACK: 2,
        },
        ...{ MQTT_WAIT_FAST: 4, MQTT_EVENT_ATTACH: 1, MQTT_EVENT_CONNECTED: 2, MQTT_EVENT_DISCONNECT: 3 },
        ...{
            MQTT_EVENT_TIMEOUT: 4,
            MQTT_CONNECT_CLEAN_SESSION: 2,
            MQTT_RETAIN: 1,
            MQTT_DUP: 8,
            MQTT_KEEP_ALIVE: 1_200_000,
        },
        ...{ MQTT_MAX_TOPIC_SIZE: 128, MQTT_MAX_MESSAGE_SIZE: 268_435_456, MQTT_MSG_TIMEOUT: 30_000 },
    })
})

function* socketTo({ network }: AedesBroker | ScriptedBroker): Fiber<RSocket> {
    return RSocket.over(yield* connect({ host: 'broker.test', port: 1883, network }))
}

t.test('a ported program connects, publishes, subscribes and is told of events', async t => {
    await run(function* () {
        const broker = yield* AedesBroker.start()
        const events: number[] = []
        const mq = face.mqttAlloc('device', (_, event) => void events.push(event))!
        t.equal(face.mqttSetCredentials(mq, 'user', 'x'.repeat(129)), codes.R_ERR_BAD_ARGS)
        t.equal(face.mqttSetWill(mq, 'will/+', 'x', 1), codes.R_ERR_BAD_ARGS)
        t.equal(face.mqttSetWill(mq, 'will', 'gone', 4), 0)
        face.mqttSetKeepAlive(mq, 60_000)
        face.mqttSetTimeout(mq, 0)
        face.mqttSetMessageSize(mq, 100)
        t.match(mq, {
            keepAlive: 60_000,
            timeout: Infinity,
            maxMessage: 100,
            willTopic: 'will',
            error: 0,
            errorMsg: '',
        })
        t.equal(yield* face.mqttPublish(mq, 'x', 0, 1, face.MQTT_WAIT_ACK, 'a'), codes.R_ERR_CANT_WRITE)
        t.strictSame(events, [face.MQTT_EVENT_ATTACH])
        const sock = yield* socketTo(broker)
        t.equal(yield* face.mqttConnect(mq, sock, face.MQTT_CONNECT_CLEAN_SESSION, face.MQTT_WAIT_ACK), 0)
        t.equal(mq.sock, sock)
        t.ok(face.mqttIsConnected(mq))
        const seen: unknown[] = []
        function* onMessage(rp: face.MqttRecv): Fiber<void> {
            yield* sleep(1)
            seen.push([rp.topic, rp.topicSize, rp.data, rp.dataSize, rp.hdr.type])
        }
        t.equal(yield* face.mqttSubscribeMaster(mq, 1, face.MQTT_WAIT_ACK, 'dev/%d/#', 7), 0)
        t.equal(yield* face.mqttSubscribeMaster(mq, 1, face.MQTT_WAIT_ACK, 'dev/%d/#', 7), 0)
        t.strictSame(mq.masterTopics, ['dev/7'])
        t.equal(yield* face.mqttSubscribe(mq, onMessage, 1, face.MQTT_WAIT_ACK, 'dev/7/+'), 0)
        t.equal(yield* face.mqttSubscribe(mq, onMessage, 1, face.MQTT_WAIT_ACK, 'dev/7/+'), 0)
        t.equal(yield* face.mqttSubscribe(mq, () => seen.push('second'), 1, face.MQTT_WAIT_NONE, 'dev/7/a'), 0)
        t.equal(mq.topics.length, 2)
        t.equal(yield* face.mqttPublish(mq, 'hello', 4, 1, face.MQTT_WAIT_ACK, 'dev/%d/%s', 7, 'a'), 0)
        t.equal(yield* face.mqttPublish(mq, 'two', 0, 2, face.MQTT_WAIT_ACK, 'dev/7/b'), 0)
        t.equal(yield* face.mqttPublishRetained(mq, 'r', 0, 0, face.MQTT_WAIT_SENT, 'kept'), 0)
        while (seen.length < 2) {
            yield* sleep(1)
        }
        t.strictSame(seen, [
            ['dev/7/a', 7, 'hell', 4, 3],
            ['dev/7/b', 7, 'two', 3, 3],
        ])
        t.equal(yield* face.mqttUnsubscribe(mq, 'dev/7/+', face.MQTT_WAIT_ACK), 0)
        t.equal(mq.topics.length, 1)
        t.equal(yield* face.mqttUnsubscribeMaster(mq, 'dev/7/#', face.MQTT_WAIT_ACK), 0)
        t.match(mq, { topics: { length: 0 }, masterTopics: { length: 0 } })
        const results = {
            [codes.R_ERR_WONT_FIT]: face.mqttPublish(mq, 'x'.repeat(101), 0, 0, 0, 'a'),
            [codes.R_ERR_BAD_ARGS]: face.mqttPublish(mq, 'x', 0, 0, 0, 'a/#'),
            [codes.R_ERR_BAD_NULL]: face.mqttPublish(mq, 'x', 0, 0, 0, '%s', ''),
        }
        for (const [code, call] of Object.entries(results)) {
            t.equal(yield* call, Number(code))
        }
        t.equal(yield* face.mqttPublish(mq, 'x', 0, 3, 0, 'a'), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttPublish(mq, 'x', 0, 0, 0, 'x'.repeat(128)), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttPublish(mq, null, 0, 0, 0, 'a'), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttSubscribe(mq, null, 3, 0, 'a'), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttSubscribe(mq, null, 1, 0, 'a/#/b'), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttPing(mq), 0)
        t.equal(face.mqttMsgsToSend(mq), 0)
        t.ok(face.mqttGetQueueCount(mq) >= 0)
        t.ok(face.mqttGetLastActivity(mq) > 0)
        t.ok(face.mqttCheckQueue(mq))
        face.mqttThrottle(mq)
        t.equal(mq.throttle, 2000)
        t.equal(face.mqttDisconnect(mq), 0)
        while (events.length < 3) {
            yield* sleep(1)
        }
        t.strictSame(events, [face.MQTT_EVENT_ATTACH, face.MQTT_EVENT_CONNECTED, face.MQTT_EVENT_DISCONNECT])
        t.match(mq, { sock: null, connected: false, error: codes.R_ERR_NOT_CONNECTED })
        t.equal(yield* face.mqttPublish(mq, 'x', 0, 0, 0, 'a'), mq.error)
        t.not(face.mqttGetError(mq), '')
        t.equal(face.mqttDisconnect(mq), codes.R_ERR_CANT_WRITE)
        // It can be used again, with another socket; the socket is the caller's.
        const other = yield* socketTo(broker)
        t.equal(yield* face.mqttConnect(mq, other, 0, face.MQTT_WAIT_ACK), 0)
        yield* face.mqttFree(mq)
        t.equal(other.socket?.closed, false)
        other.free()
        sock.free()
        yield* broker.stop()
    })
})

t.test('functions of the C face take NULL', async t => {
    await run(function* () {
        t.equal(face.mqttAlloc(null, null), null)
        t.equal(face.mqttAlloc('x'.repeat(24), null), null)
        t.equal(yield* face.mqttConnect(null, null, 0, 0), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttPing(0), codes.R_ERR_BAD_ARGS)
        t.equal(face.mqttIsConnected(null), false)
        t.equal(face.mqttGetError(null), '')
        t.equal(yield* face.mqttSubscribe(null, null, 0, 0, null), codes.R_ERR_BAD_ARGS)
        t.equal(yield* face.mqttUnsubscribe(null, null, 0), codes.R_ERR_BAD_ARGS)
        yield* face.mqttFree(null)
        yield* yieldNow()
    })
})
