/*
    mqtt-service.ts -- The connection to an MQTT broker as a service of the agent. Source: spec agent.md §4.7, cloud.md §5.

    That the broker cannot be reached is no failure of the service: it tries again, longer pauses each time, and applications go on publishing
    into the queue. With `mqtt.schedule` there are connections in its windows only, and whenever somebody asks for one (`connect`).
*/

import {
    Event,
    exponential,
    expandPath,
    type Fiber,
    Logger,
    signal,
    sleep,
    spawn,
    TimeoutError,
    deadline,
    textOf,
    type TlsClientOptions,
} from '../../fiber/index.js'
import { AWS_LIMITS, Mqtt, type MqttEvent, MqttError, type MqttOptions } from '../mqtt/index.js'
import type { Agent } from './agent.js'
import type { AgentConfig, AgentSettings } from './config/index.js'
import { ConnectionTimes } from './connection-times.js'
import type { Service } from './service.js'

const log = new Logger('mqtt')

/** Bytes of a device ID as the name of a client: all that each broker takes (spec cloud.md §5.1). */
const LONGEST_ID = 23

/** Milliseconds that messages have to be acknowledged when the agent stops (spec agent.md §7.2). */
const FLUSH = 5000
const LOOK = 50

/** Milliseconds that a connection that somebody asks for may take. */
const PATIENCE = 30_000

/** Milliseconds before it is looked again whether certificates can be used. */
const AGAIN = 60_000

/** @internal For the registry. */
export function make(agent: Agent): MqttService {
    return new MqttService(agent)
}

/** Keeps a connection to the configured broker. */
export class MqttService implements Service {
    readonly #agent: Agent
    readonly #wanted = new Event('an MQTT connection that is wanted')
    readonly #made = new Event('the MQTT client')
    #settings: AgentSettings | null = null
    #given = ''
    #times: ConnectionTimes | null = null
    #client: Mqtt | null = null
    /** Somebody has asked for the connection, whatever the schedule says. */
    #isOnDemand = false

    constructor(agent: Agent) {
        this.#agent = agent
    }

    /** The client; null: no broker is configured, or a connection was not due yet. */
    get client(): Mqtt | null {
        return this.#client
    }

    configure(config: AgentConfig): boolean {
        const { mqtt, provision, device } = config.settings
        const id = device.id ?? provision.id
        if (mqtt.endpoint !== null && id !== null && Buffer.byteLength(id) > LONGEST_ID) {
            throw config.error('device.id', `device.id is '${id}', wanted no more than ${LONGEST_ID} bytes for MQTT`)
        }
        if (mqtt.endpoint !== null && id === null) {
            throw config.error(
                'mqtt.endpoint',
                'mqtt.endpoint is set and device.id is not, wanted the ID of the device',
            )
        }
        const given = JSON.stringify([mqtt, provision, id])
        const isSame = given === this.#given
        this.#given = given
        this.#settings = config.settings
        return isSame
    }

    *start(): Fiber<void> {
        const { mqtt } = this.#settings!
        if (mqtt.endpoint === null) {
            log.info('Mqtt endpoint:port not yet defined or provisioned')
            return
        }
        this.#times = new ConnectionTimes(mqtt)
        if (this.#times.wait() === 0) {
            yield* this.#open()
        }
        const service = this
        spawn(function* mqttKeeper() {
            yield* service.#keep()
        })
    }

    *stop(): Fiber<void> {
        const client = this.#client
        this.#client = null
        if (client !== null) {
            // What is not acknowledged in time stays in the file.
            for (let left = FLUSH; left > 0 && isBusy(client); left -= LOOK) {
                yield* sleep(LOOK)
            }
            yield* client.disconnect()
        }
    }

    statistics(): object | null {
        return this.#client?.statistics() ?? null
    }

    /** Connects now, whatever the schedule says. Returns whether there is a connection, within 30 seconds. */
    *connect(): Fiber<boolean> {
        this.#isOnDemand = true
        try {
            yield* deadline(PATIENCE, this.#connected())
            return true
        } catch (error) {
            if (error instanceof TimeoutError || error instanceof MqttError) {
                return false
            }
            throw error
        }
    }

    /** Ends the present connection. The next one comes as after one that was lost. */
    disconnect(): void {
        const sock = this.#client?.sock ?? null
        if (sock !== null && 'closeNow' in sock) {
            sock.closeNow()
        }
    }

    *#connected(): Fiber<void> {
        this.#wanted.emit()
        while (this.#client === null) {
            yield* this.#made.wait()
        }
        this.#client.hurry()
        yield* this.#client.waitConnected()
    }

