import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import t, { type Test } from 'tap'
import { type Fiber, fromPromise, Latch, run, setLogHandler, watch } from '../../../fiber/index.js'
import * as face from '../../../services/agent/c.js'
import * as mqttFace from '../../../services/mqtt/c.js'
import { type Agent, AgentError, serveAgent } from '../../../services/agent/index.js'

/** aedes, on a port of this machine. */
async function broker(t: Test, port = 0) {
    const aedes = await Aedes.createBroker()
    const server = createServer(socket => aedes.handle(socket))
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    let isOpen = true
    const close = async () => {
        if (isOpen) {
            isOpen = false
            await new Promise<void>(resolve => aedes.close(() => resolve()))
            await new Promise<void>(resolve => server.close(() => resolve()))
        }
    }
    t.teardown(close)
    return { aedes, close, port: (server.address() as { port: number }).port }
}

/** Runs `body` in an agent with this configuration. */
async function running(t: Test, config: object, body: (agent: Agent) => Fiber<void>): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), 'agent-mqtt-'))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    mkdirSync(directory, { recursive: true })
    const rest = { services: { web: false, database: false, mqtt: true }, log: { path: 'none' } }
    writeFileSync(join(directory, 'ioto.json5'), JSON.stringify({ ...rest, ...config }))
    const over = new Latch(1, 'end of the test')
    let failure: unknown
    await run(() =>
        serveAgent({
            load: { config: directory, state: join(directory, 'state') },
            signals: false,
            *until() {
                yield* over.wait()
                return 'the test'
            },
            *started(agent) {
                try {
                    yield* body(agent)
                } catch (error) {
                    failure = error
                }
                over.open()
            },
        }),
    )
    if (failure !== undefined) {
        throw failure
    }
}

/** Waits for the next signal of a name, from now on. */
function next(name: string): { wait(): Fiber<void> } {
    const came = new Latch(1, `signal ${name}`)
    const end = watch(name, function* () {
        came.open()
    })
    return {
        *wait() {
            yield* came.wait()
            end()
        },
    }
}

const device = { id: 'device-1' }

t.test('MqttService connects to the configured broker, and applications publish and subscribe', async t => {
    const { aedes, port } = await broker(t)
    await running(t, { device, mqtt: { endpoint: '127.0.0.1', port } }, function* (agent) {
        yield* agent.mqtt!.waitConnected()
        t.match(agent.statistics().mqtt, { connected: true, connections: 1 })
        t.match(
            agent.services.map(({ name, state }) => `${name} ${state}`),
            ['mqtt ready'],
        )
        const came = new Latch(1, 'message')
        const texts: string[] = []
        yield* agent.mqtt!.subscribe('in/#', function* (message) {
            texts.push(`${message.topic} ${message.data}`)
            came.open()
        })
        const published = new Promise<string>(resolve =>
            aedes.on(
                'publish',
                (packet, client) => client && resolve(`${client.id} ${packet.topic} ${packet.payload}`),
            ),
        )
        yield* agent.mqtt!.publish('out', 'hello', { qos: 1 })
        t.equal(yield* fromPromise(published), 'device-1 out hello')
        aedes.publish(
            { cmd: 'publish', topic: 'in/x', payload: Buffer.from('there'), qos: 0, retain: false, dup: false },
            () => {},
        )
        yield* came.wait()
        t.same(texts, ['in/x there'])
    })
})

t.test('MqttService is known to C code: ioConnected, ioConnect, ioDisconnect, ioOnConnect', async t => {
    const { port } = await broker(t)
    await running(t, { device, mqtt: { endpoint: '127.0.0.1', port } }, function* (agent) {
        yield* agent.mqtt!.waitConnected()
        t.equal(face.ioConnected(), true)
        t.equal(face.ioInitMqtt(), 0)
        t.match(face.ioto, { connected: true, cloudReady: true, mqtt: agent.mqtt, mqttService: true })
        t.not(face.ioto!.mqttSocket, null)
        const { mqtt } = face.ioto!
        const heard = new Latch(1, 'a message')
        const onMessage = ({ topic, payload }: mqttFace.MqttRecv) => {
            t.same([topic, payload.toString()], ['dev/7/a', 'hello'])
            heard.open()
        }
        const { MQTT_WAIT_ACK } = mqttFace
        for (let i = 0; i < 2; i++) {
            t.equal(yield* mqttFace.mqttSubscribe(mqtt, onMessage, 1, MQTT_WAIT_ACK, 'dev/%d/+', 7), 0)
        }
        t.equal(mqtt!.topics.length, 1)
        t.equal(yield* mqttFace.mqttPublish(mqtt, 'hello', 0, 1, MQTT_WAIT_ACK, 'dev/%d/%s', 7, 'a'), 0)
        yield* heard.wait()
        t.same([mqttFace.mqttIsConnected(mqtt), mqttFace.mqttGetQueueCount(mqtt)], [true, 0])
        t.equal(yield* mqttFace.mqttPing(mqtt), 0)
        t.equal(yield* mqttFace.mqttUnsubscribe(mqtt, 'dev/7/+', MQTT_WAIT_ACK), 0)
        t.equal(yield* mqttFace.mqttSubscribeMaster(mqtt, 1, MQTT_WAIT_ACK, 'dev/#'), 0)
        t.equal(yield* mqttFace.mqttUnsubscribeMaster(mqtt, 'dev/#', MQTT_WAIT_ACK), 0)
        const notes: string[] = []
        const fn = (arg: unknown) => void notes.push(String(arg))
        yield* face.ioOnConnect(fn, 'direct', true)
        t.same(notes, ['direct'])
        const gone = next('mqtt:disconnected')
        const back = next('cloud:ready')
        face.ioDisconnect()
        yield* gone.wait()
        t.equal(face.ioConnected(), false)
        t.ok((yield* mqttFace.mqttPublish(mqtt, 'x', 0, 1, MQTT_WAIT_ACK, 'a')) < 0, 'nobody is there')
        t.equal(yield* mqttFace.mqttPublish(mqtt, 'x', 0, 1, mqttFace.MQTT_WAIT_NONE, 'a'), 0, 'it is kept')
        t.ok((yield* mqttFace.mqttSubscribe(mqtt, onMessage, 1, MQTT_WAIT_ACK, 'b')) < 0)
        t.equal(yield* face.ioConnect(), 0)
        yield* back.wait()
        t.equal(face.ioConnected(), true)
        face.ioOnConnectOff(fn, 'direct')
        const later = new Latch(1, 'call')
        yield* face.ioOnConnect(() => later.open(), 'other', false)
        yield* later.wait()
    })
    t.equal(face.ioConnected(), false)
    t.equal(face.ioInitMqtt() < 0, true)
})

