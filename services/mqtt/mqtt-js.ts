/*
    mqtt-js.ts -- MQTT.js, loaded when the first connection of the process has been made: it takes longer to load than the rest of an agent.
*/

import type { MqttClient } from 'mqtt'
import { type Fiber, fromPromise } from '../../fiber/index.js'
import { MqttError } from './errors.js'

let loaded: typeof MqttClient | null = null

/**
 * Loads MQTT.js, if that was not done before. The first connection does it by itself; a program that would rather take the time at its start
 * calls it there, and so does a test in virtual time, which does not wait for the disk. Throws `MQTT_PACKAGE`.
 */
export function* loadMqttJs(): Fiber<void> {
    if (loaded !== null) {
        return
    }
    try {
        // No deadline: it comes from the disk.
        loaded = (yield* fromPromise(import('mqtt'))).MqttClient
    } catch (error) {
        throw new MqttError('MQTT_PACKAGE', `Cannot load the package mqtt: ${(error as Error).message}`, {
            text: 'Cannot load the package mqtt',
            cause: error,
        })
    }
}

/** Whether it has been loaded. @internal */
export function hasMqttJs(): boolean {
    return loaded !== null
}

/** Its class, after `loadMqttJs`. @internal */
export function mqttJs(): typeof MqttClient {
    return loaded!
}
