/*
    mosquitto.ts -- The MQTT client and a real mosquitto: plain, TLS, client certificates, ALPN, WebSockets, MQTT 5, and a broker that is restarted.
    `npm run test:mosquitto`. Skips with a sentence where there is no mosquitto (Debian: apt-get install mosquitto).
*/

import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect as connectNode } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { deadline, type Fiber, fromPromise, run, sleep } from '../../fiber/index.js'
import { Mqtt, type MqttError, type MqttOptions } from '../../services/mqtt/index.js'
import { makePki, type Pki } from '../fiber/tls/pki.js'
import { freePort } from './nginx/start.js'

const path = ['mosquitto', '/usr/sbin/mosquitto'].find(name => spawnSync(name, ['-h']).error === undefined)

if (path === undefined) {
    console.log('Skipped: mosquitto is not installed here')
} else {
    const pki = makePki()
    try {
        await run(() => test(path, pki))
        console.log(
            'The client and mosquitto understand each other: plain, TLS, client certificates, ALPN, WebSockets, MQTT 5, restart',
        )
    } finally {
        pki.remove()
    }
}

interface Ports {
    readonly plain: number
    readonly tls: number
    readonly mutual: number
    readonly web: number
}

function* test(program: string, pki: Pki): Fiber<void> {
    const ports: Ports = {
        plain: yield* fromPromise(freePort()),
        tls: yield* fromPromise(freePort()),
        mutual: yield* fromPromise(freePort()),
        web: yield* fromPromise(freePort()),
    }
    let broker = yield* start(program, pki, ports)
    try {
        const authority = pki.path('ca.crt')
        const own = { certificate: pki.path('client.crt'), key: pki.path('client.key') }
        yield* roundTrip('plain', { endpoint: `mqtt://localhost:${ports.plain}` })
        yield* roundTrip('MQTT 5', { endpoint: `mqtt://localhost:${ports.plain}`, version: 5 })
        yield* roundTrip('TLS', { endpoint: `mqtts://localhost:${ports.tls}`, tls: { authority } })
        yield* roundTrip('client certificate', {
            endpoint: `mqtts://localhost:${ports.mutual}`,
            tls: { authority, ...own },
        })
        yield* roundTrip('WebSocket', { endpoint: `ws://localhost:${ports.web}/mqtt` })
        assert.match(yield* refusal({ endpoint: `mqtts://localhost:${ports.tls}`, tls: {} }), /^TLS_/)
        assert.notEqual(yield* refusal({ endpoint: `mqtts://localhost:${ports.mutual}`, tls: { authority } }), 'none')
        yield* alpn(pki, ports, authority)
        broker = yield* restart(program, pki, ports, broker)
    } finally {
        yield* stop(broker)
    }
}

/** Each QoS, in both directions. */
function* roundTrip(what: string, options: Partial<MqttOptions>): Fiber<void> {
    const mq = yield* Mqtt.connect({ clientId: `test-${what}`, clean: true, ...options })
    const sub = yield* mq.subscribe('test/#', null, { qos: 2 })
    for (const qos of [0, 1, 2] as const) {
        for (const size of [0, 10, 200_000]) {
            yield* deadline(10_000, mq.publish(`test/${qos}`, Buffer.alloc(size, 'x'), { qos }))
            const message = yield* deadline(10_000, sub.receive())
            assert.deepEqual([message.topic, message.dataSize, message.qos], [`test/${qos}`, size, qos], what)
        }
    }
    yield* mq.disconnect()
    console.log(`  ${what}`)
}

function* refusal(options: Partial<MqttOptions>): Fiber<string> {
    try {
        const mq = yield* Mqtt.connect({ clientId: 'refused', clean: true, msgTimeout: 5000, ...options })
        yield* mq.free()
        return 'none'
    } catch (error) {
        const { cause, code } = error as MqttError
        return (cause as { code?: string } | undefined)?.code ?? code
    }
}

