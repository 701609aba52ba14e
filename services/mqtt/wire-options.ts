/*
    wire-options.ts -- What MQTT.js is told: once, so that it leaves to us what takes time, and before each connect.
*/

import type { IClientOptions } from 'mqtt'
import type { MqttSettings, MqttWill } from './options.js'

/** What MQTT.js would set up with the global clock: nothing. Its pings are ours to send. */
const noTimer = { set: () => 1, clear: () => {} } as unknown as NonNullable<IClientOptions['timerVariant']>

/** The longest time that Node's timers know: our own deadline is shorter. */
const NEVER = 2_147_483_647

/** What stays the same: no connections of its own, no timers, no subscriptions that it repeats. */
export function fixedOptions({ clientId, version }: MqttSettings): IClientOptions {
    return {
        ...{ manualConnect: true, reconnectPeriod: 0, resubscribe: false, connectTimeout: NEVER },
        ...{ timerVariant: noTimer, reschedulePings: false, queueQoSZero: false },
        ...{ protocolVersion: version, clientId },
        log: () => {},
        // The cache is a buffer for each of 65,536 numbers: 0.1 s and some 10 MB, to save 50 ns a packet.
        writeCache: false,
    }
}

/** What MQTT.js looks at when it connects. */
export function applySettings(options: IClientOptions, settings: MqttSettings): void {
    const { username, password, clean, keepAlive, will, version } = settings
    options.clean = clean
    options.keepalive = Math.min(Math.max(Math.round(keepAlive / 1000), 1), 65535)
    delete options.username
    delete options.password
    delete options.will
    delete options.properties
    Object.assign(options, {
        ...(username === null ? {} : { username }),
        ...(password === null ? {} : { password: typeof password === 'string' ? password : Buffer.from(password) }),
        ...(will === null ? {} : { will: willOf(will) }),
        // MQTT 5 §3.1.2.11.2: without it the session would end with the connection.
        ...(version === 5 && !clean ? { properties: { sessionExpiryInterval: 0xffffffff } } : {}),
    })
}

function willOf({ topic, payload, qos = 0, retain = false }: MqttWill): NonNullable<IClientOptions['will']> {
    return { topic, payload: Buffer.from(payload), qos, retain }
}
