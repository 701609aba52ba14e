/*
    failures.ts -- What MQTT.js, sockets and brokers say when something goes wrong, as errors of the catalogue.
*/

import { SocketError, TlsError } from '../../fiber/index.js'
import { WebSocketError } from '../websock/index.js'
import { MqttError, type MqttErrorCode } from './errors.js'
import { shown } from './topics.js'

/** What a code says: MQTT 3.1.1 table 3.1, MQTT 5 §2.4. */
const reasons: ReadonlyMap<number, string> = new Map([
    [1, 'it does not speak this version of MQTT'],
    [2, 'it does not accept the client id'],
    [3, 'the service is not available'],
    [4, 'user name or password is wrong'],
    [5, 'the client is not authorised'],
    [129, 'malformed packet'],
    [130, 'protocol error'],
    [132, 'it does not speak this version of MQTT'],
    [133, 'it does not accept the client id'],
    [134, 'user name or password is wrong'],
    [135, 'the client is not authorised'],
    [136, 'the service is not available'],
    [137, 'it is busy'],
    [138, 'the client is banned'],
    [139, 'it is shutting down'],
    [140, 'bad authentication method'],
    [141, 'it has not heard of the client within the keep-alive'],
    [142, 'another client with the same id has connected'],
    [143, 'the filter is not valid'],
    [144, 'the topic is not valid'],
    [147, 'too many messages in flight'],
    [149, 'the packet is too large'],
    [150, 'too many messages'],
    [151, 'a quota is exceeded'],
    [152, 'an administrator wants it'],
    [153, 'the payload is not what it says'],
    [154, 'it does not keep messages'],
    [155, 'it does not have this QoS'],
    [156, 'another server should be used'],
    [157, 'the server has moved'],
    [158, 'it has no shared subscriptions'],
    [159, 'too many connections'],
    [160, 'the connection has lasted long enough'],
    [162, 'it has no wildcards'],
])

/** What a reason code says. */
export function reasonText(code: number): string {
    return reasons.get(code) ?? `reason ${code}`
}

function refusalCode(code: number): MqttErrorCode {
    if (code === 2 || code === 133) {
        return 'MQTT_CLIENT_ID'
    }
    return code === 4 || code === 5 || code === 134 || code === 135 || code === 138 || code === 140
        ? 'MQTT_NOT_AUTHORIZED'
        : 'MQTT_REFUSED'
}

/** An error event of MQTT.js: the refusal of a connection, or what its parser says. */
export function refusal(error: Error): MqttError {
    if (error instanceof MqttError) {
        return error
    }
    const { code } = error as { code?: unknown }
    if (typeof code === 'number' && error.message.startsWith('Connection refused')) {
        return new MqttError(refusalCode(code), `The broker refused the connection: ${reasonText(code)}`)
    }
    return new MqttError('MQTT_BAD_RESPONSE', `Cannot go on with the broker: ${error.message}`, { cause: error })
}

/** MQTT 5: the broker has sent DISCONNECT. */
export function packetError({ reasonCode = 0 }: { readonly reasonCode?: number }): MqttError {
    const code = refusalCode(reasonCode) === 'MQTT_NOT_AUTHORIZED' ? 'MQTT_NOT_AUTHORIZED' : 'MQTT_DISCONNECT'
    return new MqttError(code, `The broker has ended the connection: ${reasonText(reasonCode)}`)
}

/** MQTT 5: the broker has refused a message. */
export function publishRefusal(topic: string, code: number): MqttError {
    return new MqttError(
        'MQTT_PUBLISH',
        `Cannot publish to ${shown(topic)}: the broker refused it, ${reasonText(code)}`,
    )
}

/** The connection broke, or could not be made. `text` is that of the C face. */
export function lost(text: string, cause: unknown): MqttError {
    if (cause instanceof MqttError) {
        return cause
    }
    const { message } = cause instanceof Error ? cause : new Error(String(cause))
    const known = cause instanceof SocketError || cause instanceof TlsError || cause instanceof WebSocketError
    return new MqttError('MQTT_NETWORK', known ? message : `${text}: ${message}`, {
        text: `${text}: ${message}`,
        cause,
    })
}

/** MQTT.js ends a call whose answer does not come any more. */
export function unanswered(cause: Error): MqttError {
    return new MqttError('MQTT_LOST', `Cannot complete: the broker has not answered, ${cause.message}`, { cause })
}

/** The broker sends more than may wait. */
export function overrun(what: string, most: number): MqttError {
    return new MqttError('MQTT_OVERRUN', `Cannot go on with the broker: ${what}, wanted at most ${most}`)
}