/** mosquitto does not look at ALPN, so a TLS server that does is put before it, as brokers on port 443 have it. */
function* alpn(pki: Pki, ports: Ports, authority: string): Fiber<void> {
    const seen: (string | false | null)[] = []
    const front = createServer(
        { key: pki.text('server.key'), cert: pki.text('server.crt'), ALPNProtocols: ['x-amzn-mqtt-ca', 'mqtt'] },
        socket => {
            seen.push(socket.alpnProtocol)
            const back = connectNode(ports.plain, 'localhost')
            socket.on('error', () => back.destroy())
            back.on('error', () => socket.destroy())
            socket.pipe(back).pipe(socket)
        },
    )
    const port = yield* fromPromise(freePort())
    yield* fromPromise(new Promise<void>(resolve => front.listen(port, 'localhost', () => resolve())))
    try {
        const endpoint = `mqtts://localhost:${port}`
        yield* roundTrip('ALPN', { endpoint, alpn: ['x-amzn-mqtt-ca'], tls: { authority } })
        assert.deepEqual(seen, ['x-amzn-mqtt-ca'])
    } finally {
        front.close()
    }
}

/** The broker dies while messages are published. */
function* restart(program: string, pki: Pki, ports: Ports, broker: ChildProcess): Fiber<ChildProcess> {
    const endpoint = `mqtt://localhost:${ports.plain}`
    const mq = yield* Mqtt.connect({ endpoint, clientId: 'restart', clean: true, reconnect: Array(1000).fill(50) })
    const sub = yield* mq.subscribe('again/#', null, { qos: 2 })
    yield* mq.publish('again', 'before', { qos: 2 })
    yield* stop(broker)
    while (mq.connected) {
        yield* sleep(10)
    }
    console.log(`  ${mq.why}`)
    yield* mq.publish('again', 'meanwhile', { qos: 1, wait: 'none' })
    const next = yield* start(program, pki, ports)
    yield* deadline(20_000, mq.waitConnected())
    yield* deadline(20_000, mq.publish('again', 'after', { qos: 1 }))
    const texts: (string | null)[] = []
    while (!texts.includes('after')) {
        texts.push((yield* deadline(20_000, sub.receive())).data)
    }
    // The broker has forgotten the session; whether `meanwhile` came before the subscription was repeated is its matter.
    assert.deepEqual([texts[0], texts.at(-1)], ['before', 'after'])
    yield* mq.disconnect()
    console.log('  restart')
    return next
}

function* start(program: string, pki: Pki, { plain, tls, mutual, web }: Ports): Fiber<ChildProcess> {
    const secure = [
        `cafile ${pki.path('ca.crt')}`,
        `certfile ${pki.path('server.crt')}`,
        `keyfile ${pki.path('server.key')}`,
    ]
    const config = [
        ...['per_listener_settings false', 'allow_anonymous true', 'user root'],
        `listener ${plain} 127.0.0.1`,
        ...[`listener ${tls} 127.0.0.1`, ...secure],
        ...[`listener ${mutual} 127.0.0.1`, ...secure, 'require_certificate true'],
        ...[`listener ${web} 127.0.0.1`, 'protocol websockets'],
    ].join('\n')
    const file = join(pki.folder, 'mosquitto.conf')
    writeFileSync(file, `${config}\n`)
    const broker = spawn(program, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    broker.stderr?.on('data', text => {
        said += text
    })
    for (;;) {
        if (broker.exitCode !== null) {
            throw new Error(`mosquitto has ended: ${said}`)
        }
        try {
            yield* (yield* Mqtt.connect({
                endpoint: `mqtt://localhost:${plain}`,
                clientId: 'probe',
                clean: true,
            })).disconnect()
            return broker
        } catch {
            yield* sleep(50)
        }
    }
}

function* stop(broker: ChildProcess): Fiber<void> {
    if (broker.exitCode === null) {
        const over = once(broker, 'exit')
        broker.kill('SIGTERM')
        yield* fromPromise(over)
    }
}