t.test('MqttService goes on without a broker, and sends what was published meanwhile when there is one', async t => {
    const first = await broker(t)
    await first.close()
    const { port } = first
    await running(t, { device, mqtt: { endpoint: '127.0.0.1', port } }, function* (agent) {
        t.equal(agent.isReady, true)
        t.equal(agent.mqtt!.connected, false)
        yield* agent.mqtt!.publish('out', 'waits', { qos: 1, wait: 'none' })
        const { aedes } = yield* fromPromise(broker(t, port))
        const published = new Promise<string>(resolve =>
            aedes.on('publish', (packet, client) => client && resolve(String(packet.payload))),
        )
        t.equal(yield* face.ioConnect(), 0)
        t.equal(yield* fromPromise(published), 'waits')
    })
})

t.test('MqttService connects on demand where the schedule is never', async t => {
    const { port } = await broker(t)
    await running(t, { device, mqtt: { endpoint: '127.0.0.1', port, schedule: 'never' } }, function* (agent) {
        t.equal(agent.mqtt, null)
        t.equal(yield* face.ioConnect(), 0)
        t.equal(agent.mqtt!.connected, true)
        const gone = next('mqtt:disconnected')
        face.ioDisconnect()
        yield* gone.wait()
        t.match(agent.mqtt!.statistics(), { connected: false, connections: 1 })
    })
})

t.test('MqttService refuses a device without an ID, and one whose ID is too long for each broker', async t => {
    const start = (config: object) => running(t, config, () => [] as never)
    const mqtt = { endpoint: '127.0.0.1', port: 1 }
    await t.rejects(start({ mqtt }), {
        code: 'AGENT_CONFIG_VALUE',
        message: /ioto\.json5:1:\d+: mqtt\.endpoint is set and device\.id is not, wanted the ID of the device$/,
    })
    await t.rejects(start({ mqtt, device: { id: 'x'.repeat(24) } }), {
        message: /device\.id is 'x{24}', wanted no more than 23 bytes for MQTT$/,
    })
    await t.rejects(start({ services: { mqtt: true, web: false } }), AgentError)
})

t.test('MqttService tells of a certificate that cannot be used, and the rest goes on', async t => {
    const errors: string[] = []
    const former = setLogHandler((type, _source, message) => type === 'error' && errors.push(message))
    t.teardown(() => setLogHandler(former))
    const mqtt = { endpoint: '127.0.0.1', port: 1, certificate: 'gone.crt', key: 'gone.key' }
    await running(t, { device, mqtt }, function* (agent) {
        t.equal(agent.isReady, true)
        t.equal(agent.mqtt, null)
    })
    t.match(errors, [/^Cannot use the configuration of MQTT: .*gone\.crt.*; it is tried again in a minute$/])
})

t.test('MqttService fails when MQTT.js is not there, which is found when the broker has answered', async t => {
    const { port } = await broker(t)
    const directory = mkdtempSync(join(tmpdir(), 'agent-mqtt-'))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    const config = {
        services: { web: false, database: false, mqtt: true },
        ...{ device, mqtt: { endpoint: '127.0.0.1', port }, supervise: { restarts: 0 }, log: { path: 'stdout' } },
    }
    writeFileSync(join(directory, 'ioto.json5'), JSON.stringify(config))
    const hooks = `export async function resolve(name, context, next) {
        if (name === 'mqtt') throw new Error('it is not installed')
        return next(name, context)
    }`
    const hide = `import { register } from 'node:module'
        register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})`
    const child = spawn(
        process.execPath,
        [
            ...['--import', `data:text/javascript,${encodeURIComponent(hide)}`],
            ...['dist/apps/ioto/main.js', '--config', directory, '--state', join(directory, 'state')],
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
            said += text
        })
    }
    const [status] = (await once(child, 'close')) as [number]
    t.equal(status, 1, said)
    t.match(said, /Ioto ready/, 'it had started')
    t.match(said, /Service mqtt failed: MqttError: Cannot load the package mqtt: it is not installed/)
    t.match(said, /Cannot keep mqtt running: 1 failures/)
})
