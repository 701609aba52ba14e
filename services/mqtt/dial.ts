/*
    dial.ts -- Connections to a broker: TCP, TLS or WebSocket.
*/

import {
    connect,
    type Fiber,
    parseEndpoint,
    SocketError,
    type TlsClientOptions,
    type TlsConnector,
    tlsClient,
} from '../../fiber/index.js'
import { connect as connectWebSocket } from '../websock/index.js'
import { MqttError } from './errors.js'
import type { MqttOptions } from './options.js'
import { SocketTransport, type Transport, WEBSOCKET_PROTOCOL, WebSocketTransport } from './transport.js'

/** Where a client connects. */
export interface Target {
    /** For people: the endpoint with its scheme and port. */
    readonly name: string
    readonly kind: 'socket' | 'websocket'
    /** Null: plain. */
    readonly tls: TlsConnector | null
    readonly host: string
    readonly port: number
}

function connectorOf(tls: TlsClientOptions | TlsConnector | undefined, alpn: readonly string[]): TlsConnector {
    return tls !== undefined && 'connect' in tls ? tls : tlsClient({ ...(alpn.length > 0 ? { alpn } : {}), ...tls })
}

/** Reads an endpoint. Throws `MQTT_OPTION`, and a `TlsError` for certificates that cannot be used. */
export function targetOf({ endpoint, tls, alpn = [] }: MqttOptions): Target {
    if (endpoint === undefined || endpoint === '') {
        throw new MqttError('MQTT_OPTION', 'Cannot make an MQTT client: there is no endpoint, wanted one, or a socket')
    }
    const text = endpoint.includes('://') ? endpoint : `${tls === undefined ? 'mqtt' : 'mqtts'}://${endpoint}`
    const scheme = text.slice(0, text.indexOf('://'))
    if (scheme === 'ws' || scheme === 'wss') {
        const connector = scheme === 'wss' ? connectorOf(tls, []) : null
        return { name: text, kind: 'websocket', tls: connector, host: '', port: 0 }
    }
    if (scheme !== 'mqtt' && scheme !== 'mqtts') {
        throw new MqttError(
            'MQTT_OPTION',
            `Cannot make an MQTT client: scheme ${scheme}, wanted mqtt, mqtts, ws or wss`,
        )
    }
    try {
        const { host, port } = parseEndpoint(text)
        const connector = scheme === 'mqtts' ? connectorOf(tls, alpn) : null
        return {
            name: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
            kind: 'socket',
            tls: connector,
            host,
            port,
        }
    } catch (error) {
        if (error instanceof SocketError) {
            throw new MqttError('MQTT_OPTION', `Cannot make an MQTT client: ${error.message}`, { cause: error })
        }
        throw error
    }
}

/** Connects. Throws what sockets, TLS and WebSockets throw. */
export function* dial(target: Target, { network, headers }: MqttOptions, deadline: number): Fiber<Transport> {
    const by = {
        deadline,
        ...(network === undefined ? {} : { network }),
        ...(target.tls === null ? {} : { tls: target.tls }),
    }
    if (target.kind === 'websocket') {
        const ws = yield* connectWebSocket(target.name, {
            ...by,
            protocols: WEBSOCKET_PROTOCOL,
            // A packet may be as long as MQTT permits, and be in any number of messages; its own limit is checked at its head.
            maxMessage: 0,
            validate: false,
            ...(headers === undefined ? {} : { headers }),
        })
        return new WebSocketTransport(ws)
    }
    return new SocketTransport(yield* connect({ host: target.host, port: target.port, ...by }))
}