    /** Makes the client, which then connects by itself. What it is made of may not be usable: that is told. */
    *#open(): Fiber<void> {
        try {
            const client = yield* Mqtt.start(this.#options())
            this.#client = client
            this.#made.emit()
            const service = this
            spawn(function* mqttWatch() {
                yield* service.#watch(client)
            })
        } catch (error) {
            log.error(`Cannot use the configuration of MQTT: ${textOf(error)}; it is tried again in a minute`)
        }
    }

    /** A client goes on until it is closed; when nobody has done that it cannot work at all, which is a failure of the service. */
    *#watch(client: Mqtt): Fiber<void> {
        yield* client.closed()
        if (this.#client === client) {
            throw client.failure ?? client.endError
        }
    }

    *#keep(): Fiber<never> {
        const times = this.#times!
        let isFirst = times.hasWindows
        for (;;) {
            if (this.#client === null) {
                if (!this.#isOnDemand) {
                    yield* times.untilDue(isFirst ? 0 : AGAIN, this.#wanted)
                }
                isFirst = false
                yield* this.#open()
                this.#isOnDemand &&= this.#client !== null
                continue
            }
            yield* times.windowEnd()
            if (this.#client?.connected && !this.#isOnDemand) {
                log.info('The window of mqtt.schedule is over')
                this.disconnect()
            }
            // In the next minute it is known when the next window begins.
            yield* times.untilDue(AGAIN, this.#wanted)
            // The pause of the client was reckoned when the clock may have been another
            this.#client?.hurry()
        }
    }

    /** The pauses between two attempts. Endless; a window of the schedule may be far away. */
    *#pauses(): Generator<number, undefined> {
        for (const pause of exponential({ initial: 1000, cap: 120_000 })) {
            yield Math.max(pause, this.#times!.pause())
        }
        return undefined
    }

    #options(): MqttOptions {
        const { mqtt, device, provision } = this.#settings!
        const { endpoint, port, authority, certificate, key, alpn, timeout } = mqtt
        const isSecure = [authority, certificate, key].some(given => given !== null)
        const tls: TlsClientOptions = {
            ...(authority === null ? {} : { authority: expandPath(authority) }),
            ...(certificate === null ? {} : { certificate: expandPath(certificate) }),
            ...(key === null ? {} : { key: expandPath(key) }),
        }
        const service = this
        return {
            endpoint: `${isSecure ? 'mqtts' : 'mqtt'}://${endpoint!.includes(':') ? `[${endpoint}]` : endpoint}:${port}`,
            clientId: (device.id ?? provision.id)!,
            ...(isSecure ? { tls, ...(alpn === null ? {} : { alpn: [alpn] }) } : {}),
            limits: { message: AWS_LIMITS.message! },
            ...(this.#agent.options.nosave === true ? {} : { store: expandPath('@state/mqtt.session') }),
            reconnect: { [Symbol.iterator]: () => service.#pauses() },
            // Where nothing says when to connect again it would be at once, for nothing.
            ...(timeout > 0 && (mqtt.schedule !== null || mqtt.delay > 0) ? { timeout } : {}),
            onEvent: (_mq, event) => this.#happened(event),
        }
    }

    #happened(event: MqttEvent): void {
        if (event === 'timeout') {
            log.info('The MQTT connection was not used for mqtt.timeout')
            this.disconnect()
        } else if (event === 'connected') {
            signal('mqtt:connected')
            if (!this.#agent.flags.sync) {
                signal('cloud:ready')
            }
        } else {
            this.#times!.noteLost()
            this.#isOnDemand = false
            signal('mqtt:disconnected')
        }
    }
}

/** Whether messages are on their way that the broker can still take. */
function isBusy(client: Mqtt): boolean {
    const { connected, queued, inflight } = client.statistics()
    return connected && queued + inflight > 0
}
